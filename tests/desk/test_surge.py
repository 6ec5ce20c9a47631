"""When a flood begins and ends, and what holds meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.queues import Queue, Strategy, Surge
from desk.surge import CALM, Bound, InForce, SurgeState, Turn, ends_at, in_surge, surge_state, turn
from tests.desk.builders import NOON

SURGE = Surge(
    inflow=20,
    backlog=40,
    calm=timedelta(minutes=15),
    standby="second-line",
    strategy=(Strategy.LEAST_LOAD,),
    gather=frozenset({"low"}),
)
FLOOD = SurgeState(True, NOON, None, (Bound.INFLOW,))
QUEUE = Queue(surge=SURGE)


def minutes(count: float) -> timedelta:
    """That long."""
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("inflow", "backlog", "why"),
    [
        (20, 40, ()),  # a bound that is reached is not passed
        (21, 0, (Bound.INFLOW,)),
        (0, 41, (Bound.BACKLOG,)),
        (99, 99, (Bound.INFLOW, Bound.BACKLOG)),
    ],
)
def test_it_begins_when_a_bound_is_passed(
    inflow: int, backlog: int, why: tuple[Bound, ...]
) -> None:
    """At once, with the bounds that were."""
    state = surge_state(SURGE, None, inflow, backlog, NOON)
    assert state == (SurgeState(True, NOON, None, why) if why else CALM)


def test_it_ends_by_itself_after_a_time_of_calm() -> None:
    """Both counts below three quarters, all that time."""
    calm = surge_state(SURGE, FLOOD, 14, 29, NOON + minutes(10))
    assert calm == replace(FLOOD, calm_since=NOON + minutes(10))
    assert ends_at(SURGE, calm) == NOON + minutes(25)
    assert surge_state(SURGE, calm, 14, 29, NOON + minutes(24.9)) == calm
    ended = surge_state(SURGE, calm, 14, 29, NOON + minutes(25))
    assert ended == SurgeState(False, NOON + minutes(25))
    assert ends_at(SURGE, ended) is None


@pytest.mark.parametrize(("inflow", "backlog"), [(15, 0), (0, 30), (21, 0)])
def test_it_does_not_flicker(inflow: int, backlog: int) -> None:
    """Once on, three quarters of a bound are enough to go on, and calm is counted anew."""
    calm = replace(FLOOD, calm_since=NOON + minutes(10))
    assert surge_state(SURGE, calm, inflow, backlog, NOON + minutes(24)) == FLOOD
    assert ends_at(SURGE, FLOOD) is None
    assert not surge_state(SURGE, None, min(inflow, 20), backlog, NOON).on


def test_a_bound_of_nothing_ends_too() -> None:
    """With `backlog: 0` it ends once nothing waits; bounds that aren't set don't matter."""
    surge = Surge(backlog=0, calm=timedelta(0))
    on = surge_state(surge, None, 1000, 1, NOON)
    assert on.on
    assert not surge_state(surge, on, 1000, 0, NOON).on
    assert not surge_state(Surge(), None, 10**6, 10**6, NOON).on


def test_both_ends_are_told_once() -> None:
    """That it began and that it ended, and nothing between."""
    on, off = FLOOD, SurgeState(False, NOON)
    assert turn(None, on) is Turn.BEGAN
    assert turn(off, on) is Turn.BEGAN
    assert turn(on, off) is Turn.ENDED
    assert turn(on, replace(on, calm_since=NOON)) is None
    assert turn(None, CALM) is None


def test_in_a_flood_the_surge_rule_applies() -> None:
    """Another strategy, a roster that joins, notices gathered; everything else stays."""
    assert in_surge(QUEUE, FLOOD) == InForce(
        replace(QUEUE, strategies=(Strategy.LEAST_LOAD,)), "second-line", frozenset({"low"})
    )
    as_before = Queue(surge=replace(SURGE, strategy=()))
    assert in_surge(as_before, FLOOD).queue == as_before


@pytest.mark.parametrize("state", [None, CALM, SurgeState(False, NOON)])
def test_otherwise_the_queue_is_worked_as_ever(state: SurgeState | None) -> None:
    """Nobody joins, nothing is gathered."""
    assert in_surge(QUEUE, state) == InForce(QUEUE)
    assert in_surge(Queue(), FLOOD) == InForce(Queue())


COUNTS = st.tuples(st.integers(0, 30), st.integers(0, 60), st.integers(0, 20))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(COUNTS, max_size=40))
def test_it_is_on_while_a_bound_is_passed_and_off_after_the_calm(
    counts: list[tuple[int, int, int]],
) -> None:
    """Whatever comes: never off above a bound, never on after a whole calm, `since` never late."""
    state, at, quiet = CALM, NOON, None
    for inflow, backlog, later in counts:
        at += minutes(later)
        state = surge_state(SURGE, state, inflow, backlog, at)
        below = inflow * 4 < 60 and backlog * 4 < 120
        quiet = (quiet or at) if below else None
        if inflow > 20 or backlog > 40:
            assert state.on
        if quiet is not None and at - quiet >= SURGE.calm:
            assert not state.on
        assert state.since is None or state.since <= at
        assert state.calm_since is None or state.on
