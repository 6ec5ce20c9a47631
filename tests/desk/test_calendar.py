"""Business time, case by case: lunch, nights, holidays, make-up days, pauses, clocks set."""

import pickle
from datetime import UTC, date, datetime, timedelta

import pytest

from desk.calendar import (
    ALWAYS,
    Calendar,
    CalendarProblem,
    DayKind,
    Flaw,
    SpecialDay,
    Window,
    deadline,
    elapsed,
    is_listed,
    is_open,
    next_change,
    next_open,
    open_spans,
    why_never_open,
)
from desk.clocks import Pause
from tests.desk.calendars import (
    CHINA,
    NEW_YORK,
    NIGHTS,
    OFFICE,
    SPRING_FESTIVAL,
    USUAL,
    daily,
    hours,
    local,
    pause,
    weekdays,
)

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
AMERICA = weekdays(
    NEW_YORK,
    "09:00-17:00",
    special={date(2026, 5, 25): SpecialDay(DayKind.HOLIDAY, "Memorial Day", ())},
)
LATE = daily(CHINA, "22:00-00:00")
TOUCHING = daily(CHINA, "18:00-00:00", "00:00-03:00")
OVERLAPPING = daily(CHINA, "20:00-06:00", "05:00-08:00")

DEADLINES = {
    "in the same morning": (OFFICE, "2026-03-03 09:30", 2 * HOUR, "2026-03-03 11:30"),
    "at the very end of the morning": (OFFICE, "2026-03-03 09:30", 2.5 * HOUR, "2026-03-03 12:00"),
    "over lunch": (OFFICE, "2026-03-03 11:30", HOUR, "2026-03-03 13:30"),
    "asked at lunch": (OFFICE, "2026-03-03 12:20", HOUR, "2026-03-03 14:00"),
    "asked at night": (OFFICE, "2026-03-03 03:00", HOUR, "2026-03-03 10:00"),
    "to the second": (OFFICE, "2026-03-03 17:59:59", 2 * SECOND, "2026-03-04 09:00:01"),
    "Friday into a make-up Saturday": (OFFICE, "2026-02-13 17:00", 8 * HOUR, "2026-02-14 17:00"),
    "make-up Saturday over the feast": (OFFICE, "2026-02-14 17:00", 8 * HOUR, "2026-02-24 17:00"),
    "an extra day's own hours": (OFFICE, "2026-03-06 17:00", 3 * HOUR, "2026-03-07 12:00"),
    "over an extra day and a day off": (OFFICE, "2026-03-06 18:00", 5 * HOUR, "2026-03-10 10:00"),
    "over a holiday on Monday": (AMERICA, "2026-05-22 16:00", 2 * HOUR, "2026-05-26 10:00"),
    "over midnight": (NIGHTS, "2026-03-02 23:00", HOUR, "2026-03-03 00:30"),
    "a Friday night goes into Saturday": (NIGHTS, "2026-03-06 23:30", 6 * HOUR, "2026-03-07 05:30"),
    "a Friday night, then Monday's": (NIGHTS, "2026-03-07 05:30", HOUR, "2026-03-10 00:00"),
    "a night into a day off is worked": (NIGHTS, "2026-03-04 05:00", HOUR, "2026-03-04 06:00"),
    "a day off has no night of its own": (NIGHTS, "2026-03-04 06:00", HOUR, "2026-03-06 00:30"),
    "the minute before midnight": (LATE, "2026-03-02 23:59", MINUTE, "2026-03-03 00:00"),
    "no minute is lost at midnight": (LATE, "2026-03-02 23:59", 2 * MINUTE, "2026-03-03 22:01"),
    "touching windows": (TOUCHING, "2026-03-02 23:00", 2 * HOUR, "2026-03-03 01:00"),
    "nights that overlap": (OVERLAPPING, "2026-03-02 20:00", 12 * HOUR, "2026-03-03 08:00"),
    "24x7": (ALWAYS, "2026-02-28 23:30", 49 * HOUR, "2026-03-03 00:30"),
    "nothing to wait for": (OFFICE, "2026-03-01 03:00", 0 * HOUR, "2026-03-01 03:00"),
}


@pytest.mark.parametrize(
    ("calendar", "start", "duration", "due"), DEADLINES.values(), ids=DEADLINES
)
def test_a_deadline_is_when_that_much_open_time_has_passed(
    calendar: Calendar, start: str, duration: timedelta, due: str
) -> None:
    """And what elapses until then is just that."""
    begin, end = local(calendar, start), local(calendar, due)
    assert deadline(calendar, begin, duration) == end
    assert elapsed(calendar, begin, end) == duration


CLOCKS_SET = {
    "the doubled hour counts twice": (NEW_YORK, ["01:00-02:00"], "2026-11-01", 2 * HOUR),
    "half of it counts twice": (NEW_YORK, ["01:30-02:00"], "2026-11-01", HOUR),
    "a night with a doubled hour": (NEW_YORK, ["22:00-06:00"], "2026-10-31", 9 * HOUR),
    "an end that comes twice": (NEW_YORK, ["00:00-01:30"], "2026-11-01", 2 * HOUR),
    "a whole day that falls back": (NEW_YORK, ["00:00-00:00"], "2026-11-01", 25 * HOUR),
    "the missing hour is not worked": (NEW_YORK, ["02:00-03:00"], "2026-03-08", 0 * HOUR),
    "a start inside the gap": (NEW_YORK, ["02:30-04:00"], "2026-03-08", HOUR),
    "an end inside the gap": (NEW_YORK, ["01:00-02:30"], "2026-03-08", HOUR),
    "a whole day that springs forward": (NEW_YORK, ["00:00-00:00"], "2026-03-08", 23 * HOUR),
    "midday does not notice": (NEW_YORK, ["09:00-17:00"], "2026-03-08", 8 * HOUR),
    "half an hour back": ("Australia/Lord_Howe", ["00:00-00:00"], "2026-04-05", 24.5 * HOUR),
    "half an hour forward": ("Australia/Lord_Howe", ["02:00-03:00"], "2026-10-04", HOUR / 2),
    "back over midnight": ("America/Santiago", ["23:00-00:00"], "2026-04-04", 2 * HOUR),
    "forward at midnight": ("America/Santiago", ["00:00-01:30"], "2026-09-06", HOUR / 2),
    "a date that never was": ("Pacific/Apia", ["09:00-17:00"], "2011-12-30", 0 * HOUR),
}


@pytest.mark.parametrize(("zone", "pairs", "day", "worked"), CLOCKS_SET.values(), ids=CLOCKS_SET)
def test_the_wall_clock_decides_when_clocks_are_set(
    zone: str, pairs: list[str], day: str, worked: timedelta
) -> None:
    """Real time is counted: an hour shown twice is two, one never shown is none."""
    only = {date.fromisoformat(day): SpecialDay(DayKind.OWN_WORK, "", hours(*pairs))}
    calendar = Calendar("c", zone, ((),) * 7, only)
    noon = datetime.fromisoformat(f"{day} 12:00").replace(tzinfo=UTC)
    assert elapsed(calendar, noon - timedelta(days=3), noon + timedelta(days=3)) == worked


def test_what_is_open_without_interruption_is_one_span() -> None:
    """Over midnights, and from one window into the next."""
    start = local(TOUCHING, "2026-03-02 12:00")
    assert open_spans(TOUCHING, start, start + 24 * HOUR) == [(start + 6 * HOUR, start + 15 * HOUR)]
    assert open_spans(ALWAYS, start, start + 99 * HOUR) == [(start, start + 99 * HOUR)]


def test_a_half_of_the_doubled_hour_opens_twice() -> None:
    """Between its two occurrences it is closed."""
    calendar = daily(NEW_YORK, "01:30-02:00")
    first, second = (local(calendar, "2026-11-01 01:30", fold) for fold in (0, 1))
    assert open_spans(calendar, first, first + 3 * HOUR) == [
        (first, first + HOUR / 2),
        (second, second + HOUR / 2),
    ]
    assert second - first == HOUR


PAUSES = {
    "in working time": ([pause("2026-03-03 10:00", "2026-03-03 11:00")], "2026-03-03 15:00"),
    "at night costs nothing": ([pause("2026-03-02 18:00", "2026-03-03 09:00")], "2026-03-03 14:00"),
    "over lunch": ([pause("2026-03-03 11:00", "2026-03-03 14:00")], "2026-03-03 16:00"),
    "overlapping ones count once": (
        [
            pause("2026-03-03 10:30", "2026-03-03 11:30"),
            pause("2026-03-03 10:00", "2026-03-03 11:00"),
        ],
        "2026-03-03 15:30",
    ),
    "over the days": ([pause("2026-03-03 10:00", "2026-03-05 10:00")], "2026-03-05 14:00"),
    "begun before": ([pause("2026-03-01 10:00", "2026-03-03 10:00")], "2026-03-03 15:00"),
    "of no length": ([pause("2026-03-03 10:00", "2026-03-03 10:00")], "2026-03-03 14:00"),
    "of less than none": ([pause("2026-03-03 11:00", "2026-03-03 10:00")], "2026-03-03 14:00"),
    "lasting": ([pause("2026-03-03 13:59", None)], None),
    "lasting since the deadline": ([pause("2026-03-03 14:00", None)], "2026-03-03 14:00"),
    "lasting from before": ([pause("2026-03-01 14:00", None)], None),
}


@pytest.mark.parametrize(("pauses", "due"), PAUSES.values(), ids=PAUSES)
def test_a_pause_does_not_count(pauses: list[Pause], due: str | None) -> None:
    """Four hours from nine; none while a lasting pause keeps them from passing."""
    start = local(OFFICE, "2026-03-03 09:00")
    end = None if due is None else local(OFFICE, due)
    assert deadline(OFFICE, start, 4 * HOUR, pauses) == end
    if end is not None:
        assert elapsed(OFFICE, start, end, pauses) == 4 * HOUR


CHANGES = {
    "open": (OFFICE, "2026-03-03 10:00", "2026-03-03 10:00", "2026-03-03 12:00"),
    "closing": (OFFICE, "2026-03-03 12:00", "2026-03-03 13:00", "2026-03-03 13:00"),
    "opening": (OFFICE, "2026-03-03 13:00", "2026-03-03 13:00", "2026-03-03 18:00"),
    "a feast": (OFFICE, "2026-02-14 18:00", "2026-02-24 09:00", "2026-02-24 09:00"),
    "a night": (NIGHTS, "2026-03-03 00:00", "2026-03-03 00:00", "2026-03-03 06:00"),
    "windows that touch": (TOUCHING, "2026-03-02 19:00", "2026-03-02 19:00", "2026-03-03 03:00"),
}


@pytest.mark.parametrize(("calendar", "at", "opens", "changes"), CHANGES.values(), ids=CHANGES)
def test_it_knows_when_it_next_opens_and_changes(
    calendar: Calendar, at: str, opens: str, changes: str
) -> None:
    """Open now is open at once; a change is of open and closed, not of windows."""
    instant = local(calendar, at)
    assert next_open(calendar, instant) == local(calendar, opens)
    assert is_open(calendar, instant) is (at == opens)
    assert next_change(calendar, instant) == local(calendar, changes)


def test_a_round_the_clock_calendar_changes_only_for_its_next_day_off() -> None:
    """Found however far ahead it was entered; without one, never."""
    far = date(2029, 1, 1)
    calendar = Calendar("c", CHINA, ALWAYS.week, {far: SpecialDay(DayKind.OWN_OFF, "迁址", ())})
    now = local(calendar, "2026-03-03 10:00")
    assert next_change(ALWAYS, now) is None
    assert next_change(calendar, now) == local(calendar, "2029-01-01 00:00")
    assert next_change(calendar, local(calendar, "2029-01-01 12:00")) == local(
        calendar, "2029-01-02"
    )


ONE_SATURDAY = Calendar(
    "c", CHINA, ((),) * 7, {date(2026, 3, 7): SpecialDay(DayKind.OWN_WORK, "盘点", USUAL)}
)
NEVER = Calendar("c", CHINA, ((),) * 7, {date(2026, 3, 7): SpecialDay(DayKind.OWN_OFF, "春游", ())})


@pytest.mark.parametrize(
    ("calendar", "at", "flaw"),
    [
        (NEVER, None, Flaw.NO_HOURS),
        (NEVER, "2026-03-01", Flaw.NO_HOURS),
        (ONE_SATURDAY, None, None),
        (ONE_SATURDAY, "2026-03-07 17:59", None),
        (ONE_SATURDAY, "2026-03-07 18:00", Flaw.OVER),
        (OFFICE, "2040-01-01", None),
    ],
)
def test_a_calendar_that_never_opens_says_why(
    calendar: Calendar, at: str | None, flaw: Flaw | None
) -> None:
    """No hours at all, or none any more."""
    instant = None if at is None else local(calendar, at)
    assert why_never_open(calendar, instant) is flaw


@pytest.mark.parametrize(
    ("calendar", "duration", "flaw"),
    [
        (NEVER, HOUR, Flaw.NO_HOURS),
        (ONE_SATURDAY, 9 * HOUR, Flaw.OVER),
        (OFFICE, 40_000 * HOUR, Flaw.TOO_FAR),
    ],
)
def test_a_deadline_that_never_comes_is_refused(
    calendar: Calendar, duration: timedelta, flaw: Flaw
) -> None:
    """With its reason, and soon; with a pause that lasts there is simply none yet."""
    start = local(calendar, "2026-03-02 09:00")
    with pytest.raises(CalendarProblem) as problem:
        deadline(calendar, start, duration)
    assert problem.value.flaw is flaw
    assert deadline(calendar, start, duration, [Pause(start + HOUR, None, "")]) is None


def test_the_last_opening_is_followed_by_none() -> None:
    """Asked after it, the next one is refused, and nothing changes any more."""
    after = local(ONE_SATURDAY, "2026-03-07 18:00")
    assert next_change(ONE_SATURDAY, after - HOUR) == after
    assert next_change(ONE_SATURDAY, after) is None
    with pytest.raises(CalendarProblem) as problem:
        next_open(ONE_SATURDAY, after)
    assert problem.value.flaw is Flaw.OVER


@pytest.mark.parametrize(("start", "end"), [(-1, 60), (1440, 1500), (60, 60), (60, 30), (60, 1501)])
def test_a_window_begins_on_its_day_and_lasts_at_most_one(start: int, end: int) -> None:
    """Anything else is refused when it is made."""
    with pytest.raises(ValueError, match="no window"):
        Window(start, end)


def test_a_calendar_is_a_value() -> None:
    """Used or not, copied or not, it is equal, and is kept without what it has worked out."""
    used, fresh = (weekdays(CHINA, "09:00-12:00", special=dict(SPRING_FESTIVAL)) for _ in range(2))
    size = len(pickle.dumps(fresh))
    deadline(used, local(used, "2026-03-03"), 40 * HOUR)
    assert used == fresh
    assert hash(used) == hash(fresh)
    assert repr(used) == repr(fresh)
    assert pickle.loads(pickle.dumps(used)) == fresh  # noqa: S301 our own bytes
    assert len(pickle.dumps(used)) == size


def test_days_beyond_the_official_list_are_told() -> None:
    """By the calendar's own date."""
    calendar = Calendar("c", CHINA, ALWAYS.week, {}, date(2026, 12, 31))
    assert is_listed(calendar, local(calendar, "2026-12-31 23:59"))
    assert not is_listed(calendar, local(calendar, "2027-01-01 00:00"))
    assert is_listed(ALWAYS, local(calendar, "2099-01-01 00:00"))
