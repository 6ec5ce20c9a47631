"""The times that summaries are about, and who took longest."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.calendar import elapsed
from desk.reports import MOMENT, Aged, Done, Period, Slowest, aged, part_before, part_of, slowest
from tests.desk.sla_builders import CHINA, local

HOUR = timedelta(hours=1)
BERLIN = "Europe/Berlin"


def walls(period: Period, now: str, zone: str) -> list[str]:
    """From when to when, then the time before, as the clocks of the zone show it."""
    at = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    part = part_of("it", period, zone, at)
    before = part_before(part, period, zone)
    ends = (part.since, part.until, before.since, before.until)
    return [f"{one.astimezone(ZoneInfo(zone)):%m-%d %H:%M}" for one in ends]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period.TODAY, ["03-04 00:00", "03-04 18:00", "03-03 00:00", "03-03 18:00"]),
        (Period.YESTERDAY, ["03-03 00:00", "03-04 00:00", "03-02 00:00", "03-03 00:00"]),
        (Period.WEEK, ["03-02 00:00", "03-04 18:00", "02-23 00:00", "02-25 18:00"]),
        (Period.LAST_WEEK, ["02-23 00:00", "03-02 00:00", "02-16 00:00", "02-23 00:00"]),
    ],
)
def test_what_is_under_way_is_held_against_the_same_hours(
    period: Period, expected: list[str]
) -> None:
    """Weeks begin on Monday, days at the group's midnight."""
    assert walls(period, "2026-03-04 18:00", "Asia/Shanghai") == expected


def test_a_day_is_as_long_as_the_clocks_make_it() -> None:
    """Across both changes of the clocks a day ends at midnight, and the same hour is the same."""
    assert walls(Period.TODAY, "2026-03-29 18:00", BERLIN)[2:] == ["03-28 00:00", "03-28 18:00"]
    short = part_of("it", Period.YESTERDAY, BERLIN, datetime(2026, 3, 30, 12, tzinfo=UTC))
    long = part_of("it", Period.YESTERDAY, BERLIN, datetime(2026, 10, 26, 12, tzinfo=UTC))
    assert (short.until - short.since, long.until - long.since) == (23 * HOUR, 25 * HOUR)


def test_what_happens_right_now_counts() -> None:
    """Whoever asks at once sees what they have just done."""
    now = datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert part_of("it", Period.TODAY, "UTC", now).until == now + MOMENT


def test_the_age_of_a_backlog() -> None:
    """Half of it is older than the median; of equally old ones the first is named."""
    assert aged({}) is None
    assert aged({4: HOUR, 2: 3 * HOUR, 1: 3 * HOUR, 3: 2 * HOUR}) == Aged(2.5 * HOUR, 3 * HOUR, 1)


BEGINNING = local("2025-09-22 00:00")
DONE = st.builds(
    lambda ticket, start, took: Done(
        ticket, BEGINNING + start * HOUR, BEGINNING + (start + took) * HOUR
    ),
    st.integers(1, 99),
    st.integers(0, 400),
    st.integers(0, 200),
)


@given(st.lists(DONE, max_size=20, unique_by=lambda one: one.ticket))
def test_the_slowest_is_found_in_business_time(done: Sequence[Done]) -> None:
    """Also where another took longer by the clock, over a weekend or a holiday."""
    took = {one.ticket: elapsed(CHINA, one.start, one.end) for one in done}
    found = slowest(done, CHINA)
    if not done:
        assert found is None
        return
    assert found is not None
    assert found.took == max(took.values()) == took[found.ticket]


def test_a_night_is_no_time() -> None:
    """Two hours of a morning are longer than from Friday evening to Monday morning."""
    friday = Done(1, local("2025-09-19 17:30"), local("2025-09-22 09:10"))
    monday = Done(2, local("2025-09-22 09:00"), local("2025-09-22 11:00"))
    assert slowest((friday, monday), CHINA) == Slowest(2, 2 * HOUR)
