"""Calendars as the desk counts by them: what desk.yaml says, with the official holidays."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from desk.calendar import Calendar, DayKind, SpecialDay, Window
from desk.languages import Language
from desk.spec import CalendarSpec
from storage.almanac import NoSuchCountry, OfficialDays, official_days

YEARS_AROUND = 2
NO_DAYS = OfficialDays({}, None)


def unknown_list(holidays: str) -> str | None:
    """None if there is an official list for CN or US/NY; else the nearest one, perhaps none."""
    country, slash, region = holidays.partition("/")
    try:
        official_days(country, region if slash else None, (), (), Language.ENGLISH)
    except NoSuchCountry as unknown:
        in_country = unknown.nearest and unknown.code != country
        return f"{country}/{unknown.nearest}" if in_country else unknown.nearest or ""
    return None


def calendar_of(spec: CalendarSpec, year: int, language: Language) -> Calendar:
    """The calendar, good for two years before and after this one."""
    usual = spec.makeup or _usual_day(spec.week)
    official = _official(spec.holidays or "", year, usual, language)
    own = {
        day: SpecialDay(DayKind.OWN_WORK if own.windows else DayKind.OWN_OFF, own.name, own.windows)
        for day, own in spec.days.items()
    }
    special: dict[date, SpecialDay] = {**official.days, **own}
    return Calendar(spec.key, spec.timezone, spec.week, special, official.listed_until)


@lru_cache(maxsize=64)  # settings are read anew whenever a roster changes; these lists don't
def _official(
    holidays: str, year: int, usual: tuple[Window, ...], language: Language
) -> OfficialDays:
    if not holidays:
        return NO_DAYS
    country, slash, region = holidays.partition("/")
    years = range(year - YEARS_AROUND, year + YEARS_AROUND + 1)
    try:
        return official_days(country, region if slash else None, years, usual, language)
    except NoSuchCountry:  # it had one when the file was applied; the desk must start all the same
        return NO_DAYS


def _usual_day(week: Sequence[tuple[Window, ...]]) -> tuple[Window, ...]:
    """The hours of most working days, the earlier ones of the week if there are as many."""
    (hours, _), *_ = Counter(day for day in week if day).most_common(1) or [((), 0)]
    return hours
