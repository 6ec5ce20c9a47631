"""What was recorded of a ticket, and how it is done once more: each event as it was.

Nobody's words are needed for it. What people did is done whether the ticket would allow it now or
not: history is what people did.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from desk.acts import Selection, decide_move, decide_open
from desk.errors import Fact
from desk.events import Said, Visibility
from desk.groups import Desk
from desk.moves import MOVES, Action, Ask, Status, WaitingFor
from desk.people import Actor, Person, Role
from desk.ticket import Ticket

BY_ITSELF = frozenset({Action.REMIND, Action.ESCALATE, Action.REPLAN})
MOVES_A_CLOCK = frozenset({Action.SNOOZE, Action.EXTEND})
WORDS = "…"
"""In the place of what was said, which may have been erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One event, without its words; `version` is that of the settings that it was decided by."""

    seq: int
    action: Action
    person: int
    at: datetime
    before: Status | None
    after: Status
    facts: Mapping[str, Fact]
    visibility: Visibility | None
    version: int

    def number(self, fact: str) -> int | None:
        """A fact that is a number."""
        found = self.facts.get(fact)
        return found if isinstance(found, int) else None

    def word(self, fact: str) -> str | None:
        """A fact that is a word."""
        found = self.facts.get(fact)
        return found if isinstance(found, str) else None


@dataclass(frozen=True, slots=True)
class PastTicket:
    """A ticket as it is, with all its events in order, and who was chosen in which of them."""

    ticket: Ticket
    events: tuple[Recorded, ...]
    chosen: Mapping[int, Selection] = field(default_factory=dict)


def opened_again(past: PastTicket, desk: Desk, selection: Selection | None) -> Ticket:
    """The ticket as it came in, with the clocks that these settings start."""
    event, ticket = past.events[0], past.ticket
    fresh = replace(
        ticket,
        version=event.seq,
        status=Status.NEW if selection else event.after,
        group=event.word("group") or ticket.group,
        priority=event.word("priority") or ticket.priority,
        assignee=None if selection else event.number("person"),
        changed_at=ticket.opened_at,
        status_since=ticket.opened_at,
        status_by=ticket.reporter,
        waiting_for=None,
        waiting_note="",
        result="",
        reopened=0,
        replies=0,
        sent_from=None,
        clocks=(),
    )
    by = Actor(Person(ticket.reporter, ""), 0, None, frozenset({Role.REPORTER}))
    return decide_open(fresh, by, desk, selection=selection).change.ticket


def done_again(ticket: Ticket, event: Recorded, desk: Desk, selection: Selection | None) -> Ticket:
    """The ticket after somebody did that to it; `selection`: who is chosen in the same move."""
    if event.action is Action.ASSIGN and selection and selection.choice.person is None:
        return ticket
    ticket = _made_possible(ticket, event)
    if event.action in MOVES_A_CLOCK and not ticket.is_open_to(event.action):
        return ticket
    move = decide_move(
        ticket, event.action, _by(event), event.at, _said(event), desk, selection=selection
    )
    return move.change.ticket


def _made_possible(ticket: Ticket, event: Recorded) -> Ticket:
    """The ticket in a state in which it could be done, if its own is another by now."""
    if ticket.status not in MOVES[event.action].sources:
        ticket = replace(ticket, status=event.before or ticket.status)
    if event.action is Action.TAKE_OVER:
        return replace(ticket, assignee=event.number("from_person"))
    if event.action is Action.SEND_BACK:
        sender = event.word("asked_group") or event.word("group")
        return replace(ticket, sent_from=ticket.sent_from or sender or ticket.group)
    return ticket


def _by(event: Recorded) -> Actor:
    """Whoever did it, with all that they needed to be for it."""
    roles = MOVES[event.action].by
    if event.action is Action.COMMENT:
        staff = event.visibility is Visibility.INTERNAL
        roles = frozenset({Role.MEMBER if staff else Role.REPORTER})
    takes = event.action in {Action.ACKNOWLEDGE, Action.TAKE_OVER}
    person = event.number("person") if takes else None
    return Actor(Person(person or event.person, ""), 0, None, roles | {Role.DESK})


def _said(event: Recorded) -> Said:
    asks = MOVES[event.action].asks
    speaks = event.visibility is not None or asks in {Ask.TEXT, Ask.HOW_LONG_AND_WHY}
    waiting_for, seconds = event.word("waiting_for"), event.number("seconds")
    clock = event.word("clock")
    return Said(
        text=WORDS if speaks else "",
        waiting_for=WaitingFor(waiting_for) if waiting_for else None,
        person=event.number("person"),
        group=event.word("asked_group") or event.word("group"),
        priority=event.word("priority"),
        how_long=None if seconds is None else timedelta(seconds=seconds),
        facts={"clock": clock} if clock else {},
    )
