"""The timers of a ticket's clocks: one for the next step of each clock that runs."""

from desk.sla import timers
from desk.ticket import Change
from storage.work import NewTimer

SLA = "sla"


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


def _key(ticket: int, kind: str, step: int, times_started: int) -> str:
    return f"sla:{ticket}:{kind}:{step}:r{times_started}"
