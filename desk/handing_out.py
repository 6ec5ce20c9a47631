"""What would be handed out at once if settings came into force now: to whom, ticket by ticket."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from desk.candidates import Crew
from desk.crews import Hands, away_at, crew_of, who_is_there
from desk.giving import given_next, may_hand_out, wanted_for
from desk.groups import Desk, Group
from desk.load import InHands, workloads
from desk.moves import WAITING_FOR_HANDS, Status
from desk.sla import replanned
from desk.surge import InForce, SurgeState, in_surge
from desk.ticket import Ticket
from desk.waiting import Waiting, drain, queue_order


@dataclass(frozen=True, slots=True)
class QueueState:
    """How far a group's queue is: its flood, and when each person was last given a ticket there."""

    surge: SurgeState | None = None
    given: Mapping[int, datetime] = field(default_factory=dict)


UNTOUCHED = QueueState()


def waits_for_hands(ticket: Ticket) -> bool:
    """Whether nobody has it, and somebody is to."""
    return ticket.assignee is None and ticket.status in WAITING_FOR_HANDS


@dataclass(slots=True)
class OpenTickets:
    """All open tickets under some settings: what people have on their hands, and what waits.

    `was`: the settings that these replace, so that clocks are worked out anew as they then are.
    """

    desk: Desk
    at: datetime
    was: Desk | None = None
    _hands: defaultdict[int, list[InHands]] = field(default_factory=lambda: defaultdict(list))
    _waiting: defaultdict[str, list[Waiting]] = field(default_factory=lambda: defaultdict(list))

    def add(self, ticket: Ticket, declined: tuple[int, ...] = ()) -> None:
        """One more; `declined` gave it back."""
        if self.was is not None:
            at = max(self.at, ticket.changed_at)
            ticket = replace(ticket, clocks=replanned(ticket, at, self.desk, self.was))
        rank = self.desk.priority(ticket.priority).rank
        if ticket.assignee is not None:
            left = self._left(ticket.due)
            pending = ticket.status is Status.PENDING
            self._hands[ticket.assignee].append((rank, ticket.category, left, pending))
        elif waits_for_hands(ticket):
            question = wanted_for(ticket, self.desk, self.at, declined=declined)
            waiting = Waiting(ticket.id, question, rank, ticket.opened_at, ticket.due)
            self._waiting[ticket.group].append(waiting)

    def handed_out(self, states: Mapping[str, QueueState]) -> Mapping[int, int]:
        """Who gets which ticket, group by group, each counting what was handed out before it."""
        away = away_at(self.desk, self.at)
        found: dict[int, int] = {}
        for key, group in self.desk.groups.items():
            if may_hand_out(group.queue) and self._waiting[key]:
                found |= self._handed_out_in(group, states.get(key, UNTOUCHED), away)
        return found

    def _handed_out_in(
        self, group: Group, state: QueueState, away: frozenset[int]
    ) -> Iterator[tuple[int, int]]:
        """What nobody could have is not looked at again: nobody has less after a handout."""
        in_force, given = in_surge(group.queue, state.surge), state.given
        crew = self._crew(group, in_force, given, away)
        for one in queue_order(self._waiting[group.key], crew.queue.order):
            for handout in drain([one], crew, self.at, self.desk.categories):
                person = handout.choice.person
                if person is None:
                    continue
                yield one.ticket, person
                more = (one.rank, one.question.category, self._left(one.due), False)
                self._hands[person].append(more)
                given = given_next(given, person, self.at)
                crew = self._crew(group, in_force, given, away)

    def _crew(
        self, group: Group, in_force: InForce, given: Mapping[int, datetime], away: frozenset[int]
    ) -> Crew:
        there = who_is_there(self.desk, group, self.at, in_force)
        tickets = {person: self._hands[person] for person in there if person in self._hands}
        hands = Hands(workloads(tickets, self.desk.categories), given)
        return crew_of(self.desk, group, self.at, in_force, hands, away)

    def _left(self, due: datetime | None) -> float | None:
        return None if due is None else (due - self.at).total_seconds()
