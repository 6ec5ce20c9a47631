"""Days gone by as people type them: yesterday, 上周, last month, 11-20, 11-20..11-25."""

import unicodedata
from datetime import date, timedelta

from desk.days import DAY, Dates, OnDate, SaidDays, read_days

_DAYS_AGO = {
    **dict.fromkeys(("today", "今天", "今日"), 0),
    **dict.fromkeys(("yesterday", "昨天", "昨日"), 1),
    "前天": 2,
}
_WEEKS_AGO = {
    **dict.fromkeys(("this week", "本周", "这周", "这星期"), 0),
    **dict.fromkeys(("last week", "上周", "上星期"), 1),
    "上上周": 2,
}
_MONTHS_AGO = {
    **dict.fromkeys(("this month", "本月", "这个月"), 0),
    **dict.fromkeys(("last month", "上月", "上个月"), 1),
}
LONGEST_WORDS = 3  # "11-20 to 11-25"


def past_dates(text: str, today: date) -> Dates | None:
    """The dates that this text names, the first and the one after the last; None if it is anything
    else. Dates without a year are the last ones that have come."""
    spoken = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if (ago := _DAYS_AGO.get(spoken)) is not None:
        return today - ago * DAY, today - (ago - 1) * DAY
    if (ago := _WEEKS_AGO.get(spoken)) is not None:
        monday = today - (today.weekday() + 7 * ago) * DAY
        return monday, monday + 7 * DAY
    if (ago := _MONTHS_AGO.get(spoken)) is not None:
        first = today.replace(day=1)
        for _ in range(ago):
            first = (first - DAY).replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1)
    said = read_days(spoken)
    return _past(said, today) if said is not None else None


def _past(said: SaidDays, today: date) -> Dates | None:
    first, last = _date_of(said.first, today), _date_of(said.last or said.first, today)
    if first is None or last is None:
        return None
    if first > last:  # 12-28..01-03: it began in the year before
        first = _in_year(first, first.year - 1) or first
    return (first, last + DAY) if first <= last else None


def _date_of(said: object, today: date) -> date | None:
    """Days of the week, and of a month that isn't said, are words as well: they stay words."""
    if not isinstance(said, OnDate) or said.month is None:
        return None
    if said.year is not None:
        return _in_year(date(2000, said.month, said.day), said.year)
    years = range(today.year, today.year - 9, -1)  # until there is a 29 February
    days = (_in_year(date(2000, said.month, said.day), year) for year in years)
    return next((day for day in days if day is not None and day <= today), None)


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None
