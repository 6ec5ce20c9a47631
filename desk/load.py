"""How much somebody has on their hands: what limits and the least-load strategy go by.

A ticket's load = weight × urgency × nearness, or weight × 0.25 while it waits for somebody else:

- weight: the category's (1 where the settings say nothing);
- urgency: 1 + ½ for the most urgent priority, + ¼ for the next, + ⅛ …;
- nearness of its clock: 1 + 1 / (1 + hours left): 2 once it is late, 1.5 an hour before, 1.1 ten
  hours before; 1 without a clock.

A person's load is the sum, to one decimal: what is shown is what is compared, and a difference that
nobody would see breaks no tie.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import NamedTuple

from desk.queues import Category
from desk.triage import lineage

WAITING = 0.25
"""What a ticket weighs while it waits for the customer, for parts, for somebody else."""

SECONDS_AN_HOUR = 3600


class OpenTicket(NamedTuple):
    """A ticket in somebody's hands; `due_in_seconds` of its nearest clock, negative once late."""

    priority_rank: int
    category: str | None = None
    due_in_seconds: float | None = None
    waiting: bool = False


InHands = tuple[int, str | None, float | None, bool]
"""An `OpenTicket`, or its bare values: a choice among hundreds of people reads thousands."""


@dataclass(frozen=True, slots=True)
class Workload:
    """What one person has; tickets that wait for somebody else are load, but count for no limit.

    `by_category` counts a ticket for its category and for each that this belongs under.
    """

    open_tickets: int = 0
    load: float = 0.0
    by_category: Mapping[str, int] = field(default_factory=dict)


def workload(tickets: Sequence[InHands], categories: Mapping[str, Category]) -> Workload:
    """What these tickets of one person come to."""
    return workloads({0: tickets}, categories)[0]


def workloads(
    tickets: Mapping[int, Sequence[InHands]], categories: Mapping[str, Category]
) -> Mapping[int, Workload]:
    """What the tickets of each person come to."""
    kinds: dict[str | None, tuple[str, ...]] = {}
    found: dict[int, Workload] = {}
    for person, own in tickets.items():
        working = [category for _, category, _, waiting in own if not waiting]
        counts: dict[str, int] = {}
        for category in working:
            if category not in kinds:
                kinds[category] = kinds_of(categories, category)
            for kind in kinds[category]:
                counts[kind] = counts.get(kind, 0) + 1
        by_kind = dict(sorted(counts.items())) if len(counts) > 1 else counts
        found[person] = Workload(len(working), load_of(own, categories), by_kind)
    return found


def load_of(tickets: Sequence[InHands], categories: Mapping[str, Category]) -> float:
    """The load of these tickets by the formula above, whatever order they come in."""
    return round(fsum([_weighed(*ticket, categories) for ticket in tickets]), 1)


def kinds_of(categories: Mapping[str, Category], category: str | None) -> tuple[str, ...]:
    """A category's key and those it belongs under; one that settings don't know stands alone."""
    if category is None:
        return ()
    return tuple(node.key for node in lineage(categories, category)) or (category,)


def _weighed(
    rank: int,
    category: str | None,
    due_in_seconds: float | None,
    waiting: bool,
    categories: Mapping[str, Category],
) -> float:
    kind = categories.get(category) if category is not None else None
    weight = kind.weight if kind is not None else 1.0
    if waiting:
        return weight * WAITING
    urgency = 1 + 0.5 ** (rank + 1)
    if due_in_seconds is None:
        return weight * urgency
    hours = due_in_seconds / SECONDS_AN_HOUR if due_in_seconds > 0 else 0.0
    return weight * urgency * (1 + 1 / (1 + hours))
