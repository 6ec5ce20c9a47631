"""What a person does to one clock of a ticket: it is quiet for a while, or has more time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from desk.clock_changes import extended, snooze_ends, snoozed
from desk.clocks import Clock, extendable, nearest, with_clock
from desk.errors import Fact, Reason, Refusal
from desk.groups import Desk
from desk.moves import Action
from desk.ticket import Change


class CutAt(StrEnum):
    """Why reminders come back sooner than was asked for."""

    DEADLINE = "deadline"
    STEP = "step"  # others are told then, or more is done than reminding


def moved_clock(change: Change, by: timedelta, desk: Desk, named: Fact | None = None) -> Change:
    """The nearest clock is quiet for so long, or the one that is meant has so much longer.

    The event tells which clock it was, and from when to when its deadline moved, or until when it
    is quiet. `named` is the clock that it was, where history is done once more.
    """
    snoozes, clocks = change.event.action is Action.SNOOZE, change.ticket.clocks
    clock = next((one for one in clocks if one.runs and one.kind == named), None)
    clock = clock or (nearest(clocks) if snoozes else extendable(clocks))
    if clock is None:
        return change
    return (_quiet if snoozes else _longer)(change, clock, by, desk)


def _longer(change: Change, clock: Clock, by: timedelta, desk: Desk) -> Change:
    longer = extended(clock, by, change.event.at, desk)
    deadlines = {"from_due": clock.due, "due": longer.due}
    facts = {name: at.isoformat() for name, at in deadlines.items() if at}
    return _with(change, longer, facts)


def _quiet(change: Change, clock: Clock, by: timedelta, desk: Desk) -> Change:
    """A clock that reminds nobody for a while: never of hiding that a promise is broken."""
    at, asked = change.event.at, change.event.at + by
    ends = snooze_ends(clock, asked, desk)
    if ends <= at:
        raise Refusal(Reason.TOO_LATE_TO_SNOOZE, ticket=change.ticket.id)
    quiet = snoozed(clock, ends)
    facts: dict[str, Fact] = {"until": (quiet.snoozed_until or ends).isoformat()}
    if ends < asked:
        facts["cut"] = (CutAt.DEADLINE if ends == clock.due else CutAt.STEP).value
    return _with(change, quiet, facts)


def _with(change: Change, clock: Clock, told: Mapping[str, Fact]) -> Change:
    facts = {**change.event.facts, "clock": clock.kind.value, "round": clock.round, **told}
    ticket = replace(change.ticket, clocks=with_clock(change.ticket.clocks, clock))
    return replace(change, ticket=ticket, event=replace(change.event, facts=facts))
