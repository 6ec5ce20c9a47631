"""New settings: what was promised for open tickets is worked out anew, some tickets at a time."""

from datetime import datetime

from desk.replanning import decide_replan
from storage.settings import REPLAN
from storage.store import Store
from storage.timers import DueTimer
from storage.work import NewTimer, Work

AT_ONCE = 100


async def replan(store: Store, timer: DueTimer, now: datetime) -> None:
    """The tickets behind a number, and the timer for those behind them, in one transaction."""
    version, after = int(timer.payload["version"]), int(timer.payload.get("after", 0))
    if store.desk.version < version:
        await store.settings.refresh()
    was = await store.settings.desk_at(version - 1)

    async def decide() -> Work:
        work = Work(fired=[timer.id])
        if was is None:
            return work
        tickets = await store.tickets.open_after(after, AT_ONCE)
        for ticket in tickets:
            decision = decide_replan(ticket, now, store.desk, was)
            if decision is not None:
                work.keep(decision)
        if len(tickets) == AT_ONCE:
            last = tickets[-1].id
            payload = {"version": version, "after": last}
            work.start(NewTimer(f"{REPLAN}:{version}:{last}", REPLAN, now, payload=payload))
        return work

    await store.act(decide)
