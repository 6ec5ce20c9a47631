"""Official holidays: what the package lists, agreed with a second one for every day of China's."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import chinese_calendar  # type: ignore[import-untyped]  # it publishes no types
import pytest

from desk.calendar import Calendar, DayKind, Window, deadline
from desk.languages import Language
from storage.almanac import NoSuchCountry, is_known, official_days

USUAL = (Window(9 * 60, 12 * 60), Window(13 * 60, 18 * 60))
CHINESE, ENGLISH = Language.CHINESE, Language.ENGLISH


def china(*years: int, language: Language = CHINESE) -> Calendar:
    """An office in China, Monday to Friday."""
    official = official_days("CN", None, years, USUAL, language)
    return Calendar("c", "Asia/Shanghai", (USUAL,) * 5 + ((), ()), official.days)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_second_package_agrees_on_every_day_in_china(year: int) -> None:
    """Worked is just what chinesecalendar has as worked, weekends both ways."""
    calendar = china(year)
    day = date(year, 1, 1)
    while day.year == year:
        assert bool(calendar.windows(day)) is chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("language", "day", "kind", "name"),
    [
        (CHINESE, date(2026, 10, 1), DayKind.HOLIDAY, "国庆节"),
        (CHINESE, date(2026, 10, 5), DayKind.HOLIDAY, "国庆节（补假）"),
        (CHINESE, date(2026, 10, 7), DayKind.HOLIDAY, "国庆节"),
        (CHINESE, date(2026, 9, 20), DayKind.MAKEUP, "国庆节"),
        (CHINESE, date(2026, 2, 14), DayKind.MAKEUP, "春节"),
        (ENGLISH, date(2026, 10, 7), DayKind.HOLIDAY, "National Day"),
        (ENGLISH, date(2026, 10, 10), DayKind.MAKEUP, "National Day"),
    ],
)
def test_a_day_is_named_after_its_holiday(
    language: Language, day: date, kind: DayKind, name: str
) -> None:
    """Also one that is off in exchange, and the weekend day worked for it; in both languages."""
    special = china(2026, language=language).special[day]
    assert (special.kind, special.name) == (kind, name)
    assert special.windows == (USUAL if kind is DayKind.MAKEUP else ())


def test_a_year_has_its_own_days_only() -> None:
    """A make-up day of the year before is listed there, by the list of the year after."""
    assert {day.year for day in china(2025, 2026).special} == {2025, 2026}
    eve = china(2011).special[date(2011, 12, 31)]
    assert (eve.kind, eve.name) == (DayKind.MAKEUP, "元旦")


@pytest.mark.parametrize("years", [(2025,), (2026, 2027), (2030,)])
def test_the_list_of_china_ends_where_its_exchanges_end(years: tuple[int, ...]) -> None:
    """Whichever years are asked for; what lies beyond is what the law gives by itself."""
    official = official_days("CN", None, years, USUAL, CHINESE)
    until = official.listed_until
    assert until is not None
    assert (until.month, until.day) == (12, 31)
    assert until.year >= 2026
    beyond = [special for day, special in official.days.items() if day > until]
    assert all(special.kind is DayKind.HOLIDAY for special in beyond)


def test_a_deadline_over_the_spring_festival() -> None:
    """Friday at five and eight hours: the make-up Saturday is worked; from there it is ten days."""
    calendar, eight = china(2026), timedelta(hours=8)
    friday = datetime(2026, 2, 13, 9, tzinfo=UTC)
    saturday = deadline(calendar, friday, eight)
    assert saturday == datetime(2026, 2, 14, 9, tzinfo=UTC)
    assert deadline(calendar, saturday, eight) == datetime(2026, 2, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "region", "language", "day", "name"),
    [
        ("US", None, CHINESE, date(2026, 11, 26), "Thanksgiving Day"),
        ("US", "CA", ENGLISH, date(2026, 3, 31), "Cesar Chavez Day"),
        ("GB", "SCT", ENGLISH, date(2026, 1, 2), "New Year Holiday"),
        ("DE", "BY", ENGLISH, date(2026, 1, 6), "Epiphany"),
        ("HK", None, CHINESE, date(2026, 5, 25), "佛诞（补假）"),
    ],
)
def test_other_countries_follow_rules(
    country: str, region: str | None, language: Language, day: date, name: str
) -> None:
    """With their regions' days, in the language if the package has it, and no list to wait for."""
    official = official_days(country, region, [2026], USUAL, language)
    assert official.days[day].name == name
    assert official.listed_until is None
    assert {special.kind for special in official.days.values()} == {DayKind.HOLIDAY}


@pytest.mark.parametrize(
    ("country", "region", "nearest"),
    [
        ("China", None, "CN"),
        ("Austrlia", None, "AU"),
        ("cn", None, "CN"),
        ("AU", "NWS", "NSW"),
        ("AU", "New South Wales", "NSW"),
        ("CN", "Shanghai", None),
        ("", None, None),
        ("Qwertz", None, None),
    ],
)
def test_an_unknown_place_is_refused_with_the_nearest_code(
    country: str, region: str | None, nearest: str | None
) -> None:
    """Where one is near."""
    assert not is_known(country, region)
    with pytest.raises(NoSuchCountry) as refused:
        official_days(country, region, [2026], USUAL, ENGLISH)
    assert refused.value.nearest == nearest


def test_known_places_are_known() -> None:
    """By code, with and without a region."""
    assert is_known("CN")
    assert is_known("AU", "NSW")


def test_the_package_is_loaded_on_first_use() -> None:
    """Not by importing the almanac."""
    program = "import sys, storage.almanac; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
