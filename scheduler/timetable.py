"""What happens by itself: JOBS says what falls due, ROUNDS what is done again and again.

APScheduler only ticks. Everything that is due stands in the database.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.drafts import expire_draft
from scheduler.seals import SEAL, seal_chains
from scheduler.sweep import OnDue, fire_due
from storage.store import Store

JOBS: Mapping[str, OnDue] = MappingProxyType({"draft_expires": expire_draft, SEAL: seal_chains})


@dataclass(frozen=True, slots=True)
class Round:
    """Something done every so many seconds, never twice at once."""

    name: str
    every_seconds: float
    do: Callable[[Store], Awaitable[object]]


async def _fire_what_is_due(store: Store) -> None:
    await fire_due(store, JOBS)


async def _notice_new_settings(store: Store) -> None:
    await store.settings.refresh()


async def _follow_the_database_clock(store: Store) -> None:
    await store.follow_clock()


ROUNDS = (
    Round("fire what is due", 1.0, _fire_what_is_due),
    Round("notice new settings", 1.0, _notice_new_settings),
    Round("follow the database's clock", 30.0, _follow_the_database_clock),
)


def timetable(store: Store) -> AsyncIOScheduler:
    """A scheduler with all rounds, not started yet; a round that was missed is not made up for."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for each in ROUNDS:
        scheduler.add_job(
            each.do,
            "interval",
            args=[store],
            seconds=each.every_seconds,
            id=each.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    return scheduler
