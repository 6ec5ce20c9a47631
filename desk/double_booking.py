"""Who is on duty twice at once: in two rosters, or at two positions of one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from desk.calendar_spans import Span, without
from desk.rest import Duty
from desk.roster import Shift
from desk.rota import Rota, vacant_places


class Post(NamedTuple):
    """A position of a roster."""

    roster: str
    position: int


@dataclass(frozen=True, slots=True)
class DoubleBooking:
    """A time in which one person is at all these posts at once.

    Of two in one roster they serve at the first; nobody is at the other.
    """

    person: int
    start: datetime
    end: datetime
    posts: tuple[Post, ...]


Taken = tuple[datetime, datetime, Post]


def double_bookings(
    rota: Rota, own: Iterable[Shift], others: Sequence[Duty], start: datetime, end: datetime
) -> tuple[DoubleBooking, ...]:
    """All within this time in which a roster has a part, in order.

    `own` are its shifts, `others` those of the desk's other rosters.
    """
    key = rota.roster.key
    vacant = list(vacant_places(rota, start, end))
    taken: dict[int, list[Taken]] = {place.person: [] for _, _, place in vacant}
    taken |= {duty.shift.person: [] for duty in others}
    for roster, shift in (*(Duty(key, shift) for shift in own), *others):
        if shift.person in taken:
            time = max(start, shift.start), min(end, shift.end), Post(roster, shift.position)
            taken[shift.person].append(time)
    for begin, stop, place in vacant:
        taken[place.person].append((begin, stop, Post(key, place.position)))
    found = (
        booking
        for person, times in taken.items()
        if len({post for _, _, post in times}) > 1
        for booking in _joined(_bookings(person, times))
        if any(post.roster == key for post in booking.posts)
    )
    return tuple(sorted(found, key=lambda one: (one.start, one.person)))


def new_bookings(
    before: Iterable[DoubleBooking], after: Iterable[DoubleBooking]
) -> Iterator[DoubleBooking]:
    """The times of double bookings that were none of theirs before."""
    known: dict[tuple[int, tuple[Post, ...]], list[Span]] = {}
    for one in before:
        known.setdefault((one.person, one.posts), []).append((one.start, one.end))
    for one in after:
        held = known.get((one.person, one.posts), ())
        for start, end in without([(one.start, one.end)], held):
            yield replace(one, start=start, end=end)


def _bookings(person: int, times: Sequence[Taken]) -> Iterator[DoubleBooking]:
    edges = [(start, 1, post) for start, _, post in times]
    edges += [(end, -1, post) for _, end, post in times]
    there = Counter[Post]()
    begun: datetime | None = None
    for edge, step, post in sorted(edges, key=itemgetter(0)):
        posts = tuple(sorted(post for post, count in there.items() if count))
        if begun is not None and edge != begun and len(posts) > 1:
            yield DoubleBooking(person, begun, edge, posts)
        begun = edge
        there[post] += step


def _joined(bookings: Iterable[DoubleBooking]) -> Iterator[DoubleBooking]:
    """Those that touch and are of the same posts are one."""
    last: DoubleBooking | None = None
    for one in bookings:
        if last is not None and (last.end, last.posts) == (one.start, one.posts):
            last = replace(last, end=one.end)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last
