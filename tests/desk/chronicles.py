"""A ticket's life told as it is recorded: what people did, and what the desk did by itself."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from desk.acts import Decision, decide_move, decide_open
from desk.escalation import fire
from desk.events import SILENT, Said
from desk.groups import Desk
from desk.moves import Action
from desk.people import Actor, Person
from desk.recorded import PastTicket, Recorded
from desk.telling import decide_step
from desk.ticket import Ticket
from tests.desk.sla_builders import REPORTER, STAFF, promising_desk


def quiet_desk() -> Desk:
    """The desk of promises, in which nobody has a second messenger to be told on once more."""
    desk = promising_desk()
    people = {key: _with_one_account(person) for key, person in desk.people.items()}
    return replace(desk, people=people)


def _with_one_account(person: Person) -> Person:
    return replace(person, accounts=person.accounts[:1])


@dataclass
class Chronicle:
    """A ticket with all that happened to it."""

    desk: Desk
    ticket: Ticket
    events: list[Recorded] = field(default_factory=list)

    @classmethod
    def opened(cls, ticket: Ticket, desk: Desk) -> "Chronicle":
        """It begins."""
        told = cls(desk, ticket)
        told.keep(decide_open(ticket, REPORTER, desk))
        return told

    def does(self, action: Action, at: datetime, by: Actor = STAFF, said: Said = SILENT) -> None:
        """Somebody does something, after what fell due until then."""
        self.lives(at)
        self.keep(decide_move(self.ticket, action, by, at, said, self.desk))

    def lives(self, until: datetime, late: timedelta = timedelta(0)) -> None:
        """All that falls due by then happens, perhaps late."""
        while True:
            due = [(c.next_at, c) for c in self.ticket.clocks if c.runs and c.next_at]
            if not due or min(at for at, _ in due) + late > until:
                return
            at, clock = min(due, key=lambda one: one[0])
            at = max(at, self.ticket.changed_at) + late
            decision = fire(self.ticket, clock.key, clock.fired, at, self.desk)
            assert decision is not None
            self.keep(decide_step(self.ticket, decision, at, self.desk).decision)

    def keep(self, decision: Decision) -> None:
        """As a store keeps it: without the words, with times as words."""
        self.ticket, event = decision.change.ticket, decision.change.event
        facts = {
            name: fact.isoformat() if isinstance(fact, datetime) else fact
            for name, fact in event.facts.items()
        }
        self.events.append(
            Recorded(
                seq=len(self.events) + 1,
                action=event.action,
                person=event.account // 10,
                at=event.at,
                before=event.before,
                after=event.after,
                facts=facts,
                visibility=event.visibility,
                version=self.desk.version,
            )
        )

    @property
    def past(self) -> PastTicket:
        """As it is read back."""
        return PastTicket(self.ticket, tuple(self.events))
