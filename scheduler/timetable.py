"""What happens by itself: JOBS says what falls due, ROUNDS what is done again and again.

APScheduler only ticks. Everything that is due stands in the database.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.deadlines import fire_clock
from scheduler.drafts import expire_draft
from scheduler.draining import drain_queue, hand_out_what_waits
from scheduler.finding import gather_words, look_for_news
from scheduler.handover import HAND_OVER, begin_hand_over, watch_rosters
from scheduler.holidays import LIST_ENDS, warn_of_missing_list, watch_lists
from scheduler.leaving import go_on_without
from scheduler.reaching import reach_elsewhere, tell_held, tell_turn
from scheduler.replanning import replan
from scheduler.seals import SEAL, seal_chains
from scheduler.summaries import SUMMARY, post_summary, watch_summaries
from scheduler.surge import count_flood, tell_digest
from scheduler.swaps import end_request, end_void_changes
from scheduler.sweep import AHEAD, OnDue, fire_due
from storage.adjustments import SWAP_BEGINS
from storage.candidates import DRAIN, SURGE
from storage.clock_timers import HELD, REACH, SLA, TURN
from storage.floods import DIGEST
from storage.leaving import LEAVING
from storage.settings import REPLAN, VOID_CHANGES
from storage.store import Store

log = structlog.get_logger()

JOBS: Mapping[str, OnDue] = MappingProxyType(
    {
        DIGEST: tell_digest,
        DRAIN: drain_queue,
        HAND_OVER: begin_hand_over,
        HELD: tell_held,
        LEAVING: go_on_without,
        LIST_ENDS: warn_of_missing_list,
        REACH: reach_elsewhere,
        REPLAN: replan,
        SEAL: seal_chains,
        SLA: fire_clock,
        SUMMARY: post_summary,
        SWAP_BEGINS: end_request,
        VOID_CHANGES: end_void_changes,
        SURGE: count_flood,
        TURN: tell_turn,
        "draft_expires": expire_draft,
    }
)
DECIDED_BEFOREHAND = frozenset({SLA})


@dataclass(frozen=True, slots=True)
class Round:
    """Something done every so many seconds, never twice at once."""

    name: str
    every_seconds: float
    do: Callable[[Store], Awaitable[object]]


async def _fire_what_is_due(store: Store) -> None:
    if await store.timers.may_be_due(store.clock.now() + AHEAD):
        await fire_due(store, JOBS, AHEAD, DECIDED_BEFOREHAND)


async def _notice_new_settings(store: Store) -> None:
    await store.settings.refresh()
    if store.settings.is_news():
        await watch_settings(store)


async def watch_settings(store: Store) -> None:
    """See that what follows from the settings is waited for: at start, and when they change."""
    await watch_rosters(store)
    await watch_lists(store)
    await watch_summaries(store)


async def _tidy(store: Store) -> None:
    await store.tidy()


async def _follow_the_database_clock(store: Store) -> None:
    await store.follow_clock()


ROUNDS = (
    Round("fire what is due", 0.1, _fire_what_is_due),
    Round("notice new settings", 1.0, _notice_new_settings),
    Round("gather words for search", 1.0, gather_words),
    Round("look for words of others", 60.0, look_for_news),
    Round("hand out what waits", 30.0, hand_out_what_waits),
    Round("follow the database's clock", 30.0, _follow_the_database_clock),
    Round("tidy up", 3600.0, _tidy),
)


class Timetable:
    """All rounds of a store; a round that was missed is not made up for."""

    def __init__(self, store: Store, further: Sequence[Round] = ()) -> None:
        self._store = store
        self._under_way: dict[str, asyncio.Task[object]] = {}
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        for each in (*ROUNDS, *further):
            self._scheduler.add_job(
                self._go,
                "interval",
                args=[each],
                seconds=each.every_seconds,
                id=each.name,
                max_instances=2,  # the second sees the first and goes: one would be warned of
                coalesce=True,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        """Tick from now on."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin no more rounds, and finish those under way: APScheduler would cancel them."""
        self._scheduler.pause()
        if self._under_way:
            await asyncio.wait(self._under_way.values())
        self._scheduler.shutdown(wait=False)

    async def _go(self, each: Round) -> None:
        if each.name in self._under_way:
            return
        task = asyncio.ensure_future(each.do(self._store))
        self._under_way[each.name] = task
        task.add_done_callback(lambda _: self._under_way.pop(each.name))
        try:
            await task
        except Exception:
            log.exception("A round failed; it comes again.", round=each.name)
