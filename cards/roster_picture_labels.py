"""Where the labels of a roster's picture stand, so that none lies over another."""

from collections.abc import Sequence
from itertools import count, pairwise

Span = tuple[float, float]
"""From its left to its right edge, in dots."""

BETWEEN = 6


def placed(middle: float, width: float, most: float) -> Span:
    """A label below the middle of what it names, moved to lie within its panel."""
    left = max(0.0, min(middle - width / 2, most - width))
    return left, left + width


def rows_of(labels: Sequence[Span]) -> tuple[int, ...]:
    """In which row each label has room, from the top; they come from left to right."""
    ends: list[float] = []
    rows = []
    for left, right in labels:
        row = next((n for n, end in enumerate(ends) if end + BETWEEN <= left), len(ends))
        ends[row:] = [right, *ends[row + 1 :]]
        rows.append(row)
    return tuple(rows)


def every(labels: Sequence[Span]) -> int:
    """Each how manieth label has room in one row: all, every second, every third …"""
    return next(
        step
        for step in count(1)
        if all(left[1] + BETWEEN <= right[0] for left, right in pairwise(labels[::step]))
    )
