"""When summaries go out by themselves: once a day and a week, on days that the group works."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.calendar import ALWAYS, Calendar
from desk.reports import Period
from desk.summaries import Post, Rhythm, Schedule, is_posted, next_posts, period_told
from tests.desk.sla_builders import CHINA

BOTH = Schedule(daily=18 * 60, weekly=(0, 9 * 60))
SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"
EVERY_DAY = Schedule(daily=2 * 60 + 30)


def posts(schedule: Schedule, calendar: Calendar, zone: str, now: str) -> dict[Rhythm, str]:
    """The next ones, as the clocks of the zone show them."""
    at = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    found = next_posts(schedule, calendar, zone, at)
    return {one.rhythm: f"{one.due.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" for one in found}


@pytest.mark.parametrize(
    ("now", "daily", "weekly"),
    [
        ("2025-09-22 08:00", "2025-09-22 18:00", "2025-09-22 09:00"),
        ("2025-09-22 09:00", "2025-09-22 18:00", "2025-09-29 09:00"),
        ("2025-09-26 18:00", "2025-09-28 18:00", "2025-09-29 09:00"),  # Sunday is made up
        ("2025-09-30 18:00", "2025-10-09 18:00", "2025-10-09 09:00"),  # after the holidays
    ],
)
def test_days_that_are_closed_are_passed_over(now: str, daily: str, weekly: str) -> None:
    """A week's goes out on the first day the group works, from its weekday on."""
    assert posts(BOTH, CHINA, SHANGHAI, now) == {Rhythm.DAILY: daily, Rhythm.WEEKLY: weekly}


def test_a_group_without_a_schedule_has_none() -> None:
    """Nor one whose calendar never opens."""
    never = replace(ALWAYS, week=((),) * 7)
    assert posts(Schedule(), CHINA, SHANGHAI, "2025-09-22 08:00") == {}
    assert posts(BOTH, never, SHANGHAI, "2025-09-22 08:00") == {}
    assert not is_posted(Schedule(), Rhythm.WEEKLY, date(2025, 9, 22), ALWAYS)


@pytest.mark.parametrize("begins", [date(2026, 3, 27), date(2026, 10, 23)])
def test_each_day_has_one_however_the_clocks_are_set(begins: date) -> None:
    """Half past two is left out on one Sunday, and there twice on another."""
    now = datetime.combine(begins, time(), UTC)
    days: list[Post] = []
    while len(days) < 5:
        days += next_posts(EVERY_DAY, ALWAYS, BERLIN, now)
        now = days[-1].due
    assert [one.day for one in days] == [begins + timedelta(days=n) for n in range(5)]


def test_a_week_is_told_when_it_is_over_or_nearly() -> None:
    """At its beginning that of the week before, at its end that of this one."""
    assert period_told(BOTH, Rhythm.DAILY) is Period.TODAY
    assert period_told(BOTH, Rhythm.WEEKLY) is Period.LAST_WEEK
    assert period_told(Schedule(weekly=(4, 17 * 60)), Rhythm.WEEKLY) is Period.WEEK
