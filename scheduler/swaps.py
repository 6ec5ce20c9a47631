"""Swaps that nobody agreed on in time, and those whose shift is another one under new settings."""

from datetime import datetime

from desk.duty import RosterChange
from desk.duty_news import Telling, told_people, told_void
from desk.groups import Desk
from desk.matters import MatterState, News, SwapRequest
from desk.people import ITSELF
from desk.roster import Swap
from desk.swaps import WAITS, ended, is_void
from storage.adjustments import ending, swap_timer
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


async def end_void_swaps(store: Store, timer: DueTimer, now: datetime) -> None:
    """After new settings: swaps of shifts that changed count no longer, and everybody hears."""

    async def decide() -> Work:
        await store.settings.refresh()
        desk, stamp = store.desk, store.settings.stamp
        work = Work(fired=[timer.id])
        changes = [c for c in await store.adjustments.ahead(now) if _is_void(desk, c)]
        if changes:
            work.also(ending([change.id for change in changes], ITSELF.account_id, stamp))
        for change in changes:
            for telling in _told(desk, change, now):
                _tell(work, telling)
        for swap in await store.adjustments.waiting_swaps():
            if is_void(desk, swap.roster, swap.layer, swap.fingerprint):
                work.keep_matter(ended(swap, MatterState.VOID))
                work.stop(swap_timer(swap.id))
        return work

    await store.act(decide)
    await store.settings.refresh()


def _is_void(desk: Desk, change: RosterChange) -> bool:
    swap = change.about
    return isinstance(swap, Swap) and is_void(desk, change.roster, swap.layer, swap.fingerprint)


def _told(desk: Desk, change: RosterChange, now: datetime) -> tuple[Telling, ...]:
    swap = change.about
    if not isinstance(swap, Swap):
        return ()
    return told_void(desk, swap, change.roster, (change.start, change.end), now)


def _tell(work: Work, telling: Telling) -> None:
    work.keep_matter(telling.announcement, notices=telling.notices)
