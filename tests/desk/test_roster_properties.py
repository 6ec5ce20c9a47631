"""Rosters against a naive reading of their conventions, over a year and over changes of clocks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.calendar import Window
from desk.roster import Adjustment, Layer, Leave, Override, OverrideKind, Roster, Swap, Unit
from desk.rota import Rota, compile_roster, next_handover, on_duty, shifts
from desk.turns import agreement, turn, turn_at
from tests.desk.naive_roster import DAY, HOUR, MINUTE, NaiveRoster, Served

SECOND = timedelta(seconds=1)

YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
MARGIN = 110 * DAY  # longer than any turn or change that is drawn

ZONES = (
    "America/New_York",
    "Europe/London",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Europe/Berlin",
    "Asia/Shanghai",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Pacific/Auckland",
)

PEOPLE = st.integers(1, 4)
HALF_HOURS = st.integers(0, 47).map(lambda half: half * 30 * MINUTE)
EVERY = {Unit.HOUR: (6, 8, 12), Unit.DAY: (1, 2, 3), Unit.WEEK: (1, 2, 3), Unit.MONTH: (1, 2)}
WINDOWS: list[tuple[Window, ...]] = [
    (),
    (Window(540, 1080),),
    (Window(540, 720), Window(780, 1080)),
    (Window(1320, 1800),),
    (Window(90, 150), Window(120, 1440)),
]
WEEKDAYS = [frozenset[int](), frozenset(range(5)), frozenset({5, 6}), frozenset({0, 2, 6})]


@st.composite
def layers(draw: st.DrawFn, key: str) -> Layer:
    """A rotation of any kind that begins before or early in the year."""
    unit, limited = draw(st.sampled_from(list(Unit))), draw(st.booleans())
    begins = YEAR[0].replace(tzinfo=None) + draw(st.integers(-40, 20)) * DAY
    crews = st.sampled_from([(1,), (2,), (3,), (4,), (1, 2), (3, 1), (2, 4), ()])
    return Layer(
        key=key,
        timezone=draw(st.sampled_from(ZONES)),
        unit=unit,
        every=draw(st.sampled_from(EVERY[unit])),
        start=begins + draw(HALF_HOURS),
        until=draw(st.sampled_from([None, None, begins + 300 * DAY])),
        crews=tuple(draw(st.lists(crews, min_size=2, max_size=5))),
        weekdays=draw(st.sampled_from(WEEKDAYS)) if limited else frozenset(),
        windows=draw(st.sampled_from(WINDOWS)) if limited else (),
        position=draw(st.integers(0, 1)),
        priority=draw(st.integers(0, 2)),
        gap=draw(st.sampled_from([False, False, False, True])),
    )


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """One to three layers with a year's overrides, leave and swaps."""
    made = [draw(layers(key)) for key in ("a", "b", "c")[: draw(st.integers(1, 3))]]
    changes: list[Adjustment] = []
    for number in range(draw(st.integers(8, 16))):
        # Many fall into the same week, so that they meet.
        day = draw(st.sampled_from([8, 37, 80, 300])) + draw(st.integers(0, 7))
        begin = YEAR[0] + day * DAY + draw(HALF_HOURS)
        end = begin + draw(st.integers(1, 400)) * 30 * MINUTE
        one, other = draw(PEOPLE), draw(PEOPLE)
        where = draw(st.sampled_from([None, "a", "b", "gone"]))
        match draw(st.sampled_from(["leave", "swap", *OverrideKind])):
            case "leave":
                changes.append(Leave(id=number, person=one, start=begin, end=end))
            case "swap":
                layer = draw(st.sampled_from(made))
                word = draw(st.sampled_from([agreement(layer)] * 5 + ["other"]))
                changes.append(
                    Swap(
                        id=number,
                        layer=layer.key,
                        ordinal=draw(st.integers(0, 40)),
                        fingerprint=word,
                        person=one,
                        other=other,
                    )
                )
            case kind:
                changes.append(
                    Override(
                        id=number,
                        kind=OverrideKind(kind),
                        start=begin,
                        end=end,
                        layer=where,
                        person=draw(st.sampled_from([None, one])),
                        other=other,
                    )
                )
    order = draw(st.permutations(changes))
    return Roster(key="r", name="R", timezone="UTC", layers=tuple(made), adjustments=tuple(order))


@given(made=rosters(), gone=st.sets(PEOPLE, max_size=3), day=st.integers(0, 364))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_nobody_whom_the_desk_does_not_know_is_on_duty(
    made: Roster, gone: set[int], day: int
) -> None:
    """Whatever was changed for people who are gone, the roster is as if it had not been."""
    layers = tuple(
        replace(one, crews=tuple(tuple(p for p in crew if p not in gone) for crew in one.crews))
        for one in made.layers
    )
    # Those who agreed on a swap agreed on these turns: only people are otherwise.
    words = {one.key: agreement(one) for one in layers}
    changes = tuple(
        replace(one, fingerprint=words[one.layer]) if isinstance(one, Swap) else one
        for one in made.adjustments
    )
    staff = frozenset({1, 2, 3, 4}) - gone
    known = compile_roster(replace(made, layers=layers, adjustments=changes, staff=staff))
    names_gone = [
        one for one in changes if not isinstance(one, Leave) and {one.person, one.other} & gone
    ]
    kept = tuple(one for one in changes if one not in names_gone)
    plain = compile_roster(replace(made, layers=layers, adjustments=kept))
    for at in (YEAR[0] + (day + hours) * DAY for hours in (0, 0.25, 0.5, 0.75)):
        serving = on_duty(known, at)
        assert not gone & {one.person for one in serving}
        assert {(one.person, one.position) for one in on_duty(plain, at)} == {
            (one.person, one.position) for one in serving
        }


def naive_segments(made: Roster) -> list[tuple[datetime, list[Served]]]:
    """A year with margins, cut wherever anything can change, and who serves from each cut on."""
    start, end = YEAR[0] - MARGIN, YEAR[1] + MARGIN
    naive = NaiveRoster(made, end)
    return [(edge, naive.serving(edge)) for edge in naive.edges(start, end)]


def naive_shifts(segments: list[tuple[datetime, list[Served]]]) -> set[tuple[object, ...]]:
    """Stretches that overlap the year: touching ones of the same turn are one."""
    running: dict[tuple[object, ...], datetime] = {}
    found: set[tuple[object, ...]] = set()
    for at, serving in [*segments, (YEAR[1] + MARGIN, [])]:
        now = {served[:4] for served in serving}
        for key in [key for key in running if key not in now]:
            begun = running.pop(key)
            if begun < YEAR[1] and at > YEAR[0]:
                found.add((begun, at, *key))
        for key in now:
            running.setdefault(key, at)
    return found


@given(made=rosters())
@settings(max_examples=25, deadline=None, derandomize=True)
def test_a_year_of_a_roster_is_what_a_naive_reading_says(made: Roster) -> None:
    """Segment by segment, and a second before and after each of its edges."""
    rota, segments = compile_roster(made), naive_segments(made)
    found = shifts(rota, *YEAR)
    told = [(s.start, s.end, s.person, s.position, s.layer, s.ordinal) for s in found]
    assert len(told) == len(set(told))
    assert set(told) == naive_shifts(segments)
    before: list[Served] = []
    for at, serving in segments:
        if YEAR[0] < at < YEAR[1]:
            assert on_duty_at(rota, at) == [served[:3] for served in serving]
            assert on_duty_at(rota, at - SECOND) == [served[:3] for served in before]
        before = serving


def on_duty_at(rota: Rota, at: datetime) -> list[tuple[int, int, str]]:
    """Whom the compiled roster names, in order."""
    return [(one.person, one.position, one.layer) for one in on_duty(rota, at)]


@given(made=rosters(), minutes=st.lists(st.integers(0, 525_599), min_size=60, max_size=60))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_all_look_ups_agree_at_any_minute(made: Roster, minutes: list[int]) -> None:
    """Who is on duty, the shifts and the next hand-over say the same as a naive reading."""
    rota, naive = compile_roster(made), NaiveRoster(made, YEAR[1])
    for at in (YEAR[0] + minute * MINUTE for minute in minutes):
        serving, duty = naive.serving(at), on_duty(rota, at)
        found = shifts(rota, at, at + SECOND)
        assert [(one.person, one.position, one.layer) for one in duty] == [s[:3] for s in serving]
        assert {(s.person, s.layer, s.end) for s in found if s.start <= at} == {
            (one.person, one.layer, one.until) for one in duty
        }


@given(made=rosters(), day=st.integers(0, 300))
@settings(max_examples=20, deadline=None, derandomize=True)
def test_the_next_hand_over_is_the_next_change_of_people(made: Roster, day: int) -> None:
    """At each position and for all, it is the first edge at which others serve."""
    rota, at = compile_roster(made), YEAR[0] + day * DAY
    naive = NaiveRoster(made, YEAR[1])
    for position in (None, 0, 1):

        def people(when: datetime, position: int | None = position) -> set[int]:
            serving = naive.serving(when)
            return {served[0] for served in serving if position in {None, served[1]}}

        edges = (edge for edge in naive.edges(at, YEAR[1]) if edge > at)
        expected = next((edge for edge in edges if people(edge) != people(at)), None)
        found = next_handover(rota, at, position)
        assert found == expected or (expected is None and (found is None or found >= YEAR[1]))


@cache
def changes_of_clocks(zone: str) -> list[datetime]:
    """Every change of that zone's clocks in five years, in UTC."""
    there, found = ZoneInfo(zone), []
    at = datetime(2024, 1, 1, tzinfo=UTC)
    offset = at.astimezone(there).utcoffset()
    while at.year < 2029:
        at += HOUR / 2
        if at.astimezone(there).utcoffset() != offset:
            offset = at.astimezone(there).utcoffset()
            found.append(at)
    return found


TIMES_AROUND = [minutes * MINUTE for minutes in (-90, -60, -30, 0, 15, 30, 60)]


@pytest.mark.parametrize("zone", ZONES)
def test_hand_offs_around_every_change_of_clocks(zone: str) -> None:
    """Turns touch, and begin when clocks first show their time, or as soon as clocks go on."""
    there = ZoneInfo(zone)
    for change in changes_of_clocks(zone):
        last_shown = (change - SECOND).astimezone(there).replace(tzinfo=None)
        for around in TIMES_AROUND:
            for unit, every, back in ((Unit.DAY, 1, 3), (Unit.WEEK, 1, 7), (Unit.HOUR, 8, 1)):
                start = last_shown + SECOND + around - back * DAY
                layer = Layer(
                    key="a",
                    timezone=zone,
                    unit=unit,
                    every=every,
                    start=start,
                    crews=((1,), (2,), (3,)),
                )
                length = {Unit.DAY: DAY, Unit.WEEK: 7 * DAY, Unit.HOUR: 8 * HOUR}[unit]
                check_turns(layer, change, length)


def check_turns(layer: Layer, change: datetime, length: timedelta) -> None:
    """Six turns of a layer whose clocks change within them."""
    zone = ZoneInfo(layer.timezone)
    rota = compile_roster(Roster(key="r", name="R", timezone=layer.timezone, layers=(layer,)))
    for ordinal in range(6):
        found, following = turn(layer, ordinal), turn(layer, ordinal + 1)
        assert found is not None
        assert following is not None
        assert found.end == following.start
        shown = found.start.astimezone(zone)
        meant = layer.start + ordinal * length
        if shown.replace(tzinfo=None) == meant:
            assert shown.fold == 0
        else:  # clocks never showed it
            assert found.start == change
            assert (change - SECOND).astimezone(zone).replace(tzinfo=None) < meant
            assert meant < shown.replace(tzinfo=None)
        assert turn_at(layer, found.start) == found
        assert on_duty_at(rota, found.start) == [(ordinal % 3 + 1, 0, "a")]
        assert on_duty_at(rota, found.end - SECOND) == [(ordinal % 3 + 1, 0, "a")]


def test_the_changes_are_found() -> None:
    """The test above looks at what it says: two changes a year, none in Shanghai."""
    counts = {zone: len(changes_of_clocks(zone)) for zone in ZONES}
    assert counts["America/New_York"] == counts["Australia/Lord_Howe"] == 10
    assert counts["Asia/Shanghai"] == counts["America/Sao_Paulo"] == 0
    assert counts["Africa/Casablanca"] == 10
