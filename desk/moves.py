"""The whole life of a ticket in one table: who may do what, from where, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from desk.people import Role


class Status(StrEnum):
    NEW = "new"
    ASSIGNED = "assigned"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    PENDING = "pending"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Action(StrEnum):
    OPEN = "open"
    ACKNOWLEDGE = "acknowledge"
    START = "start"
    PEND = "pend"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    CANCEL = "cancel"
    ASSIGN = "assign"
    TAKE_OVER = "take_over"
    TRANSFER = "transfer"
    PRIORITIZE = "prioritize"
    COMMENT = "comment"
    REPLY = "reply"
    SEND_BACK = "send_back"
    GIVE_BACK = "give_back"
    SNOOZE = "snooze"
    EXTEND = "extend"
    NUDGE = "nudge"
    HAND_OVER = "hand_over"
    REMIND = "remind"
    ESCALATE = "escalate"
    REPLAN = "replan"


class Ask(StrEnum):
    """What a move wants to be told before it can happen."""

    NOTHING = "nothing"
    TEXT = "text"
    WAITING_FOR = "waiting_for"
    PERSON = "person"
    GROUP = "group"
    PRIORITY = "priority"
    HOW_LONG = "how_long"
    HOW_LONG_AND_WHY = "how_long_and_why"


class WaitingFor(StrEnum):
    """Whom or what a pending ticket waits for; the customer stands for the reporter too."""

    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that can be done to a ticket.

    `to` is None where the state stays as it is. A note may go with every move; `asks` names what
    must be there.
    """

    sources: frozenset[Status]
    to: Status | None
    by: frozenset[Role]
    asks: Ask = Ask.NOTHING


OPEN_STATES = frozenset(
    {
        Status.NEW,
        Status.ASSIGNED,
        Status.ACKNOWLEDGED,
        Status.IN_PROGRESS,
        Status.PENDING,
        Status.REOPENED,
    }
)
WAITING_FOR_HANDS = frozenset({Status.NEW, Status.ASSIGNED, Status.REOPENED})
IN_HANDS = frozenset({Status.ACKNOWLEDGED, Status.IN_PROGRESS, Status.PENDING})
ENDED = frozenset({Status.RESOLVED, Status.CLOSED, Status.CANCELLED})
EVERY_STATE = frozenset(Status)

STAFF = frozenset({Role.MEMBER, Role.LEAD})
LEADS = frozenset({Role.LEAD})
LEADS_OR_DESK = frozenset({Role.LEAD, Role.DESK})
DESK_ALONE = frozenset({Role.DESK})
REPORTER_OR_LEAD = frozenset({Role.REPORTER, Role.LEAD})
REPORTER_OR_STAFF = frozenset({Role.REPORTER, *STAFF})

MOVES: Mapping[Action, Move] = MappingProxyType(
    {
        Action.ACKNOWLEDGE: Move(WAITING_FOR_HANDS, Status.ACKNOWLEDGED, STAFF),
        Action.START: Move(
            frozenset({Status.ACKNOWLEDGED, Status.PENDING}), Status.IN_PROGRESS, STAFF
        ),
        Action.PEND: Move(
            frozenset({Status.ACKNOWLEDGED, Status.IN_PROGRESS}),
            Status.PENDING,
            STAFF,
            Ask.WAITING_FOR,
        ),
        Action.RESOLVE: Move(IN_HANDS, Status.RESOLVED, STAFF, Ask.TEXT),
        Action.CONFIRM: Move(frozenset({Status.RESOLVED}), Status.CLOSED, REPORTER_OR_LEAD),
        Action.REOPEN: Move(ENDED, Status.REOPENED, REPORTER_OR_STAFF),
        Action.CANCEL: Move(OPEN_STATES, Status.CANCELLED, STAFF, Ask.TEXT),
        Action.ASSIGN: Move(OPEN_STATES, Status.ASSIGNED, LEADS_OR_DESK, Ask.PERSON),
        Action.TAKE_OVER: Move(IN_HANDS, None, STAFF),
        Action.TRANSFER: Move(OPEN_STATES, Status.NEW, STAFF, Ask.GROUP),
        Action.PRIORITIZE: Move(OPEN_STATES, None, STAFF, Ask.PRIORITY),
        Action.COMMENT: Move(EVERY_STATE, None, REPORTER_OR_STAFF, Ask.TEXT),
        Action.REPLY: Move(EVERY_STATE, None, STAFF, Ask.TEXT),
        Action.SEND_BACK: Move(WAITING_FOR_HANDS, Status.NEW, STAFF, Ask.TEXT),
        Action.GIVE_BACK: Move(IN_HANDS | {Status.ASSIGNED}, Status.NEW, STAFF),
        Action.SNOOZE: Move(OPEN_STATES, None, STAFF, Ask.HOW_LONG),
        Action.EXTEND: Move(OPEN_STATES, None, LEADS, Ask.HOW_LONG_AND_WHY),
        Action.NUDGE: Move(OPEN_STATES, None, REPORTER_OR_STAFF),
        # What the desk does by itself: nobody has a button for these.
        Action.HAND_OVER: Move(IN_HANDS | {Status.ASSIGNED}, None, DESK_ALONE, Ask.PERSON),
        Action.REMIND: Move(OPEN_STATES, None, DESK_ALONE),
        Action.ESCALATE: Move(OPEN_STATES, None, DESK_ALONE),
        Action.REPLAN: Move(EVERY_STATE, None, DESK_ALONE),
    }
)

# The buttons a card shows at once, most likely first; all else that the state allows is under More.
FIRST_BUTTONS: Mapping[Status, tuple[Action, ...]] = MappingProxyType(
    {
        Status.NEW: (Action.ACKNOWLEDGE, Action.ASSIGN, Action.TRANSFER, Action.COMMENT),
        Status.ASSIGNED: (Action.ACKNOWLEDGE, Action.ASSIGN, Action.TRANSFER, Action.COMMENT),
        Status.REOPENED: (Action.ACKNOWLEDGE, Action.ASSIGN, Action.TRANSFER, Action.COMMENT),
        Status.ACKNOWLEDGED: (Action.START, Action.PEND, Action.RESOLVE, Action.TRANSFER),
        Status.IN_PROGRESS: (Action.RESOLVE, Action.PEND, Action.TRANSFER, Action.COMMENT),
        Status.PENDING: (Action.START, Action.RESOLVE, Action.TRANSFER, Action.COMMENT),
        Status.RESOLVED: (Action.CONFIRM, Action.REOPEN),
        Status.CLOSED: (Action.REOPEN,),
        Status.CANCELLED: (Action.REOPEN,),
    }
)


def actions_from(status: Status) -> tuple[Action, ...]:
    """Everything that people can do in this state, in the order of the table."""
    return tuple(
        action for action, move in MOVES.items() if status in move.sources and move.by != DESK_ALONE
    )


def by_people() -> tuple[Action, ...]:
    """Every move that somebody can ask for, in the order of the table."""
    return tuple(action for action, move in MOVES.items() if move.by != DESK_ALONE)


def actions_for(status: Status, roles: frozenset[Role]) -> tuple[Action, ...]:
    """What somebody with these roles can do in this state."""
    return tuple(action for action in actions_from(status) if MOVES[action].by & roles)


def first_buttons(status: Status) -> tuple[Action, ...]:
    """What a card offers at once in this state."""
    return FIRST_BUTTONS[status]


def more_actions(status: Status) -> tuple[Action, ...]:
    """What is left for More."""
    return tuple(a for a in actions_from(status) if a not in FIRST_BUTTONS[status])
