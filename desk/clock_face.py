"""What a card shows of a ticket's clocks: the nearest one, and what happens next around any."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk.clock_steps import ladder, policy_called, steps_to_come
from desk.clocks import PROMISES, Clock, ClockKind, ClockState, Mood, nearest
from desk.escalation import told_at
from desk.groups import Desk
from desk.promises import Policy, Step, Whom
from desk.ticket import Ticket
from desk.triage import more_urgent, next_rung


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What happens next around a clock, as far as it is to be noticed.

    `rung` is the group that gets the ticket, `priority` what it is raised to; `post`: it is told in
    another channel, `webhook`: to a program.
    """

    at: datetime
    clock: ClockKind
    whom: tuple[Whom, ...]
    rung: str | None = None
    priority: str | None = None
    post: bool = False
    webhook: bool = False


@dataclass(frozen=True, slots=True)
class ClockFace:
    """All of the clocks that is to be seen on a card; `why` it is paused."""

    kind: ClockKind
    state: ClockState
    mood: Mood
    due: datetime | None
    why: str
    upcoming: Upcoming | None


def clock_face(ticket: Ticket, desk: Desk) -> ClockFace | None:
    """What the ticket's card shows; None where no clock runs."""
    face = _without_upcoming(ticket)
    return face and replace(face, upcoming=upcoming_of(ticket.clocks, ticket, desk))


def is_same_face(before: Ticket, after: Ticket, desk: Desk) -> bool:
    """Whether a card shows the same of both; what happens next costs most and is compared last."""
    face = _without_upcoming(before)
    if face != _without_upcoming(after):
        return False
    return face is None or clock_face(before, desk) == clock_face(after, desk)


def _without_upcoming(ticket: Ticket) -> ClockFace | None:
    clock = clock_shown(ticket.clocks)
    if clock is None:
        return None
    why = clock.pauses[-1].why if clock.state is ClockState.PAUSED and clock.pauses else ""
    return ClockFace(clock.kind, clock.state, clock.mood, clock.due, why, None)


def clock_shown(clocks: Sequence[Clock]) -> Clock | None:
    """The nearest one; where none has a deadline, a promise that is paused."""
    paused = (c for c in clocks if c.kind in PROMISES and c.state is ClockState.PAUSED)
    return nearest(clocks) or next(paused, None)


def upcoming_of(clocks: Sequence[Clock], ticket: Ticket, desk: Desk) -> Upcoming | None:
    """The earliest of what happens next around these clocks; steps of which nobody would notice
    anything are passed over."""
    found = (_upcoming(clock, ticket, desk) for clock in clocks)
    known = [one for one in found if one is not None]
    return min(known, key=lambda one: one.at, default=None)


def _upcoming(clock: Clock, ticket: Ticket, desk: Desk) -> Upcoming | None:
    policy = policy_called(desk, clock.policy)
    if policy is None or clock.next_at is None:
        return None
    steps = ladder(clock, policy, desk)
    for place, step in enumerate(steps[clock.fired :], clock.fired):
        rung = next_rung(desk, ticket.group, ticket.category) if step.next_tier else None
        priority = more_urgent(desk, ticket.priority) if step.raise_priority else None
        if step.tell or step.post or step.webhook or rung or priority:
            at = _instant(clock, place, policy, desk)
            if at is None:
                return None
            whom = _hearers(step, at, clock, ticket, desk)
            to = (whom, rung, priority, bool(step.post), bool(step.webhook))
            return Upcoming(at, clock.kind, *to)
    return None


def _hearers(
    step: Step, at: datetime, clock: Clock, ticket: Ticket, desk: Desk
) -> tuple[Whom, ...]:
    """As what people will hear of it: the next up from those who know, as they were asked in
    somebody's place, unless the ticket is late only then, which is news."""
    turns_late = clock.mood is not Mood.LATE and clock.due is not None and at >= clock.due
    if not clock.stood_in or turns_late:
        return step.tell
    hearers = told_at(step.tell, ticket, desk, at, clock.stood_in)
    return (*hearers.persons, *((Whom.GROUP,) if hearers.group else ()))


def _instant(clock: Clock, place: int, policy: Policy, desk: Desk) -> datetime | None:
    """When that step falls due; of the next one that stands on the clock."""
    if place == clock.fired:
        return clock.next_at
    return next((at for p, _, at in steps_to_come(clock, policy, desk) if p == place), None)
