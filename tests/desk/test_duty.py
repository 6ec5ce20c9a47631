"""Changes of rosters: which shift is meant, who may do what, what is void, what holes are."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.calendar import Window
from desk.calendar_spans import Span
from desk.days import dates_of, read_days
from desk.duty import RosterChange, leave, may_undo, new_holes, override, spans_as_text, spans_in
from desk.duty_board import coming_days, own_shifts, standings
from desk.errors import Reason, Refusal
from desk.groups import Desk, Group
from desk.languages import Language
from desk.matters import MatterState, SwapRequest
from desk.people import Person
from desk.roster import Adjustment, Layer, Swap, Unit
from desk.rota import compile_roster, on_duty, shifts
from desk.swaps import (
    MeantShift,
    SwapAnswer,
    answered,
    meant_shift,
    shift_key,
    swap_asked,
    swap_of,
)
from desk.turns import agreement
from desk.whens import read_when, span_of
from tests.desk.builders import slack
from tests.desk.rosters import (
    ANA,
    BACKUP,
    BO,
    CAI,
    DAILY,
    DAN,
    EVE,
    SHANGHAI,
    WORKDAYS,
    local,
    roster,
)

NOW = local("2026-03-02 12:00")  # a Monday; Ana serves until Tuesday 9:00, then Bo, then Cai
TUESDAY = (local("2026-03-03 00:00"), local("2026-03-04 00:00"))
ALL = (ANA, BO, CAI, DAN, EVE)
LEA = EVE


def desk_with(
    *layers: Layer, changes: tuple[Adjustment, ...] = (), needs_lead: bool = False
) -> Desk:
    """A group of all, led by Lea, whose roster has these layers."""
    group = Group(
        key="it",
        name="IT",
        language=Language.ENGLISH,
        timezone=SHANGHAI,
        members=frozenset(ALL),
        leads=frozenset({LEA}),
        roster="it",
        swap_needs_lead=needs_lead,
    )
    return Desk(
        version=1,
        groups={"it": group},
        people={one: Person(one, str(one), None, (slack(f"U{one}"),)) for one in ALL},
        priorities=(),
        default_group="it",
        default_priority="",
        rosters={"it": roster(*layers, changes=changes)},
    )


def meant(
    desk: Desk, person: int, span: Span = TUESDAY, moment: datetime | None = None
) -> MeantShift:
    return meant_shift(desk, list(desk.groups.values()), person, span, moment, NOW)


def asked(desk: Desk, person: int = BO, other: int = CAI) -> SwapRequest:
    return swap_asked(desk, meant(desk, person), person, other, NOW)


def refusal(reason: Reason, act: object, *arguments: object) -> None:
    assert callable(act)
    with pytest.raises(Refusal) as refused:
        act(*arguments)
    assert refused.value.reason is reason


def test_the_shift_that_begins_that_day_is_meant() -> None:
    """On Tuesday Ana's ends and Bo's begins: Tuesday is Bo's; he is asked about all of it."""
    found = meant(desk_with(DAILY), BO)
    assert (found.layer.key, found.ordinal) == ("first", 1)
    assert (found.start, found.end) == (local("2026-03-03 09:00"), local("2026-03-04 09:00"))


def test_of_several_shifts_a_time_of_day_names_one() -> None:
    """Two layers that day are ambiguous until an hour is said."""
    day = replace(DAILY, key="day", windows=(Window(540, 1080),))
    night = replace(DAILY, key="night", windows=(Window(1080, 1980),))
    desk = desk_with(day, night)
    refusal(Reason.WHICH_SHIFT, meant, desk, BO)
    assert meant(desk, BO, moment=local("2026-03-03 20:00")).layer.key == "night"


def test_a_turn_that_has_begun_cannot_be_swapped() -> None:
    """A weekly turn is one shift: on Monday noon it has begun."""
    weekly = replace(DAILY, unit=Unit.WEEK, weekdays=WORKDAYS, windows=(Window(540, 1080),))
    refusal(Reason.SHIFT_BEGUN, meant, desk_with(weekly), ANA)


@pytest.mark.parametrize(
    ("person", "other", "reason"),
    [
        (BO, BO, Reason.SWAP_WITH_SELF),
        (BO, 99, Reason.NOT_IN_GROUP),
    ],
)
def test_whom_one_cannot_ask(person: int, other: int, reason: Reason) -> None:
    """Oneself, and people who have nothing to do with the group."""
    refusal(reason, asked, desk_with(DAILY), person, other)


def test_who_serves_then_or_is_away_cannot_take_it() -> None:
    """Nobody serves twice at one position, and nobody while on leave; a back-up may step in."""
    twins = replace(DAILY, crews=((ANA, DAN), (BO, CAI)))
    refusal(Reason.BUSY_THEN, asked, desk_with(twins))
    away = leave(CAI, TUESDAY, 1).parts
    refusal(Reason.AWAY_THEN, asked, desk_with(DAILY, changes=away))
    assert asked(desk_with(DAILY, BACKUP), BO, DAN).other == DAN


ANSWERS = [
    (MatterState.OPEN, SwapAnswer.ACCEPT, CAI, MatterState.DONE),
    (MatterState.OPEN, SwapAnswer.DECLINE, CAI, MatterState.DECLINED),
    (MatterState.OPEN, SwapAnswer.WITHDRAW, BO, MatterState.WITHDRAWN),
    (MatterState.AGREED, SwapAnswer.WITHDRAW, BO, MatterState.WITHDRAWN),
]
LEADS_ANSWER = [
    (MatterState.OPEN, SwapAnswer.ACCEPT, CAI, MatterState.AGREED),
    (MatterState.AGREED, SwapAnswer.APPROVE, LEA, MatterState.DONE),
    (MatterState.AGREED, SwapAnswer.DECLINE, LEA, MatterState.DECLINED),
    (MatterState.AGREED, SwapAnswer.DECLINE, CAI, MatterState.DECLINED),
    (MatterState.AGREED, SwapAnswer.WITHDRAW, BO, MatterState.WITHDRAWN),
]


@pytest.mark.parametrize("needs_lead", [False, True])
@pytest.mark.parametrize("state", MatterState)
@pytest.mark.parametrize("answer", SwapAnswer)
@pytest.mark.parametrize("person", ALL)
def test_every_answer_of_everybody_in_every_state(
    needs_lead: bool, state: MatterState, answer: SwapAnswer, person: int
) -> None:
    """What the tables list leads where they say; all else is refused."""
    desk = desk_with(DAILY, needs_lead=needs_lead)
    before = replace(asked(desk), id=5, state=state)
    assert before.needs_lead is needs_lead
    known = LEADS_ANSWER if needs_lead else ANSWERS
    if not needs_lead and state is MatterState.AGREED and answer is SwapAnswer.DECLINE:
        known = [*known, (state, answer, CAI, MatterState.DECLINED)]
    if needs_lead:
        known = [*known, *ANSWERS[1:3]]
    after = {(s, a, p): then for s, a, p, then in known}.get((state, answer, person))
    if after is None:
        with pytest.raises(Refusal):
            answered(before, answer, person, desk, NOW)
        return
    told = answered(before, answer, person, desk, NOW)
    assert (told.state, told.version, told.decided_by) == (after, before.version + 1, person)


def test_a_lead_who_takes_part_has_agreed() -> None:
    """Where a lead is needed, a swap with a lead needs no other."""
    assert not asked(desk_with(DAILY, needs_lead=True), BO, LEA).needs_lead


def test_a_swap_is_refused_once_its_shift_is_taken_void_or_begun() -> None:
    """Each has a reason of its own, also for a request that was settled by it."""
    desk = desk_with(DAILY)
    request = asked(desk)
    taken = Swap(
        id=1,
        layer="first",
        ordinal=1,
        fingerprint=agreement(DAILY),
        person=BO,
        other=ANA,
    )
    swapped = desk_with(DAILY, changes=(taken,))
    accept = SwapAnswer.ACCEPT
    refusal(Reason.SHIFT_SWAPPED, answered, request, accept, CAI, swapped, NOW)
    void = replace(request, state=MatterState.VOID)
    refusal(Reason.SHIFT_SWAPPED, answered, void, accept, CAI, swapped, NOW)
    refusal(Reason.SHIFT_SWAPPED, meant, swapped, BO)
    longer = desk_with(replace(DAILY, every=2))
    refusal(Reason.SWAP_VOID, answered, request, accept, CAI, longer, NOW)
    refusal(Reason.SHIFT_BEGUN, answered, request, accept, CAI, desk, request.start)


def test_an_agreed_swap_is_what_the_roster_needs() -> None:
    """What is kept of a swap puts the other one on duty for the whole turn, and for no other."""
    desk = desk_with(DAILY)
    request = asked(desk)
    change = swap_of(request, 1)
    assert change.shift == shift_key(request)
    after = compile_roster(roster(DAILY, changes=change.parts))
    for hours, person in ((-1, ANA), (0, CAI), (23, CAI), (24, CAI), (48, ANA), (72, BO)):
        at = request.start + timedelta(hours=hours)
        assert [one.person for one in on_duty(after, at)] == [person]


HOURS = st.integers(0, 24 * 14)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(HOURS, st.integers(1, 72), st.sampled_from(ALL), st.booleans(), st.data())
def test_an_override_puts_its_person_first_and_nobody_beside(
    start: int, length: int, other: int, named: bool, data: st.DataObject
) -> None:
    """For all of its time they are the primary (or exactly where that person was), else as before.

    Back-ups keep their place, unless one of them is who is put on.
    """
    day = replace(DAILY, key="day", windows=(Window(540, 1080),))
    night = replace(DAILY, key="night", windows=(Window(1080, 1980),))
    desk = desk_with(day, night, BACKUP)
    span = (NOW + timedelta(hours=start), NOW + timedelta(hours=start + length))
    rota = desk.rota("it")
    assert rota is not None
    before = compile_roster(rota.roster)
    serving = sorted({shift.person for shift in shifts(before, *span)} - {other})
    instead = data.draw(st.sampled_from(serving)) if named else None
    change = override(desk, desk.groups["it"], span, other, instead, 1)
    after = compile_roster(replace(rota.roster, adjustments=change.parts))
    for hour in range(start - 3, start + length + 3):
        at = NOW + timedelta(hours=hour)
        old = [(one.person, one.position) for one in on_duty(before, at)]
        new = [(one.person, one.position) for one in on_duty(after, at)]
        if not span[0] <= at < span[1]:
            assert new == old
        elif instead is None:
            assert new == [(other, 0), *(one for one in old if one[1] and one[0] != other)]
        else:
            assert {person for person, _ in new} == {
                other if person == instead else person for person, _ in old
            }


def test_nobody_is_put_on_for_somebody_who_is_off() -> None:
    """But for somebody who is on leave."""
    desk = desk_with(DAILY)
    group = desk.groups["it"]
    refusal(Reason.NOT_ON_DUTY, override, desk, group, TUESDAY, CAI, EVE, 1)
    away = desk_with(DAILY, changes=leave(BO, TUESDAY, 1).parts)
    assert override(away, group, TUESDAY, CAI, BO, 1).about.person == BO


def test_leave_makes_holes_only_where_somebody_was() -> None:
    """Bo's leave of three days leaves his one day without anybody; the back-up makes no hole."""
    rota = compile_roster(roster(DAILY, BACKUP))
    days = (local("2026-03-03 00:00"), local("2026-03-06 00:00"))
    (hole,) = new_holes(rota, leave(BO, days, 1))
    assert (hole.start, hole.end) == (local("2026-03-03 09:00"), local("2026-03-04 09:00"))
    assert not new_holes(rota, leave(DAN, days, 1))
    away = compile_roster(roster(DAILY, changes=leave(BO, days, 1).parts))
    assert not new_holes(away, leave(BO, days, 1))


def test_who_may_take_a_change_back() -> None:
    """Their own leave; all else only leads."""
    desk = desk_with(DAILY)
    own = replace(leave(BO, TUESDAY, 1), id=7)
    put_on: RosterChange = override(desk, desk.groups["it"], TUESDAY, CAI, None, 1)
    assert [may_undo(desk, own, one) for one in (BO, CAI, LEA)] == [True, False, True]
    assert [may_undo(desk, put_on, one) for one in (BO, CAI, LEA)] == [False, False, True]


def test_the_board_tells_who_is_on_till_when_and_who_comes() -> None:
    """A position a line; whoever stays has no end."""
    first, second = standings(desk_with(DAILY, BACKUP), desk_with(DAILY).groups["it"], NOW)
    assert (first.people, first.until, first.following) == (
        (ANA,),
        local("2026-03-03 09:00"),
        (BO,),
    )
    assert (second.people, second.until) == ((DAN,), None)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(HOURS, st.sampled_from(ALL))
def test_days_and_own_shifts_agree_with_who_is_on_duty(ahead: int, person: int) -> None:
    """At every hour of the days shown exactly those are on duty who are listed."""
    now = NOW + timedelta(hours=ahead)
    desk = desk_with(DAILY, BACKUP)
    rota = desk.rota("it")
    assert rota is not None
    days = coming_days(rota, ZoneInfo(SHANGHAI), now)
    own = own_shifts(desk, person, now, timedelta(days=5))
    for hour in range(0, 24 * 5, 3):
        at = now + timedelta(hours=hour)
        listed = {
            (one, stretch.position)
            for day in days
            for stretch in day.stretches
            if stretch.span[0] <= at < stretch.span[1]
            for one in stretch.people
        }
        serving = {(one.person, one.position) for one in on_duty(rota, at)}
        assert listed == serving
        mine = any(shift.start <= at < shift.end for _, shift in own)
        assert mine is any(one == person for one, _ in serving)


SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("today", "2026-11-22", "2026-11-22"),
        ("后天", "2026-11-24", "2026-11-24"),
        ("sunday", "2026-11-22", "2026-11-22"),
        ("friday", "2026-11-27", "2026-11-27"),
        ("next friday", "2026-11-27", "2026-11-27"),
        ("下周", "2026-11-23", "2026-11-29"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("11-22", "2026-11-22", "2026-11-22"),
        ("11-21", "2027-11-21", "2027-11-21"),
        ("12月31日到1月2日", "2026-12-31", "2027-01-02"),
        ("12月24日到26日", "2026-12-24", "2026-12-26"),
        ("monday to friday", "2026-11-23", "2026-11-27"),
        ("2-29", "2028-02-29", "2028-02-29"),
    ],
)
def test_days_are_the_nearest_that_are_meant(said: str, first: str, last: str) -> None:
    """Without a year it is the coming one, never one that is over."""
    read = read_days(said)
    assert read is not None
    dates = dates_of(read, SUNDAY)
    assert dates is not None
    assert (dates[0].isoformat(), (dates[1] - timedelta(days=1)).isoformat()) == (first, last)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_date_without_its_year_is_found_within_eight(today: date, day: date) -> None:
    """Whatever the day, it is that day of the month, and not over."""
    read = read_days(f"{day:%m-%d}")
    assert read is not None
    dates = dates_of(read, today)
    assert dates is not None
    found = dates[0]
    assert (found.month, found.day) == (day.month, day.day)
    assert today <= found <= today + timedelta(days=366 * 8)


def test_hours_that_end_before_they_begin_reach_into_the_next_day() -> None:
    """22:00-06:00 is a night; by the clocks of the zone."""
    when = read_when("22:00-06:00 tomorrow")
    assert when is not None
    assert span_of(when, NOW, ZoneInfo(SHANGHAI)) == (
        local("2026-03-03 22:00"),
        local("2026-03-04 06:00"),
    )


def test_times_survive_being_a_fact() -> None:
    """Spans become a text and come back."""
    spans = (TUESDAY, (NOW, NOW + timedelta(seconds=1)))
    assert spans_in(spans_as_text(spans)) == spans
    assert spans_in("") == ()
