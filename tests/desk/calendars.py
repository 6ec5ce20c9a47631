"""Calendars for tests, and wall times in their zones."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from desk.calendar import Calendar, DayKind, SpecialDay, Window
from desk.clocks import Pause

CHINA, NEW_YORK = "Asia/Shanghai", "America/New_York"


def hours(*pairs: str) -> tuple[Window, ...]:
    """("09:00-12:00", …) as windows; an end that is not after its start is on the next day."""
    windows = []
    for pair in pairs:
        start, end = (int(text[:2]) * 60 + int(text[3:]) for text in pair.split("-"))
        windows.append(Window(start, end if end > start else end + 1440))
    return tuple(windows)


def weekdays(zone: str, *pairs: str, special: dict[date, SpecialDay] | None = None) -> Calendar:
    """Monday to Friday with these hours."""
    return Calendar("c", zone, (hours(*pairs),) * 5 + ((), ()), special or {})


def daily(zone: str, *pairs: str) -> Calendar:
    """Every day with these hours."""
    return Calendar("c", zone, (hours(*pairs),) * 7)


def local(calendar: Calendar, text: str, fold: int = 0) -> datetime:
    """A wall time of the calendar's zone, in UTC."""
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(calendar.timezone), fold=fold)
    return wall.astimezone(UTC)


USUAL = hours("09:00-12:00", "13:00-18:00")
SPRING_FESTIVAL = {
    date(2026, 2, 14): SpecialDay(DayKind.MAKEUP, "春节", USUAL),
    **{date(2026, 2, day): SpecialDay(DayKind.HOLIDAY, "春节", ()) for day in range(16, 24)},
    date(2026, 2, 28): SpecialDay(DayKind.MAKEUP, "春节", USUAL),
    date(2026, 3, 7): SpecialDay(DayKind.OWN_WORK, "盘点", hours("10:00-14:00")),
    date(2026, 3, 9): SpecialDay(DayKind.OWN_OFF, "春游", ()),
}
OFFICE = weekdays(CHINA, "09:00-12:00", "13:00-18:00", special=SPRING_FESTIVAL)
NIGHTS = weekdays(
    CHINA,
    "23:30-06:00",
    special={date(2026, 3, 4): SpecialDay(DayKind.OWN_OFF, "年会", ())},
)


def pause(start: str, end: str | None, why: str = "customer") -> Pause:
    """In the office's wall time."""
    over = None if end is None else local(OFFICE, end)
    return Pause(local(OFFICE, start), over, why)
