"""People who are told later: when quiet hours end, or on their other messenger, if unanswered."""

from collections.abc import Iterable
from datetime import datetime

from desk.clocks import ClockKey, ClockKind
from desk.promises import Whom
from desk.quiet import quiet_until
from desk.retelling import decide_held, decide_reach, decide_turn
from desk.telling import Afterwards, Because
from desk.ticket import Ticket
from storage.clock_timers import HELD, REACH, held_key, reach_key
from storage.store import Store
from storage.timers import DueTimer, put_off
from storage.work import NewTimer, Work


def come_back_to(
    work: Work, ticket: Ticket, key: ClockKey, step: int, afterwards: Iterable[Afterwards]
) -> None:
    """Set the timers for whom the desk has to come back to.

    `ticket` is as it is once they were told. Whoever was asked for on their other messenger once
    is not again for the same clock; what they were told last is what they are asked for.
    """
    kind, nth = key
    for one in afterwards:
        payload: dict[str, int | str] = {
            "ticket": ticket.id,
            "clock": kind.value,
            "round": nth,
            "step": step,
            "person": one.person,
            "whom": one.whom.value,
            "since": ticket.version,
        }
        match one.because:
            case Because.QUIET:
                name = held_key(ticket.id, key, one.person, one.at)
                work.start(NewTimer(name, HELD, one.at, ticket.id, payload))
            case Because.UNANSWERED:
                name = reach_key(ticket.id, key, one.person)
                work.stop(name)
                work.start(NewTimer(name, REACH, one.at, ticket.id, payload))


async def tell_held(store: Store, timer: DueTimer, now: datetime) -> None:
    """Quiet hours are over: whoever was left alone is told what still is true."""
    read_together = timer.ticket
    key, person, whom = _about(timer)

    async def decide() -> Work:
        nonlocal read_together
        ticket = read_together or await store.tickets.numbered(timer.ticket_id or 0)
        read_together = None  # a second decision is made on fresh data
        if ticket is None:
            return Work(fired=[timer.id])
        later = quiet_until(store.desk.groups.get(ticket.group), ticket.priority, now)
        if later is not None:
            return _moved(timer, later)
        work = Work(fired=[timer.id])
        telling = decide_held(ticket, key, person, whom, now, store.desk)
        if telling is not None:
            work.keep(telling.decision)
            after = telling.decision.change.ticket
            come_back_to(work, after, key, int(timer.payload["step"]), telling.afterwards)
        return work

    await store.act(decide)


async def reach_elsewhere(store: Store, timer: DueTimer, now: datetime) -> None:
    """Whoever did nothing since they were told, and is waited for, hears of it once more."""
    read_together = timer.ticket
    key, person, whom = _about(timer)

    async def decide() -> Work:
        nonlocal read_together
        ticket = read_together or await store.tickets.numbered(timer.ticket_id or 0)
        read_together = None
        work = Work(fired=[timer.id])
        if ticket is None:
            return work
        decision = decide_reach(ticket, key, person, whom, now, store.desk)
        since = int(timer.payload["since"])
        if decision is None or await store.history.acted_since(ticket.id, person, since):
            return work
        later = quiet_until(store.desk.groups.get(ticket.group), ticket.priority, now)
        if later is not None:
            return _moved(timer, later)
        work.keep(decision)
        return work

    await store.act(decide)


async def tell_turn(store: Store, timer: DueTimer, now: datetime) -> None:
    """Quiet hours are over: whoever was given a ticket hears of it, if they don't know by now."""
    read_together = timer.ticket
    person, since = int(timer.payload["person"]), int(timer.payload["since"])

    async def decide() -> Work:
        nonlocal read_together
        ticket = read_together or await store.tickets.numbered(timer.ticket_id or 0)
        read_together = None
        work = Work(fired=[timer.id])
        if ticket is None or await store.history.acted_since(ticket.id, person, since):
            return work
        later = quiet_until(store.desk.groups.get(ticket.group), ticket.priority, now)
        if later is not None:
            return _moved(timer, later)
        decision = decide_turn(ticket, person, now, store.desk)
        if decision is not None:
            work.keep(decision)
        return work

    await store.act(decide)


def _about(timer: DueTimer) -> tuple[ClockKey, int, Whom]:
    payload = timer.payload
    key = (ClockKind(str(payload["clock"])), int(payload["round"]))
    return key, int(payload["person"]), Whom(str(payload["whom"]))


def _moved(timer: DueTimer, to: datetime) -> Work:
    work = Work()
    work.start(put_off(timer, to))
    return work
