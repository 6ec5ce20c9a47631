"""What a roster means for people over weeks, and two rosters side by side."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desk.calendar import Calendar, DayKind, SpecialDay, Window
from desk.roster import Adjustment, Layer, Leave, Override, OverrideKind, Unit
from desk.roster_compare import Seat, compare
from desk.roster_preview import Load, Preview, preview
from desk.rota import Rota, compile_roster
from tests.desk.rosters import (
    ANA,
    BACKUP,
    BO,
    CAI,
    DAILY,
    DAN,
    EVE,
    HOURS_9_TO_18,
    NEW_YORK,
    WORKDAYS,
    local,
    roster,
    wall,
)

MONDAY = local("2026-03-02 09:00")
NINE_TO_NINE = replace(DAILY, crews=((ANA,), (BO,), (CAI,), (DAN,)))
LUNCH = (Window(9 * 60, 12 * 60), Window(13 * 60, 18 * 60))


def seen(*layers: Layer, weeks: int = 4, changes: tuple[Adjustment, ...] = ()) -> Preview:
    """The weeks from Monday, 2 March on."""
    return preview(compile_roster(roster(*layers, changes=changes)), MONDAY, weeks)


def load(found: Preview, person: int) -> Load:
    """One person's."""
    return next(load for load in found.people if load.person == person)


def times(found: Preview) -> list[tuple[datetime, datetime]]:
    """The gaps."""
    return [(gap.start, gap.end) for gap in found.gaps]


def empty(start: str, end: str) -> Override:
    """Nobody, for a while."""
    return Override(id=1, kind=OverrideKind.EMPTY, start=local(start), end=local(end))


def test_hours_and_shifts_are_counted_for_each() -> None:
    """Four people in four weeks of 24-hour turns have seven shifts each, a quarter of all."""
    found = seen(NINE_TO_NINE)
    for person in (ANA, BO, CAI, DAN):
        theirs = load(found, person)
        assert (theirs.shifts, theirs.hours, theirs.backup_hours) == (7, 168.0, 0.0)
        assert theirs.night_hours == 7 * 8
        assert theirs.unfairness == pytest.approx(0)
    assert sum(theirs.weekend_hours for theirs in found.people) == 4 * 48
    assert sum(theirs.weekend_share for theirs in found.people) == pytest.approx(1)
    assert load(found, ANA).holiday_hours == load(found, ANA).holiday_share == 0


def test_hours_beyond_the_weeks_looked_at_do_not_count() -> None:
    """A monthly shift that began before and ends after has the hours in between."""
    monthly = replace(DAILY, unit=Unit.MONTH, start=wall("2026-02-15 09:00"))
    found = preview(compile_roster(roster(monthly)), MONDAY, 1)
    assert load(found, ANA).hours == 168
    assert found.shifts[0].start == local("2026-02-15 09:00")


def test_hours_are_real_hours_across_a_change_of_clocks() -> None:
    """The week in which New York goes to summer time has 167."""
    layer = replace(DAILY, timezone=NEW_YORK, unit=Unit.WEEK, start=wall("2026-03-02 00:00"))
    found = preview(compile_roster(roster(layer)), local("2026-03-02 00:00", NEW_YORK), 1)
    assert (load(found, ANA).hours, load(found, ANA).weekend_hours) == (167, 47)
    assert load(found, BO).hours == 1  # of Monday: the weeks looked at are real time


def test_holidays_and_makeup_workdays_are_those_of_the_calendar() -> None:
    """A holiday is one on any weekday, a make-up Saturday is no weekend; plain dates do as well."""
    special = {
        date(2026, 3, 4): SpecialDay(DayKind.HOLIDAY, "节", ()),
        date(2026, 3, 7): SpecialDay(DayKind.MAKEUP, "班", (HOURS_9_TO_18,)),
    }
    calendar = Calendar("cn", "Asia/Shanghai", ((HOURS_9_TO_18,),) * 5 + ((), ()), special)
    rota = compile_roster(roster(replace(DAILY, crews=((ANA,), (BO,)))))
    midnight = local("2026-03-02 00:00")
    found = preview(rota, midnight, 1, calendar)
    # Wednesday until 9 is Bo's, then Ana's; Sunday until 9 is Bo's, then Ana's.
    assert (load(found, BO).holiday_hours, load(found, ANA).holiday_hours) == (9, 15)
    assert load(found, ANA).holiday_share == 15 / 24
    assert (load(found, BO).weekend_hours, load(found, ANA).weekend_hours) == (9, 15)
    plain = preview(rota, midnight, 1, {date(2026, 3, 4): "节"})
    assert load(plain, ANA).holiday_hours == 15
    assert load(plain, ANA).weekend_hours + load(plain, BO).weekend_hours == 48


def test_unfairness_is_the_difference_to_the_mean() -> None:
    """Who serves twice as often stands out, who gets no turn too; who helps out is not judged."""
    layer = replace(DAILY, crews=((ANA,), (BO,), (ANA,)))
    help_out = Override(
        id=1, kind=OverrideKind.ADD, start=MONDAY, end=MONDAY + timedelta(hours=5), other=EVE
    )
    found = seen(layer, weeks=3, changes=(help_out,))
    assert load(found, ANA).unfairness == pytest.approx(100 / 3)
    assert load(found, BO).unfairness == pytest.approx(-100 / 3)
    assert (load(found, EVE).hours, load(found, EVE).unfairness) == (5, None)
    idle = seen(replace(DAILY, unit=Unit.WEEK), weeks=2)
    assert load(idle, CAI).unfairness == -100


def test_hours_as_back_up_stand_apart() -> None:
    """Ana is back-up every day beside her turns: she serves no more than the others do."""
    found = seen(replace(DAILY, crews=((ANA,), (BO,))), replace(BACKUP, crews=((ANA,), (EVE,))))
    for person in (ANA, BO):
        assert load(found, person).hours == 14 * 24
        assert load(found, person).unfairness == pytest.approx(0)
    assert load(found, ANA).backup_hours > 0  # on the days on which she isn't primary
    assert load(found, EVE).backup_hours == 14 * 24
    standing_by = load(found, EVE)
    assert (standing_by.shifts, standing_by.hours, standing_by.unfairness) == (0, 0, None)
    assert standing_by.weekend_share == 0


def test_a_full_roster_has_no_gaps_and_an_empty_one_no_people() -> None:
    """Nothing is told where there is nothing to tell."""
    assert times(seen(DAILY)) == []
    nobody = seen(replace(DAILY, crews=()))
    assert nobody.people == ()
    assert times(nobody) == [(nobody.start, nobody.end)]


GAPS: list[tuple[str, tuple[Layer, ...], tuple[Adjustment, ...], list[tuple[str, str]]]] = [
    (
        "an hour that was emptied",
        (DAILY,),
        (empty("2026-03-02 12:00", "2026-03-02 13:00"),),
        [("2026-03-02 12:00", "2026-03-02 13:00")],
    ),
    (
        "leave that nobody takes over",
        (replace(DAILY, crews=((ANA,), (BO,))),),
        (Leave(id=1, person=BO, start=MONDAY, end=local("2026-03-04 00:00")),),
        [("2026-03-03 09:00", "2026-03-04 00:00")],
    ),
    ("only back-ups", (DAILY, BACKUP), (), []),
    (
        "nights and weekends of a roster for working hours are none",
        (replace(DAILY, weekdays=WORKDAYS, windows=LUNCH),),
        (empty("2026-03-06 11:00", "2026-03-07 12:00"),),
        [("2026-03-06 11:00", "2026-03-06 12:00"), ("2026-03-06 13:00", "2026-03-06 18:00")],
    ),
    (
        "what comes before the start is none, what comes after the end is one",
        (replace(DAILY, start=wall("2026-03-04 09:00"), until=wall("2026-03-08 09:00")),),
        (),
        [("2026-03-08 09:00", "2026-03-09 09:00")],
    ),
    (
        "a turn without anybody",
        (replace(DAILY, crews=((ANA,), (), (BO,))),),
        (),
        [("2026-03-03 09:00", "2026-03-04 09:00"), ("2026-03-06 09:00", "2026-03-07 09:00")],
    ),
    (
        "two layers that should make a week, and don't",
        (
            replace(DAILY, weekdays=WORKDAYS),
            replace(
                DAILY,
                key="end",
                unit=Unit.WEEK,
                start=wall("2026-03-02 12:00"),
                weekdays=frozenset({5, 6}),
            ),
        ),
        (empty("2026-03-08 10:00", "2026-03-08 11:00"),),
        [("2026-03-08 10:00", "2026-03-08 11:00")],
    ),
]


@pytest.mark.parametrize(
    ("what", "layers", "changes", "expected"), GAPS, ids=[case[0] for case in GAPS]
)
def test_gaps_are_told_where_the_roster_usually_has_a_primary(
    what: str,
    layers: tuple[Layer, ...],
    changes: tuple[Adjustment, ...],
    expected: list[tuple[str, str]],
) -> None:
    """Of a week from Monday, 9 o'clock."""
    found = seen(*layers, weeks=1, changes=changes)
    assert times(found) == [(local(start), local(end)) for start, end in expected], what


def test_too_little_rest_is_told_with_both_shifts() -> None:
    """Late shift, then early shift by a swap of hands: eight hours where eleven are wanted."""
    late = replace(DAILY, key="late", windows=(Window(14 * 60, 22 * 60),), crews=((ANA,),))
    early = replace(DAILY, key="early", windows=(Window(6 * 60, 14 * 60),), crews=((BO,),))
    stand_in = Override(
        id=1,
        kind=OverrideKind.REPLACE,
        start=local("2026-03-04 06:00"),
        end=local("2026-03-04 10:00"),
        person=BO,
        other=ANA,
    )
    assert seen(late, early).short_rests == ()
    found = seen(late, early, changes=(stand_in,)).short_rests
    assert [(one.person, one.rest) for one in found] == [
        (ANA, timedelta(hours=8)),
        (ANA, timedelta(hours=4)),
    ]
    assert found[0].before.shift.end == local("2026-03-03 22:00")
    assert found[0].after.shift.start == local("2026-03-04 06:00")


def test_a_stretch_of_duty_goes_on_whoever_hands_over_to_whom() -> None:
    """Who stays on by a hand-off to themselves or in another layer rests when it all is over."""
    for alone in (
        replace(DAILY, crews=((ANA,),)),
        replace(DAILY, crews=((ANA,), (ANA,))),
        replace(DAILY, unit=Unit.HOUR, every=8, crews=((ANA,),)),
    ):
        assert seen(alone).short_rests == ()
    assert seen(replace(DAILY, crews=((ANA,), (ANA,), (BO,)))).short_rests == ()
    early = replace(DAILY, key="early", windows=(Window(6 * 60, 14 * 60),), crews=((ANA,),))
    late = replace(early, key="late", windows=(Window(13 * 60, 20 * 60),))
    until_10 = replace(late, windows=(Window(13 * 60, 22 * 60),))
    assert seen(early, late, weeks=1).short_rests[0].rest == timedelta(hours=10)
    assert seen(early, until_10, weeks=1).short_rests[0].rest == timedelta(hours=8)
    assert seen(early, replace(late, windows=(Window(14 * 60, 19 * 60),))).short_rests == ()


def test_days_on_end_are_pointed_out() -> None:
    """Two turns of a day that follow each other are 48 hours without rest; one turn, however long,
    is what the roster means, and so is none."""
    twice = replace(DAILY, crews=((ANA,), (ANA,), (BO,), (CAI,)))
    found = seen(twice, weeks=1).long_stretches
    assert [(one.person, one.length) for one in found] == [(ANA, timedelta(hours=48))] * 2
    assert found[0].first.shift.start == MONDAY
    behind = replace(BACKUP, unit=Unit.DAY, crews=((ANA,), (ANA,), (BO,)))
    for calm in ((DAILY,), (replace(DAILY, unit=Unit.WEEK),), (DAILY, behind)):
        assert seen(*calm).long_stretches == ()
    by_day = replace(DAILY, windows=(Window(9 * 60, 21 * 60),), crews=((ANA,),))
    nights = replace(by_day, windows=(Window(21 * 60, 33 * 60),), crews=((BO,), (ANA,)))
    (over, *_) = preview(
        compile_roster(roster(by_day)), MONDAY, 1, others=[beside(nights)]
    ).long_stretches
    assert over.length == timedelta(hours=36)
    assert {over.first.roster, over.last.roster} == {"it"}


def test_whoever_is_alone_in_a_rotation_is_compared_with_nobody() -> None:
    """There is no mean of one; with another beside them there is."""
    assert load(seen(replace(DAILY, crews=((ANA,),))), ANA).unfairness is None
    assert load(seen(replace(DAILY, crews=((ANA,), (ANA,), (BO,)))), ANA).unfairness is not None


def test_breaks_and_standing_by_are_no_stretches() -> None:
    """Only a primary's shifts count, and lunch ends none."""
    with_lunch = replace(DAILY, unit=Unit.WEEK, windows=LUNCH)
    assert seen(with_lunch).short_rests == ()
    cut_by_hand_off = replace(DAILY, windows=(Window(6 * 60, 14 * 60),), crews=((ANA,),))
    assert seen(cut_by_hand_off).short_rests == ()
    week, back_up = replace(DAILY, unit=Unit.WEEK), replace(BACKUP, crews=((CAI,), (ANA,), (BO,)))
    assert seen(week, back_up).short_rests == ()


def beside(*layers: Layer, key: str = "hr") -> Rota:
    """Another roster of the desk."""
    return compile_roster(replace(roster(*layers), key=key))


def test_rest_is_counted_across_rosters() -> None:
    """Late for IT, then early for HR: eight hours, told where either shift is, and nowhere else."""
    late = replace(DAILY, windows=(Window(14 * 60, 22 * 60),), crews=((ANA,),))
    early = replace(DAILY, windows=(Window(6 * 60, 14 * 60),), weekdays=frozenset({2}))
    early = replace(early, start=wall("2026-02-02 06:00"))
    here, there = compile_roster(roster(late)), beside(replace(early, crews=((ANA,),)))
    (found,) = preview(here, MONDAY, 1, others=[there]).short_rests
    assert (found.person, found.rest) == (ANA, timedelta(hours=8))
    assert (found.before.roster, found.after.roster) == ("it", "hr")
    assert preview(there, MONDAY, 1, others=[here]).short_rests == (found,)
    assert (
        preview(here, MONDAY, 1, others=[beside(replace(early, crews=((BO,),)))]).short_rests == ()
    )
    elsewhere = beside(replace(DAILY, crews=((DAN,),)), key="ops")
    assert preview(elsewhere, MONDAY, 1, others=[here, there]).short_rests == ()


def test_a_comparison_shows_who_gets_more_and_from_when_others_serve() -> None:
    """A fourth person joins: the first day that differs, and everybody's hours before and after."""
    old, new = seen(DAILY), seen(NINE_TO_NINE)
    found = compare(old, new, most=3)
    assert found.first_change == date(2026, 3, 5)
    first = found.changes[0]
    assert (first.start, first.end) == (local("2026-03-05 09:00"), local("2026-03-06 09:00"))
    assert (first.before, first.after) == ((Seat(0, ANA),), (Seat(0, DAN),))
    assert len(found.changes) == 3
    assert found.more > 0
    hours = {one.person: one.hours for one in found.people}
    assert hours[DAN] == 168
    assert sum(hours.values()) == pytest.approx(0)
    dan = next(one for one in found.people if one.person == DAN)
    assert dan.before is None


def test_a_comparison_tells_what_only_the_new_roster_brings() -> None:
    """Rests and double bookings that were there before are not told again."""
    late = replace(DAILY, key="late", windows=(Window(14 * 60, 23 * 60),), crews=((ANA,),))
    early = replace(DAILY, key="early", windows=(Window(6 * 60, 14 * 60),), crews=((BO,),))
    standing_by = replace(BACKUP, crews=((BO,),))
    from_ten = Override(
        id=1,
        kind=OverrideKind.REPLACE,
        start=local("2026-03-04 06:00"),
        end=local("2026-03-04 07:00"),
        layer="early",
        other=ANA,
    )
    old = seen(late, early, standing_by, weeks=1)
    new = seen(late, early, standing_by, weeks=1, changes=(from_ten,))
    assert old.double_bookings
    assert [one.rest for one in compare(old, new).rests] == [
        timedelta(hours=7),
        timedelta(hours=7),
    ]
    assert new.double_bookings != old.double_bookings
    assert compare(old, new).doubles == ()
    assert {one.person for one in compare(seen(late, weeks=1), old).doubles} == {BO}
    assert (compare(old, old).rests, compare(old, old).doubles) == ((), ())
    assert compare(new, old).rests == ()


def test_a_change_of_positions_is_a_change_and_equal_rosters_have_none() -> None:
    """Primary and back-up changing places is told; other ways to the same duty are not."""
    pair = (replace(DAILY, crews=((ANA,),)), BACKUP)
    turned = (replace(DAILY, crews=((DAN,),)), replace(BACKUP, crews=((ANA,),)))
    found = compare(seen(*pair), seen(*turned))
    assert [(change.start, change.end) for change in found.changes] == [
        (MONDAY, MONDAY + timedelta(weeks=4))
    ]
    assert found.changes[0].after == (Seat(0, DAN), Seat(1, ANA))
    same = compare(seen(pair[0]), seen(replace(pair[0], unit=Unit.WEEK)))
    assert (same.first_change, same.changes, same.more) == (None, (), 0)


def test_comparisons_look_at_the_time_that_both_show() -> None:
    """Weeks that only one of them covers are no change."""
    assert compare(seen(DAILY, weeks=2), seen(DAILY, weeks=4)).changes == ()
    apart = preview(compile_roster(roster(DAILY)), datetime(2027, 1, 1, tzinfo=UTC), 2)
    assert compare(seen(DAILY), apart).first_change is None
