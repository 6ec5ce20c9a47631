"""What can be done to one clock: start, pause, stop, snooze, extend it, or promise something else.

Two things lead to steps being set up again that were decided already: another policy, and a
deadline that moves from the past into the future. Such a clock goes into its next round, so that
no timer of it is mistaken for one that has fired.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk.calendar import elapsed
from desk.clock_steps import ladder, passed, policy_called, step_instant, steps_to_come, timed
from desk.clocks import Clock, ClockKind, ClockState, Mood, Pause
from desk.groups import Desk
from desk.promises import Policy


def started(
    kind: ClockKind, policy: Policy, at: datetime, desk: Desk, before: Clock | None = None
) -> Clock | None:
    """A new clock as the policy promises it; None if it promises nothing of the kind.

    `before` is the last one of its kind.
    """
    limit = policy.limit(kind)
    if limit is None:
        return None
    clock = Clock(
        kind=kind,
        policy=policy.key,
        version=desk.version,
        round=before.round + 1 if before else 1,
        calendar=policy.calendar_for(kind),
        started_at=_second(at),
        limit=limit,
    )
    return timed(clock, desk)


def paused(clock: Clock, at: datetime, why: str) -> Clock:
    """It stands still from now on."""
    if clock.state is not ClockState.RUNNING:
        return clock
    pauses = (*clock.pauses, Pause(_second(at), None, why))
    return replace(clock, state=ClockState.PAUSED, pauses=pauses, due=None, next_at=None)


def resumed(clock: Clock, at: datetime, desk: Desk) -> Clock:
    """It goes on; the pause is over."""
    if clock.state is not ClockState.PAUSED:
        return clock
    over = tuple(
        replace(pause, end=_second(at)) if pause.end is None else pause for pause in clock.pauses
    )
    return timed(replace(clock, state=ClockState.RUNNING, pauses=over), desk)


def stopped(clock: Clock, at: datetime, desk: Desk) -> Clock:
    """What it waited for has happened: in time, or too late."""
    clock = resumed(clock, at, desk)
    state = ClockState.MISSED if clock.is_late(at) else ClockState.MET
    return replace(clock, state=state, stopped_at=at, next_at=None)


def dropped(clock: Clock, at: datetime, desk: Desk) -> Clock:
    """What it waited for is no longer wanted."""
    clock = resumed(clock, at, desk)
    return replace(clock, state=ClockState.DROPPED, stopped_at=at, next_at=None)


def given_up(clock: Clock, at: datetime, desk: Desk) -> Clock:
    """The ticket ended without it; a promise that was broken by then stays broken."""
    broken = stopped(clock, at, desk)
    return broken if broken.state is ClockState.MISSED else dropped(clock, at, desk)


def continued(clock: Clock, at: datetime, why: str, desk: Desk) -> Clock:
    """It was stopped and goes on; the time between does not count."""
    between = Pause(_second(clock.stopped_at or at), _second(at), why)
    going = replace(
        clock, state=ClockState.RUNNING, stopped_at=None, pauses=(*clock.pauses, between)
    )
    return timed(going, desk)


def snooze_ends(clock: Clock, until: datetime, desk: Desk) -> datetime:
    """How long a snooze can last: until the deadline, or a step that does more than remind."""
    policy = policy_called(desk, clock.policy)
    if clock.due is not None and clock.mood is not Mood.LATE:
        until = min(until, clock.due)
    if policy is None:
        return until
    coming = steps_to_come(replace(clock, snoozed_until=None), policy, desk)
    return min([until, *(at for _, step, at in coming if not step.only_reminds)])


def snoozed(clock: Clock, until: datetime) -> Clock:
    """Nothing is told of it before then; its deadline stays. It can only be made later."""
    quiet = max(until, clock.snoozed_until or until)
    next_at = None if clock.next_at is None else max(clock.next_at, quiet)
    return replace(clock, snoozed_until=quiet, next_at=next_at)


def extended(clock: Clock, by: timedelta, at: datetime, desk: Desk) -> Clock:
    """It has so much more of its calendar's time.

    What was told before the deadline is not told again. The deadline itself and what comes after
    it is, if it lies ahead again.
    """

    def longer(going: Clock) -> Clock:
        more = timed(replace(going, extended=going.extended + by), desk)
        return _ahead_again(more, at, desk)

    return _as_if_running(clock, at, desk, longer)


class Because(StrEnum):
    """Why something else is promised now, which decides what is said of steps that are past."""

    PERSON = "person"  # somebody changed what the ticket is: they are told
    SETTINGS = "settings"  # the rules are others: steps of another policy are taken as decided
    DESK = "desk"  # it was escalated: the same, and the deadline leaves time until the next step


def recalculated(
    clock: Clock,
    policy: Policy,
    at: datetime,
    desk: Desk,
    because: Because = Because.PERSON,
    not_before: datetime | None = None,
) -> Clock:
    """From its own start, as this policy promises it; itself if that changes nothing.

    `not_before`: when the next step of an escalation is. The desk itself never sets a deadline
    earlier than that; if no step follows, not earlier than it was.
    """

    def anew(going: Clock) -> Clock:
        fresh = _promised(going, policy, desk)
        if going.policy == policy.key:
            return fresh if fresh.due == going.due else _ahead_again(fresh, at, desk)
        if because is Because.DESK:
            fresh = _held(fresh, going, not_before, desk)
        told = 0 if because is Because.PERSON else passed(fresh, policy, at, desk)
        return _from_step(told, replace(fresh, fired=going.fired), at, desk)

    changed = _as_if_running(clock, at, desk, anew)
    return clock if replace(changed, version=clock.version) == clock else changed


def promised_again(clock: Clock, policy: Policy, desk: Desk) -> Clock | None:
    """It was dropped because nothing was promised any more, and is promised now: from its start."""
    anew = started(clock.kind, policy, clock.started_at, desk, clock)
    return timed(replace(anew, pauses=clock.pauses), desk) if anew else None


def taken_as_told(clock: Clock, policy: Policy, at: datetime, desk: Desk) -> Clock:
    """Steps that are past count as decided, without anybody being told."""
    return _from_step(passed(clock, policy, at, desk), clock, at, desk)


def _promised(clock: Clock, policy: Policy, desk: Desk) -> Clock:
    same, limit = clock.policy == policy.key, policy.limit(clock.kind)
    promised = replace(
        clock,
        policy=policy.key,
        version=desk.version,
        calendar=policy.calendar_for(clock.kind),
        limit=clock.limit if limit is None else limit,
        held=clock.held if same else timedelta(0),
        fired=clock.fired if same else 0,
    )
    return timed(promised, desk)


def _held(fresh: Clock, going: Clock, not_before: datetime | None, desk: Desk) -> Clock:
    """With as much more time as keeps its deadline from being too early."""
    if fresh.due is None or going.due is None:
        return fresh
    least = min(going.due, not_before or going.due)
    if fresh.due >= least:
        return fresh
    calendar = desk.calendar(fresh.calendar)
    counted = elapsed(calendar, fresh.started_at, least, fresh.pauses)
    held = timed(replace(fresh, held=counted - fresh.whole_limit), desk)
    if held.due is None or held.due >= least:
        return held
    # At night that much is over since the evening; a second more is in the morning.
    return timed(replace(held, held=held.held + timedelta(seconds=1)), desk)


def _ahead_again(clock: Clock, at: datetime, desk: Desk) -> Clock:
    """Set back to its deadline, if that was decided and lies ahead again."""
    policy = policy_called(desk, clock.policy)
    if policy is None or clock.due is None or clock.due <= at:
        return replace(clock, mood=_mood(clock, at))
    for place, step in enumerate(ladder(clock, policy, desk)[: clock.fired]):
        instant = step_instant(clock, step, policy, desk)
        if instant is not None and instant >= clock.due:
            return _from_step(place, clock, at, desk)
    return replace(clock, mood=_mood(clock, at))


def _from_step(place: int, clock: Clock, at: datetime, desk: Desk) -> Clock:
    again = place < clock.fired
    nth, stood_in = (clock.round + 1, ()) if again else (clock.round, clock.stood_in)
    moved = replace(clock, fired=place, round=nth, stood_in=stood_in)
    return timed(replace(moved, mood=_mood(moved, at)), desk)


def _mood(clock: Clock, at: datetime) -> Mood:
    """How it looks where no timer has fired just now."""
    if clock.due is not None and at >= clock.due:
        return Mood.LATE
    return Mood.NEAR if clock.fired else Mood.CALM


def _as_if_running(
    clock: Clock, at: datetime, desk: Desk, change: Callable[[Clock], Clock]
) -> Clock:
    """Changed as if its pause had just ended; then it stands still again."""
    changed = change(resumed(clock, at, desk))
    if clock.state is not ClockState.PAUSED:
        return changed
    return replace(changed, state=ClockState.PAUSED, pauses=clock.pauses, due=None, next_at=None)


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
