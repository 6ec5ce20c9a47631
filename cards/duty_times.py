"""Days and shifts as people say them: with the weekday, by the clocks of their zone."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from cards.words import words
from desk.calendar_spans import Span
from desk.languages import Language
from desk.tracks import DAY

MIDNIGHT = timedelta(0)


def say_date(day: date, language: Language, beside: date) -> str:
    """A day with its weekday; the year is left out where it is the one of `beside`."""
    same_year = day.year == beside.year
    pattern = words(language).say("duty.date" if same_year else "duty.date_of_year")
    return format_date(day, pattern, locale=language.value)


def say_moment(at: datetime, timezone: str, language: Language, now: datetime) -> str:
    """A day and a time of day."""
    zone = ZoneInfo(timezone)
    local = at.astimezone(zone)
    return _moment(local, language, now.astimezone(zone).date())


def say_span(span: Span, timezone: str, language: Language, now: datetime) -> str:
    """From when to when; whole days without hours."""
    zone = ZoneInfo(timezone)
    start, end = (at.astimezone(zone) for at in span)
    today, last = now.astimezone(zone).date(), (end - timedelta(microseconds=1)).date()
    say = words(language).say
    if _is_midnight(start) and _is_midnight(end):
        first = say_date(start.date(), language, today)
        several = last > start.date()
        return (
            say("duty.span", start=first, end=say_date(last, language, today)) if several else first
        )
    if last == start.date():
        return f"{say_date(last, language, today)} {_hours(start, end)}"
    first, then = (_moment(local, language, today) for local in (start, end))
    return say("duty.span", start=first, end=then)


def say_hours(span: Span, day: Span, timezone: str, language: Language) -> str:
    """The hours of a time within a day."""
    if span == day:
        return words(language).say("duty.all_day")
    zone = ZoneInfo(timezone)
    return _hours(span[0].astimezone(zone), span[1].astimezone(zone))


def say_spans(spans: Iterable[Span], timezone: str, language: Language, now: datetime) -> str:
    """Several times, one after the other."""
    said = [say_span(span, timezone, language, now) for span in spans]
    return words(language).say("duty.and").join(said)


def _hours(start: datetime, end: datetime) -> str:
    """On the day that it begins; its last midnight is 24:00."""
    closes = "24:00" if end.date() > start.date() else f"{end:%H:%M}"
    return f"{start:%H:%M}–{closes}"


def _moment(local: datetime, language: Language, today: date) -> str:
    return f"{say_date(local.date(), language, today)} {local:%H:%M}"


def _is_midnight(local: datetime) -> bool:
    return (local - local.replace(hour=0, minute=0, second=0, microsecond=0)) % DAY == MIDNIGHT
