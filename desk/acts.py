"""One act on a ticket, decided whole: the move, checked against the desk, with all that follows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from desk.address import Place
from desk.candidates import Crew, Question
from desk.clock_face import is_same_face
from desk.clock_moves import moved_clock
from desk.consequences import consequences
from desk.errors import Fact, Reason, Refusal
from desk.events import Said
from desk.giving import facts_of, given, whom_to_call
from desk.groups import Desk
from desk.moves import Action
from desk.notices import Consequences, NoticeKind
from desk.people import Actor, Role
from desk.routing import Choice
from desk.sla import clocks_after
from desk.ticket import Change, Ticket, opened

NOTHING: Mapping[str, Fact] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Selection:
    """Who was chosen, with all that was known: from the same inputs the same choice is made."""

    question: Question
    crews: tuple[Crew, ...]
    choice: Choice

    @property
    def called(self) -> tuple[int, ...]:
        """Whom a card or a message calls by name."""
        return whom_to_call(self.choice, self.crews)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be kept: the change, and what the messengers have to do with it.

    `selection` is how its assignee was chosen, where the desk chose.
    """

    change: Change
    follows: Consequences
    selection: Selection | None = None


def decide_open(
    ticket: Ticket,
    by: Actor,
    desk: Desk,
    answered: bool = False,
    selection: Selection | None = None,
    why: Mapping[str, Fact] = NOTHING,
) -> Decision:
    """A new ticket, with its cards and whom they call, and the clocks that begin.

    `answered`: the reporter is told already, by the card that asked them. `selection` is who was
    chosen for it; `why` it has its group and priority.
    """
    change = _with_facts(opened(ticket, by), why)
    if selection is not None:
        change = _chosen(change, selection)
    change = _timed(change, by, desk)
    follows = consequences(change, by, desk, None, selection.called if selection else None)
    if answered:
        notices = (notice for notice in follows.notices if notice.kind is not NoticeKind.OPENED)
        follows = replace(follows, notices=tuple(notices))
    return Decision(change, follows, selection)


def decide_move(
    ticket: Ticket,
    action: Action,
    by: Actor,
    at: datetime,
    said: Said,
    desk: Desk,
    spoken_in: Place | None = None,
    selection: Selection | None = None,
) -> Decision:
    """A move of a ticket that stands; `spoken_in`: where its words stand already.

    `selection` is who was chosen, where somebody is wanted for it after the move.

    Raises:
        Refusal: by the rules of the move, or because the desk knows no such person or group.
    """
    change = ticket.after(action, by, at, said)
    if Role.DESK not in by.roles:
        _must_fit_the_desk(ticket, action, said, desk)
    if said.how_long is not None:
        change = moved_clock(change, said.how_long, desk, said.facts.get("clock"))
    if selection is not None:
        change = _chosen(change, selection)
    change = _timed(change, by, desk)
    called = selection.called if selection else None
    return Decision(change, consequences(change, by, desk, spoken_in, called), selection)


def _chosen(change: Change, selection: Selection) -> Change:
    """The change with the ticket in the hands that were chosen for it."""
    ticket = given(change.ticket, selection.choice)
    told = facts_of(selection.choice, selection.question.group, change.before)
    event = replace(change.event, after=ticket.status)
    return _with_facts(replace(change, ticket=ticket, event=event), told)


def _with_facts(change: Change, facts: Mapping[str, Fact]) -> Change:
    if not facts:
        return change
    return replace(change, event=replace(change.event, facts={**change.event.facts, **facts}))


def _timed(change: Change, by: Actor, desk: Desk) -> Change:
    """The change with the clocks that it starts, stops and moves."""
    clocks = clocks_after(change.before, change.ticket, change.event, by.is_staff, desk)
    return seen(replace(change, ticket=replace(change.ticket, clocks=clocks)), desk)


def seen(change: Change, desk: Desk) -> Change:
    """The change with whether a card shows another clock now."""
    before, after = change.before, change.ticket
    if before is None:
        return change
    untouched = (before.clocks, before.group, before.category) == (
        after.clocks,
        after.group,
        after.category,
    )
    same = untouched or is_same_face(before, after, desk)
    return replace(change, same_clocks=same)


def _must_fit_the_desk(ticket: Ticket, action: Action, said: Said, desk: Desk) -> None:
    match action:
        case Action.ASSIGN if said.person is not None:
            group = desk.groups.get(ticket.group)
            if group is None or said.person not in group.members | group.leads:
                raise Refusal(Reason.NOT_A_MEMBER, person=said.person, group=ticket.group)
            if said.person == ticket.assignee:
                raise Refusal(Reason.SAME_PERSON, ticket=ticket.id, person=said.person)
        case Action.TRANSFER if said.group is not None:
            if said.group not in desk.groups:
                raise Refusal(Reason.NO_SUCH_GROUP, word=said.group)
            if said.group == ticket.group:
                raise Refusal(Reason.SAME_GROUP, ticket=ticket.id, group=said.group)
        case Action.PRIORITIZE if said.priority not in {p.key for p in desk.priorities}:
            raise Refusal(Reason.NO_SUCH_PRIORITY, word=said.priority or "")
        case Action.PRIORITIZE if said.priority == ticket.priority:
            raise Refusal(Reason.SAME_PRIORITY, ticket=ticket.id, priority=ticket.priority)
        case _:
            return
