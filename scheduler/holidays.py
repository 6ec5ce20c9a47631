"""A calendar runs out of official holidays: operators hear of it while there is time.

Deadlines beyond the list are worked out all the same, but a day off that is not announced yet
counts as work in them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from desk.address import Place, direct_chat
from desk.groups import Desk
from desk.matters import Announcement, News
from desk.notices import Notice, NoticeKind
from storage.store import Store
from storage.timers import DueTimer
from storage.work import NewTimer, Work

LIST_ENDS = "holiday_list_ends"
TOLD_BEFORE = timedelta(days=30)


async def watch_lists(store: Store) -> None:
    """Wait for the end of each official list; done again when settings change."""
    work = Work()
    for calendar in store.desk.calendars.values():
        until = calendar.listed_until
        if until is not None:
            due = datetime.combine(until, time(), UTC) - TOLD_BEFORE
            key = f"{LIST_ENDS}:{calendar.key}:{until.year}"
            payload: dict[str, int | str] = {"calendar": calendar.key, "year": until.year}
            work.start(NewTimer(key, LIST_ENDS, due, payload=payload))
    if work.timers:
        await store.commit(work)


async def warn_of_missing_list(store: Store, timer: DueTimer, now: datetime) -> None:
    """Tell the operators, if the next year's list has not come with an upgrade meanwhile."""

    async def decide() -> Work:
        desk, work = store.desk, Work(fired=[timer.id])
        calendar = desk.calendars.get(str(timer.payload["calendar"]))
        year = int(timer.payload["year"])
        if calendar and calendar.listed_until and calendar.listed_until.year <= year:
            told = Announcement(
                group=desk.default_group,
                news=News.LIST_MISSING,
                at=now,
                facts={"calendar": calendar.key, "year": year + 1},
            )
            work.keep_matter(told, notices=tuple(_to_operators(desk)))
        return work

    await store.act(decide)


def _to_operators(desk: Desk) -> Iterator[Notice]:
    for number in sorted(desk.operators):
        person = desk.people.get(number)
        if person is not None and person.accounts:
            place = Place(direct_chat(person.accounts[0]))
            yield Notice(NoticeKind.MATTER, place, person.language or desk.language)
