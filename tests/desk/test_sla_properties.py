"""Promises, whatever happens to a ticket: its clocks and timers stay true to each other."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from desk.calendar import deadline, elapsed, is_open
from desk.clock_changes import extended, paused, resumed, snoozed, started
from desk.clocks import PROMISES, ClockKind, ClockState, Mood, with_clock
from desk.errors import Refusal
from desk.escalation import fire
from desk.events import Said
from desk.moves import MOVES, Action, WaitingFor, actions_from
from desk.people import Actor, Role
from desk.promises import Measure, OnReopening, Step, When, Whom
from desk.sla import TimerStop, replanned
from desk.step_decision import StepDecision
from tests.desk.builders import BO, DAN, LEA, actor
from tests.desk.sla_builders import (
    CHINA,
    HIGH,
    HOUR,
    MINUTE,
    NORMAL,
    REPORTER,
    STEPS,
    URGENT,
    Life,
    born,
    limits,
    local,
    policy,
    promising_desk,
)

SECOND = timedelta(seconds=1)
BEGINNING = local("2025-09-22 00:00")
INSTANTS = st.integers(0, 28 * 24 * 3600).map(lambda seconds: BEGINNING + seconds * SECOND)
MESSY = st.builds(lambda at, n: at + timedelta(microseconds=n), INSTANTS, st.integers(0, 999_999))
GAPS = st.one_of(st.integers(0, 3600), st.integers(0, 5 * 24 * 3600)).map(lambda n: n * SECOND)
LENGTHS = st.integers(1, 40 * 3600).map(lambda seconds: seconds * SECOND)
QUICK = settings(max_examples=60, deadline=None, derandomize=True)

EVERYBODY = (Role.MEMBER, Role.LEAD)
# A ticket that climbs has to be acknowledged anew from then on, so there it matters when.
WITHOUT_CLIMBING = {
    kind: tuple(replace(step, next_tier=False) for step in steps) for kind, steps in STEPS.items()
}
TIGHTER = promising_desk(policy("normal", limits(15, 60, 60, 240)))


@dataclass(frozen=True)
class Turn:
    """Time passes, in which timers fire (in time, or all at its end); then somebody does this."""

    gap: timedelta
    in_time: bool
    choice: int
    person: int
    group: str
    priority: str
    waiting_for: WaitingFor


TURNS = st.lists(
    st.builds(
        Turn,
        gap=GAPS,
        in_time=st.booleans(),
        choice=st.integers(0, 1000),
        person=st.sampled_from((BO, LEA, DAN)),
        group=st.sampled_from(("it", "store")),
        priority=st.sampled_from(("urgent", "high", "normal", "low")),
        waiting_for=st.sampled_from(WaitingFor),
    ),
    max_size=14,
)


def take(life: Life, turn: Turn) -> list[StepDecision]:
    """One turn; what people do besides moves (extend, settings) is among the choices."""
    at = life.ticket.changed_at + turn.gap
    heard = life.live(at) if turn.in_time else life.sweep(at)
    choices = [*actions_from(life.ticket.status), Action.REPLAN, None]
    action = choices[turn.choice % len(choices)]
    if action in {Action.SNOOZE, Action.EXTEND}:
        adjust(life, action, turn, at)
        return heard
    if action is Action.REPLAN or action is None:
        desk = TIGHTER if action is None else promising_desk()
        life.desk = desk
        life.keep(replace(life.ticket, clocks=replanned(life.ticket, at, desk), changed_at=at))
        return heard
    said = Said("hm", turn.waiting_for, turn.person, turn.group, turn.priority)
    with suppress(Refusal):  # whoever has it takes it over, or sends back what nobody sent
        life.do(action, at, who(action, turn), said)
    return heard


def who(action: Action, turn: Turn) -> Actor:
    """Somebody who may; comments are the reporter's as often as not."""
    if Role.REPORTER in MOVES[action].by and turn.choice % 2:
        return REPORTER
    other = DAN if turn.person == BO else BO
    return actor(other, *EVERYBODY)


def adjust(life: Life, action: Action | None, turn: Turn, at: datetime) -> None:
    """Every clock that runs is snoozed, or extended."""
    clocks = life.ticket.clocks
    for clock in clocks:
        if clock.runs and action is Action.SNOOZE:
            clocks = with_clock(clocks, snoozed(clock, at + turn.gap))
        elif clock.runs:
            clocks = with_clock(clocks, extended(clock, turn.gap, at, life.desk))
    life.keep(replace(life.ticket, clocks=clocks, changed_at=at))


def lived(at: datetime, turns: Sequence[Turn], reopening: OnReopening) -> Life:
    """A ticket after all this, checked at every turn."""
    life = born(at, promising_desk(reopening=reopening))
    check(life)
    for turn in turns:
        take(life, turn)
        check(life)
    return life


def check(life: Life) -> None:
    """What holds at any moment."""
    going = [clock for clock in life.ticket.clocks if clock.runs]
    assert len({clock.kind for clock in going}) == len(going)
    assert len({clock.key for clock in life.ticket.clocks}) == len(life.ticket.clocks)
    wanted = {
        TimerStop(clock.kind, clock.round, clock.fired): clock.next_at
        for clock in going
        if clock.next_at is not None
    }
    assert life.timers == wanted
    for clock in life.ticket.clocks:
        if clock.state is ClockState.PAUSED:
            assert (clock.due, clock.next_at) == (None, None)
            continue
        assert clock.due is not None
        calendar = life.desk.calendar(clock.calendar)
        assert clock.due.microsecond == 0
        if clock.state is ClockState.RUNNING:
            assert clock.due == deadline(
                calendar, clock.started_at, clock.whole_limit, clock.pauses
            )
        if clock.kind in PROMISES:
            assert is_open(calendar, clock.due - SECOND)


@QUICK
@given(at=MESSY, turns=TURNS, reopening=st.sampled_from(OnReopening))
def test_whatever_happens_clocks_and_timers_stay_true(
    at: datetime, turns: list[Turn], reopening: OnReopening
) -> None:
    """One clock of a kind runs, its deadline is counted open time and within hours, the timers
    that were started and stopped are those of the clocks, and no timer's key fires twice."""
    lived(at, turns, reopening)


@QUICK
@given(at=MESSY, turns=TURNS, late=GAPS)
def test_a_timer_has_at_most_one_consequence(
    at: datetime, turns: list[Turn], late: timedelta
) -> None:
    """Asked again after it was decided, the same timer has none."""
    life = lived(at, turns, OnReopening.RESTART)
    for key, when in list(life.timers.items()):
        asked = ((key.kind, key.round), key.step, when + late, life.desk)
        decision = fire(life.ticket, *asked)
        assert decision is not None
        after = replace(life.ticket, clocks=with_clock(life.ticket.clocks, decision.clock))
        assert fire(after, *asked) is None
        assert decision.steps[0] == key.step
        assert decision.clock.fired == decision.steps[-1] + 1


@QUICK
@given(at=MESSY, turns=TURNS)
def test_what_ends_leaves_no_timer(at: datetime, turns: list[Turn]) -> None:
    """Resolved or cancelled, nothing is left to be late."""
    life = lived(at, turns, OnReopening.CONTINUE)
    if Action.CANCEL in actions_from(life.ticket.status):
        life.do(Action.CANCEL, life.ticket.changed_at, who_leads(), Said("no"))
    assert not life.kinds()
    assert not life.timers


def who_leads() -> Actor:
    """Somebody who may do everything."""
    return actor(LEA, *EVERYBODY)


@QUICK
@given(at=INSTANTS, limit=LENGTHS, before=GAPS, pause=GAPS)
def test_a_pause_moves_the_deadline_by_its_open_time(
    at: datetime, limit: timedelta, before: timedelta, pause: timedelta
) -> None:
    """No more and no less; a deadline that was past stays."""
    desk = promising_desk(replace(NORMAL, targets={ClockKind.RESOLUTION: limit}))
    clock = started(ClockKind.RESOLUTION, desk.policies[0], at, desk)
    assert clock is not None
    assert clock.due is not None
    start, end = at + before, at + before + pause
    moved = resumed(paused(clock, start, "customer"), end, desk)
    assert moved.due is not None
    lost = elapsed(CHINA, start, end) if clock.due > start else timedelta()
    assert elapsed(CHINA, clock.due, moved.due) == lost


STEPS_OF_ANY_KIND = st.lists(
    st.builds(
        Step,
        at=st.builds(
            When,
            fraction=st.sampled_from((0.0, 0.5, 0.9, 1.0, 1.5)),
            offset=st.sampled_from((-HOUR, 0 * HOUR, 10 * MINUTE, 12 * HOUR)),
            measure=st.sampled_from(Measure),
        ),
        tell=st.sampled_from(((), (Whom.ASSIGNEE,), (Whom.LEAD,))),
        raise_priority=st.booleans(),
        next_tier=st.booleans(),
    ),
    max_size=5,
).map(tuple)


@QUICK
@given(at=INSTANTS, steps=st.lists(STEPS_OF_ANY_KIND, min_size=6, max_size=6), late=GAPS)
def test_the_desk_itself_makes_nothing_late(
    at: datetime, steps: list[tuple[Step, ...]], late: timedelta
) -> None:
    """Whatever is set for escalations, they come to an end, and none of them puts a deadline that
    lay ahead behind."""
    policies = [
        replace(one, steps={ClockKind.RESOLUTION: steps[n], ClockKind.ACKNOWLEDGE: steps[n + 3]})
        for n, one in enumerate((URGENT, HIGH, NORMAL))
    ]
    life = born(at, promising_desk(*policies))
    while life.timers:
        key, when = min(life.timers.items(), key=lambda timer: timer[1])
        now, before = max(when, life.ticket.changed_at) + late, life.ticket.clocks
        decision = life.fires(key, now)
        for clock in life.ticket.clocks if decision else ():
            old = next((old for old in before if old.kind is clock.kind and old.runs), None)
            if old is None or old.due is None or old.due <= now or not clock.runs:
                continue
            assert clock.due is not None
            assert clock.due > now
            assert clock.mood is not Mood.LATE


@QUICK
@given(at=INSTANTS, priority=st.sampled_from(("urgent", "high", "normal")))
def test_a_ticket_that_nobody_touches_is_told_of_a_bounded_number_of_times(
    at: datetime, priority: str
) -> None:
    """However its priority rises and wherever it climbs: each step of each clock once."""
    life = born(at, priority=priority)
    life.live(at + 60 * 24 * HOUR)
    assert not life.timers
    told = [(d.clock.kind, d.clock.policy, place) for d in life.decisions for place in d.steps]
    assert len(told) == len(set(told))
    raised = [d.priority for d in life.decisions if d.priority]
    assert len(raised) <= 2


@QUICK
@given(at=INSTANTS, outage=st.integers(1, 72))
def test_an_outage_changes_nothing_but_the_lateness(at: datetime, outage: int) -> None:
    """What is known of the ticket afterwards is the same as if all had happened in time."""
    desk = promising_desk(replace(NORMAL, steps=WITHOUT_CLIMBING))
    timely, late = born(at, desk), born(at, desk)
    back = at + outage * HOUR
    timely.live(back)
    late.sweep(back)
    assert timely.ticket.clocks == late.ticket.clocks
    assert timely.ticket.priority == late.ticket.priority
    assert len(late.decisions) <= len(timely.decisions)


@QUICK
@given(at=INSTANTS, minutes=st.integers(1, 2000))
def test_a_snooze_only_holds_back(at: datetime, minutes: int) -> None:
    """No deadline moves, and nothing is told before it ends."""
    life = born(at)
    for clock in life.ticket.clocks:
        until = at + minutes * MINUTE
        quiet = snoozed(clock, until)
        assert quiet.due == clock.due
        assert quiet.next_at is not None
        assert clock.next_at is not None
        assert quiet.next_at == max(until, clock.next_at)
