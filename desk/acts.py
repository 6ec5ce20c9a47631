"""One act on a ticket, decided whole: the move, checked against the desk, with all that follows."""

from dataclasses import dataclass, replace
from datetime import datetime

from desk.address import Place
from desk.errors import Reason, Refusal
from desk.groups import Desk
from desk.moves import Action
from desk.notices import Consequences, consequences
from desk.people import Actor
from desk.ticket import Change, Said, Ticket, opened


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be kept: the change, and what the messengers have to do with it."""

    change: Change
    follows: Consequences


def decide_open(ticket: Ticket, by: Actor, desk: Desk, answered: bool = False) -> Decision:
    """A new ticket, with its cards and whom they call.

    `answered`: the reporter is told already, by the card that asked them.
    """
    change = opened(ticket, by)
    follows = consequences(change, by, desk, None)
    return Decision(change, replace(follows, notices=()) if answered else follows)


def decide_move(
    ticket: Ticket,
    action: Action,
    by: Actor,
    at: datetime,
    said: Said,
    desk: Desk,
    spoken_in: Place | None = None,
) -> Decision:
    """A move of a ticket that stands; `spoken_in`: where its words stand already.

    Raises:
        Refusal: by the rules of the move, or because the desk knows no such person or group.
    """
    change = ticket.after(action, by, at, said)
    _must_fit_the_desk(ticket, action, said, desk)
    return Decision(change, consequences(change, by, desk, spoken_in))


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
