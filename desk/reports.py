"""What a summary counts: which figures, over which time, and what stands behind each.

A ticket counts for the group that has it now. Days and weeks are those of the group's own clocks;
what is still under way is held against the same hours of the day or week before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from statistics import median
from types import MappingProxyType
from zoneinfo import ZoneInfo

from desk.calendar import Calendar, elapsed
from desk.moves import Action
from desk.tracks import DAY, WEEK, instant

MOMENT = timedelta(milliseconds=1)
"""What happens right now belongs to what is under way."""


class Period(StrEnum):
    """The time that a summary is about."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    LAST_WEEK = "last_week"


class Figure(StrEnum):
    """Something that is counted, in the order in which it is told."""

    CREATED = "created"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    BACKLOG = "backlog"
    BREACHED = "breached"


COUNTED_BY: Mapping[Figure, Action] = MappingProxyType(
    {
        Figure.CREATED: Action.OPEN,
        Figure.ACKNOWLEDGED: Action.ACKNOWLEDGE,
        Figure.RESOLVED: Action.RESOLVE,
        Figure.CLOSED: Action.CONFIRM,
        Figure.REOPENED: Action.REOPEN,
        Figure.CANCELLED: Action.CANCEL,
    }
)
"""Figures that are the tickets to which this happened at least once in the time."""


@dataclass(frozen=True, slots=True)
class Part:
    """A group's time, [since, until); what came to be known after `as_of` doesn't count."""

    group: str
    since: datetime
    until: datetime
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """What somebody may look behind: the groups with their times, and the figure that is listed."""

    period: Period
    parts: tuple[Part, ...]
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Aged:
    """How old a backlog was: half of it was older than the median; the oldest ticket's age."""

    median: timedelta
    oldest: timedelta
    ticket: int


@dataclass(frozen=True, slots=True)
class Done:
    """A ticket that was acknowledged, or resolved: since when that was waited for, and when."""

    ticket: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Slowest:
    """The ticket that took longest, and how long in business time."""

    ticket: int
    took: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """All that a summary tells of one group; `counts_before` is of the time before."""

    part: Part
    before: Part
    counts: Mapping[Figure, int]
    counts_before: Mapping[Figure, int]
    acknowledged: Slowest | None = None
    resolved: Slowest | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of some groups over one period, as they were at a moment; `aged` is the backlog
    of all of them together."""

    period: Period
    at: datetime
    groups: tuple[GroupFigures, ...]
    aged: Aged | None = None

    @property
    def counted(self) -> Counted:
        """What can be looked behind."""
        return Counted(self.period, tuple(group.part for group in self.groups))

    def total(self, figure: Figure) -> int:
        """The figure over all groups: no ticket is in two of them."""
        return sum(group.counts.get(figure, 0) for group in self.groups)

    def total_before(self, figure: Figure) -> int:
        """The same of the time before."""
        return sum(group.counts_before.get(figure, 0) for group in self.groups)


def part_of(group: str, period: Period, timezone: str, now: datetime) -> Part:
    """The group's time of that name, as far as it has come."""
    zone = ZoneInfo(timezone)
    first, last = _days(period, now.astimezone(zone).date())
    return Part(group, _midnight(first, zone), min(_midnight(last, zone), now + MOMENT), now)


def part_before(part: Part, period: Period, timezone: str) -> Part:
    """The day or week before it, as far as the clocks had come then."""
    zone, back = ZoneInfo(timezone), WEEK if _is_week(period) else DAY
    since, until = (_earlier(at, back, zone) for at in (part.since, part.until))
    return Part(part.group, since, until, part.as_of)


def aged(ages: Mapping[int, timedelta]) -> Aged | None:
    """How old a backlog is, by the ages of its tickets; None where there is none."""
    if not ages:
        return None
    ticket = max(ages, key=lambda one: (ages[one], -one))
    middle = median(age.total_seconds() for age in ages.values())
    return Aged(timedelta(seconds=round(middle)), ages[ticket], ticket)


def slowest(done: Iterable[Done], calendar: Calendar) -> Slowest | None:
    """Which took longest in the calendar's time; of equal ones the first ticket.

    Business time is never longer than time: what took less time than the longest found so far
    need not be reckoned.
    """
    found: Slowest | None = None
    for one in sorted(done, key=lambda one: (one.start - one.end, one.ticket)):
        if found is not None and one.end - one.start <= found.took:
            break
        took = elapsed(calendar, one.start, one.end)
        if found is None or (-took, one.ticket) < (-found.took, found.ticket):
            found = Slowest(one.ticket, took)
    return found


def _days(period: Period, today: date) -> tuple[date, date]:
    """The first day, and the one after the last."""
    monday = today - today.weekday() * DAY
    match period:
        case Period.TODAY:
            return today, today + DAY
        case Period.YESTERDAY:
            return today - DAY, today
        case Period.WEEK:
            return monday, monday + WEEK
        case Period.LAST_WEEK:
            return monday - WEEK, monday


def _is_week(period: Period) -> bool:
    return period in {Period.WEEK, Period.LAST_WEEK}


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return instant(datetime.combine(day, time.min), zone)


def _earlier(at: datetime, back: timedelta, zone: ZoneInfo) -> datetime:
    """When clocks showed the same so many days before."""
    return instant(at.astimezone(zone).replace(tzinfo=None) - back, zone)
