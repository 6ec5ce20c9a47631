"""What the coming weeks of a roster mean for people: hours, gaps, rest and fairness."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from desk.calendar import Calendar, DayKind, SpecialDay
from desk.calendar_spans import joined, without
from desk.double_booking import DoubleBooking, double_bookings
from desk.rest import LongStretch, ShortRest, duties, long_stretches, short_rests
from desk.roster import Layer, Roster, Shift
from desk.rota import Rota, shifts
from desk.tracks import DAY, HOUR, instant

PARTS_OF_DAY = ((timedelta(0), True), (6 * HOUR, False), (22 * HOUR, True))
"""When night (True) and day begin."""

WORKED_WEEKENDS = frozenset({DayKind.MAKEUP, DayKind.OWN_WORK})
DAYS_OFF = frozenset({DayKind.HOLIDAY, DayKind.OWN_OFF})
HOUR_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one person serves as primary, within the time looked at; `backup_hours` stand apart, as
    who stands by is not called often.

    Shares are of all primaries' such hours in the roster, from 0 to 1. `unfairness` is by how many
    per cent their hours differ from the mean of those in the primary rotations; None for others,
    who only stand by or help out, and for whoever is alone there.
    """

    person: int
    shifts: int
    hours: float
    backup_hours: float
    night_hours: float
    weekend_hours: float
    weekend_share: float
    holiday_hours: float
    holiday_share: float
    unfairness: float | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A time that the roster usually covers, and nobody is primary."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The coming weeks of a roster; `shifts` are whole, also those that begin before."""

    roster: str
    timezone: str
    start: datetime
    end: datetime
    shifts: tuple[Shift, ...]
    people: tuple[Load, ...]
    gaps: tuple[Gap, ...]
    short_rests: tuple[ShortRest, ...]
    long_stretches: tuple[LongStretch, ...]
    double_bookings: tuple[DoubleBooking, ...]


def preview(
    rota: Rota,
    start: datetime,
    weeks: int = 12,
    holidays: Calendar | Mapping[date, object] | None = None,
    others: Sequence[Rota] = (),
) -> Preview:
    """Look at the weeks from `start` (UTC) on.

    `others` are the desk's other rosters: rest and double bookings are looked for across them all.
    Weekends and holidays are those of the roster's zone; make-up workdays (调休) are no weekend.
    """
    end = start + timedelta(weeks=weeks)
    found = shifts(rota, start, end)
    beside = tuple(duties(others, start, end))
    special = holidays.special if isinstance(holidays, Calendar) else holidays or {}
    measure = _Measure(ZoneInfo(rota.roster.timezone), start, end, special)
    return Preview(
        roster=rota.roster.key,
        timezone=rota.roster.timezone,
        start=start,
        end=end,
        shifts=found,
        people=tuple(_loads(rota.roster, found, measure)),
        gaps=tuple(_gaps(rota, found, start, end)),
        short_rests=tuple(short_rests(rota.roster, found, beside)),
        long_stretches=tuple(long_stretches(rota.roster, found, beside)),
        double_bookings=double_bookings(rota, found, beside, start, end),
    )


class _Measure:
    """How much of a time is weekend, holiday and night, from sums up to each part of a day."""

    def __init__(
        self, zone: ZoneInfo, start: datetime, end: datetime, special: Mapping[date, object]
    ) -> None:
        self.start, self.end = start, end
        self.marks: list[float] = []
        self.kinds: list[tuple[bool, bool, bool]] = []
        self.sums: list[tuple[float, float, float]] = [(0.0, 0.0, 0.0)]
        for at, kinds in _parts(zone, start, end, special):
            if self.marks:
                self.sums.append(self._sum(at))
            self.marks.append(at)
            self.kinds.append(kinds)

    def hours(self, shift: Shift) -> tuple[float, float, float, float]:
        """Of a shift within the time looked at: all seconds, weekend, holiday, night."""
        start = max(shift.start, self.start).timestamp()
        end = min(shift.end, self.end).timestamp()
        weekend, holiday, night = self._sum(start)
        weekend_end, holiday_end, night_end = self._sum(end)
        return end - start, weekend_end - weekend, holiday_end - holiday, night_end - night

    def _sum(self, at: float) -> tuple[float, float, float]:
        last = max(0, bisect_right(self.marks, at) - 1)
        into = at - self.marks[last]
        is_weekend, is_holiday, is_night = self.kinds[last]
        weekend, holiday, night = self.sums[last]
        return weekend + into * is_weekend, holiday + into * is_holiday, night + into * is_night


def _parts(
    zone: ZoneInfo, start: datetime, end: datetime, special: Mapping[date, object]
) -> Iterator[tuple[float, tuple[bool, bool, bool]]]:
    midnight = datetime.combine(start.astimezone(zone).date(), datetime.min.time()) - DAY
    last = end.astimezone(zone).replace(tzinfo=None)
    before: tuple[bool, bool, bool] | None = None
    while midnight <= last:
        named = special.get(midnight.date())
        kind = named.kind if isinstance(named, SpecialDay) else named and DayKind.HOLIDAY
        weekend = midnight.weekday() >= 5 and kind not in WORKED_WEEKENDS
        for begins, night in PARTS_OF_DAY:
            kinds = (weekend, kind in DAYS_OFF, night)
            if kinds != before:
                yield instant(midnight + begins, zone).timestamp(), kinds
            before = kinds
        midnight += DAY


def _loads(roster: Roster, found: Sequence[Shift], measure: _Measure) -> Iterator[Load]:
    served: dict[int, list[float]] = {person: [0.0] * 5 for person in _rotating(roster.layers)}
    members = _rotating(layer for layer in roster.layers if layer.position == 0)
    compared = members if len(members) > 1 else ()
    counts = Counter(shift.person for shift in found if shift.position == 0)
    for shift in found:
        sums = served.setdefault(shift.person, [0.0] * 5)
        hours = measure.hours(shift)
        if shift.position > 0:
            sums[4] += hours[0]
            continue
        for index, seconds in enumerate(hours):
            sums[index] += seconds
    weekends, holidays = (sum(sums[index] for sums in served.values()) for index in (1, 2))
    mean = sum(served[person][0] for person in members) / max(1, len(members))
    for person, (all_time, weekend, holiday, night, backup) in served.items():
        yield Load(
            person=person,
            shifts=counts[person],
            hours=all_time / HOUR_SECONDS,
            backup_hours=backup / HOUR_SECONDS,
            night_hours=night / HOUR_SECONDS,
            weekend_hours=weekend / HOUR_SECONDS,
            weekend_share=_share(weekend, weekends),
            holiday_hours=holiday / HOUR_SECONDS,
            holiday_share=_share(holiday, holidays),
            unfairness=100 * _share(all_time - mean, mean) if person in compared else None,
        )


def _rotating(layers: Iterable[Layer]) -> tuple[int, ...]:
    """Everybody who has turns there, in the order of the roster."""
    return tuple({person: None for layer in layers for crew in layer.crews for person in crew})


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _gaps(rota: Rota, found: Sequence[Shift], start: datetime, end: datetime) -> Iterator[Gap]:
    """What the weekdays and windows of all primary layers cover together, less what is served.

    It counts from the first such layer's start, and doesn't end with a layer: weeks off (`gap`),
    empty crews and what comes after `until` are gaps unless somebody fills them.
    """
    tracks = [track for track in rota.tracks if track.layer.position == 0]
    begin = max(start, min((track.begin for track in tracks), default=end))
    if begin >= end:
        return
    meant = joined([span for track in tracks for span in track.usual_hours(begin, end)])
    taken = joined([(shift.start, shift.end) for shift in found if shift.position == 0])
    for hole, stop in without(meant, taken):
        yield Gap(hole, stop)
