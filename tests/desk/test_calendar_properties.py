"""Business time, for any hours in zones with odd clocks: it adds up, and a naive count agrees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desk.calendar import (
    Calendar,
    CalendarProblem,
    DayKind,
    SpecialDay,
    Window,
    deadline,
    elapsed,
    is_open,
    next_change,
    next_open,
)
from desk.calendar_stretches import explain
from desk.clocks import Pause

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
AROUND = 2 * 24 * 60
"""In minutes: how far from the hour at which clocks are set."""

TURNS = {
    "America/New_York": ("2026-03-08 07:00", "2026-11-01 06:00"),
    "Europe/London": ("2026-03-29 01:00", "2026-10-25 01:00"),
    "Australia/Sydney": ("2026-04-04 16:00", "2026-10-03 16:00"),
    "Australia/Lord_Howe": ("2026-04-04 15:00", "2026-10-03 15:30"),
    "Asia/Kathmandu": ("1985-12-31 18:30",),  # the quarter of an hour that it was put forward
    "America/Santiago": ("2026-04-05 03:00", "2026-09-06 04:00"),
    "Asia/Shanghai": (),
}
FEASTS = [datetime(year, month, 1, tzinfo=UTC) for year in (2024, 2025, 2026) for month in (2, 10)]


def turns_of(zone: str) -> list[datetime]:
    """When its clocks are set; for China, when people's feasts are."""
    return [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in TURNS[zone]] or FEASTS


@dataclass(frozen=True)
class Case:
    """A calendar, some pauses, and an instant near which clocks are set; all in whole minutes."""

    calendar: Calendar
    start: datetime
    pauses: tuple[Pause, ...]


STARTS = st.one_of(st.integers(0, 240), st.integers(0, 1439), st.sampled_from([1380, 1410, 1439]))
LENGTHS = st.one_of(st.integers(1, 1440), st.sampled_from([30, 60, 240, 480, 1440]))
WINDOWS = st.lists(
    st.builds(lambda start, length: Window(start, start + length), STARTS, LENGTHS), max_size=3
).map(tuple)
"""Apart, touching or overlapping, or none; often in the hours at which clocks are set."""

WEEKS = st.lists(WINDOWS, min_size=1, max_size=4).map(lambda some: tuple((some * 7)[:7]))
SPECIAL_DAYS = st.builds(SpecialDay, st.sampled_from(DayKind), st.just("节"), WINDOWS)
SPECIALS = st.dictionaries(st.integers(-3, 3), SPECIAL_DAYS, max_size=3)
SHIFTS = st.integers(-AROUND, AROUND)
PAUSES = st.lists(st.tuples(SHIFTS, SHIFTS).map(sorted), max_size=2)


def case_near(
    zone: str,
    turn: datetime,
    week: tuple[tuple[Window, ...], ...],
    specials: dict[int, SpecialDay],
    start: int,
    pauses: list[list[int]],
) -> Case:
    """Days and minutes are counted from a turn of this zone's clocks."""
    special = {turn.date() + shift * DAY: day for shift, day in specials.items()}
    return Case(
        Calendar("any", zone, week, special),
        turn + start * MINUTE,
        tuple(Pause(turn + begin * MINUTE, turn + end * MINUTE, "why") for begin, end in pauses),
    )


CASES = {
    zone: st.builds(
        case_near,
        st.just(zone),
        st.sampled_from(turns_of(zone)),
        WEEKS,
        SPECIALS,
        SHIFTS,
        PAUSES,
    )
    for zone in TURNS
}
DURATIONS = st.timedeltas(min_value=MICROSECOND, max_value=DAY / 3)
DAYS_LATER = st.integers(0, 9 * 86_400 * 10**6).map(lambda count: count * MICROSECOND)


def naive_is_open(calendar: Calendar, at: datetime) -> bool:
    """What a wall clock and the windows of today and yesterday say."""
    wall = at.astimezone(ZoneInfo(calendar.timezone))
    minute, today = wall.hour * 60 + wall.minute, wall.date()
    return any(
        window.start <= minute + later < window.end
        for day, later in ((today, 0), (today - DAY, 1440))
        for window in windows_beginning(calendar, day)
    )


def windows_beginning(calendar: Calendar, day: date) -> tuple[Window, ...]:
    """Of the special day or the weekday."""
    if day in calendar.special:
        return calendar.special[day].windows
    return calendar.week[day.weekday()]


def naive_minutes(case: Case, length: int) -> list[datetime]:
    """Every minute from the start on that counts."""
    minutes = (case.start + step * MINUTE for step in range(length))
    return [
        minute
        for minute in minutes
        if not any(pause.start <= minute < (pause.end or minute) for pause in case.pauses)
        and naive_is_open(case.calendar, minute)
    ]


@pytest.mark.parametrize("zone", TURNS)
def test_the_clocks_are_set_where_the_other_tests_think(zone: str) -> None:
    """Each turn is the first minute with another offset."""
    for turn in turns_of(zone) if TURNS[zone] else ():
        before, after = (at.astimezone(ZoneInfo(zone)) for at in (turn - MINUTE, turn))
        assert before.utcoffset() != after.utcoffset()


@pytest.mark.parametrize("zone", TURNS)
@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.data())
def test_a_naive_count_minute_by_minute_agrees(zone: str, data: st.DataObject) -> None:
    """On what has elapsed, on what is open, and on every deadline."""
    case = data.draw(CASES[zone])
    length = data.draw(st.integers(0, 2 * 24 * 60))
    counted = naive_minutes(case, length)
    end = case.start + length * MINUTE
    assert elapsed(case.calendar, case.start, end, case.pauses) == len(counted) * MINUTE
    for minute in counted[:5] + counted[-5:]:
        assert is_open(case.calendar, minute)
    if counted:
        wanted = data.draw(st.integers(1, len(counted)))
        due = deadline(case.calendar, case.start, wanted * MINUTE, case.pauses)
        assert due == counted[wanted - 1] + MINUTE


@pytest.mark.parametrize("zone", TURNS)
@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.data())
def test_what_elapses_adds_up(zone: str, data: st.DataObject) -> None:
    """From a to b and from b to c is from a to c."""
    case = data.draw(CASES[zone])
    middle = case.start + data.draw(DAYS_LATER)
    end = middle + data.draw(DAYS_LATER)
    parts = [
        elapsed(case.calendar, a, b, case.pauses) for a, b in pairwise([case.start, middle, end])
    ]
    assert sum(parts, timedelta(0)) == elapsed(case.calendar, case.start, end, case.pauses)


def due(case: Case, start: datetime, duration: timedelta) -> datetime:
    """The deadline, where there is one."""
    assume(any(case.calendar.week))
    try:
        found = deadline(case.calendar, start, duration, case.pauses)
    except CalendarProblem:  # the only window can be one that is missing when clocks are set
        assume(False)
    assert found is not None
    return found


@pytest.mark.parametrize("zone", TURNS)
@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.data())
def test_a_deadline_is_the_earliest_instant(zone: str, data: st.DataObject) -> None:
    """Until then just that much has passed, and a microsecond before a microsecond less."""
    case, duration = data.draw(CASES[zone]), data.draw(DURATIONS)
    end = due(case, case.start, duration)
    assert elapsed(case.calendar, case.start, end, case.pauses) == duration
    before = elapsed(case.calendar, case.start, end - MICROSECOND, case.pauses)
    assert before == duration - MICROSECOND


@pytest.mark.parametrize("zone", TURNS)
@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.data())
def test_who_starts_later_or_has_longer_is_due_no_earlier(zone: str, data: st.DataObject) -> None:
    """Longer even means later."""
    case, duration, more = data.draw(st.tuples(CASES[zone], DURATIONS, DURATIONS))
    end = due(case, case.start, duration)
    assert due(case, case.start + data.draw(DAYS_LATER), duration) >= end
    assert due(case, case.start, duration + more) > end


@pytest.mark.parametrize("zone", TURNS)
@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.data())
def test_nothing_changes_before_the_next_change(zone: str, data: st.DataObject) -> None:
    """It opens or closes there, and not before; and it is closed until it next opens."""
    case = data.draw(CASES[zone])
    calendar, at = case.calendar, case.start + data.draw(DAYS_LATER)
    change = next_change(calendar, at)
    if change is not None:
        assert is_open(calendar, change) is not is_open(calendar, at)
        whole = change - at if is_open(calendar, at) else timedelta(0)
        assert elapsed(calendar, at, change) == whole
    if is_open(calendar, at):
        assert next_open(calendar, at) == at
    elif change is not None:
        assert next_open(calendar, at) == change


@pytest.mark.parametrize("zone", TURNS)
@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.data())
def test_an_explanation_covers_all_and_adds_up(zone: str, data: st.DataObject) -> None:
    """Stretch follows stretch, each unlike the last; those that count are what has elapsed."""
    case = data.draw(CASES[zone])
    end = case.start + data.draw(DAYS_LATER)
    stretches = explain(case.calendar, case.start, end, case.pauses)
    edges = [case.start, *(stretch.end for stretch in stretches)]
    assert edges == [*(stretch.start for stretch in stretches), end]
    for before, after in pairwise(stretches):
        assert (before.kind, before.name) != (after.kind, after.name)
    counted = [stretch.end - stretch.start for stretch in stretches if stretch.counts]
    total = elapsed(case.calendar, case.start, end, case.pauses)
    assert sum(counted, timedelta(0)) == total
    check_openness(case.calendar, case.pauses, [(s.start, s.counts) for s in stretches])


def check_openness(
    calendar: Calendar, pauses: Sequence[Pause], told: Sequence[tuple[datetime, bool]]
) -> None:
    """What counts is open and unpaused where it begins; what does not is not."""
    for at, counts in told:
        paused = any(pause.start <= at < (pause.end or at) for pause in pauses)
        assert counts is (is_open(calendar, at) and not paused)
