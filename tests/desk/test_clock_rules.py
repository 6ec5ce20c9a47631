"""What becomes of clocks, told as the lives of tickets on a Chinese calendar with a lunch break."""

from dataclasses import replace

import pytest

from desk.clocks import Clock, ClockState
from desk.events import Said
from desk.moves import Action, WaitingFor
from desk.promises import OnReopening
from tests.desk.sla_builders import (
    ACKNOWLEDGE,
    CHINA,
    CUSTOMER,
    DONE,
    FIRST,
    FRIDAY,
    HIGH,
    MONDAY,
    NEXT,
    NORMAL,
    PARTS,
    PENDING,
    REPORTER,
    RESOLUTION,
    STAFF,
    born,
    in_work,
    local,
    promising_desk,
    shown,
)


def test_opening_starts_what_is_promised_in_business_time() -> None:
    """Half an hour before the weekend, what is left is done on the Sunday that is a workday."""
    life = born(local(FRIDAY))
    assert life.kinds() == {ACKNOWLEDGE, FIRST, RESOLUTION}
    assert life.due(ACKNOWLEDGE) == "2025-09-26 17:45"
    assert life.due(FIRST) == "2025-09-28 09:30"
    assert life.due(RESOLUTION) == "2025-09-28 17:30"


def test_waiting_for_the_customer_does_not_count() -> None:
    """Pending from Sunday 10:00 to Monday 10:00, eight hours are over on Monday at 17:30."""
    life = in_work(FRIDAY)
    life.do(Action.PEND, local("2025-09-28 10:00"), said=CUSTOMER)
    paused = life.clock(RESOLUTION)
    assert (paused.state, paused.due, paused.next_at) == (ClockState.PAUSED, None, None)
    life.do(Action.START, local("2025-09-29 10:00"))
    assert life.due(RESOLUTION) == "2025-09-29 17:30"
    assert life.clock(PENDING).state is ClockState.DROPPED


@pytest.mark.parametrize(
    ("resolved", "state"),
    [("2025-09-29 17:30", ClockState.MET), ("2025-09-29 17:31", ClockState.MISSED)],
)
def test_a_promise_is_kept_until_its_deadline_and_broken_after_it(
    resolved: str, state: ClockState
) -> None:
    """Also where the ticket was resolved straight from pending before."""
    life = in_work(FRIDAY)
    life.do(Action.PEND, local("2025-09-28 10:00"), said=CUSTOMER)
    life.do(Action.START, local("2025-09-29 10:00"))
    life.do(Action.RESOLVE, local(resolved), said=DONE)
    assert life.clock(RESOLUTION).state is state
    assert not life.kinds()
    assert not life.timers


def test_resolving_a_pending_ticket_ends_its_pause_first() -> None:
    """Days of waiting don't make it late."""
    life = in_work(MONDAY)
    life.do(Action.PEND, local("2025-09-29 10:00"), said=CUSTOMER)
    life.do(Action.RESOLVE, local("2025-10-20 10:00"), said=DONE)
    clock = life.clock(RESOLUTION)
    assert clock.state is ClockState.MET
    assert clock.pauses[-1].end == local("2025-10-20 10:00")


def test_waiting_for_something_else_counts() -> None:
    """Unless the policy says otherwise, only the customer's time is theirs."""
    life = in_work(MONDAY)
    life.do(Action.PEND, local("2025-09-29 10:00"), said=PARTS)
    assert life.clock(RESOLUTION).state is ClockState.RUNNING
    assert PENDING in life.kinds()


def test_acknowledging_is_no_reply_and_a_reply_no_acknowledgement() -> None:
    """Each stops its own clock, with the truth about its lateness."""
    life = born(local(MONDAY))
    life.do(Action.ACKNOWLEDGE, local("2025-09-29 09:16"))
    assert life.clock(ACKNOWLEDGE).state is ClockState.MISSED
    assert life.clock(FIRST).state is ClockState.RUNNING
    life.do(Action.COMMENT, local("2025-09-29 09:17"), said=DONE)
    assert life.clock(FIRST).state is ClockState.RUNNING
    life.do(Action.REPLY, local("2025-09-29 09:20"), said=DONE)
    assert life.clock(FIRST).state is ClockState.MET
    assert life.kinds() == {RESOLUTION}


def test_what_the_reporter_says_after_our_reply_is_to_be_answered() -> None:
    """Counted from the first word that has no answer; every answer ends a round."""
    life = in_work(MONDAY)
    life.do(Action.COMMENT, local("2025-09-29 09:05"), REPORTER, DONE)
    assert NEXT not in life.kinds()
    life.do(Action.REPLY, local("2025-09-29 09:10"), said=DONE)
    life.do(Action.COMMENT, local("2025-09-29 11:30"), REPORTER, DONE)
    life.do(Action.COMMENT, local("2025-09-29 11:50"), REPORTER, DONE)
    assert life.due(NEXT) == "2025-09-29 13:30"
    life.do(Action.REPLY, local("2025-09-29 13:00"), said=DONE)
    life.do(Action.COMMENT, local("2025-09-29 14:00"), REPORTER, DONE)
    assert (life.clock(NEXT).round, life.due(NEXT)) == (2, "2025-09-29 15:00")


@pytest.mark.parametrize(
    ("at", "state"),
    [("2025-09-29 11:00", ClockState.DROPPED), ("2025-09-30 11:00", ClockState.MISSED)],
)
def test_what_is_cancelled_was_broken_only_if_it_was_late(at: str, state: ClockState) -> None:
    """Cancelling drops promises, but hides none that was broken."""
    life = in_work(MONDAY)
    life.do(Action.CANCEL, local(at), said=DONE)
    assert life.clock(RESOLUTION).state is state
    assert not life.kinds()


def test_another_priority_counts_from_the_original_start() -> None:
    """With the pauses that were, by the limit of the policy that is its own now."""
    life = in_work(FRIDAY)
    life.do(Action.PEND, local("2025-09-28 10:00"), said=CUSTOMER)
    life.do(Action.START, local("2025-09-28 11:00"))
    life.do(Action.PRIORITIZE, local("2025-09-28 11:00"), said=Said(priority="high"))
    clock = life.clock(RESOLUTION)
    assert (clock.policy, clock.round, clock.started_at) == ("high", 1, local(FRIDAY))
    assert life.due(RESOLUTION) == "2025-09-28 14:30"
    life.do(Action.PRIORITIZE, local("2025-09-28 11:05"), said=Said(priority="normal"))
    assert life.due(RESOLUTION) == "2025-09-29 09:30"


def test_another_priority_while_pending_counts_once_it_goes_on() -> None:
    """The new limit is there when the pause ends."""
    life = in_work(MONDAY)
    life.do(Action.PEND, local("2025-09-29 10:00"), said=CUSTOMER)
    life.do(Action.PRIORITIZE, local("2025-09-29 11:00"), said=Said(priority="high"))
    assert life.clock(RESOLUTION).due is None
    life.do(Action.START, local("2025-09-29 14:00"))
    assert life.due(RESOLUTION) == "2025-09-29 17:00"


@pytest.mark.parametrize(
    ("said", "before", "after"),
    [
        (CUSTOMER, ClockState.PAUSED, ClockState.RUNNING),
        (PARTS, ClockState.RUNNING, ClockState.PAUSED),
    ],
)
def test_another_policy_may_pause_for_something_else(
    said: Said, before: ClockState, after: ClockState
) -> None:
    """From the moment on at which it is the ticket's own."""
    other = replace(HIGH, pauses={RESOLUTION: frozenset({WaitingFor.PARTS})})
    life = in_work(MONDAY, promising_desk(NORMAL, other))
    life.do(Action.PEND, local("2025-09-29 10:00"), said=said)
    assert life.clock(RESOLUTION).state is before
    life.do(Action.PRIORITIZE, local("2025-09-29 11:00"), said=Said(priority="high"))
    clock = life.clock(RESOLUTION)
    assert clock.state is after
    assert local("2025-09-29 11:00") in {clock.pauses[-1].start, clock.pauses[-1].end}


def test_what_happens_in_a_pause_ends_it_for_that_clock() -> None:
    """A reply to a ticket that waits for the customer is in time, days later."""
    pausing = replace(NORMAL, pauses={FIRST: frozenset({WaitingFor.CUSTOMER})})
    life = in_work(MONDAY, promising_desk(pausing))
    life.do(Action.PEND, local("2025-09-29 09:30"), said=CUSTOMER)
    life.do(Action.REPLY, local("2025-10-10 09:30"), said=DONE)
    clock = life.clock(FIRST)
    assert clock.state is ClockState.MET
    assert clock.pauses[-1].end == local("2025-10-10 09:30")
    assert shown(clock.due) == "2025-10-10 10:00"


def test_a_priority_that_is_promised_nothing_drops_what_ran() -> None:
    """And it counts from the start again once it is promised again."""
    life = in_work(MONDAY)
    life.do(Action.PEND, local("2025-09-29 09:15"), said=CUSTOMER)
    life.do(Action.START, local("2025-09-29 09:45"))
    life.do(Action.PRIORITIZE, local("2025-09-29 10:00"), said=Said(priority="low"))
    assert not life.kinds()
    life.do(Action.PRIORITIZE, local("2025-09-29 11:00"), said=Said(priority="normal"))
    assert life.due(RESOLUTION) == "2025-09-30 09:30"
    assert life.kinds() == {FIRST, RESOLUTION}


def test_reopening_begins_anew() -> None:
    """A new round of acknowledging and resolving; how the old one went is kept."""
    life = in_work(MONDAY)
    life.do(Action.RESOLVE, local("2025-09-29 10:00"), said=DONE)
    life.do(Action.REOPEN, local("2025-09-30 17:00"), REPORTER)
    states = [(c.round, c.state) for c in life.ticket.clocks if c.kind is RESOLUTION]
    assert states == [(1, ClockState.MET), (2, ClockState.RUNNING)]
    assert life.due(ACKNOWLEDGE) == "2025-09-30 17:15"
    assert life.due(RESOLUTION) == "2025-10-09 17:00"


def test_reopening_goes_on_where_the_policy_says_so() -> None:
    """The time since it was resolved does not count; somebody has to acknowledge it again."""
    life = in_work(MONDAY, promising_desk(reopening=OnReopening.CONTINUE))
    life.do(Action.RESOLVE, local("2025-09-29 10:00"), said=DONE)
    life.do(Action.REOPEN, local("2025-09-30 17:00"), REPORTER)
    clock = life.clock(RESOLUTION)
    assert (clock.round, clock.state) == (1, ClockState.RUNNING)
    assert [(shown(p.start), shown(p.end), p.why) for p in clock.pauses] == [
        ("2025-09-29 10:00", "2025-09-30 17:00", "resolved")
    ]
    assert life.due(RESOLUTION) == "2025-10-09 16:00"
    assert life.due(ACKNOWLEDGE) == "2025-09-30 17:15"


def test_a_transfer_leaves_the_promise_to_the_customer_alone() -> None:
    """The new group has its own time to acknowledge, the rest goes on."""
    life = in_work(MONDAY)
    life.do(Action.TRANSFER, local("2025-09-29 10:00"), said=Said(group="store"))
    assert life.due(RESOLUTION) == "2025-09-29 18:00"
    assert life.due(FIRST) == "2025-09-29 10:00"
    assert (life.clock(ACKNOWLEDGE).round, life.due(ACKNOWLEDGE)) == (2, "2025-09-29 10:15")


@pytest.mark.parametrize(
    ("at", "round_then", "due"),
    [("2025-09-29 09:10", 2, "2025-09-29 09:25"), ("2025-09-29 09:16", 1, "2025-09-29 09:15")],
)
def test_a_transfer_does_not_hide_that_nobody_has_acknowledged(
    at: str, round_then: int, due: str
) -> None:
    """In time, the new group begins anew; too late, it stays late, and its steps go on."""
    life = born(local(MONDAY))
    life.do(Action.TRANSFER, local(at), said=Said(group="store"))
    clock = life.clock(ACKNOWLEDGE)
    assert (clock.round, shown(clock.due), clock.runs) == (round_then, due, True)


def test_a_calendar_that_has_ended_promises_nothing_but_stops_no_ticket() -> None:
    """The ticket is opened all the same, with clocks that never fall due."""
    over = replace(CHINA, week=((),) * 7)
    life = born(local("2025-12-01 09:00"), replace(promising_desk(), calendars={"china": over}))
    assert [clock.due for clock in life.ticket.clocks] == [None, None, None]
    life.do(Action.ACKNOWLEDGE, local("2025-12-01 09:01"))
    assert life.clock(ACKNOWLEDGE).state is ClockState.MET


def test_a_long_talk_does_not_make_a_ticket_grow() -> None:
    """Of the clocks that are over the newest stay, and the last one of each kind."""
    life = in_work(MONDAY)
    for minute in range(10, 50):
        life.do(Action.REPLY, local(f"2025-09-29 10:{minute}"), STAFF, DONE)
        life.do(Action.COMMENT, local(f"2025-09-29 10:{minute}"), REPORTER, DONE)
    over: list[Clock] = [clock for clock in life.ticket.clocks if not clock.runs]
    assert len(over) == 12
    assert {ACKNOWLEDGE, FIRST, NEXT} == {clock.kind for clock in over}
    assert life.clock(NEXT).round == 40
