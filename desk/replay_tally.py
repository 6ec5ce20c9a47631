"""What lives lived again come to: sums, so that any number of tickets can be gone through."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from desk.clocks import ClockKind
from desk.moves import Action
from desk.replay import Relived
from desk.replay_choices import Rechosen
from desk.replay_life import Call

MOST_NAMED = 20


class Sort(StrEnum):
    """What the desk does by itself."""

    REMINDERS = "reminders"
    AGAIN = "again"  # somebody is told once more: after quiet hours, or on another messenger
    ESCALATIONS = "escalations"
    COLOURS = "colours"  # nobody is told: a card turns late


@dataclass(slots=True)
class Side:
    """What happened, or what would have."""

    promises: Counter[tuple[ClockKind, bool]] = field(default_factory=Counter)
    calls: Counter[Sort] = field(default_factory=Counter)
    pages: Counter[int] = field(default_factory=Counter)

    def add(self, promises: Iterable[tuple[ClockKind, bool]], calls: Iterable[Call]) -> None:
        """One more ticket."""
        self.promises.update(promises)
        for call in calls:
            self.calls[sort_of(call)] += 1
            self.pages.update(call.paged)


@dataclass(slots=True)
class Tally:
    """All tickets that were looked at; of those that differ, the first few are kept.

    `unproven` are choices that came out otherwise from the same inputs, `moved` those that other
    settings would have made otherwise.
    """

    tickets: int = 0
    happened: Side = field(default_factory=Side)
    would: Side = field(default_factory=Side)
    differing: int = 0
    examples: list[Relived] = field(default_factory=list)
    choices: int = 0
    unproven: int = 0
    moved: int = 0
    odd_choices: list[tuple[int, Rechosen]] = field(default_factory=list)

    def add(self, relived: Relived) -> None:
        """One more ticket."""
        self.tickets += 1
        self.happened.add(relived.kept, relived.calls)
        self.would.add(relived.would_keep, relived.would_call)
        if relived.differs:
            self.differing += 1
            if len(self.examples) < MOST_NAMED:
                self.examples.append(relived)
        for choice in relived.choices:
            self._add_choice(relived.ticket.id, choice)

    def _add_choice(self, ticket: int, choice: Rechosen) -> None:
        self.choices += 1
        self.unproven += not choice.is_proven
        self.moved += choice.differs
        odd = choice.differs or not choice.is_proven
        if odd and len(self.odd_choices) < MOST_NAMED:
            self.odd_choices.append((ticket, choice))

    @property
    def is_same(self) -> bool:
        """Whether nothing at all differs."""
        return not (self.differing or self.unproven or self.moved)


def sort_of(call: Call) -> Sort:
    """What kind of thing the desk did there."""
    if call.action is Action.ESCALATE:
        return Sort.ESCALATIONS
    if call.silent:
        return Sort.COLOURS
    return Sort.AGAIN if call.because else Sort.REMINDERS
