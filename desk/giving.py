"""What a choice makes of a ticket, which moves ask for one, and what they leave for others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.calendar import is_open, next_change
from desk.candidates import Crew, Question, question_about
from desk.errors import Fact
from desk.events import Said
from desk.groups import Desk, Group
from desk.moves import OPEN_STATES, Action, Status
from desk.people import ITSELF
from desk.queues import Queue
from desk.rota import next_handover
from desk.routing import Choice, Fallback, hands_out
from desk.surge import SurgeState, in_surge
from desk.ticket import Change, Ticket

FAR = frozenset({Fallback.BACKUP_GROUP, Fallback.LEAD, Fallback.WAITS, Fallback.NOBODY})
"""Where it is told that nobody of the group could have it."""

A_FLOOD = SurgeState(on=True)

INSTANT = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody is wanted: for what, and the group that is not asked (it has just sent it)."""

    question: Question
    not_asked: str | None = None


def wanted_for(
    ticket: Ticket,
    desk: Desk,
    at: datetime,
    *,
    group: str | None = None,
    before: int | None = None,
    declined: tuple[int, ...] = (),
) -> Question:
    """What a ticket asks for, in its own group or in another."""
    return question_about(
        desk,
        at=at,
        group=group or ticket.group,
        priority=ticket.priority,
        category=ticket.category,
        customer_tier=ticket.customer_tier,
        language=ticket.language,
        before=before,
        declined=declined,
    )


def wanted_after(
    ticket: Ticket,
    action: Action,
    said: Said,
    at: datetime,
    desk: Desk,
    gave_back: tuple[int, ...] = (),
) -> Wanted | None:
    """For what somebody is wanted once this move is made; None if it leaves the hands as they are.

    Who had a ticket that is reopened is preferred, if they can have it now. Who gives one back does
    not get it again, nor do those who `gave_back` before.
    """
    sender = ticket.sent_from
    match action:
        case Action.TRANSFER if said.group is not None and said.group != ticket.group:
            question = wanted_for(ticket, desk, at, group=said.group)
            return Wanted(question, not_asked=ticket.group)
        case Action.SEND_BACK if sender is not None:
            return Wanted(wanted_for(ticket, desk, at, group=sender), not_asked=ticket.group)
        case Action.ESCALATE if said.group is not None and said.group != ticket.group:
            raised = replace(ticket, priority=said.priority or ticket.priority)
            return Wanted(wanted_for(raised, desk, at, group=said.group), not_asked=ticket.group)
        case Action.REOPEN:
            return Wanted(wanted_for(ticket, desk, at, before=ticket.assignee))
        case Action.GIVE_BACK:
            gives = (ticket.assignee,) if ticket.assignee is not None else ()
            return Wanted(wanted_for(ticket, desk, at, declined=(*gave_back, *gives)))
        case _:
            return None


def given(ticket: Ticket, choice: Choice) -> Ticket:
    """The ticket in the hands, or the queue, that were chosen for it.

    One that is reopened stays with whoever had it if they are called again.
    """
    if ticket.status is Status.REOPENED:
        keeps = choice.person is None and ticket.assignee in choice.called
        person = ticket.assignee if keeps else choice.person
        return replace(ticket, group=choice.group, assignee=person)
    if choice.person is None:
        return replace(ticket, group=choice.group, assignee=None)
    return replace(
        ticket,
        group=choice.group,
        assignee=choice.person,
        status=Status.ASSIGNED,
        status_by=ITSELF.person.id,
    )


def facts_of(choice: Choice, asked: str, before: Ticket | None) -> Mapping[str, Fact]:
    """What an event tells of a choice: who has it, and how far one had to go for that."""
    facts: dict[str, Fact] = {}
    if choice.person is not None:
        facts["person"] = choice.person
    if before is None or before.group != choice.group:
        facts["group"] = choice.group
    if before is not None and before.assignee not in {None, choice.person}:
        facts["from_person"] = before.assignee or 0
    if choice.fallback in FAR:
        facts |= {"fallback": choice.fallback.value, "asked_group": asked}
    return facts


def whom_to_call(choice: Choice, crews: Sequence[Crew]) -> tuple[int, ...]:
    """Who is called by name: of those on duty the first, with all who joined for a flood."""
    if choice.person is not None:
        return (choice.person,)
    crew = next((crew for crew in crews if crew.group == choice.group), None)
    standing = {one.person: one for one in crew.candidates} if crew else {}
    places = {person: standing[person].on_duty for person in choice.called if person in standing}
    first = min((place for place in places.values() if place is not None), default=None)
    if first is None:
        return choice.called
    joined = {person for person in places if standing[person].standby}
    return tuple(p for p in choice.called if p in joined or places.get(p) == first)


def may_hand_out(queue: Queue) -> bool:
    """Whether tickets of this queue are assigned, always or in a flood."""
    return hands_out(queue) or hands_out(in_surge(queue, A_FLOOD).queue)


def given_next(given: Mapping[int, datetime], person: int, at: datetime) -> Mapping[int, datetime]:
    """When each was last given a ticket, now that this person is given one."""
    # Times of messengers are whole seconds: who was given one later must be told apart.
    latest = max((when + INSTANT for when in given.values()), default=at)
    return {**given, person: max(at, latest)}


def freed(change: Change) -> int | None:
    """Who has less on their hands after a change; None for nobody."""
    before, after = change.before, change.ticket
    if before is None or not _works_on(before) or before.assignee is None:
        return None
    still = _works_on(after) and after.assignee == before.assignee
    return None if still else before.assignee


def handing_out_to(person: int, desk: Desk) -> Iterator[Group]:
    """The groups that might give this person another ticket."""
    for group in desk.groups.values():
        if may_hand_out(group.queue) and person in {*group.members, *group.leads, *group.on_duty}:
            yield group


def looks_again_at(group: Group, desk: Desk, at: datetime) -> datetime | None:
    """When others are on duty, or at work, so that what waits may find somebody; None if never."""
    rota = desk.rota(group.roster)
    times = [next_handover(rota, at) if rota is not None else None]
    if group.calendar is not None:
        times.append(next_change(desk.calendar(group.calendar), at))
    return min((time for time in times if time is not None and time > at), default=None)


def in_hours(group: Group, desk: Desk, at: datetime) -> bool:
    """Whether those who aren't on duty are at work too."""
    if group.calendar is None:
        return group.roster is None
    return is_open(desk.calendar(group.calendar), at)


def _works_on(ticket: Ticket) -> bool:
    return ticket.status in OPEN_STATES and ticket.status is not Status.PENDING
