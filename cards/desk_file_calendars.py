"""The calendars of desk.yaml: weekly hours, official holidays, dates of one's own."""

from collections.abc import Callable, Mapping
from datetime import date

import yaml

from cards.desk_file_known import Known
from cards.desk_file_times import (
    DAILY,
    day_called,
    is_off,
    overlap,
    say_window,
    weekdays_called,
    windows,
)
from cards.yaml_reader import Entry
from desk.calendar import (
    ALWAYS,
    MINUTES_A_DAY,
    Calendar,
    DayKind,
    SpecialDay,
    Window,
    why_never_open,
)
from desk.spec import CalendarSpec, OwnDaySpec

CALENDAR = ("timezone", "hours", "holidays", "makeup", "days")
OWN_DAY = ("hours", "name")
ROUND_THE_CLOCK = ("always", "24x7")

UnknownList = Callable[[str], str | None]
"""Of a country (CN) or region (US/NY): the nearest that has a list of official holidays, perhaps
none; None if it has one itself."""

Week = tuple[tuple[Window, ...], ...]


def read_calendars(
    known: Known, entry: Entry | None, unknown: UnknownList | None
) -> tuple[CalendarSpec, ...]:
    """All calendars; their names are known from here on, and so is 24x7."""
    calendars = [_calendar(known, key, part, unknown) for key, part in known.reader.named(entry)]
    known.names["calendars"] = (*(calendar.key for calendar in calendars), ALWAYS.key)
    return tuple(calendars)


def _calendar(known: Known, key: str, entry: Entry, unknown: UnknownList | None) -> CalendarSpec:
    reader = known.reader
    parts = reader.mapping(entry, CALENDAR, required=("hours",))
    if key == ALWAYS.key:
        reader.mistake(entry, "deskfile.calendar_taken", name=key)
    spec = CalendarSpec(
        key=key,
        timezone=known.timezone(parts.get("timezone")),
        week=_week(known, parts.get("hours")),
        holidays=_holidays(known, parts.get("holidays"), unknown),
        makeup=windows(reader, parts.get("makeup")),
        days=_days(known, parts.get("days")),
    )
    own = {
        day: SpecialDay(DayKind.OWN_WORK, own.name, own.windows) for day, own in spec.days.items()
    }
    if "hours" in parts and why_never_open(Calendar(key, spec.timezone, spec.week, own)):
        reader.mistake(entry, "deskfile.never_open")
    return spec


def _week(known: Known, entry: Entry | None) -> Week:
    """Windows by weekday; a day that isn't named is off, and a name goes before `daily`."""
    reader = known.reader
    if entry is None:
        return ((),) * 7
    if isinstance(entry, yaml.ScalarNode) and entry.value.strip().casefold() in ROUND_THE_CLOCK:
        return ((Window(0, MINUTES_A_DAY),),) * 7
    if not isinstance(entry, yaml.MappingNode):
        reader.mistake(entry, "deskfile.want_week")
        return ((Window(0, MINUTES_A_DAY),),) * 7
    usual: dict[int, tuple[Window, ...]] = {}
    week: dict[int, tuple[Window, ...]] = {}
    for name, part in reader.named(entry):
        days = weekdays_called(name)
        if not days:
            reader.mistake(part, "deskfile.want_weekdays", name=name)
        said = usual if name.casefold() in DAILY else week
        if any(day in said for day in days):
            reader.mistake(part, "deskfile.weekday_twice", name=name)
        said |= dict.fromkeys(days, () if is_off(part) else windows(reader, part))
    found = tuple({**usual, **week}.get(day, ()) for day in range(7))
    if both := overlap(found):
        one, other = (say_window(window) for window in both)
        reader.mistake(entry, "deskfile.overlap", one=one, other=other)
    return found


def _days(known: Known, entry: Entry | None) -> Mapping[date, OwnDaySpec]:
    days: dict[date, OwnDaySpec] = {}
    for name, part in known.reader.named(entry):
        day = day_called(name)
        if day is None:
            known.reader.mistake(part, "deskfile.want_date", name=name)
        else:
            days[day] = _own_day(known, part)
    return days


def _own_day(known: Known, entry: Entry) -> OwnDaySpec:
    """`off`, hours, or both with a name."""
    name, hours = "", entry
    if isinstance(entry, yaml.MappingNode):
        parts = known.reader.mapping(entry, OWN_DAY, required=("hours",))
        name = known.reader.text(parts.get("name"))
        if "hours" not in parts:
            return OwnDaySpec((), name)
        hours = parts["hours"]
    return OwnDaySpec(() if is_off(hours) else windows(known.reader, hours), name)


def _holidays(known: Known, entry: Entry | None, unknown: UnknownList | None) -> str:
    """A country, or country/region, that has an official list."""
    said = known.reader.text(entry)
    nearest = unknown(said) if said and unknown else None
    if entry is None or nearest is None:
        return said
    known.reader.mistake(entry, "deskfile.no_such_country", name=said, nearest=nearest)
    return ""
