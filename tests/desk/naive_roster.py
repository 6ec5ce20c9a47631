"""Rosters read naively: hand-offs stepped one by one, and every question looks at everything."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from desk.calendar import Window
from desk.roster import Layer, Leave, Override, OverrideKind, Roster, Swap, Unit
from desk.turns import agreement

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@cache
def first_showing(wall: datetime, zone: str) -> datetime:
    """The first instant at which clocks there show this or more, walked to by whole minutes."""
    there = ZoneInfo(zone)
    day_before = (wall - DAY).replace(tzinfo=there).utcoffset()
    assert day_before is not None
    at = (wall - day_before - 3 * HOUR).replace(tzinfo=UTC)
    for step in (15 * MINUTE, MINUTE):
        while (at + step).astimezone(there).replace(tzinfo=None) < wall:
            at += step
    return at + MINUTE


def walls(layer: Layer) -> Iterator[datetime]:
    """What clocks show when each unit of a rotation begins."""
    wall, months = layer.start, 0
    turns_on = layer.weekdays if layer.unit in {Unit.HOUR, Unit.DAY} else frozenset[int]()
    while turns_on and wall.weekday() not in turns_on:
        wall += DAY
        if layer.unit is Unit.HOUR:
            wall = datetime.combine(wall.date(), datetime.min.time())
    while True:
        yield wall
        match layer.unit:
            case Unit.HOUR:
                wall += HOUR
            case Unit.DAY:
                wall += DAY
            case Unit.WEEK:
                wall += 7 * DAY
            case Unit.MONTH:
                months += 1
                wall = month_after(layer.start, months)
        while turns_on and wall.weekday() not in turns_on:
            wall += DAY


def month_after(start: datetime, months: int) -> datetime:
    """So many months later, on the same day or the last before it that exists."""
    first, day = start.replace(day=1), start.day
    for _ in range(months):
        first = (first + 31 * DAY).replace(day=1)
    while (first + (day - 1) * DAY).month != first.month:
        day -= 1
    return first + (day - 1) * DAY


@dataclass(frozen=True)
class Seat:
    """Somebody in a place; `names` are all who had it since its swaps."""

    person: int | None
    position: int
    layer: str
    ordinal: int
    owner: int | None
    names: frozenset[int]
    added: bool = False


class NaiveLayer:
    """A layer with all its hand-offs up to a date written out."""

    def __init__(self, layer: Layer, up_to: datetime) -> None:
        self.layer = layer
        self.hand_offs: list[datetime] = []
        self.units: list[int] = []
        for unit, wall in enumerate(walls(layer)):
            if wall > up_to.replace(tzinfo=None) + DAY:
                break
            if unit % layer.every in {0, 1 if layer.gap else 0}:
                self.hand_offs.append(first_showing(wall, layer.timezone))
                self.units.append(unit)
        self.until = layer.until and first_showing(layer.until, layer.timezone)

    def edges(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """All instants at which anything can change."""
        yield from self.hand_offs
        if self.until:
            yield self.until
        day = start - 3 * DAY
        while day < end + 3 * DAY:
            for window in self.windows():
                yield from self.window_on(day.date(), window)
            day += DAY

    def windows(self) -> tuple[Window, ...]:
        """Its hours; a weekday without any lasts from hand-off time to hand-off time."""
        if self.layer.windows or not self.layer.weekdays:
            return self.layer.windows
        start = self.layer.start
        begin = 0 if self.layer.unit is Unit.HOUR else start.hour * 60 + start.minute
        return (Window(begin, begin + 1440),)

    def window_on(self, day: date, window: Window) -> tuple[datetime, datetime]:
        """When it opens and closes if it begins on that day."""
        midnight, zone = datetime.combine(day, datetime.min.time()), self.layer.timezone
        return (
            first_showing(midnight + window.start * MINUTE, zone),
            first_showing(midnight + window.end * MINUTE, zone),
        )

    def ordinal(self, at: datetime) -> int | None:
        """Whose turn serves at that instant."""
        last = bisect_right(self.hand_offs, at) - 1
        if last < 0 or (self.until is not None and at >= self.until):
            return None
        if self.layer.gap and self.units[last] % self.layer.every:
            return None
        if not self.windows():
            return self.units[last] // self.layer.every
        today = at.astimezone(ZoneInfo(self.layer.timezone)).date()
        for back in range(-1, 4):
            day = today - back * DAY
            if not self.layer.weekdays or day.weekday() in self.layer.weekdays:
                for window in self.windows():
                    opens, closes = self.window_on(day, window)
                    if opens <= at < closes:
                        return self.units[last] // self.layer.every
        return None


def naive_crew(layer: Layer, ordinal: int, swaps: list[Swap]) -> list[Seat]:
    """A turn's people after its swaps; what one person gave away twice counts the last time."""
    seats = []
    meant = [swap for swap in swaps if (swap.layer, swap.ordinal) == (layer.key, ordinal)]
    meant = [
        swap
        for swap in meant
        if swap.fingerprint == agreement(layer)
        and not any(late.person == swap.person and late.id > swap.id for late in meant)
    ]
    for owner in layer.crews[ordinal % len(layer.crews)]:
        person = owner
        for swap in sorted(meant, key=lambda swap: swap.id):
            person = swap.other if person == swap.person else person
        place = (layer.position, layer.key, ordinal, owner)
        seats.append(Seat(person, *place, names=frozenset({person})))
    return seats


def naive_override(seats: list[Seat], change: Override, layers: dict[str, Layer]) -> list[Seat]:
    """Seats after one override."""
    if change.layer is not None and change.layer not in layers:
        return seats
    position = layers[change.layer].position if change.layer else 0
    other = None if change.kind is OverrideKind.EMPTY else change.other
    stand_in = []
    if other is not None:
        names = frozenset({other})
        stand_in = [Seat(other, position, change.layer or "", -1, None, names, added=True)]
    if change.kind is OverrideKind.ADD:
        return seats + stand_in
    outside = [seat for seat in seats if change.layer not in {None, seat.layer}]
    if change.person is None:
        if change.layer:
            stand_in = [replace(seat, added=False) for seat in stand_in]
        return outside + stand_in
    after = []
    for seat in seats:
        if seat in outside or change.person not in seat.names:
            after.append(seat)
        else:
            names = seat.names | ({other} if other is not None else set())
            after.append(replace(seat, person=other, names=names))
    return after


Served = tuple[int, int, str, int, int | None]


class NaiveRoster:
    """All rules read out one after the other, for one instant at a time."""

    def __init__(self, roster: Roster, up_to: datetime) -> None:
        self.roster = roster
        self.layers = [NaiveLayer(layer, up_to) for layer in roster.layers]
        self.swaps = [change for change in roster.adjustments if isinstance(change, Swap)]
        self.leave = [change for change in roster.adjustments if isinstance(change, Leave)]
        overrides = [change for change in roster.adjustments if isinstance(change, Override)]
        self.overrides = sorted(overrides, key=lambda change: change.id)

    def edges(self, start: datetime, end: datetime) -> list[datetime]:
        """All instants at which anything can change, in order."""
        found = {edge for layer in self.layers for edge in layer.edges(start, end)}
        changes: list[Leave | Override] = [*self.leave, *self.overrides]
        found |= {edge for change in changes for edge in (change.start, change.end)}
        return sorted({start, *(edge for edge in found if start <= edge < end)})

    def serving(self, at: datetime) -> list[Served]:
        """Who serves at that instant."""
        keys = {layer.key: layer for layer in self.roster.layers}
        away = {leave.person for leave in self.leave if leave.start <= at < leave.end}
        seats: list[Seat] = []
        for naive in self.layers:
            if (ordinal := naive.ordinal(at)) is not None and naive.layer.crews:
                seats += naive_crew(naive.layer, ordinal, self.swaps)
        seats = [replace(seat, person=None) if seat.person in away else seat for seat in seats]
        for change in self.overrides:
            if change.start <= at < change.end:
                seats = naive_override(seats, change, keys)
        there = [seat for seat in seats if seat.person is not None]
        shown = [seat for seat in there if seat.added or not self.is_hidden(seat, there, keys)]
        rank = {layer.key: number for number, layer in enumerate(self.roster.layers)}
        shown.sort(key=lambda s: (s.position, s.added, 0 if s.added else rank[s.layer]))
        once: dict[int, Served] = {}
        for seat in shown:
            assert seat.person is not None
            instead = seat.owner if seat.owner != seat.person else None
            served = (seat.person, seat.position, seat.layer, seat.ordinal, instead)
            once.setdefault(seat.person, served)
        return list(once.values())

    def is_hidden(self, seat: Seat, there: list[Seat], layers: dict[str, Layer]) -> bool:
        """Whether a layer with a higher priority has somebody at this position."""
        return any(
            other.position == seat.position
            and not other.added
            and layers[other.layer].priority > layers[seat.layer].priority
            for other in there
        )
