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
    scales = _Scales(categories)
    return {person: _of_one(own, scales) for person, own in tickets.items()}


def load_of(tickets: Sequence[InHands], categories: Mapping[str, Category]) -> float:
    """The load of these tickets by the formula above, whatever order they come in."""
    return workload(tickets, categories).load


def kinds_of(categories: Mapping[str, Category], category: str | None) -> tuple[str, ...]:
    """A category's key and those it belongs under; one that settings don't know stands alone."""
    if category is None:
        return ()
    return tuple(node.key for node in lineage(categories, category)) or (category,)


class _Scale(NamedTuple):
    """What tickets of one priority and category have in common: weight, weight × urgency, kinds."""

    weight: float
    urgent: float
    kinds: tuple[str, ...]


class _Scales(dict[tuple[int, str | None], _Scale]):
    """Each scale worked out once: a choice among hundreds of people weighs thousands of tickets."""

    def __init__(self, categories: Mapping[str, Category]) -> None:
        super().__init__()
        self._categories = categories

    def __missing__(self, key: tuple[int, str | None]) -> _Scale:
        rank, category = key
        kind = self._categories.get(category) if category is not None else None
        weight = kind.weight if kind is not None else 1.0
        urgent = weight * (1 + 0.5 ** (rank + 1))
        self[key] = scale = _Scale(weight, urgent, kinds_of(self._categories, category))
        return scale


def _of_one(tickets: Sequence[InHands], scales: _Scales) -> Workload:
    loads: list[float] = []
    counts: dict[str, int] = {}
    working = 0
    for rank, category, due_in_seconds, waiting in tickets:
        weight, urgent, kinds = scales[rank, category]
        if waiting:
            loads.append(weight * WAITING)
            continue
        working += 1
        for kind in kinds:
            counts[kind] = counts.get(kind, 0) + 1
        loads.append(urgent if due_in_seconds is None else urgent * _nearness(due_in_seconds))
    by_kind = dict(sorted(counts.items())) if len(counts) > 1 else counts
    return Workload(working, round(fsum(loads), 1), by_kind)


def _nearness(due_in_seconds: float) -> float:
    return 1 + 1 / (1 + due_in_seconds / SECONDS_AN_HOUR) if due_in_seconds > 0 else 2.0
