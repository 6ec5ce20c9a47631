"""Two previews of a roster side by side: what an unsaved one changes, for whom and from when."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from desk.double_booking import DoubleBooking, new_bookings
from desk.rest import ShortRest
from desk.roster import Shift
from desk.roster_preview import Load, Preview


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """Who is at which position."""

    position: int
    person: int


@dataclass(frozen=True, slots=True)
class Change:
    """A time in which others are on duty than before, or elsewhere; `before` and `after` are who is
    at those positions that aren't the same in both."""

    start: datetime
    end: datetime
    before: tuple[Seat, ...]
    after: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One person's load in both; None where they have none."""

    person: int
    before: Load | None
    after: Load | None

    @property
    def hours(self) -> float:
        """How many hours more (or less) they serve."""
        after, before = (load.hours if load else 0.0 for load in (self.after, self.before))
        return after - before


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two previews side by side; `first_change` is a local date of the new one, `more` how many
    changes there are beyond those listed, `rests` and `doubles` what only the new one has."""

    people: tuple[Difference, ...]
    first_change: date | None
    changes: tuple[Change, ...]
    more: int = 0
    rests: tuple[ShortRest, ...] = ()
    doubles: tuple[DoubleBooking, ...] = ()


def compare(old: Preview, new: Preview, most: int = 20) -> Comparison:
    """What becomes different, in the time that both look at; at most so many changes are listed."""
    loads = [{load.person: load for load in one.people} for one in (old, new)]
    changes = list(_changes(old, new))
    first = changes[0].start.astimezone(ZoneInfo(new.timezone)).date() if changes else None
    return Comparison(
        people=tuple(
            Difference(person, loads[0].get(person), loads[1].get(person))
            for person in {**loads[1], **loads[0]}
        ),
        first_change=first,
        changes=tuple(changes[:most]),
        more=max(0, len(changes) - most),
        rests=tuple(_new_rests(old, new)),
        doubles=tuple(new_bookings(old.double_bookings, new.double_bookings)),
    )


def changes_as_text(changes: Sequence[Change]) -> str:
    """Changes as one fact of an announcement."""
    return ",".join(
        f"{one.start.isoformat()}/{one.end.isoformat()}/{_packed(one.before)}/{_packed(one.after)}"
        for one in changes
    )


def changes_in(text: str) -> Iterator[Change]:
    """The changes in such a fact."""
    for part in text.split(",") if text else ():
        start, end, before, after = part.split("/")
        times = datetime.fromisoformat(start), datetime.fromisoformat(end)
        yield Change(*times, _unpacked(before), _unpacked(after))


def _packed(seats: Sequence[Seat]) -> str:
    return " ".join(f"{seat.position}:{seat.person}" for seat in seats)


def _unpacked(text: str) -> tuple[Seat, ...]:
    parts = (part.partition(":") for part in text.split())
    return tuple(Seat(int(position), int(person)) for position, _, person in parts)


def _new_rests(old: Preview, new: Preview) -> Iterator[ShortRest]:
    """By person and times, whatever gave them these shifts."""
    known = {_times(one) for one in old.short_rests}
    yield from (one for one in new.short_rests if _times(one) not in known)


def _times(one: ShortRest) -> tuple[int, datetime, datetime]:
    return one.person, one.before.shift.end, one.after.shift.start


def _changes(old: Preview, new: Preview) -> Iterator[Change]:
    start, end = max(old.start, new.start), min(old.end, new.end)
    if start >= end:
        return
    edges = {
        edge for one in (old, new) for shift in one.shifts for edge in (shift.start, shift.end)
    }
    cuts = [start, *sorted(edge for edge in edges if start < edge < end), end]
    last: Change | None = None
    for begin, stop, was, becomes in zip(
        cuts, cuts[1:], _seats(old, cuts), _seats(new, cuts), strict=False
    ):
        moved = {seat.position for seat in {*was} ^ {*becomes}}
        before, after = _those_at(moved, was), _those_at(moved, becomes)
        if last is not None and (last.end, last.before, last.after) == (begin, before, after):
            last = Change(last.start, stop, before, after)
            continue
        if last is not None:
            yield last
        last = Change(begin, stop, before, after) if before != after else None
    if last is not None:
        yield last


def _those_at(positions: Container[int], seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    return tuple(seat for seat in seats if seat.position in positions)


def _seats(one: Preview, cuts: Sequence[datetime]) -> Iterator[tuple[Seat, ...]]:
    """Who is on duty from each of these instants on; no shift begins or ends between them."""
    coming = iter((*one.shifts, None))
    following = next(coming)
    on: list[Shift] = []
    for at in cuts:
        on = [shift for shift in on if shift.end > at]
        while following is not None and following.start <= at:
            if following.end > at:
                on.append(following)
            following = next(coming)
        yield tuple(sorted({Seat(shift.position, shift.person) for shift in on}))
