"""What a step of a clock decides when it falls due, and whom it tells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from desk.candidates import question_about
from desk.clock_steps import ladder, policy_called, step_instant, timed
from desk.clocks import Clock, ClockKey, ClockState, Mood
from desk.crews import away_at
from desk.giving import in_hours
from desk.groups import Desk, Group
from desk.promises import Policy, Step, Whom
from desk.roster import OnDuty
from desk.step_decision import BEYOND, StepDecision, Told
from desk.ticket import Ticket
from desk.triage import more_urgent, next_rung

INSTEAD: Mapping[Whom, Whom] = {
    Whom.ASSIGNEE: Whom.ON_DUTY,
    Whom.ON_DUTY: Whom.BACKUP,
    Whom.BACKUP: Whom.LEAD,
    Whom.LEAD: Whom.GROUP,
}
"""Who is told where there is nobody to tell: never nobody."""


def fire(
    ticket: Ticket, key: ClockKey, index: int, at: datetime, desk: Desk
) -> StepDecision | None:
    """What follows from the timer of this step; None if it no longer applies, or not yet.

    After an outage several steps may be due: they are one decision. Of those that only tell, the
    last one that tells anybody is heard; what the others do beside telling still happens, once.
    """
    clock = _waiting_at(ticket, key, index)
    policy = policy_called(desk, clock.policy) if clock else None
    if clock is None or policy is None or clock.next_at is None or at < clock.next_at:
        return None
    due = _due_steps(clock, policy, at, desk)
    if not due:
        return None
    late = clock.due is not None and at >= clock.due
    fired = replace(clock, fired=index + len(due), mood=Mood.LATE if late else Mood.NEAR)
    places = tuple(range(index, index + len(due)))
    return _combined(
        StepDecision(clock=timed(fired, desk), due=clock.due, steps=places), due, ticket, desk
    )


def still_due(ticket: Ticket, key: ClockKey, index: int) -> datetime | None:
    """When the timer of this step has to fire as things are now; None if never again."""
    clock = _waiting_at(ticket, key, index)
    return clock.next_at if clock else None


def told_at(
    tell: Iterable[Whom],
    ticket: Ticket,
    desk: Desk,
    at: datetime,
    stood_in: tuple[int, ...] = (),
) -> Told:
    """The people that are meant then; those named for such tickets stand for whoever is on duty."""
    on_duty = desk.on_duty(ticket.group, at)
    return told(tell, ticket, desk, on_duty, _named(ticket, desk, on_duty, at), stood_in)


def told(
    tell: Iterable[Whom],
    ticket: Ticket,
    desk: Desk,
    on_duty: Sequence[OnDuty],
    named: Sequence[int] = (),
    stood_in: tuple[int, ...] = (),
) -> Told:
    """The people that are meant, with others in the place of those who are missing.

    `on_duty`: who is, in the ticket's group, at this moment; `named`: who is asked instead of those
    first on duty; `stood_in`: who was asked in somebody's place before. These know, so the next one
    is told instead. Only people whom the desk knows.
    """
    there = _candidates(ticket, desk, on_duty, named)
    meant = tuple(dict.fromkeys(tell))
    asked = [_asked(whom, there, stood_in) for whom in meant]
    persons: dict[Whom, tuple[int, ...]] = {}
    heard = set[int]()
    for one in asked:
        new = tuple(person for person in one.fresh if person not in heard)
        if new:
            persons[one.whom] = (*persons.get(one.whom, ()), *new)
            heard.update(new)
    own = {person for whom in meant if whom in BEYOND for person in there.get(whom, ())}
    instead = {p for whom in BEYOND.difference(meant) for p in persons.get(whom, ())}
    return Told(
        persons,
        group=any(one.whom is Whom.GROUP for one in asked),
        known=tuple(sorted({person for one in asked for person in one.known} - heard)),
        stood_in=tuple(sorted((instead | {*stood_in}) - own)),
    )


class _Asked(NamedTuple):
    """As what people are asked, who of them anew, and who was passed over as they know."""

    whom: Whom
    fresh: tuple[int, ...]
    known: tuple[int, ...]


def _asked(meant: Whom, there: Mapping[Whom, tuple[int, ...]], stood_in: tuple[int, ...]) -> _Asked:
    """Those who are meant, or the next up from them who are not missing and don't know."""
    whom, known = meant, tuple[int, ...]()
    while True:
        people = there.get(whom, ())
        knows = tuple(person for person in people if whom in BEYOND and person in stood_in)
        known, fresh = (*known, *knows), tuple(person for person in people if person not in knows)
        if fresh or whom not in INSTEAD:
            return _Asked(whom, fresh, known)
        whom = INSTEAD[whom]


def _named(ticket: Ticket, desk: Desk, on_duty: Sequence[OnDuty], at: datetime) -> tuple[int, ...]:
    """Those meant for such a ticket who can have it now, as routing sees it."""
    question = question_about(
        desk,
        at=at,
        group=ticket.group,
        priority=ticket.priority,
        category=ticket.category,
        customer_tier=ticket.customer_tier,
    )
    group = desk.groups.get(ticket.group)
    if group is None or not question.named:
        return ()
    there = _there(group, desk, on_duty, at)
    return tuple(person for person in question.named if person in there)


def _there(group: Group, desk: Desk, on_duty: Sequence[OnDuty], at: datetime) -> frozenset[int]:
    """Who of a group is on duty, or at work, and can be reached."""
    at_work = group.members | group.leads if in_hours(group, desk, at) else frozenset[int]()
    there = {one.person for one in on_duty} | at_work
    reached = {one for one in there if one in desk.people and desk.people[one].accounts}
    return frozenset(reached) - away_at(desk, at)


def _candidates(
    ticket: Ticket, desk: Desk, on_duty: Sequence[OnDuty], named: Sequence[int]
) -> Mapping[Whom, tuple[int, ...]]:
    group = desk.groups.get(ticket.group) or desk.groups.get(desk.default_group)
    first = [one.person for one in on_duty if one.position == 0]
    if group is not None and group.roster is None:
        first += group.on_duty
    found: Mapping[Whom, Iterable[int]] = {
        Whom.ASSIGNEE: () if ticket.assignee is None else (ticket.assignee,),
        Whom.ON_DUTY: named or first,
        Whom.BACKUP: [one.person for one in on_duty if one.position > 0],
        Whom.LEAD: sorted(group.leads) if group else (),
    }
    return {
        whom: tuple(dict.fromkeys(person for person in persons if person in desk.people))
        for whom, persons in found.items()
    }


def _waiting_at(ticket: Ticket, key: ClockKey, index: int) -> Clock | None:
    """The clock of that key, if this is the step that it waits for."""
    clock = next((clock for clock in ticket.clocks if clock.key == key), None)
    if clock is None or clock.state is not ClockState.RUNNING or clock.fired != index:
        return None
    return clock


def _due_steps(clock: Clock, policy: Policy, at: datetime, desk: Desk) -> tuple[Step, ...]:
    """The step that it waits for, and those after it whose instants are past as well."""
    first, *others = ladder(clock, policy, desk)[clock.fired :] or (None,)
    if first is None:
        return ()
    due = [first]
    for step in others:
        instant = step_instant(clock, step, policy, desk)
        if instant is None or instant > at:
            break
        due.append(step)
    return tuple(due)


def _combined(
    decision: StepDecision, due: Sequence[Step], ticket: Ticket, desk: Desk
) -> StepDecision:
    """The decision with what these steps do."""
    last = next((step.at for step in reversed(due) if step.tell), None)
    heard = [step for step in due if step.at == last or not step.only_tells]
    raised = any(step.raise_priority for step in due)
    climbs = any(step.next_tier for step in due)
    above = next_rung(desk, ticket.group, ticket.category) if climbs else None
    tell = [whom for step in heard for whom in step.tell]
    if climbs and above is None:
        tell.append(Whom.LEAD)  # a step that only climbs would be lost in silence
    return replace(
        decision,
        tell=tuple(dict.fromkeys(tell)),
        priority=more_urgent(desk, ticket.priority) if raised else None,
        group=above,
        at_top=climbs and above is None,
        post=tuple(dict.fromkeys(where for step in due for where in step.post)),
        webhooks=tuple(dict.fromkeys(step.webhook for step in due if step.webhook)),
    )
