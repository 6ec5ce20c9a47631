"""A step of a ticket's clock falls due: it is decided anew, and kept with all that follows."""

from datetime import datetime

from desk.clocks import ClockKey, ClockKind
from desk.escalation import fire, still_due
from desk.giving import wanted_after
from desk.step_decision import StepDecision
from desk.telling import decide_step, said_by
from desk.ticket import Ticket
from scheduler.reaching import come_back_to
from scheduler.sweep import reach
from storage.candidates import drains_after
from storage.queues import Line
from storage.store import Store
from storage.timers import DueTimer, put_off
from storage.work import Work


async def fire_clock(store: Store, timer: DueTimer, now: datetime) -> None:
    """Remind, escalate, or nothing, if what it waited for has happened meanwhile.

    It may be asked a moment before `now`, when the timer is due; nothing is kept earlier.
    """
    read_together = timer.ticket
    key = (ClockKind(str(timer.payload["clock"])), int(timer.payload["round"]))
    step = int(timer.payload["step"])
    line = store.queues.line()

    async def decide() -> Work:
        nonlocal read_together
        ticket = read_together or await store.tickets.numbered(int(timer.payload["ticket"]))
        read_together = None  # a second decision is made on fresh data
        if ticket is None:
            return Work(fired=[timer.id])
        decision = fire(ticket, key, step, now, store.desk)
        later = still_due(ticket, key, step)
        if decision is None and later is not None and later > now:
            work = Work()
            work.start(put_off(timer, later))
            return work
        work = Work(fired=[timer.id])
        if decision is not None:
            await _keep(work, ticket, key, decision, now, store, line)
        await reach(store, now)
        return work

    async with line:
        await store.act(decide)


async def _keep(
    work: Work,
    ticket: Ticket,
    key: ClockKey,
    decision: StepDecision,
    now: datetime,
    store: Store,
    line: Line,
) -> None:
    """What the step decides, with whoever is chosen in the group that it goes to."""
    desk = store.desk
    wanted = wanted_after(ticket, decision.action, said_by(decision), now, desk)
    if wanted:
        await reach(store, now)  # nobody else waits in line longer than it takes to choose
    chosen = await store.candidates.chosen_for(wanted, line) if wanted else None
    selection = chosen.join(work) if chosen else None
    telling = decide_step(ticket, decision, now, desk, selection)
    work.keep(telling.decision)
    change = telling.decision.change
    come_back_to(work, change.ticket, key, decision.steps[-1], telling.afterwards)
    for timer in drains_after(change, desk, now):
        work.start(timer)
