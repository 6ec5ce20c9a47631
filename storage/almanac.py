"""Official holidays by country and region, as the `holidays` package lists them.

The package is loaded on first use. Where a government says anew each year which weekends are
worked (调休), days beyond the last list are only what the rules give: `listed_until` tells.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING

from desk.calendar import DayKind, SpecialDay, Window
from desk.languages import Language

if TYPE_CHECKING:
    from holidays import HolidayBase

LOCALES = {
    Language.CHINESE: ("zh_CN", "zh_TW", "zh_HK", "en_US"),
    Language.ENGLISH: ("en_US", "en_GB"),
}
"""In which of the package's languages a name is wanted, first choice first."""

YEARLY_LISTS = frozenset({"AZ", "BY", "CN", "HU", "KG", "KZ", "LV", "RU", "UZ", "VN"})
"""Where moved workdays are decided and published year by year."""

NEAR = 10
"""In days: how far a day off in exchange can lie from the holiday it lengthens."""

Moved = Mapping[date, date]
"""A day off in exchange → the day that is worked instead."""


@dataclass(frozen=True, slots=True)
class OfficialDays:
    """What differs from the week; `listed_until` is None where lists follow from rules."""

    days: Mapping[date, SpecialDay]
    listed_until: date | None


class NoSuchCountry(ValueError):
    """A country or region that the package does not know; `nearest` is one that it does."""

    def __init__(self, code: str, nearest: str | None) -> None:
        hint = f"; the nearest is {nearest}" if nearest else ""
        super().__init__(f"no such country or region: {code}{hint}")
        self.code = code
        self.nearest = nearest


def official_days(
    country: str,
    region: str | None,
    years: Iterable[int],
    usual: tuple[Window, ...],
    language: Language,
) -> OfficialDays:
    """Public holidays, closed, and the weekend days worked for them, with the `usual` windows.

    Raises NoSuchCountry.
    """
    wanted = set(years)
    table = _table(country, region, wanted, language)
    moved = _moved(table)
    names = {day: name for day, name in table.items() if day not in moved}
    days = {
        day: SpecialDay(DayKind.HOLIDAY, _lengthened(day, names, table) or name, ())
        for day, name in table.items()
    }
    off_for = {worked: off for off, worked in moved.items()}
    for day in table.weekend_workdays:
        off = off_for.get(day, day)
        name = _lengthened(off, names, table) or table.get(off, "")
        days[day] = SpecialDay(DayKind.MAKEUP, name, usual)
    asked_for = {day: days[day] for day in sorted(days) if day.year in wanted}
    return OfficialDays(asked_for, _listed_until(table, moved))


def is_known(country: str, region: str | None = None) -> bool:
    """Whether there are holidays for it."""
    try:
        _entity(country, region)
    except NoSuchCountry:
        return False
    return True


def _table(country: str, region: str | None, years: set[int], language: Language) -> "HolidayBase":
    entity = _entity(country, region)
    spoken = (code for code in LOCALES[language] if code in entity.supported_languages)
    around = {year + shift for year in years for shift in (-1, 0, 1)}
    language_code = next(spoken, entity.default_language)
    return entity(subdiv=region, years=around, expand=False, language=language_code)


def _entity(country: str, region: str | None) -> "type[HolidayBase]":
    import holidays.registry  # noqa: PLC0415 loaded on first use: most desks start without it

    countries = holidays.registry.COUNTRIES
    if country not in {code for _, *codes in countries.values() for code in codes}:
        raise NoSuchCountry(country, _nearest(country, _names_of_countries(countries)))
    entity: type[HolidayBase] = getattr(holidays, country)
    if region is not None and region not in entity.subdivisions:
        raise NoSuchCountry(f"{country} {region}", _nearest(region, _names_of_regions(entity)))
    return entity


def _names_of_countries(countries: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {
        name.casefold(): codes[0]
        for module, (_, *codes) in countries.items()
        for name in (module.replace("_", " "), *codes)
    }


def _names_of_regions(entity: "type[HolidayBase]") -> dict[str, str]:
    names = {code.casefold(): code for code in entity.subdivisions}
    for code, aliases in entity.get_subdivision_aliases().items():
        names |= {alias.casefold(): code for alias in aliases}
    return names


def _nearest(word: str, codes: Mapping[str, str]) -> str | None:
    """The code of the name that is most like this word."""
    for match in get_close_matches(word.strip().casefold(), codes, n=1):
        return codes[match]
    return None


def _moved(table: "HolidayBase") -> Moved:
    """Every exchange the package lists, of all years."""
    return dict(_exchanges(getattr(table, "special_public_holidays", {})))


def _exchanges(listed: Mapping[int, tuple[object, ...]]) -> Iterator[tuple[date, date]]:
    """In the package's table an exchange is (month, day off, month, day worked[, its year])."""
    for year, entries in listed.items():
        for row in entries if entries and isinstance(entries[0], tuple) else (entries,):
            match row:
                case (int(month), int(day), int(worked_month), int(worked_day)):
                    yield date(year, month, day), date(year, worked_month, worked_day)
                case (int(month), int(day), int(worked_month), int(worked_day), int(worked_year)):
                    yield date(year, month, day), date(worked_year, worked_month, worked_day)
                case _:
                    pass  # a holiday of one year only, with its name


def _lengthened(off: date, names: Mapping[date, str], table: "HolidayBase") -> str | None:
    """The holiday that a day off in exchange is part of: the nearest, the earlier of two."""
    if off in names:
        return None
    for distance in range(1, NEAR):
        for day in (off - timedelta(distance), off + timedelta(distance)):
            if day in names:
                before, _, after = table.tr(getattr(table, "observed_label", "%s")).partition("%s")
                return names[day].removeprefix(before).removesuffix(after)
    return None


def _listed_until(table: "HolidayBase", moved: Moved) -> date | None:
    """The end of the last year for which exchanges are listed."""
    if table.country not in YEARLY_LISTS or not moved:
        return None
    return date(max(off.year for off in moved), 12, 31)
