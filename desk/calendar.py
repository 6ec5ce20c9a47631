"""Business time: when a calendar is open, how much open time lies between two instants.

A deadline is the earliest instant at which that much real, open and unpaused time has passed. The
wall clock of the calendar's zone decides what is open: on a day that springs forward the missing
hour is not worked, on a day that falls back the doubled hour counts twice. All instants here are
in UTC.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import chain
from zoneinfo import ZoneInfo

from desk.calendar_spans import Span, instants, joined, within, without
from desk.clocks import Pause
from desk.errors import DeskError

MINUTES_A_DAY = 24 * 60
DAY = timedelta(days=1)
HORIZON = timedelta(days=3660)
"""How far ahead is searched: what takes ten years is a mistake in the settings."""
A_CYCLE = timedelta(days=15)
"""The weekly hours have shown all they have after this, whatever the clocks do."""

NEARBY = range(-2, 2)
"""Which local dates can be open on a UTC date: zones shift by up to 14 hours, nights by a day."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """[start, end) in minutes since local midnight; `end` beyond 1440 reaches into the next day."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < MINUTES_A_DAY or not 0 < self.end - self.start <= MINUTES_A_DAY:
            raise ValueError(f"no window of a day: {self.start} to {self.end} minutes")


class DayKind(StrEnum):
    """Why a date has hours of its own."""

    HOLIDAY = "holiday"
    MAKEUP = "makeup"  # 调休: a weekend day on which the official list has people work
    OWN_OFF = "own_off"
    OWN_WORK = "own_work"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date that is unlike its weekday; `name` in the calendar's own language (国庆节)."""

    kind: DayKind
    name: str
    windows: tuple[Window, ...]


@dataclass(frozen=True)  # without slots: what was worked out is remembered on the calendar
class Calendar:
    """Weekly hours (Monday first) in a zone, with dates that differ.

    The windows of a special day are instead of those that begin on that date; a night shift of the
    day before still ends there. `listed_until` is the last day for which the official list of
    holidays is out; None where no official list is used.
    """

    key: str
    timezone: str
    week: tuple[tuple[Window, ...], ...]
    special: Mapping[date, SpecialDay] = field(default_factory=dict, hash=False)
    listed_until: date | None = None

    def windows(self, day: date) -> tuple[Window, ...]:
        """What is open from this local date on."""
        special = self.special.get(day)
        return self.week[day.weekday()] if special is None else special.windows

    @cached_property
    def zone(self) -> ZoneInfo:
        """Whose wall clock decides."""
        return ZoneInfo(self.timezone)

    @cached_property
    def last_work(self) -> date | None:
        """The last day it can be open; None if its week has hours, so that there is no last."""
        if any(self.week):
            return None
        return max((day for day, special in self.special.items() if special.windows), default=None)

    @cached_property
    def last_special(self) -> date:
        """From the day after this on, only the weekday matters."""
        return max(self.special, default=date.min)

    @cached_property
    def _by_date(self) -> dict[date, tuple[Span, ...]]:
        return {}

    @cached_property
    def _by_utc_day(self) -> dict[date, tuple[Span, ...]]:
        return {}

    def __getstate__(self) -> dict[str, object]:
        return {part.name: getattr(self, part.name) for part in fields(self)}


ALWAYS = Calendar("24x7", "UTC", ((Window(0, MINUTES_A_DAY),),) * 7)


class Flaw(StrEnum):
    """Why a calendar can't be used."""

    NO_HOURS = "no_hours"  # neither its week nor any day has hours
    OVER = "over"  # its week has no hours, and its last working day is past
    TOO_FAR = "too_far"  # what was asked takes more than ten years


class CalendarProblem(DeskError):
    """A question that this calendar has no answer to."""

    def __init__(self, flaw: Flaw, calendar: Calendar) -> None:
        super().__init__(f"{flaw.value}: {calendar.key}")
        self.flaw = flaw


def why_never_open(calendar: Calendar, at: datetime | None = None) -> Flaw | None:
    """Why it is never open (with `at`: never from then on); None if it will be."""
    if any(calendar.week):
        return None
    if calendar.last_work is None:
        return Flaw.NO_HOURS
    if at is not None and not any(_open(calendar, at, at + HORIZON)):
        return Flaw.OVER
    return None


def is_listed(calendar: Calendar, at: datetime) -> bool:
    """Whether the official list of holidays for this day is out; if not, it may yet change."""
    until = calendar.listed_until
    return until is None or at.astimezone(calendar.zone).date() <= until


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether this instant counts."""
    return any(start <= at < end for start, end in _open_on(calendar, at.date()))


def next_open(calendar: Calendar, at: datetime) -> datetime:
    """The first open instant from `at` on: `at` itself if it is open."""
    for start, _ in _open(calendar, at, _settled(calendar, at)):
        return start
    raise CalendarProblem(why_never_open(calendar, at) or Flaw.TOO_FAR, calendar)


def next_change(calendar: Calendar, at: datetime) -> datetime | None:
    """When it next opens or closes, after `at`; None if it never does."""
    until, limit = at, _settled(calendar, at)
    opened = is_open(calendar, at)
    for start, end in _open(calendar, at, limit):
        if not opened:
            return start
        if start > until:
            break
        until = end
    return until if opened and until < limit else None


def deadline(
    calendar: Calendar, start: datetime, duration: timedelta, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """When `duration` will have passed; None if a pause that still lasts keeps it from passing.

    With nothing to pass it is `start`, open or not. Raises CalendarProblem if it never comes.
    """
    if duration <= timedelta(0):
        return start
    stop, left = _stop(pauses), duration
    limit = start + HORIZON if stop is None else min(stop, start + HORIZON)
    spans = _open(calendar, start, limit)
    for begin, end in without(spans, _holes(pauses)) if pauses else spans:
        if end - begin >= left:
            return begin + left
        left -= end - begin
    if limit == stop:
        return None
    raise CalendarProblem(why_never_open(calendar, start) or _run_out(calendar), calendar)


def elapsed(
    calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()
) -> timedelta:
    """How much open and unpaused time lies between; nothing if `end` is not after `start`."""
    stop = _stop(pauses)
    limit = end if stop is None else min(stop, end)
    total = timedelta(0)
    for begin, over in without(_open(calendar, start, limit), _holes(pauses)):
        total += over - begin
    return total


def open_spans(calendar: Calendar, start: datetime, end: datetime) -> list[Span]:
    """All that is open between, in order; what touches is one."""
    return joined(_open(calendar, start, end))


def window_spans(calendar: Calendar, day: date, window: Window) -> tuple[Span, ...]:
    """The instants of one window that begins on a local date; several where clocks are set."""
    midnight = datetime.combine(day, time())
    return instants(
        calendar.zone,
        midnight + timedelta(minutes=window.start),
        midnight + timedelta(minutes=window.end),
    )


def _run_out(calendar: Calendar) -> Flaw:
    return Flaw.TOO_FAR if any(calendar.week) else Flaw.OVER


def _stop(pauses: Iterable[Pause]) -> datetime | None:
    """From when on nothing counts, because a pause still lasts."""
    return min((pause.start for pause in pauses if pause.end is None), default=None)


def _holes(pauses: Iterable[Pause]) -> list[Span]:
    return joined(
        (pause.start, pause.end)
        for pause in pauses
        if pause.end is not None and pause.start < pause.end
    )


def _settled(calendar: Calendar, at: datetime) -> datetime:
    """By when it has shown whether it ever opens or closes again."""
    last = calendar.last_special
    if last <= at.date():
        return at + A_CYCLE
    return min(datetime.combine(last, time(), UTC) + A_CYCLE, at + HORIZON)


def _open(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Span]:
    """What is open, in order and apart, in pieces cut at UTC midnights."""
    day, last = start.date(), end.date()
    if end <= start or why_never_open(calendar):
        return
    if calendar.last_work is not None:
        last = min(last, calendar.last_work + 3 * DAY)
    while day <= last:
        for opens, closes in _open_on(calendar, day):
            if closes > start and opens < end:
                yield max(opens, start), min(closes, end)
        day += DAY


def _open_on(calendar: Calendar, day: date) -> tuple[Span, ...]:
    """What is open on a UTC date; remembered."""
    known = calendar._by_utc_day.get(day)
    if known is None:
        near = chain.from_iterable(_begun_on(calendar, day + shift * DAY) for shift in NEARBY)
        midnight = datetime.combine(day, time(), UTC)
        known = within(joined(near), midnight, midnight + DAY)
        calendar._by_utc_day[day] = known
    return known


def _begun_on(calendar: Calendar, day: date) -> tuple[Span, ...]:
    """The instants of the windows that begin on a local date; remembered."""
    known = calendar._by_date.get(day)
    if known is None:
        windows = calendar.windows(day)
        known = tuple(span for window in windows for span in window_spans(calendar, day, window))
        calendar._by_date[day] = known
    return known
