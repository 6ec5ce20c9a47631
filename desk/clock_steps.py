"""When a clock's deadline is, and when each step around it falls due.

Fractions and business delays are open time of the clock's calendar, so what they lead to happens
in hours; a delay in real time may end at night. It goes on while the clock is paused, but nothing
happens before the clock goes on. The clock of a waiting ticket counts day and night, and its steps
wait for the hours of the policy's calendar.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from desk.calendar import Calendar, CalendarProblem, deadline, next_open
from desk.clocks import Clock, ClockKind, ClockState
from desk.groups import Desk
from desk.promises import Measure, Policy, Step

NOTHING = timedelta(0)


def policy_called(desk: Desk, key: str) -> Policy | None:
    """The policy of that key; None if settings no longer have it."""
    return next((policy for policy in desk.policies if policy.key == key), None)


def timed(clock: Clock, desk: Desk) -> Clock:
    """This clock with its deadline and its next step worked out from all else; none if paused."""
    if clock.state is not ClockState.RUNNING:
        return replace(clock, due=None, next_at=None)
    due = _after(clock, clock.whole_limit, desk)
    policy = policy_called(desk, clock.policy)
    step = next_step(clock, policy, desk) if policy else None
    return replace(clock, due=due, next_at=step[2] if step else None)


def next_step(clock: Clock, policy: Policy, desk: Desk) -> tuple[int, Step, datetime] | None:
    """What happens next around this clock, at which place of the ladder, and when."""
    return next(steps_to_come(clock, policy, desk), None)


def steps_to_come(clock: Clock, policy: Policy, desk: Desk) -> Iterator[tuple[int, Step, datetime]]:
    """What happens around this clock from now on, each at its place of the ladder, and when."""
    if clock.state is not ClockState.RUNNING:
        return
    for place, step in list(enumerate(ladder(clock, policy, desk)))[clock.fired :]:
        at = step_instant(clock, step, policy, desk)
        if at is None:
            return
        yield place, step, max(at, clock.snoozed_until or at)


def ladder(clock: Clock, policy: Policy, desk: Desk) -> tuple[Step, ...]:
    """The steps in their order, which stays the same however the clock is paused or extended.

    It is the order of their instants if nothing came between.
    """
    steps = policy.ladder_in_order(clock.kind, clock.limit)
    if any(step.at.measure is Measure.REAL and step.at.offset for step in steps):
        steps = policy.ladder(clock.kind)
        between = clock.pauses or clock.whole_limit != clock.limit
        plain = replace(clock, extended=NOTHING, held=NOTHING, pauses=()) if between else clock
        instants = [step_instant(plain, step, policy, desk) or plain.started_at for step in steps]
        order = sorted(range(len(steps)), key=instants.__getitem__)
        return tuple(steps[place] for place in order)
    return steps


def passed(clock: Clock, policy: Policy, at: datetime, desk: Desk) -> int:
    """How many steps from the first on have their instants behind them."""
    count = 0
    for step in ladder(clock, policy, desk):
        instant = step_instant(clock, step, policy, desk)
        if instant is None or instant > at:
            break
        count += 1
    return count


def step_instant(clock: Clock, step: Step, policy: Policy, desk: Desk) -> datetime | None:
    """When this step falls due, if nobody snoozes it; None if never."""
    counted = timedelta(seconds=round(step.at.fraction * clock.whole_limit / timedelta(seconds=1)))
    if step.at.measure is Measure.REAL and step.at.offset:
        base = _after(clock, counted, desk)
        return None if base is None else max(base + step.at.offset, clock.started_at)
    counted += step.at.offset
    at = _after(clock, counted, desk)
    if at is None or (counted > NOTHING and clock.kind is not ClockKind.PENDING):
        return at
    return _opened(desk.calendar(policy.calendar), at)


def _after(clock: Clock, counted: timedelta, desk: Desk) -> datetime | None:
    """When that much of a clock's time is over; never, if its calendar has come to an end."""
    try:
        return deadline(desk.calendar(clock.calendar), clock.started_at, counted, clock.pauses)
    except CalendarProblem:
        return None


def _opened(calendar: Calendar, at: datetime) -> datetime | None:
    try:
        return next_open(calendar, at)
    except CalendarProblem:
        return None
