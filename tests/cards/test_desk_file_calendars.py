"""Calendars and rosters in desk.yaml."""

from datetime import date, datetime, timedelta

import pytest

from desk.address import ConversationAddress, MessengerName
from desk.calendar import Window
from desk.roster import Unit
from desk.spec import OwnDaySpec
from tests.cards.desk_files import SMALL, Case, assert_told, read, wrong

DAY, NIGHT = Window(540, 1080), Window(1080, 1980)


def test_a_calendar_is_read() -> None:
    """Hours by weekday, official holidays, dates of one's own."""
    addition = """\
calendars:
  office:
    hours: {mon-thu: ["09:00-12:00", "13:00-18:00"], 周五: "09:00-15:00", sun: off}
    timezone: Europe/Berlin
    holidays: CN
    makeup: "10:00-16:00"
    days: {2026-12-24: off, 2026-12-26: {hours: "09:00-12:00", name: 盘点}}
  always: {hours: always}
"""
    office, always = read(SMALL + addition).calendars
    long_day = (Window(540, 720), Window(780, 1080))
    assert office.week == (long_day,) * 4 + ((Window(540, 900),), (), ())
    assert (office.timezone, office.holidays) == ("Europe/Berlin", "CN")
    assert office.makeup == (Window(600, 960),)
    assert office.days == {
        date(2026, 12, 24): OwnDaySpec(()),
        date(2026, 12, 26): OwnDaySpec((Window(540, 720),), "盘点"),
    }
    assert always.week == ((Window(0, 1440),),) * 7


def test_a_calendar_may_be_open_on_dates_only() -> None:
    """A fair has no weekly hours."""
    text = SMALL + 'calendars: {fair: {hours: {}, days: {2026-05-01: "10:00-18:00"}}}\n'
    assert read(text).calendars[0].week == ((),) * 7


@pytest.mark.parametrize(
    "hours", ["sun: off, daily: '08:00-20:00'", "daily: '08:00-20:00', sun: off"]
)
def test_a_named_day_goes_before_daily_hours(hours: str) -> None:
    """In whichever order they stand."""
    week = read(SMALL + f"calendars: {{o: {{hours: {{{hours}}}}}}}\n").calendars[0].week
    assert [bool(day) for day in week] == [True] * 6 + [False]


CALENDARS: list[Case] = [
    ("calendars:\n  o: {hours: {mon-fry: '09:00-18:00'}}", "deskfile.want_weekdays", ""),
    (
        "calendars:\n  o: {hours: {mon-fri: '09:00-18:00', fri: '09:00-12:00'}}",
        "deskfile.weekday_twice",
        "",
    ),
    (
        "calendars:\n  o: {hours: {mon: '22:00-06:00', tue: '05:00-09:00'}}",
        "deskfile.overlap",
        "",
    ),
    (
        "calendars:\n  o: {hours: {mon: '05:00-09:00', sun: '22:00-06:00'}}",
        "deskfile.overlap",
        "",
    ),
    ("calendars:\n  o: {hours: '09:00-18:00'}", "deskfile.want_week", ""),
    ("calendars:\n  o: {hours: {mon: off}}", "deskfile.never_open", ""),
    ("calendars:\n  o: {hours: {}}", "deskfile.never_open", ""),
    ("calendars:\n  o: {timezone: Asia/Shanghai}", "deskfile.missing", ""),
    ("calendars:\n  24x7: {hours: always}", "deskfile.calendar_taken", ""),
    ("calendars:\n  o: {hours: always, holidays: CHN}", "deskfile.no_such_country", "CN"),
    ("calendars:\n  o: {hours: always, holidays: XX}", "deskfile.no_such_country", ""),
    ("calendars:\n  o: {hours: always, days: {24-12: off}}", "deskfile.want_date", ""),
    ("calendars:\n  o: {hours: always, days: {2026-02-30: off}}", "deskfile.want_date", ""),
    ("calendars:\n  o: {hours: always, days: {2026-02-03: {name: x}}}", "deskfile.missing", ""),
    ("calendars:\n  o: {hours: always, day: {2026-02-03: off}}", "deskfile.unknown_key", "days"),
]


@pytest.mark.parametrize(("addition", "key", "nearest"), CALENDARS)
def test_mistakes_in_calendars_are_told(addition: str, key: str, nearest: str) -> None:
    """With line, place and what was expected."""
    assert_told(addition, key, nearest)


def test_a_roster_is_read() -> None:
    """Layers with their rotations, in the roster's zone unless they have their own."""
    addition = """\
calendars: {office: {hours: always}}
rosters:
  duty:
    name: On duty
    timezone: America/New_York
    calendar: office
    rest: 9h
    layers:
      day: {people: [bo, [al, bo]], start: 2026-01-05 09:00, on: mon-fri, hours: "09:00-18:00"}
      night:
        people: al
        every: 2 days
        start: 2026-01-05
        until: 2026-03-01 08:00
        hours: "18:00-09:00"
        position: backup
        priority: 3
        gap: true
        timezone: Asia/Tokyo
        channels: [{slack: C7}, {slack: T9/C8}]
"""
    (duty,) = read(SMALL + addition).rosters
    assert (duty.name, duty.calendar, duty.rest) == ("On duty", "office", timedelta(hours=9))
    day, night = duty.layers
    assert day.crews == (("bo",), ("al", "bo"))
    assert (day.unit, day.every, day.timezone) == (Unit.WEEK, 1, "America/New_York")
    assert (day.weekdays, day.windows) == (frozenset(range(5)), (DAY,))
    assert (day.position, day.priority, day.gap, day.until) == (0, 0, False, None)
    assert (night.unit, night.every, night.timezone) == (Unit.DAY, 2, "Asia/Tokyo")
    assert night.start == datetime(2026, 1, 5)  # noqa: DTZ001 - a wall time
    assert night.until == datetime(2026, 3, 1, 8)  # noqa: DTZ001
    assert (night.position, night.priority, night.gap) == (1, 3, True)
    assert night.windows == (NIGHT,)
    slack = MessengerName.SLACK
    assert night.channels == (
        ConversationAddress(slack, "T1", "C7"),
        ConversationAddress(slack, "T9", "C8"),
    )


@pytest.mark.parametrize(
    ("said", "meant"),
    [("week", (Unit.WEEK, 1)), ("12 hours", (Unit.HOUR, 12)), ("1 个月", (Unit.MONTH, 1))],
)
def test_the_length_of_turns_is_read(said: str, meant: tuple[Unit, int]) -> None:
    """A number with a unit, or a unit alone."""
    layer = f"{{people: [bo], start: 2026-01-05, every: {said}}}"
    layers = read(SMALL + f"rosters: {{r: {{layers: {{l: {layer}}}}}}}\n").rosters[0].layers
    assert (layers[0].unit, layers[0].every) == meant


@pytest.mark.parametrize(("said", "meant"), [("1", 0), ("primary", 0), ("backup", 1), ("3", 2)])
def test_positions_are_counted_from_one(said: str, meant: int) -> None:
    """The first is the primary, as people count."""
    layer = f"{{people: [bo], start: 2026-01-05, position: {said}}}"
    text = SMALL + f"rosters: {{r: {{layers: {{l: {layer}}}}}}}\n"
    assert read(text).rosters[0].layers[0].position == meant


def layer(parts: str) -> str:
    return f"rosters:\n  r:\n    layers:\n      l: {{{parts}}}"


ROSTERS: list[Case] = [
    (layer("people: [bu], start: 2026-01-05"), "deskfile.no_such_person", "bo"),
    (layer("people: [[bo, bu]], start: 2026-01-05"), "deskfile.no_such_person", "bo"),
    (layer("people: [], start: 2026-01-05"), "deskfile.nobody_in_turn", ""),
    (layer("people: [bo, []], start: 2026-01-05"), "deskfile.nobody_in_turn", ""),
    (layer("people: [bo]"), "deskfile.missing", ""),
    (layer("people: [bo], start: soon"), "deskfile.want_date", ""),
    (layer("people: [bo], start: 2026-01-05 24:10"), "deskfile.want_date", ""),
    (
        layer("people: [bo], start: 2026-01-05, until: 2026-01-05"),
        "deskfile.until_before_start",
        "",
    ),
    (layer("people: [bo], start: 2026-01-05, every: fortnight"), "deskfile.want_turn", ""),
    (layer("people: [bo], start: 2026-01-05, every: 0 days"), "deskfile.want_turn", ""),
    (layer("people: [bo], start: 2026-01-05, position: second"), "deskfile.not_one_of", ""),
    (layer("people: [bo], start: 2026-01-05, position: 0"), "deskfile.want_whole", ""),
    (layer("people: [bo], start: 2026-01-05, gap: perhaps"), "deskfile.want_flag", ""),
    (layer("people: [bo], start: 2026-01-05, on: mo"), "deskfile.want_weekdays", ""),
    (layer("people: [bo], start: 2026-01-05, on: []"), "deskfile.want_some", ""),
    (layer("people: [bo], start: 2026-01-05, hours: []"), "deskfile.want_some", ""),
    (layer("people: [bo], start: 2026-01-05, weekdays: mon"), "deskfile.unknown_key", ""),
    ("rosters:\n  r: {layers: {}}", "deskfile.no_layers", ""),
    ("rosters:\n  r: {name: x}", "deskfile.missing", ""),
    (
        layer("people: [bo], start: 2026-01-05") + "\n    calendar: 24x8",
        "deskfile.no_such_name",
        "24x7",
    ),
]


@pytest.mark.parametrize(("addition", "key", "nearest"), ROSTERS)
def test_mistakes_in_rosters_are_told(addition: str, key: str, nearest: str) -> None:
    """With line, place and what was expected."""
    assert_told(addition, key, nearest)


def test_who_is_on_a_groups_roster_belongs_to_the_group() -> None:
    """Else the one on duty couldn't take its tickets."""
    text = SMALL.replace("    leads: [al]\n", "    roster: r\n") + layer(
        "people: [bo, al], start: 2026-01-05"
    )
    (mistake,) = wrong(text)
    assert (mistake.key, mistake.facts["person"]) == ("deskfile.on_duty_stranger", "al")
    assert mistake.where == "groups.it.roster"
