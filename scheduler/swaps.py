"""Swaps that nobody agreed on in time, and what was changed for turns or people of the past."""

from collections.abc import Sequence
from datetime import datetime

from desk.duty import RosterChange
from desk.duty_news import Telling, told_change_void, told_people, told_void
from desk.groups import Desk
from desk.matters import MatterState, News, SwapRequest
from desk.people import ITSELF
from desk.roster import Adjustment, Leave, Override, Swap
from desk.swaps import WAITS, ended, is_void
from desk.void import void_parts
from scheduler.feeds import newly_outside, warn_of_outsiders
from storage.adjustments import ending_void, swap_timer
from storage.store import Store
from storage.timers import DueTimer
from storage.work import Work


async def end_request(store: Store, timer: DueTimer, now: datetime) -> None:
    """The shift begins: whoever asked is told that they keep it."""

    async def decide() -> Work:
        work = Work(fired=[timer.id])
        swap = await store.matters.numbered(int(timer.payload["matter"]))
        if isinstance(swap, SwapRequest) and swap.state in WAITS:
            over = ended(swap, MatterState.OVER)
            work.keep_matter(over)
            _tell(work, told_people(store.desk, over, News.SWAP_OVER, now, [swap.person]))
        return work

    await store.act(decide)


async def end_void_changes(store: Store, timer: DueTimer, now: datetime) -> None:
    """After new settings: what was changed for shifts that are others, or for people who are no
    longer there, counts no longer, and those whom it concerns hear; leads hear of those who still
    stand in calendars elsewhere."""

    async def decide() -> Work:
        await store.settings.refresh()
        desk, stamp = store.desk, store.settings.stamp
        # Whoever lost a role, or left a list, did so without new settings: those have no version.
        version = timer.payload.get("version")
        before = await store.settings.desk_at(int(version) - 1) if version else None
        left = await newly_outside(store, before, now) if before else {}
        work = Work(fired=[timer.id])
        changes = await store.adjustments.ahead(now)
        await store.directory.know((change.made_by for change in changes), ())
        found = [(change, void) for change in changes if (void := _void(desk, change, now))]
        if found:
            work.also(ending_void(found, now, ITSELF.account_id, stamp))
        for change, void in found:
            maker = store.directory.person_of(change.made_by)
            for telling in _told(desk, change, void, maker, now):
                _tell(work, telling)
            agreed = await store.adjustments.request_behind(change)
            if agreed is not None:
                work.keep_matter(ended(agreed, MatterState.VOID))
        for swap in await store.adjustments.waiting_swaps():
            if is_void(desk, swap):
                work.keep_matter(ended(swap, MatterState.VOID))
                work.stop(swap_timer(swap.id))
        for key, people in left.items():
            warn_of_outsiders(work, desk, desk.rosters[key], people, now)
        return work

    await store.act(decide)
    await store.settings.refresh()


def _void(desk: Desk, change: RosterChange, now: datetime) -> tuple[Adjustment, ...]:
    """What of a change counts no longer and lies ahead; all of it if its roster is gone."""
    if isinstance(change.about, Leave):
        return ()
    roster = desk.rosters.get(change.roster)
    void = void_parts(roster, change.parts) if roster else change.parts
    return tuple(part for part in void if not isinstance(part, Override) or part.end > now)


def _told(
    desk: Desk, change: RosterChange, void: Sequence[Adjustment], maker: int, now: datetime
) -> tuple[Telling, ...]:
    swap = change.about
    if isinstance(swap, Swap):
        return told_void(desk, swap, change.roster, (change.start, change.end), now)
    overrides = [part for part in void if isinstance(part, Override)]
    return told_change_void(desk, change, overrides, maker, now)


def _tell(work: Work, telling: Telling) -> None:
    work.keep_matter(telling.announcement, notices=telling.notices)
