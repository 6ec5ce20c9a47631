"""Days as people type them: today, 明天, friday, 下周, 12-03, 12月3日, and from one to another."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

DAY = timedelta(days=1)
HALF_A_YEAR = timedelta(days=183)
YEARS_AHEAD = 8  # until a 29 February comes again

Dates = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Ahead:
    """So many days from today."""

    days: int


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """The nearest such day (0 is Monday) from today on, or the one of next week."""

    weekday: int
    next_week: bool = False


@dataclass(frozen=True, slots=True)
class InWeek:
    """A whole week, Monday to Sunday: this one, or so many ahead."""

    ahead: int


@dataclass(frozen=True, slots=True)
class OnDate:
    """A date; without year or month the nearest one from today on."""

    year: int | None
    month: int | None
    day: int


SaidDay = Ahead | OnWeekday | InWeek | OnDate


@dataclass(frozen=True, slots=True)
class SaidDays:
    """A day, or all days from one to another, with both."""

    first: SaidDay
    last: SaidDay | None = None


def read_days(text: str) -> SaidDays | None:
    """The days that this text names; None if it is anything else."""
    spoken = unicodedata.normalize("NFKC", text).strip().casefold()
    if (day := _read_day(spoken)) is not None:
        return SaidDays(day)
    for connecting in _CONNECTING.finditer(spoken):
        first = _read_day(spoken[: connecting.start()].strip())
        last = _read_day(spoken[connecting.end() :].strip())
        if first is not None and last is not None:
            return SaidDays(first, last)
    return None


def dates_of(said: SaidDays, today: date) -> Dates | None:
    """The dates meant: the first, and the one after the last. None if there are no such."""
    found = _dates(said.first, today)
    if found is None or said.last is None:
        return found
    # "from Monday to Friday", "12-24 to 26": the end is looked for from the beginning on.
    next_week = isinstance(said.last, OnWeekday) and said.last.next_week
    from_today = next_week or isinstance(said.last, Ahead | InWeek)
    last = _dates(said.last, today if from_today else found[0])
    if last is None or last[1] <= found[0]:
        return None
    # "12-24 to 12-22" is no leave of a year: the two were mixed up.
    told_apart = isinstance(said.last, OnDate) and said.last.year is not None
    return (found[0], last[1]) if told_apart or last[1] - found[0] <= HALF_A_YEAR else None


def _dates(said: SaidDay, today: date) -> Dates | None:
    monday = today - today.weekday() * DAY
    try:
        match said:
            case Ahead(days):
                return _one(today + days * DAY)
            case OnWeekday(weekday, next_week=True):
                return _one(monday + (7 + weekday) * DAY)
            case OnWeekday(weekday):
                return _one(today + (weekday - today.weekday()) % 7 * DAY)
            case InWeek(ahead):
                return monday + 7 * ahead * DAY, monday + 7 * (ahead + 1) * DAY
            case OnDate():
                return _on_date(said, today)
            case _:
                assert_never(said)
    except (ValueError, OverflowError):
        return None


def _one(day: date) -> Dates:
    return day, day + DAY


def _on_date(said: OnDate, today: date) -> Dates | None:
    if said.year is not None:
        return _one(date(said.year, said.month or 1, said.day))
    years = range(today.year, today.year + YEARS_AHEAD + 1)
    months = [said.month] if said.month is not None else range(1, 13)
    days = (_date_or_none(year, month, said.day) for year in years for month in months)
    nearest = next((day for day in days if day is not None and day >= today), None)
    return None if nearest is None else _one(nearest)


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_NAMED: dict[str, SaidDay] = {
    **dict.fromkeys(("today", "今天", "今日"), Ahead(0)),
    **dict.fromkeys(("tonight", "今晚"), Ahead(0)),
    **dict.fromkeys(("tomorrow", "明天", "明日"), Ahead(1)),
    **dict.fromkeys(("the day after tomorrow", "后天"), Ahead(2)),
    "大后天": Ahead(3),
    **dict.fromkeys(("this week", "本周", "这周", "这星期"), InWeek(0)),
    **dict.fromkeys(("next week", "下周", "下星期"), InWeek(1)),
}
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = {
    **{name: place for place, name in enumerate(_ENGLISH)},
    **{name[:3]: place for place, name in enumerate(_ENGLISH)},
    **{char: place for place, char in enumerate("一二三四五六日")},
    "天": 6,
}
_IN_ENGLISH = re.compile(r"(?:on )?(this |next )?([a-z]+)")
_IN_CHINESE = re.compile(r"([本这下]?)(?:周|星期|礼拜)([一二三四五六日天])")
_DATES = (
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"),
    re.compile(r"(?P<month>\d{1,2})[-/](?P<day>\d{1,2})"),
    re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"),
    re.compile(r"(?P<day>\d{1,2})[日号]"),
)
_CONNECTING = re.compile(r"\s*(?:\.\.+|…|~|～|–|—|到|至)\s*|\s+(?:-|to|until|till)\s+")


def _read_day(text: str) -> SaidDay | None:
    if (named := _NAMED.get(text)) is not None:
        return named
    readers: tuple[Callable[[str], SaidDay | None], ...] = (_weekday, _weekday_zh, _date)
    return next((day for read in readers if (day := read(text)) is not None), None)


def _weekday(text: str) -> SaidDay | None:
    found = _IN_ENGLISH.fullmatch(text)
    if found is None or found[2] not in _WEEKDAYS:
        return None
    return OnWeekday(_WEEKDAYS[found[2]], next_week=found[1] == "next ")


def _weekday_zh(text: str) -> SaidDay | None:
    found = _IN_CHINESE.fullmatch(text)
    return OnWeekday(_WEEKDAYS[found[2]], next_week=found[1] == "下") if found else None


def _date(text: str) -> SaidDay | None:
    for form in _DATES:
        if found := form.fullmatch(text):
            parts = {name: int(value) for name, value in found.groupdict().items()}
            if _is_possible(parts):
                return OnDate(parts.get("year"), parts.get("month"), parts["day"])
    return None


def _is_possible(parts: dict[str, int]) -> bool:
    year, month, day = parts.get("year", 2000), parts.get("month", 1), parts["day"]
    return 1970 <= year <= 2999 and _date_or_none(year, month, day) is not None
