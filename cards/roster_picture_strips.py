"""What a roster's picture shows, in days from its left edge: strips, gaps, shaded days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk.calendar import DayKind, SpecialDay
from desk.roster import Roster
from desk.roster_preview import Preview

DAY = timedelta(days=1)
OFF = frozenset({DayKind.HOLIDAY, DayKind.OWN_OFF})

Strip = tuple[float, float]
"""Where it begins and how long it is, in days."""


class Shade(StrEnum):
    """Why a day looks unlike others."""

    WEEKEND = "weekend"
    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Panel:
    """One roster's weeks; `strips` by person, layer and position."""

    first: date
    days: int
    strips: Mapping[tuple[int, str, int], tuple[Strip, ...]]
    gaps: tuple[Strip, ...]
    shades: Mapping[int, Shade]
    feasts: tuple[tuple[int, int, str], ...]
    positions: int

    @property
    def mondays(self) -> Mapping[int, date]:
        """Where weeks begin."""
        dates = {number: self.first + number * DAY for number in range(self.days)}
        return {number: day for number, day in dates.items() if day.weekday() == 0}


def panel(roster: Roster, preview: Preview, special: Mapping[date, SpecialDay]) -> Panel:
    """Lay out a preview by the clocks of its zone."""
    zone = ZoneInfo(preview.timezone)
    first = preview.start.astimezone(zone).date()
    last = (preview.end - timedelta.resolution).astimezone(zone).date()
    days = (last - first).days + 1

    def placed(start: datetime, end: datetime) -> Strip:
        edge = datetime.combine(first, time())
        begin, stop = (at.astimezone(zone).replace(tzinfo=None) - edge for at in (start, end))
        left, right = max(begin / DAY, 0.0), min(stop / DAY, float(days))
        return left, right - left

    strips: dict[tuple[int, str, int], list[Strip]] = {}
    for shift in preview.shifts:
        key = (shift.person, shift.layer, shift.position)
        strips.setdefault(key, []).append(placed(shift.start, shift.end))
    dates = {number: first + number * DAY for number in range(days)}
    shades = {n: shade for n, day in dates.items() if (shade := _shade(day, special.get(day)))}
    positions = [layer.position for layer in roster.layers] + [key[2] for key in strips]
    return Panel(
        first=first,
        days=days,
        strips={key: tuple(found) for key, found in strips.items()},
        gaps=tuple(placed(gap.start, gap.end) for gap in preview.gaps),
        shades=shades,
        feasts=tuple(_feasts(dates, special)),
        positions=max(positions, default=0) + 1,
    )


def everybody(previews: Sequence[Preview]) -> tuple[int, ...]:
    """Who has a row, in the order of the rosters."""
    rows = [load.person for preview in previews for load in preview.people]
    rows += [shift.person for preview in previews for shift in preview.shifts]
    return tuple(dict.fromkeys(rows))


def _shade(day: date, special: SpecialDay | None) -> Shade | None:
    if special is not None:
        return Shade.OFF if special.kind in OFF else Shade.WORK
    return Shade.WEEKEND if day.weekday() >= 5 else None


def _feasts(
    dates: Mapping[int, date], special: Mapping[date, SpecialDay]
) -> Iterable[tuple[int, int, str]]:
    """Where each run of days off with one name begins, how long it is, and that name."""
    begun: tuple[int, int, str] | None = None
    for number, day in dates.items():
        found = special.get(day)
        name = found.name if found is not None and found.kind in OFF else ""
        if begun is not None and name == begun[2] and begun[0] + begun[1] == number:
            begun = (begun[0], begun[1] + 1, name)
            continue
        if begun is not None:
            yield begun
        begun = (number, 1, name) if name else None
    if begun is not None:
        yield begun
