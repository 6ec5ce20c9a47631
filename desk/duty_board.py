"""Who is on duty, till when and who comes next; the coming days; somebody's own shifts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from desk.calendar_spans import Span, joined
from desk.duty import own_groups
from desk.groups import Desk, Group
from desk.roster import Shift
from desk.roster_preview import Gap, preview
from desk.rota import Rota, next_handover, on_duty, shifts
from desk.tracks import DAY, instant

WEEK = 7


@dataclass(frozen=True, slots=True)
class Standing:
    """A position of a group now: who is on it, until when, and who comes then.

    `until` is None if nobody else ever comes; `people` are those always called where `position` is
    None.
    """

    position: int | None
    people: tuple[int, ...]
    until: datetime | None = None
    following: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """People who serve from one time to another at one position."""

    position: int
    span: Span
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DutyDay:
    """A day of a roster, midnight to midnight: who serves, and when nobody does who should."""

    day: date
    span: Span
    stretches: tuple[Stretch, ...]
    gaps: tuple[Span, ...]


def standings(desk: Desk, group: Group, at: datetime) -> tuple[Standing, ...]:
    """All positions of a group's roster; those always called, where the roster has nobody."""
    rota = desk.rota(group.roster)
    if rota is None:
        return (Standing(None, group.on_duty),) if group.on_duty else ()
    positions = sorted({layer.position for layer in rota.layers})
    found = [_standing(rota, position, at) for position in positions]
    if not on_duty(rota, at) and group.on_duty:
        found.append(Standing(None, group.on_duty))
    return tuple(found)


def _standing(rota: Rota, position: int, at: datetime) -> Standing:
    until = next_handover(rota, at, position)
    following = serving(rota, until, position) if until else ()
    return Standing(position, serving(rota, at, position), until, following)


def serving(rota: Rota, at: datetime, position: int) -> tuple[int, ...]:
    """Who serves at that position."""
    return tuple(one.person for one in on_duty(rota, at) if one.position == position)


def coming_days(rota: Rota, zone: ZoneInfo, now: datetime, days: int = WEEK) -> list[DutyDay]:
    """The days from today on, by the clocks of a zone."""
    first = now.astimezone(zone).date()
    dates = [first + count * DAY for count in range(days)]
    midnights = [_midnight(day, zone) for day in (*dates, dates[-1] + DAY)]
    found = shifts(rota, midnights[0], midnights[-1])
    weeks = days // WEEK + 1
    gaps = preview(rota, midnights[0], weeks).gaps
    return [
        _day(day, (start, end), found, gaps)
        for day, (start, end) in zip(dates, pairwise(midnights), strict=True)
    ]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return instant(datetime.combine(day, datetime.min.time()), zone)


def _day(day: date, span: Span, found: Sequence[Shift], gaps: Sequence[Gap]) -> DutyDay:
    holes = (_within((gap.start, gap.end), span) for gap in gaps)
    return DutyDay(day, span, tuple(_stretches(found, span)), tuple(hole for hole in holes if hole))


def _stretches(found: Iterable[Shift], span: Span) -> Iterator[Stretch]:
    """What of the shifts lies in this time; those who serve together stand together."""
    times: dict[tuple[int, int], list[Span]] = {}
    for shift in found:
        if piece := _within((shift.start, shift.end), span):
            times.setdefault((shift.position, shift.person), []).append(piece)
    together: dict[tuple[int, Span], list[int]] = {}
    for (position, person), pieces in times.items():
        for whole in joined(pieces):
            together.setdefault((position, whole), []).append(person)
    for (position, whole), people in sorted(together.items()):
        yield Stretch(position, whole, tuple(people))


def _within(span: Span, outer: Span) -> Span | None:
    start, end = max(span[0], outer[0]), min(span[1], outer[1])
    return (start, end) if start < end else None


def own_shifts(
    desk: Desk, person: int, now: datetime, ahead: timedelta
) -> list[tuple[Group, Shift]]:
    """Somebody's shifts of the coming time, in order; a roster of several groups counts once."""
    rosters = {group.roster: group for group in reversed(own_groups(desk, person))}
    found = [
        (group, shift)
        for key, group in rosters.items()
        if (rota := desk.rota(key)) is not None
        for shift in shifts(rota, now, now + ahead)
        if shift.person == person
    ]
    return sorted(found, key=lambda one: (one[1].start, one[1].position))
