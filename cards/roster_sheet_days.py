"""The cells of a roster's month: which stretch of which layer a code in a day's column means.

A day of a layer begins at its hand-off (or with its first window) on that date and ends a day
later; a layer that hands over within the day has several parts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.calendar_spans import Span, joined
from desk.roster import Layer, Roster, Shift, Unit
from desk.tracks import instant

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MOST_PARTS = 6

Month = tuple[int, int]
SlotKey = tuple[str, date, int]
"""Layer, day, and part of the day (0 where a day has one)."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What one code in one column stands for, in UTC."""

    layer: str
    day: date
    part: int
    spans: tuple[Span, ...]

    @property
    def key(self) -> SlotKey:
        return self.layer, self.day, self.part

    @property
    def end(self) -> datetime:
        return self.spans[-1][1]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Somebody serves in a slot from `start` to `end`; perhaps not all of it."""

    person: int
    start: datetime
    end: datetime
    instead_of: int | None


def parts_of(layer: Layer) -> int:
    """How many parts a day of this layer has: 3 if it hands over every 8 hours."""
    if layer.unit is not Unit.HOUR or layer.windows or 24 % layer.every:
        return 1
    parts = 24 // layer.every
    return parts if parts <= MOST_PARTS else 1


def days_of(month: Month) -> tuple[date, ...]:
    """Every day of a month."""
    first = date(*month, 1)
    days = (first + DAY * n for n in range(31))
    return tuple(day for day in days if day.month == first.month)


def slots_of(roster: Roster, days: Iterable[date]) -> tuple[Slot, ...]:
    """All slots of these days, layer by layer."""
    wanted = tuple(days)
    return tuple(
        Slot(layer.key, day, part, spans)
        for layer in roster.layers
        for day in wanted
        for part in range(parts_of(layer))
        if (spans := _spans(layer, day, part))
    )


def month_span(roster: Roster, month: Month) -> Span:
    """From the first to the last instant that a month's sheet speaks of."""
    days = days_of(month)
    zone = ZoneInfo(roster.timezone)
    midnights = (_at(zone, days[0], timedelta(0)), _at(zone, days[-1] + DAY, timedelta(0)))
    slots = slots_of(roster, (days[0], days[-1]))
    starts = [slot.spans[0][0] for slot in slots]
    return min(midnights[0], *starts), max(midnights[1], *(slot.end for slot in slots))


def served(slots: Sequence[Slot], shifts: Iterable[Shift]) -> Mapping[SlotKey, tuple[Stretch, ...]]:
    """Who serves in each slot, in order; slots that nobody serves in are left out."""
    by_layer: dict[str, list[Shift]] = {}
    for shift in shifts:
        by_layer.setdefault(shift.layer, []).append(shift)
    found = {slot.key: _stretches(slot, by_layer.get(slot.layer, ())) for slot in slots}
    return {key: stretches for key, stretches in found.items() if stretches}


def extra(roster: Roster, shifts: Iterable[Shift], days: Iterable[date]) -> set[tuple[int, date]]:
    """Who serves on which days beside all layers, by a change to the roster as a whole."""
    known = {layer.key for layer in roster.layers}
    beside = [shift for shift in shifts if shift.layer not in known]
    zone = ZoneInfo(roster.timezone)
    spans = {
        day: (_at(zone, day, timedelta(0)), _at(zone, day + DAY, timedelta(0))) for day in days
    }
    return {
        (shift.person, day)
        for shift in beside
        for day, (start, end) in spans.items()
        if shift.start < end and shift.end > start
    }


def is_partial(slot: Slot, stretches: Iterable[Stretch]) -> bool:
    """Whether these stretches leave something of the slot to others or to nobody."""
    covered = sum((stretch.end - stretch.start for stretch in stretches), timedelta(0))
    return covered < sum((end - start for start, end in slot.spans), timedelta(0))


def most_at_once(stretches: Sequence[Stretch]) -> int:
    """How many serve together at the fullest moment."""
    return max((sum(s.start <= at.start < s.end for s in stretches) for at in stretches), default=0)


def _stretches(slot: Slot, shifts: Iterable[Shift]) -> tuple[Stretch, ...]:
    first, last = slot.spans[0][0], slot.end
    near = [shift for shift in shifts if shift.start < last and shift.end > first]
    cut = [
        Stretch(shift.person, start, end, shift.instead_of)
        for shift in near
        for begins, ends in slot.spans
        if (start := max(shift.start, begins)) < (end := min(shift.end, ends))
    ]
    return tuple(sorted(cut, key=lambda stretch: (stretch.start, stretch.person)))


def _spans(layer: Layer, day: date, part: int) -> tuple[Span, ...]:
    zone = ZoneInfo(layer.timezone)
    if layer.windows:
        edges = ((window.start, window.end) for window in layer.windows)
        spans = [
            (_at(zone, day, opens * MINUTE), _at(zone, day, closes * MINUTE))
            for opens, closes in edges
        ]
        return tuple(joined([(start, end) for start, end in spans if start < end]))
    start = layer.start
    offset = timedelta(hours=start.hour, minutes=start.minute, seconds=start.second)
    length = DAY / parts_of(layer)
    # Of several parts, the first is the one that begins earliest on the date.
    offset = offset % length if parts_of(layer) > 1 else offset
    begin, end = (_at(zone, day, offset + length * n) for n in (part, part + 1))
    return ((begin, end),) if begin < end else ()


def _at(zone: ZoneInfo, day: date, offset: timedelta) -> datetime:
    return instant(datetime.combine(day, time()) + offset, zone)
