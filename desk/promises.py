"""What is promised, and what happens before and after a deadline: the policies of desk.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from desk.address import ConversationAddress
from desk.calendar import ALWAYS
from desk.clocks import PROMISES, ClockKind
from desk.moves import WaitingFor


class Whom(StrEnum):
    """Who is told by a step."""

    ASSIGNEE = "assignee"
    ON_DUTY = "on_duty"
    BACKUP = "backup"
    LEAD = "lead"
    GROUP = "group"


class Measure(StrEnum):
    """In which time a step's delay is counted."""

    BUSINESS = "business"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class When:
    """When a step happens: at a fraction of the limit, then `offset` later (or earlier).

    Fraction 0 is the clock's start, 1 its deadline. A fraction is of business time; `offset` is
    counted in `measure`.
    """

    fraction: float = 1.0
    offset: timedelta = timedelta(0)
    measure: Measure = Measure.BUSINESS


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens by itself around a deadline."""

    at: When
    tell: tuple[Whom, ...] = ()
    raise_priority: bool = False
    next_tier: bool = False
    post: tuple[ConversationAddress, ...] = ()
    webhook: str = ""

    @property
    def only_reminds(self) -> bool:
        """Whether it asks nobody beyond those who have the ticket before them."""
        at_hand = {Whom.ASSIGNEE, Whom.ON_DUTY, Whom.GROUP}
        return self.only_tells and bool(self.tell) and at_hand.issuperset(self.tell)

    @property
    def only_tells(self) -> bool:
        """Whether nothing is done beside telling people."""
        return not (self.raise_priority or self.next_tier or self.post or self.webhook)


class OnReopening(StrEnum):
    """What becomes of the clocks of a reopened ticket."""

    RESTART = "restart"  # a new round from the beginning
    CONTINUE = "continue"  # the time since it was resolved does not count


@dataclass(frozen=True, slots=True)
class Match:
    """For which tickets a policy is; an empty set means any."""

    categories: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()
    customer_tiers: frozenset[str] = frozenset()
    support_tiers: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()  # messenger or intake
    groups: frozenset[str] = frozenset()


DEADLINE = Step(When())
"""What every promise has, also where no step is set for it: its card turns late."""

USUAL_LIMITS: Mapping[ClockKind, timedelta] = {
    ClockKind.PENDING: timedelta(hours=48),
    ClockKind.SENT_BACK: timedelta(0),
}
"""How long the clocks that are no promises run; they are started only where they have steps."""

USUAL_PAUSES: Mapping[ClockKind, frozenset[WaitingFor]] = {
    ClockKind.RESOLUTION: frozenset({WaitingFor.CUSTOMER}),
}


@dataclass(frozen=True)  # without slots, for what is put in order once
class Policy:
    """One line of promises; the first that matches a ticket is its own.

    `targets` has a limit for each clock that is promised; `steps` what happens around each.
    `calendar` is the key of a calendar, or "24x7".
    """

    key: str
    match: Match
    calendar: str
    targets: Mapping[ClockKind, timedelta]
    steps: Mapping[ClockKind, tuple[Step, ...]] = field(default_factory=dict)
    pauses: Mapping[ClockKind, frozenset[WaitingFor]] = field(
        default_factory=lambda: dict(USUAL_PAUSES)
    )
    reopening: OnReopening = OnReopening.RESTART

    def limit(self, kind: ClockKind) -> timedelta | None:
        """How long a clock of this kind has; None if there is to be none."""
        if kind in PROMISES or kind in self.targets:
            return self.targets.get(kind)
        return USUAL_LIMITS[kind] if self.steps.get(kind) else None

    def calendar_for(self, kind: ClockKind) -> str:
        """In which time a clock counts; a ticket that waits grows old at night too."""
        return ALWAYS.key if kind is ClockKind.PENDING else self.calendar

    def ladder(self, kind: ClockKind) -> tuple[Step, ...]:
        """The steps around this deadline, with the deadline itself, as they are written."""
        steps = self.steps.get(kind, ())
        at_the_end = any(step.at.fraction == 1 and not step.at.offset for step in steps)
        return steps if at_the_end or kind not in PROMISES else (*steps, DEADLINE)

    def ladder_in_order(self, kind: ClockKind, limit: timedelta) -> tuple[Step, ...]:
        """The same in the order of their instants; remembered."""
        known = self._in_order.get((kind, limit))
        if known is None:
            steps = sorted(
                self.ladder(kind), key=lambda step: step.at.fraction * limit + step.at.offset
            )
            known = self._in_order[kind, limit] = tuple(steps)
        return known

    @cached_property
    def _in_order(self) -> dict[tuple[ClockKind, timedelta], tuple[Step, ...]]:
        return {}
