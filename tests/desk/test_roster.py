"""Turns, windows and layers by their conventions: cases that can be checked with a calendar."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.calendar import Window
from desk.roster import Layer, Roster, Unit
from desk.rota import compile_roster, next_handover, on_duty, shifts
from desk.turns import hours_of, turn, turn_at
from tests.desk.rosters import (
    ANA,
    BACKUP,
    BELOW,
    BO,
    CAI,
    DAILY,
    DAN,
    EVE,
    HOURS_9_TO_18,
    NEW_YORK,
    SHANGHAI,
    WORKDAYS,
    local,
    people,
    roster,
    utc,
    wall,
)


def hand_offs(layer: Layer, count: int) -> list[str]:
    """The first so many, as clocks of the layer's zone show them."""
    zone = ZoneInfo(layer.timezone)
    turns = [turn(layer, ordinal) for ordinal in range(count)]
    return [f"{found.start.astimezone(zone):%a %m-%d %H:%M}" for found in turns if found]


HAND_OFFS: list[tuple[str, Layer, list[str]]] = [
    (
        "the 31st is the last day of shorter months, and returns",
        replace(DAILY, unit=Unit.MONTH, start=wall("2026-01-31 09:00")),
        ["Sat 01-31 09:00", "Sat 02-28 09:00", "Tue 03-31 09:00", "Thu 04-30 09:00"],
    ),
    (
        "every 2 months",
        replace(DAILY, unit=Unit.MONTH, every=2, start=wall("2025-12-30 00:00")),
        ["Tue 12-30 00:00", "Sat 02-28 00:00", "Thu 04-30 00:00"],
    ),
    (
        "every 2 weeks is two weeks long",
        replace(DAILY, unit=Unit.WEEK, every=2),
        ["Mon 03-02 09:00", "Mon 03-16 09:00", "Mon 03-30 09:00"],
    ),
    (
        "Monday to Friday turns only then",
        replace(DAILY, weekdays=WORKDAYS, start=wall("2026-03-05 09:00")),
        ["Thu 03-05 09:00", "Fri 03-06 09:00", "Mon 03-09 09:00", "Tue 03-10 09:00"],
    ),
    (
        "every 2 days of Monday to Friday are two days that count",
        replace(DAILY, weekdays=WORKDAYS, every=2),
        ["Mon 03-02 09:00", "Wed 03-04 09:00", "Fri 03-06 09:00", "Tue 03-10 09:00"],
    ),
    (
        "a start on a day that doesn't count waits for one that does",
        replace(DAILY, weekdays=WORKDAYS, start=wall("2026-02-28 09:00")),
        ["Mon 03-02 09:00", "Tue 03-03 09:00"],
    ),
    (
        "weekly turns stay weekly on some weekdays",
        replace(DAILY, unit=Unit.WEEK, weekdays=frozenset({1, 3})),
        ["Mon 03-02 09:00", "Mon 03-09 09:00"],
    ),
    (
        "hourly turns on weekdays pass over the weekend",
        replace(DAILY, unit=Unit.HOUR, every=8, weekdays=WORKDAYS, start=wall("2026-03-06 08:00")),
        ["Fri 03-06 08:00", "Fri 03-06 16:00", "Mon 03-09 00:00", "Mon 03-09 08:00"],
    ),
    (
        "a hand-off that clocks leave out is at the first instant after it",
        replace(DAILY, timezone=NEW_YORK, start=wall("2026-03-07 02:30")),
        ["Sat 03-07 02:30", "Sun 03-08 03:00", "Mon 03-09 02:30"],
    ),
    (
        "also at midnight",
        replace(DAILY, timezone="America/Santiago", start=wall("2025-09-06 00:00")),
        ["Sat 09-06 00:00", "Sun 09-07 01:00", "Mon 09-08 00:00"],
    ),
    (
        "8-hour shifts stay at 0, 8 and 16 o'clock",
        replace(DAILY, timezone=NEW_YORK, unit=Unit.HOUR, every=8, start=wall("2026-03-07 16:00")),
        ["Sat 03-07 16:00", "Sun 03-08 00:00", "Sun 03-08 08:00", "Sun 03-08 16:00"],
    ),
]


@pytest.mark.parametrize(("what", "layer", "expected"), HAND_OFFS, ids=[c[0] for c in HAND_OFFS])
def test_hand_offs_follow_the_conventions(what: str, layer: Layer, expected: list[str]) -> None:
    """Each rotation turns when its table says."""
    assert hand_offs(layer, len(expected)) == expected, what


def test_a_hand_off_in_a_doubled_hour_is_at_its_first_showing() -> None:
    """1:30 on 1 November in New York is 1:30 summer time, and the shift before is not longer."""
    layer = replace(DAILY, timezone=NEW_YORK, start=wall("2026-10-31 01:30"))
    second, third = turn(layer, 1), turn(layer, 2)
    assert second is not None
    assert third is not None
    assert second.start == utc("2026-11-01 05:30")
    assert second.end == third.start == utc("2026-11-02 06:30")


@pytest.mark.parametrize(("day", "hours"), [("2026-03-08", 7), ("2026-11-01", 9)])
def test_the_night_of_the_change_is_an_hour_shorter_or_longer(day: str, hours: int) -> None:
    """An 8-hour shift from midnight lasts 7 hours in spring and 9 in autumn."""
    layer = replace(
        DAILY, timezone=NEW_YORK, unit=Unit.HOUR, every=8, start=wall("2026-01-01 00:00")
    )
    found = turn_at(layer, local(f"{day} 05:00", NEW_YORK))
    assert found is not None
    assert found.end - found.start == timedelta(hours=hours)


def test_an_hour_that_is_left_out_is_a_turn_without_length() -> None:
    """Hourly turns go on counting: nobody serves from 2 to 3, and the next has their own hour."""
    layer = replace(DAILY, timezone=NEW_YORK, unit=Unit.HOUR, start=wall("2026-03-08 00:00"))
    left_out = turn(layer, 2)
    assert left_out is not None
    assert left_out.start == left_out.end == utc("2026-03-08 07:00")
    assert hours_of(layer, 2) == ()
    assert people(roster(layer), utc("2026-03-08 07:30")) == [ANA]


@pytest.mark.parametrize("count", [3, 5, 7])
def test_on_weekdays_only_everyone_gets_a_turn(count: int) -> None:
    """Monday to Friday in turns: after a full round, all have served equally often."""
    crews = tuple((person,) for person in range(1, count + 1))
    layer = replace(DAILY, weekdays=WORKDAYS, crews=crews)
    weeks = timedelta(weeks=count)
    found = shifts(
        compile_roster(roster(layer)), local("2026-03-02 09:00"), local("2026-03-02 09:00") + weeks
    )
    assert Counter(shift.person for shift in found) == dict.fromkeys(range(1, count + 1), 5)
    assert {shift.start.astimezone(ZoneInfo(SHANGHAI)).weekday() for shift in found} == WORKDAYS
    assert {shift.end - shift.start for shift in found} == {timedelta(days=1)}


def test_with_a_gap_only_the_first_week_of_each_two_is_duty() -> None:
    """Each has a week, and the week after it is nobody's."""
    made = compile_roster(roster(replace(DAILY, unit=Unit.WEEK, every=2, gap=True)))
    found = shifts(made, local("2026-03-02 09:00"), local("2026-04-01 09:00"))
    told = [(f"{shift.start:%m-%d}", f"{shift.end:%m-%d}", shift.person) for shift in found]
    assert told == [
        ("03-02", "03-09", ANA), ("03-16", "03-23", BO), ("03-30", "04-06", CAI)
    ]  # fmt: skip
    assert on_duty(made, local("2026-03-10 12:00")) == ()


ON_DUTY: list[tuple[str, Roster, str, list[int]]] = [
    ("before its start nobody", roster(DAILY), "2026-03-02 08:59:59", []),
    ("from its start the first", roster(DAILY), "2026-03-02 09:00", [ANA]),
    ("a shift ends at the next hand-off", roster(DAILY), "2026-03-03 08:59:59", [ANA]),
    (
        "`until` ends it",
        roster(replace(DAILY, until=wall("2026-03-03 12:00"))),
        "2026-03-03 12:00",
        [],
    ),
    (
        "those in a crew serve together, in their order",
        roster(replace(DAILY, crews=((CAI, ANA), (BO,)))),
        "2026-03-02 10:00",
        [CAI, ANA],
    ),
    ("an empty crew is nobody", roster(replace(DAILY, crews=((), (BO,)))), "2026-03-02 10:00", []),
    ("no crews at all is nobody", roster(replace(DAILY, crews=())), "2026-03-02 10:00", []),
    (
        "outside its windows a layer has nobody",
        roster(replace(DAILY, windows=(HOURS_9_TO_18,))),
        "2026-03-02 18:00",
        [],
    ),
    (
        "a window across midnight belongs to the day it begins on",
        roster(replace(DAILY, windows=(Window(22 * 60, 30 * 60),), weekdays=frozenset({4}))),
        "2026-03-07 05:59",
        [ANA],
    ),
    (
        "and ends",
        roster(replace(DAILY, windows=(Window(22 * 60, 30 * 60),), weekdays=frozenset({4}))),
        "2026-03-07 06:00",
        [],
    ),
    (
        "a weekday without windows lasts from hand-off to hand-off",
        roster(replace(DAILY, unit=Unit.WEEK, weekdays=WORKDAYS)),
        "2026-03-07 08:59",
        [ANA],
    ),
    (
        "and no longer",
        roster(replace(DAILY, unit=Unit.WEEK, weekdays=WORKDAYS)),
        "2026-03-07 09:00",
        [],
    ),
    ("a higher layer hides a lower one", roster(BELOW, DAILY), "2026-03-02 10:00", [ANA]),
    (
        "where it has somebody",
        roster(BELOW, replace(DAILY, windows=(HOURS_9_TO_18,))),
        "2026-03-02 19:00",
        [EVE],
    ),
    (
        "layers of one priority serve together",
        roster(DAILY, replace(BELOW, priority=0)),
        "2026-03-02 10:00",
        [ANA, EVE],
    ),
    ("primary before back-up", roster(BACKUP, DAILY), "2026-03-03 10:00", [BO, DAN]),
    (
        "nobody twice: the first position counts",
        roster(replace(BACKUP, crews=((ANA, DAN),)), DAILY),
        "2026-03-02 10:00",
        [ANA, DAN],
    ),
]


@pytest.mark.parametrize(
    ("what", "made", "at", "expected"), ON_DUTY, ids=[case[0] for case in ON_DUTY]
)
def test_who_is_on_duty(what: str, made: Roster, at: str, expected: list[int]) -> None:
    """Layers, windows and crews give who the table says."""
    assert people(made, local(at)) == expected, what


def test_the_next_hand_over_is_when_other_people_come() -> None:
    """At a position, or at any; a hand-off to the same people is none, the end of duty is one."""
    layer = replace(DAILY, crews=((ANA,), (ANA,), (BO,)), until=wall("2026-03-06 12:00"))
    rota = compile_roster(roster(layer, replace(BACKUP, crews=((DAN,), (EVE,)))))
    table = {
        ("2026-03-01 00:00", None): "2026-03-02 09:00",
        ("2026-03-02 09:00", None): "2026-03-04 09:00",
        ("2026-03-05 09:00", 0): "2026-03-06 12:00",
        ("2026-03-06 12:00", None): "2026-03-09 09:00",
        ("2026-03-03 09:00", 1): "2026-03-09 09:00",
    }
    for (at, position), expected in table.items():
        assert next_handover(rota, local(at), position) == local(expected), at
    assert next_handover(rota, local("2026-03-06 12:00"), 0) is None


def test_the_next_hand_over_is_found_years_ahead() -> None:
    """A rotation that begins in three years, or turns once a year, is seen; one person stays."""
    later = compile_roster(roster(replace(DAILY, start=wall("2029-03-02 09:00"))))
    assert next_handover(later, local("2026-03-02 09:00")) == local("2029-03-02 09:00")
    yearly = replace(DAILY, unit=Unit.MONTH, every=12, crews=((ANA,), (ANA,), (BO,)))
    found = next_handover(compile_roster(roster(yearly)), local("2026-03-02 09:00"))
    assert found == local("2028-03-02 09:00")
    alone = compile_roster(roster(replace(DAILY, crews=((ANA,),))))
    assert next_handover(alone, local("2026-03-02 09:00")) is None


def test_turns_have_numbers_that_swaps_can_name() -> None:
    """The turn at an instant is the turn of its number; before the start and after `until` none."""
    layer = replace(DAILY, until=wall("2026-03-05 12:00"))
    found = turn_at(layer, local("2026-03-05 11:59"))
    assert found is not None
    assert found == turn(layer, found.ordinal)
    assert (found.ordinal, found.crew) == (3, (ANA,))
    assert (found.start, found.end) == (local("2026-03-05 09:00"), local("2026-03-05 12:00"))
    assert turn_at(layer, local("2026-03-05 12:00")) is None
    assert turn_at(layer, local("2026-03-02 08:59")) is None
    assert turn(layer, 4) is None
    assert turn(layer, -1) is None


def test_the_hours_of_a_turn_are_its_windows() -> None:
    """A week of working hours with lunch is ten stretches; Friday's turn ends on Saturday."""
    hours = (Window(9 * 60, 12 * 60), Window(13 * 60, 18 * 60))
    weekly = replace(DAILY, unit=Unit.WEEK, weekdays=WORKDAYS, windows=hours)
    served = hours_of(weekly, 1)
    assert len(served) == 10
    assert served[0] == (local("2026-03-09 09:00"), local("2026-03-09 12:00"))
    friday = replace(DAILY, weekdays=WORKDAYS)
    assert hours_of(friday, 4) == ((local("2026-03-06 09:00"), local("2026-03-07 09:00")),)


def test_rosters_that_are_equal_compile_to_equals() -> None:
    """What was asked before makes no difference."""
    one, other = compile_roster(roster(DAILY, BACKUP)), compile_roster(roster(DAILY, BACKUP))
    on_duty(one, local("2026-03-05 12:00"))
    assert one == other
    assert hash(one) == hash(other)
    assert one != compile_roster(roster(DAILY))
