"""What a step of a clock came to: what happens, and who is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desk.address import ConversationAddress
from desk.clocks import Clock, Mood
from desk.errors import Fact
from desk.moves import Action
from desk.notify import Topic
from desk.promises import Whom
from desk.ticket import Ticket

BEYOND = frozenset({Whom.BACKUP, Whom.LEAD})
"""Who is asked because nobody else answers: once is enough."""


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told, by what they are to the ticket, nobody twice; and whether the group is.

    `known` are those who would be, but know since they were asked in somebody's place; `stood_in`
    are those of whom that is to be remembered from now on.
    """

    persons: Mapping[Whom, tuple[int, ...]]
    group: bool = False
    known: tuple[int, ...] = ()
    stood_in: tuple[int, ...] = ()

    @property
    def everybody(self) -> tuple[int, ...]:
        """All persons, in the order in which they are told."""
        return tuple(person for persons in self.persons.values() for person in persons)

    @property
    def roles(self) -> tuple[Whom, ...]:
        """What each of `everybody` is asked as."""
        return tuple(whom for whom, persons in self.persons.items() for _ in persons)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDecision:
    """What happens because a step fell due, with earlier ones that were missed in one.

    `clock` is what the clock is then, `steps` the places that are decided by it. `priority` and
    `group` are what the ticket gets, None where it stays; `at_top`: it was to climb, and there is
    nobody above.
    """

    clock: Clock
    due: datetime | None
    steps: tuple[int, ...]
    tell: tuple[Whom, ...] = ()
    priority: str | None = None
    group: str | None = None
    at_top: bool = False
    post: tuple[ConversationAddress, ...] = ()
    webhooks: tuple[str, ...] = ()

    @property
    def topic(self) -> Topic:
        """What kind of news it is."""
        if (
            BEYOND.intersection(self.tell)
            or self.priority
            or self.group
            or self.post
            or self.webhooks
        ):
            return Topic.ESCALATION
        return Topic.LATE if self.clock.mood is Mood.LATE else Topic.REMINDER

    @property
    def action(self) -> Action:
        """What the ticket's event is called."""
        return Action.ESCALATE if self.topic is Topic.ESCALATION else Action.REMIND

    @property
    def is_silent(self) -> bool:
        """Whether nothing follows but another colour on the card."""
        return self.topic is not Topic.ESCALATION and not self.tell

    def facts(self, ticket: Ticket, told: Told) -> Mapping[str, Fact]:
        """What it was based on, as an event keeps it; `ticket` is as it was before."""
        facts: dict[str, Fact | None] = {
            "clock": self.clock.kind.value,
            "round": self.clock.round,
            "step": self.steps[-1],
            "steps": ",".join(str(step) for step in self.steps),
            "policy": self.clock.policy,
            "version": self.clock.version,
            "mood": self.clock.mood.value,
            "told": ",".join(str(person) for person in told.everybody),
            "due": self.due,
        }
        if self.topic is Topic.ESCALATION and told.persons:
            facts["roles"] = ",".join(told.roles)
        if told.known:
            facts["known"] = ",".join(str(person) for person in told.known)
        if self.priority:
            facts |= {"from_priority": ticket.priority, "priority": self.priority}
        if self.group:
            facts |= {"from_group": ticket.group, "group": self.group}
        if self.at_top:
            facts["at_top"] = 1
        return {name: fact for name, fact in facts.items() if fact is not None}
