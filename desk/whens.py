"""Times as people type them beside days: `18:00-22:00 friday`, `明天 18:00`, `12-24..12-26`."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from desk.calendar_spans import Span
from desk.days import DAY, SaidDays, dates_of, read_days
from desk.tracks import instant

WHOLE_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class SaidWhen:
    """Days, and minutes of the day: from one to another, or one alone; None where not said."""

    days: SaidDays | None
    start: int | None = None
    end: int | None = None

    @property
    def has_span(self) -> bool:
        """Whether it says from when to when, and not only a time of day."""
        return self.start is None or self.end is not None


def read_when(text: str) -> SaidWhen | None:
    """What this text says of days and hours; None if any of it is something else."""
    spoken = unicodedata.normalize("NFKC", text).strip()  # full-width digits and colons
    if not spoken:
        return None
    if (days := read_days(spoken)) is not None:
        return SaidWhen(days)
    for form in (_HOURS, _HOUR):
        found = form.search(spoken)
        if found is None:
            continue
        before, after = spoken[: found.start()].strip(), spoken[found.end() :].strip()
        minutes = [_minutes(*parts) for parts in _TIME.findall(found[0])]
        if (before and after) or None in minutes:
            return None
        days = read_days(before or after) if before or after else None
        if (before or after) and days is None:
            return None
        return SaidWhen(days, *minutes)
    return None


def span_of(said: SaidWhen, now: datetime, zone: ZoneInfo) -> Span | None:
    """From when to when that is (UTC), by the clocks of a zone; None if there is no such time.

    Hours that end before they begin reach into the next day; without a day they are today's. A time
    of day alone is that day.
    """
    today = now.astimezone(zone).date()
    dates = (today, today + DAY) if said.days is None else dates_of(said.days, today)
    if dates is None:
        return None
    if said.start is None or said.end is None:
        return _at(dates[0], 0, zone), _at(dates[1], 0, zone)
    if dates[1] - dates[0] > DAY or said.start == said.end == WHOLE_DAY:
        return None
    later = 0 if said.end > said.start else WHOLE_DAY
    return _at(dates[0], said.start, zone), _at(dates[0], said.end + later, zone)


def moment_of(said: SaidWhen, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant that a day with one time of day names; None if it names none."""
    span = span_of(said, now, zone)
    if span is None or said.start is None:
        return None
    return _at(span[0].astimezone(zone).date(), said.start, zone)


def _at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    midnight = datetime.combine(day, datetime.min.time())
    return instant(midnight + timedelta(minutes=minutes), zone)


_CLOCK = r"(\d{1,2})(?:[:：](\d{2})|点(半)?|时)"
_TIME = re.compile(_CLOCK)
_HOUR = re.compile(rf"(?:\bat |\bfrom )?(?<!\d){_CLOCK}(?!\d)", re.IGNORECASE)
_HOURS = re.compile(
    rf"(?:\bfrom )?(?<!\d){_CLOCK}\s*(?:-|–|—|~|～|\.\.|到|至|to|until)\s*{_CLOCK}(?!\d)",
    re.IGNORECASE,
)


def _minutes(hour: str, minute: str, half: str) -> int | None:
    """Minutes since midnight; 24:00 is the end of the day."""
    minutes = int(hour) * 60 + (int(minute) if minute else 30 if half else 0)
    return minutes if int(minute or 0) < 60 and minutes <= WHOLE_DAY else None
