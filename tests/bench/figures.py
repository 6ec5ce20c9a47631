"""Figures: what a run of load gives, and how many runs become one."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speed:
    """Events a second, and how long each took, in milliseconds."""

    per_second: float
    p50_ms: float
    p99_ms: float

    @classmethod
    def of(cls, took: Sequence[float], seconds: float) -> "Speed":
        """From what each event took (seconds), within a time (seconds)."""
        return cls(
            round(len(took) / seconds, 1),
            round(percentile(took, 0.50) * 1000, 2),
            round(percentile(took, 0.99) * 1000, 2),
        )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that this share of all does not exceed."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * share) - 1, 0)]


def middle(speeds: Sequence[Speed]) -> Speed:
    """The median of some rounds, each figure for itself."""
    return Speed(
        round(statistics.median(speed.per_second for speed in speeds), 1),
        round(statistics.median(speed.p50_ms for speed in speeds), 2),
        round(statistics.median(speed.p99_ms for speed in speeds), 2),
    )


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Ours by theirs: the median over the rounds, so that a slow minute hits both sides."""
    pairs = zip(ours, theirs, strict=True)
    return round(statistics.median(one / other if other else math.nan for one, other in pairs), 2)
