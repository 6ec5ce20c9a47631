"""A layer made ready for reckoning: when its turns begin by the clocks of its zone."""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, assert_never
from zoneinfo import ZoneInfo

from desk.calendar_spans import Span, joined
from desk.roster import Layer, ListedShift, Unit

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
EVERY_DAY = tuple(range(7))


class Duty(NamedTuple):
    """Hours of a turn in which its crew serves, in UTC."""

    start: datetime
    end: datetime
    ordinal: int


@lru_cache(maxsize=50_000)  # rosters of one zone ask for the same hand-offs again and again
def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """When clocks first show this, in UTC; if they leave it out, the first instant after it."""
    offset = zone.utcoffset(local) or timedelta(0)
    shown = _EPOCH + (local - _LOCAL_EPOCH - offset)  # several times as fast as by replace()
    if shown.astimezone(zone).utcoffset() == offset:
        return shown
    # Of a time left out, the offset from before the change makes the later instant (PEP 495).
    there = local.replace(tzinfo=zone)
    return _after_the_gap(local, zone, there.replace(fold=1).astimezone(UTC), shown)


def _after_the_gap(local: datetime, zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    low = low.replace(microsecond=0)

    def is_over(seconds: int) -> bool:
        return (low + seconds * SECOND).astimezone(zone).replace(tzinfo=None) > local

    return low + bisect_left(range((high - low) // SECOND + 1), True, key=is_over) * SECOND


@dataclass(frozen=True, slots=True)
class Track:
    """A layer made ready for reckoning.

    Units are counted from the layer's start; on a daily or hourly rotation limited to weekdays,
    time on other days doesn't count. `first` is midnight (local) of the first day that does,
    `clock` the time of day of the first hand-off, `days` which of the seven days from `first`
    count. `windows` are empty where all hours are duty.
    """

    layer: Layer
    zone: ZoneInfo
    first: datetime
    clock: timedelta
    days: tuple[int, ...]
    windows: tuple[tuple[timedelta, timedelta], ...]
    begin: datetime
    over: datetime | None

    def crew(self, ordinal: int) -> tuple[int, ...]:
        """Who has that turn by the order."""
        crews = self.layer.crews
        return crews[ordinal % len(crews)] if crews else ()

    def hand_off(self, ordinal: int) -> datetime:
        """When that turn begins."""
        return instant(self._wall(ordinal * self.layer.every), self.zone)

    def ordinal_at(self, at: datetime) -> int:
        """Which turn it is at an instant that is not before the first."""
        return self._at(at)[0]

    def _at(self, at: datetime) -> tuple[int, datetime, datetime]:
        """The turn at an instant, with its hand-offs."""
        unit = self._unit(at.astimezone(self.zone).replace(tzinfo=None))
        ordinal = max(0, unit // self.layer.every)
        begin = self.hand_off(ordinal)
        while ordinal and begin > at:
            ordinal -= 1
            begin = self.hand_off(ordinal)
        while (after := self.hand_off(ordinal + 1)) <= at:
            begin, ordinal = after, ordinal + 1
        return ordinal, begin, after

    def duty(self, start: datetime, end: datetime) -> list[Duty]:
        """All duty between two instants in order, cut off there."""
        start = max(start, self.begin)
        end = end if self.over is None else min(end, self.over)
        if start >= end:
            return []
        turns = self._turns(start, end)
        if not self.windows:
            return list(turns)
        return list(_within(turns, self.usual_hours(start, end)))

    def usual_hours(self, start: datetime, end: datetime) -> list[Span]:
        """The layer's weekdays and windows between two instants, whatever the turn."""
        if not self.windows:
            return [(start, end)]
        reach = max(stop for _, stop in self.windows) // DAY + 1
        day = datetime.combine(start.astimezone(self.zone).date(), _MIDNIGHT) - reach * DAY
        last = end.astimezone(self.zone).replace(tzinfo=None)
        weekdays = self.layer.weekdays or frozenset(EVERY_DAY)
        hours: list[Span] = []
        while day <= last:
            if day.weekday() in weekdays:
                for opens, closes in self.windows:
                    begin = max(start, instant(day + opens, self.zone))
                    stop = min(end, instant(day + closes, self.zone))
                    if begin < stop:
                        hours.append((begin, stop))
            day += DAY
        return joined(hours)

    def _turns(self, start: datetime, end: datetime) -> Iterator[Duty]:
        ordinal, begin, after = self._at(start)
        while begin < end:
            stop = after
            if self.layer.gap:
                stop = instant(self._wall(ordinal * self.layer.every + 1), self.zone)
            piece = Duty(max(start, begin), min(end, stop), ordinal)
            if piece.start < piece.end:
                yield piece
            begin, ordinal = after, ordinal + 1
            after = self.hand_off(ordinal + 1)

    def _wall(self, unit: int) -> datetime:
        """What clocks are meant to show when that unit begins."""
        match self.layer.unit:
            case Unit.DAY:
                return self._day(unit) + self.clock
            case Unit.WEEK:
                return self.first + self.clock + unit * WEEK
            case Unit.HOUR:
                day, into = divmod(self.clock + unit * HOUR, DAY)
                return self._day(day) + into
            case Unit.MONTH:
                return _months_later(self.layer.start, unit)
            case _:
                assert_never(self.layer.unit)

    def _unit(self, local: datetime) -> int:
        """The last unit that has begun when clocks show this, give or take a change of clocks."""
        match self.layer.unit:
            case Unit.DAY:
                return self._counted(local - self.first - self.clock) // DAY
            case Unit.WEEK:
                return (local - self.first - self.clock) // WEEK
            case Unit.HOUR:
                return (self._counted(local - self.first) - self.clock) // HOUR
            case Unit.MONTH:
                start = self.layer.start
                return (local.year - start.year) * 12 + local.month - start.month
            case _:
                assert_never(self.layer.unit)

    def _day(self, count: int) -> datetime:
        weeks, rest = divmod(count, len(self.days))
        return self.first + timedelta(days=7 * weeks + self.days[rest])

    def _counted(self, since: timedelta) -> timedelta:
        """How much of a time since `first` was on days that count."""
        weeks, rest = divmod(since, WEEK)
        begun = bisect_right(self.days, rest.days)
        into = min(rest - self.days[begun - 1] * DAY, DAY - timedelta.resolution)
        return (weeks * len(self.days) + begun - 1) * DAY + into


class ListedTrack(Track):
    """A layer that has no turns but certain shifts.

    Each is known by when it begins, as a number below zero: there is no order to swap it in.
    """

    __slots__ = ()

    def crew(self, ordinal: int) -> tuple[int, ...]:
        """Who has that shift."""
        at = bisect_left(self.layer.listed, _began(ordinal), key=_start)
        found = self.layer.listed[at : at + 1]
        return found[0].crew if found and _number(found[0]) == ordinal else ()

    def hand_off(self, ordinal: int) -> datetime:
        """When that shift begins; a later one is never asked for."""
        return _began(ordinal)

    def ordinal_at(self, at: datetime) -> int:
        """Which shift began last."""
        return _number(
            self.layer.listed[max(0, bisect_right(self.layer.listed, at, key=_start) - 1)]
        )

    def duty(self, start: datetime, end: datetime) -> list[Duty]:
        """All shifts between two instants in order, cut off there."""
        first = max(0, bisect_right(self.layer.listed, start, key=_start) - 1)
        last = bisect_left(self.layer.listed, end, key=_start)
        return [
            Duty(max(start, one.start), min(end, one.end), _number(one))
            for one in self.layer.listed[first:last]
            if one.end > start
        ]

    def usual_hours(self, start: datetime, end: datetime) -> list[Span]:
        """When there are shifts: nobody knows what else was meant to be covered."""
        return [(begin, stop) for begin, stop, _ in self.duty(start, end)]


_MIDNIGHT = datetime.min.time()
_LOCAL_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - what clocks show
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _listed_track(layer: Layer) -> ListedTrack:
    zone, listed = ZoneInfo(layer.timezone), layer.listed
    begin, over = listed[0].start, listed[-1].end
    return ListedTrack(layer, zone, layer.start, timedelta(0), EVERY_DAY, (), begin, over)


def _number(one: ListedShift) -> int:
    return (_EPOCH - one.start) // SECOND


def _began(ordinal: int) -> datetime:
    return _EPOCH - ordinal * SECOND


def _start(one: ListedShift) -> datetime:
    return one.start


def track_of(layer: Layer) -> Track:
    """The layer made ready for reckoning."""
    if layer.listed:
        return _listed_track(layer)
    zone, start = ZoneInfo(layer.timezone), layer.start
    midnight = datetime.combine(start.date(), _MIDNIGHT)
    clock, days = start - midnight, EVERY_DAY
    if layer.weekdays and layer.unit in {Unit.HOUR, Unit.DAY}:
        ahead = min((weekday - start.weekday()) % 7 for weekday in layer.weekdays)
        midnight += ahead * DAY
        if ahead and layer.unit is Unit.HOUR:
            clock = timedelta(0)
        first = midnight.weekday()
        days = tuple(sorted((weekday - first) % 7 for weekday in layer.weekdays))
    over = None if layer.until is None else instant(layer.until, zone)
    windows = _windows(layer, clock)
    begin = instant(midnight + clock, zone)
    return Track(layer, zone, midnight, clock, days, windows, begin, over)


def _windows(layer: Layer, clock: timedelta) -> tuple[tuple[timedelta, timedelta], ...]:
    """Without windows, a weekday lasts from one hand-off to the next; by the hour, to midnight."""
    if layer.windows:
        minute = timedelta(minutes=1)
        return tuple((window.start * minute, window.end * minute) for window in layer.windows)
    if not layer.weekdays:
        return ()
    begin = timedelta(0) if layer.unit is Unit.HOUR else clock
    return ((begin, begin + DAY),)


def _months_later(start: datetime, months: int) -> datetime:
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return start.replace(year=year, month=month, day=min(start.day, monthrange(year, month)[1]))


def _within(turns: Iterator[Duty], hours: list[Span]) -> Iterator[Duty]:
    """The parts of turns that lie in these hours; both are in order."""
    first = 0
    for start, end, ordinal in turns:
        while first < len(hours) and hours[first][1] <= start:
            first += 1
        for opens, closes in hours[first:]:
            if opens >= end:
                break
            yield Duty(max(start, opens), min(end, closes), ordinal)
