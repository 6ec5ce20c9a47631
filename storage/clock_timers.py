"""The timers of a ticket's clocks: one for the next step of each clock that runs, and those for
people that the desk has to come back to."""

from collections.abc import Sequence
from datetime import datetime

from desk.acts import Decision
from desk.clocks import ClockKey, ClockKind, running
from desk.sla import timers
from desk.ticket import Change
from storage.clock import in_ms
from storage.steps import Query, Steps, text
from storage.work import NewTimer

SLA = "sla"
HELD = "held"  # quiet hours end for somebody
REACH = "reach"  # somebody is asked for on their other messenger
TURN = "turn"  # quiet hours end for somebody who was given a ticket


def clock_timers(change: Change) -> tuple[list[NewTimer], list[str]]:
    """What a change starts or moves, and the keys of what it stops.

    A key names the clock, the step and the round, never the ticket's version: a pause moves the
    same row.
    """
    before = change.before.clocks if change.before else ()
    if before == change.ticket.clocks:
        return [], []
    ticket = change.ticket.id
    starts, stops = timers(before, change.ticket.clocks)
    return (
        [
            NewTimer(
                key=_key(ticket, start.kind, start.step, start.round),
                kind=SLA,
                due=start.at,
                ticket=ticket,
                payload={
                    "ticket": ticket,
                    "clock": start.kind.value,
                    "round": start.round,
                    "step": start.step,
                },
            )
            for start in starts
        ],
        [_key(ticket, stop.kind, stop.step, stop.round) for stop in stops],
    )


def turn_timers(decision: Decision) -> list[NewTimer]:
    """For those who were given the ticket while they are left alone."""
    ticket = decision.change.ticket
    return [
        NewTimer(
            key=f"{TURN}:{ticket.id}:{one.person}:{ticket.version}",
            kind=TURN,
            due=one.at,
            ticket=ticket.id,
            payload={"person": one.person, "since": ticket.version},
        )
        for one in decision.follows.held
    ]


def no_longer_asked(changes: Sequence[Change]) -> Steps[list[str]]:
    """The keys of timers that would ask people for clocks that wait for nothing any more."""
    over = {
        (change.ticket.id, clock.kind)
        for change in changes
        if change.before is not None
        for clock in change.before.clocks
        if clock.runs and clock.fired and running(change.ticket.clocks, clock.kind) is None
    }
    if not over:
        return []
    rows = yield Query(
        "select key from timer where ticket_id = any($1) and kind = any($2) and fired_at is null",
        (sorted({ticket for ticket, _ in over}), [HELD, REACH]),
    )
    fronts = tuple(_front(name, *clock) for name in (HELD, REACH) for clock in over)
    return [key for row in rows if (key := text(row, "key")).startswith(fronts)]


def held_key(ticket: int, clock: ClockKey, person: int, at: datetime) -> str:
    """The name of the timer that tells somebody when quiet hours end."""
    kind, nth = clock
    return f"{_front(HELD, ticket, kind)}{person}:r{nth}:{in_ms(at)}"


def reach_key(ticket: int, clock: ClockKey, person: int) -> str:
    """The name of the timer that asks for somebody on their other messenger, once a clock."""
    kind, nth = clock
    return f"{_front(REACH, ticket, kind)}{person}:r{nth}"


def _front(name: str, ticket: int, kind: ClockKind) -> str:
    return f"{name}:{ticket}:{kind}:"


def _key(ticket: int, kind: str, step: int, times_started: int) -> str:
    return f"sla:{ticket}:{kind}:{step}:r{times_started}"
