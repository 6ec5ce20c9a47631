"""Snoozing and extending a clock."""

from dataclasses import replace
from datetime import timedelta

from desk.clock_changes import extended, snooze_ends, snoozed
from desk.clocks import Mood, with_clock
from desk.events import Said
from desk.moves import Action
from desk.sla import timers
from tests.desk.sla_builders import (
    ACKNOWLEDGE,
    HOUR,
    MONDAY,
    RESOLUTION,
    born,
    in_work,
    local,
    shown,
)


def test_a_snooze_outlives_a_change_of_the_promise() -> None:
    """Until it ends, the new policy's steps are held back too."""
    life = born(local(MONDAY))
    until = local("2025-09-29 09:40")
    quiet = snoozed(life.clock(ACKNOWLEDGE), until)
    life.keep(replace(life.ticket, clocks=with_clock(life.ticket.clocks, quiet)))
    life.do(Action.PRIORITIZE, local("2025-09-29 09:01"), said=Said(priority="urgent"))
    clock = life.clock(ACKNOWLEDGE)
    assert (clock.policy, clock.next_at) == ("urgent", until)


def test_a_snooze_holds_back_what_is_told_and_moves_no_deadline() -> None:
    """Its timer moves under the same key."""
    life = born(local(MONDAY))
    clock = life.clock(ACKNOWLEDGE)
    quiet = snoozed(clock, local("2025-09-29 09:40"))
    assert quiet.due == clock.due
    starts, stops = timers((clock,), (quiet,))
    assert (starts, stops) == (((ACKNOWLEDGE, 1, 0, local("2025-09-29 09:40")),), ())


def test_an_extension_before_the_deadline_tells_no_reminder_twice() -> None:
    """It goes on from the step it waits for."""
    life = in_work(MONDAY)
    life.live(local("2025-09-29 14:01"))
    longer = extended(life.clock(RESOLUTION), 2 * HOUR, life.ticket.changed_at, life.desk)
    assert (longer.round, longer.fired, shown(longer.due)) == (1, 1, "2025-09-30 11:00")
    assert shown(longer.next_at) == "2025-09-30 10:00"


def test_an_extension_after_the_deadline_makes_it_fall_due_again() -> None:
    """It is no longer late, and will be told of anew: in a round of its own."""
    life = in_work(MONDAY)
    life.live(local("2025-09-29 18:00"))
    late = life.clock(RESOLUTION)
    longer = extended(late, 2 * HOUR, local("2025-09-29 18:00"), life.desk)
    assert (late.mood, longer.mood) == (Mood.LATE, Mood.NEAR)
    assert (longer.round, longer.fired) == (2, 2)
    assert shown(longer.next_at) == shown(longer.due) == "2025-09-30 11:00"
    life.keep(replace(life.ticket, clocks=with_clock(life.ticket.clocks, longer)))
    assert len([c for c in life.ticket.clocks if c.kind is RESOLUTION]) == 1


def test_a_snooze_never_hides_a_broken_promise() -> None:
    """However long somebody asks for, it ends with the deadline."""
    life = born(local(MONDAY))
    clock = life.clock(ACKNOWLEDGE)
    assert clock.due is not None
    assert snooze_ends(clock, clock.due + timedelta(days=4), life.desk) <= clock.due
