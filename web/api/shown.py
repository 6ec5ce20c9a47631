"""What programs see of tickets and of what happened to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desk.clocks import PROMISES, Clock, latest
from desk.errors import Fact
from desk.events import Visibility
from desk.groups import Desk
from desk.moves import actions_for
from desk.people import Actor, Sight, sight
from desk.ticket import Change, Ticket
from storage.history import PastEvent
from web.api import shapes

ADDRESS = "/api/v1"
PEOPLE = ("person", "from_person")
PLAIN = (
    "group",
    "from_group",
    "asked_group",
    "priority",
    "from_priority",
    "waiting_for",
    "seconds",
    "intake",
    "clock",
    "round",
    "step",
    "due",
    "mood",
    "policy",
    "until",
    "fallback",
    "group_why",
    "group_fact",
    "priority_why",
    "priority_word",
    "priority_category",
)
"""The facts of events that are told as they are."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Through whose eyes something is seen: the desk's settings, people's names, the moment.

    `may_move`: whether they may do anything at all.
    """

    desk: Desk
    names: Mapping[int, str]
    base: str
    now: datetime
    may_move: bool

    def ticket(self, ticket: Ticket, by: Actor) -> shapes.Ticket:
        """A ticket, with what can be done with it by who looks."""
        possible = actions_for(ticket.status, by.roles) if self.may_move else ()
        moves = [action for action in possible if ticket.is_open_to(action)]
        return shapes.Ticket(
            number=ticket.id,
            version=ticket.version,
            url=f"{self.base}{self.path(ticket.id)}",
            title=ticket.title,
            body=_without_title(ticket),
            status=ticket.status,
            group=ticket.group,
            category=ticket.category,
            priority=ticket.priority,
            customer_tier=ticket.customer_tier,
            impact=ticket.impact,
            urgency=ticket.urgency,
            reporter=self.person(ticket.reporter),
            assignee=None if ticket.assignee is None else self.person(ticket.assignee),
            channel=ticket.origin.intake,
            language=ticket.language,
            opened_at=ticket.opened_at,
            changed_at=ticket.changed_at,
            status_since=ticket.status_since,
            waiting_for=ticket.waiting_for,
            waiting_note=ticket.waiting_note,
            result=ticket.result,
            reopened=ticket.reopened,
            replies=ticket.replies,
            promises=tuple(
                self._promise(clock)
                for kind in PROMISES
                if (clock := latest(ticket.clocks, kind)) is not None
            ),
            moves=tuple(moves),
        )

    def change(self, change: Change, person: int) -> shapes.Event:
        """What happens right now."""
        event = change.event
        return shapes.Event(
            ticket=change.ticket.id,
            seq=change.ticket.version,
            action=event.action,
            at=event.at,
            by=self.person(person),
            before=event.before,
            after=event.after,
            visibility=event.visibility,
            text=event.body,
            facts=self._facts(event.facts),
        )

    def event(self, event: PastEvent, by: Actor) -> shapes.Event:
        """What happened; why and how it was decided is not for reporters."""
        facts = event.facts if sight(by.roles) is Sight.ALL else {}
        return shapes.Event(
            ticket=event.ticket,
            seq=event.seq,
            action=event.action,
            at=event.at,
            by=self.person(event.person),
            before=event.before,
            after=event.after,
            visibility=event.visibility,
            text=event.body,
            facts=self._facts(facts),
        )

    def person(self, person: int) -> shapes.Person:
        """Somebody, by their key in desk.yaml if they have one."""
        keys = {number: key for key, number in self.desk.people_keys.items()}
        return shapes.Person(key=keys.get(person), name=self.names.get(person, ""))

    def path(self, number: int) -> str:
        """Where a ticket is found."""
        return f"{ADDRESS}/tickets/{number}"

    def _promise(self, clock: Clock) -> shapes.Promise:
        return shapes.Promise(
            kind=clock.kind,
            state=clock.state,
            due=clock.due,
            late=clock.is_late(clock.stopped_at or self.now),
        )

    def _facts(self, facts: Mapping[str, Fact]) -> dict[str, str | int]:
        told: dict[str, str | int] = {}
        for name in PLAIN:
            fact = facts.get(name)
            if fact is not None:
                told[name] = fact.isoformat() if isinstance(fact, datetime) else fact
        for name in PEOPLE:
            person = facts.get(name)
            if isinstance(person, int) and person:
                told[name] = self.person(person).key or self.names.get(person, "")
        return told


def people_in(facts: Mapping[str, Fact]) -> tuple[int, ...]:
    """Whose names the facts of an event need."""
    found = (facts.get(name) for name in PEOPLE)
    return tuple(person for person in found if isinstance(person, int) and person)


def is_seen(event: PastEvent, by: Actor) -> bool:
    """Whether it is theirs to read: a reporter reads neither what is internal, nor the desk's."""
    if sight(by.roles) is Sight.ALL:
        return True
    return event.visibility is not Visibility.INTERNAL and event.person != 0


def _without_title(ticket: Ticket) -> str:
    """What was said beyond the title: the desk keeps both as one text."""
    rest = ticket.body.removeprefix(f"{ticket.title}\n")
    return ticket.body if rest == ticket.body else rest.lstrip("\n")
