"""The explanation of a deadline: every stretch of time, with why it counts or does not."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from desk.calendar import ALWAYS, Calendar
from desk.calendar_stretches import StretchKind, explain
from desk.clocks import Pause
from tests.desk.calendars import CHINA, NIGHTS, OFFICE, daily, local, pause

HOUR = timedelta(hours=1)


def told(
    calendar: Calendar, start: str, end: str, *pauses: Pause
) -> list[tuple[str, StretchKind, str]]:
    """Each stretch by its local beginning."""
    zone = ZoneInfo(calendar.timezone)
    return [
        (f"{stretch.start.astimezone(zone):%m-%d %H:%M}", stretch.kind, stretch.name)
        for stretch in explain(calendar, local(calendar, start), local(calendar, end), pauses)
    ]


def test_an_explanation_tells_a_feast_with_its_make_up_days() -> None:
    """What counted and what did not, with the names of the days."""
    assert told(OFFICE, "2026-02-13 17:00", "2026-02-24 10:00") == [
        ("02-13 17:00", StretchKind.COUNTED, ""),
        ("02-13 18:00", StretchKind.CLOSED, ""),
        ("02-14 09:00", StretchKind.MAKEUP, "春节"),
        ("02-14 12:00", StretchKind.BREAK, ""),
        ("02-14 13:00", StretchKind.MAKEUP, "春节"),
        ("02-14 18:00", StretchKind.CLOSED, ""),
        ("02-15 00:00", StretchKind.WEEKEND, ""),
        ("02-16 00:00", StretchKind.HOLIDAY, "春节"),
        ("02-24 00:00", StretchKind.CLOSED, ""),
        ("02-24 09:00", StretchKind.COUNTED, ""),
    ]


def test_an_explanation_tells_own_days_and_pauses() -> None:
    """A pause hides what lies under it, and a weekend is one stretch."""
    waiting = pause("2026-03-10 10:00", "2026-03-11 09:30", "waiting for the customer")
    assert told(OFFICE, "2026-03-06 17:30", "2026-03-11 10:00", waiting) == [
        ("03-06 17:30", StretchKind.COUNTED, ""),
        ("03-06 18:00", StretchKind.CLOSED, ""),
        ("03-07 10:00", StretchKind.OWN_WORK, "盘点"),
        ("03-07 14:00", StretchKind.CLOSED, ""),
        ("03-08 00:00", StretchKind.WEEKEND, ""),
        ("03-09 00:00", StretchKind.OWN_OFF, "春游"),
        ("03-10 00:00", StretchKind.CLOSED, ""),
        ("03-10 09:00", StretchKind.COUNTED, ""),
        ("03-10 10:00", StretchKind.PAUSED, "waiting for the customer"),
        ("03-11 09:30", StretchKind.COUNTED, ""),
    ]


def test_an_explanation_tells_nights() -> None:
    """A night is one stretch, also into a day off; between two shifts it is closed, no break."""
    assert told(NIGHTS, "2026-03-03 23:00", "2026-03-06 00:00") == [
        ("03-03 23:00", StretchKind.CLOSED, ""),
        ("03-03 23:30", StretchKind.COUNTED, ""),
        ("03-04 06:00", StretchKind.OWN_OFF, "年会"),
        ("03-05 00:00", StretchKind.CLOSED, ""),
        ("03-05 23:30", StretchKind.COUNTED, ""),
    ]
    split = daily(CHINA, "00:00-06:00", "22:00-00:00")
    assert [kind for _, kind, _ in told(split, "2026-03-03", "2026-03-04")] == [
        StretchKind.COUNTED,
        StretchKind.CLOSED,
        StretchKind.COUNTED,
    ]


def test_a_pause_that_lasts_is_told_until_the_end() -> None:
    """And round the clock without it is one stretch."""
    start = local(ALWAYS, "2026-03-03")
    whole = explain(ALWAYS, start, start + 72 * HOUR)
    assert [(stretch.kind, stretch.counts) for stretch in whole] == [(StretchKind.COUNTED, True)]
    counted, paused = explain(ALWAYS, start, start + 9 * HOUR, [Pause(start + HOUR, None, "x")])
    assert (paused.kind, paused.name) == (StretchKind.PAUSED, "x")
    assert (counted.end, paused.end) == (start + HOUR, start + 9 * HOUR)
