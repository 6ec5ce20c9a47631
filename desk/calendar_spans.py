"""Spans of instants: where a stretch of wall clock lies in UTC; spans joined and cut."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]
"""[start, end) in UTC."""

SECOND = timedelta(seconds=1)


def instants(zone: ZoneInfo, start: datetime, end: datetime) -> tuple[Span, ...]:
    """When the clocks of a zone show a time in [start, end), both naive and at most days apart.

    What a spring gap swallows is missing; what a fall-back hour doubles is there twice.
    """
    offsets = {_offset(zone, wall, fold) for wall in (start, end) for fold in (0, 1)}
    earliest, latest = start - max(offsets), end - min(offsets)
    if len(offsets) == 1:
        return ((earliest.replace(tzinfo=UTC), latest.replace(tzinfo=UTC)),)
    turn = _turn(zone, earliest, latest)
    before, after = _offset_at(zone, earliest), _offset_at(zone, latest)
    pieces = (
        (start - before, min(end - before, turn)),
        (max(start - after, turn), end - after),
    )
    return tuple(joined((a.replace(tzinfo=UTC), b.replace(tzinfo=UTC)) for a, b in pieces if a < b))


def _turn(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The instant (naive UTC) in (low, high] from which on the offset is that of `high`."""
    after, below, above = _offset_at(zone, high), 0, (high - low) // SECOND
    while above - below > 1:
        middle = (below + above) // 2
        if _offset_at(zone, low + middle * SECOND) == after:
            above = middle
        else:
            below = middle
    return low + above * SECOND


def _offset(zone: ZoneInfo, wall: datetime, fold: int) -> timedelta:
    return wall.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta(0)


def _offset_at(zone: ZoneInfo, naive_utc: datetime) -> timedelta:
    return naive_utc.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta(0)


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, with those that overlap or touch made one."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def within(spans: Iterable[Span], start: datetime, end: datetime) -> tuple[Span, ...]:
    """The parts of spans that lie in [start, end)."""
    cut = ((max(a, start), min(b, end)) for a, b in spans)
    return tuple((a, b) for a, b in cut if a < b)


def without(spans: Iterable[Span], holes: Sequence[Span]) -> Iterator[Span]:
    """The parts of spans that lie in none of the holes; the holes are in order and apart."""
    for span in spans:
        start, end = span
        for hole_start, hole_end in holes[bisect_right(holes, start, key=itemgetter(1)) :]:
            if hole_start >= end:
                break
            if hole_start > start:
                yield start, hole_start
            start = hole_end
        if start < end:
            yield start, end
