"""Which policy is a ticket's, and what is told of its clocks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.calendar_stretches import StretchKind
from desk.clocks import Mood, nearest
from desk.events import Said
from desk.moves import Action, Status
from desk.promises import Match, Policy
from desk.queues import Category
from desk.sla import explain_clock, policy_for, promise_for_reporter, replanned
from tests.desk.builders import ticket_in
from tests.desk.sla_builders import (
    CUSTOMER,
    DONE,
    FIRST,
    FRIDAY,
    HOUR,
    MONDAY,
    NORMAL,
    PARTS,
    PENDING,
    RESOLUTION,
    born,
    in_work,
    limits,
    local,
    policy,
    promising_desk,
    shown,
)


def test_new_settings_count_open_tickets_anew() -> None:
    """A shorter limit by the same policy, from the same start; what is over stays as it was."""
    life = in_work(MONDAY)
    tighter = promising_desk(policy("normal", limits(15, 60, 60, 240)))
    clocks = replanned(life.ticket, local("2025-09-29 10:00"), tighter)
    due = {clock.kind: shown(clock.due) for clock in clocks if clock.runs}
    assert due[RESOLUTION] == "2025-09-29 14:00"
    life.do(Action.RESOLVE, local("2025-09-29 10:00"), said=DONE)
    assert replanned(life.ticket, local("2025-09-29 10:00"), tighter) == life.ticket.clocks


def test_settings_that_say_the_same_change_nothing() -> None:
    """Not even the version, so that nothing is recorded for them."""
    life = in_work(MONDAY)
    again = replace(promising_desk(), version=9)
    assert replanned(life.ticket, local("2025-09-29 10:00"), again) == life.ticket.clocks


def test_new_settings_flood_nobody_with_what_is_past() -> None:
    """The first promises for old tickets turn their cards late, without a word."""
    life = in_work(MONDAY, replace(promising_desk(), policies=()))
    assert not life.ticket.clocks
    clocks = replanned(life.ticket, local("2025-10-20 10:00"), promising_desk())
    assert {(c.kind, c.mood) for c in clocks} == {(RESOLUTION, Mood.LATE), (FIRST, Mood.LATE)}
    assert all(clock.next_at is None for clock in clocks)


def test_settings_leave_a_transferred_ticket_the_promise_it_came_with() -> None:
    """Only if they change which policy is its own does it get another one."""
    store = policy("store", limits(1, 1, 1, 60), match=Match(groups=frozenset({"store"})))
    was = promising_desk(store, NORMAL)
    life = in_work(MONDAY, was)
    life.do(Action.TRANSFER, local("2025-09-29 09:30"), said=Said(group="store"))
    ticket, at = life.ticket, local("2025-09-29 10:00")
    longer = promising_desk(store, policy("normal", limits(15, 60, 60, 540)))
    kept = [c for c in replanned(ticket, at, longer, was) if c.kind is RESOLUTION]
    assert [(c.policy, shown(c.due)) for c in kept] == [("normal", "2025-09-30 10:00")]
    given = [c for c in replanned(ticket, at, longer) if c.kind is RESOLUTION]
    assert [(c.policy, shown(c.due)) for c in given] == [("store", "2025-09-29 10:00")]


def for_match(**wanted: frozenset[str]) -> Policy:
    """A policy for these alone."""
    return policy("wanted", limits(1, 1, 1, 1), match=Match(**wanted))


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ({}, True),
        ({"categories": frozenset({"network"})}, True),
        ({"categories": frozenset({"VPN"})}, True),
        ({"categories": frozenset({"虚拟网"})}, True),
        ({"categories": frozenset({"printers"})}, False),
        ({"priorities": frozenset({"normal", "high"})}, True),
        ({"priorities": frozenset({"high"})}, False),
        ({"customer_tiers": frozenset({"vip"})}, True),
        ({"customer_tiers": frozenset({"gold"})}, False),
        ({"support_tiers": frozenset({"l1"})}, True),
        ({"support_tiers": frozenset({"l2"})}, False),
        ({"channels": frozenset({"slack"})}, True),
        ({"channels": frozenset({"command"})}, True),
        ({"channels": frozenset({"dingtalk", "mention"})}, False),
        ({"groups": frozenset({"it"})}, True),
        ({"groups": frozenset({"store"})}, False),
        ({"groups": frozenset({"it"}), "customer_tiers": frozenset({"gold"})}, False),
    ],
)
def test_a_policy_is_for_the_tickets_it_names(
    wanted: dict[str, frozenset[str]], fits: bool
) -> None:
    """By all that it names; a category stands for those below it, by key or by word."""
    categories = {
        "network": Category("network", "网络", "it"),
        "vpn": Category("vpn", "VPN", "it", ("虚拟网",), parent="network"),
    }
    desk = replace(promising_desk(for_match(**wanted)), categories=categories)
    ticket = replace(ticket_in(Status.NEW), category="虚拟网", customer_tier="vip")
    assert (policy_for(ticket, desk) is not None) is fits


def test_the_first_policy_that_fits_is_the_tickets() -> None:
    """In the order of the settings."""
    everything = replace(NORMAL, key="everything", match=Match())
    found = policy_for(ticket_in(Status.NEW), promising_desk(everything, NORMAL))
    assert found is not None
    assert found.key == "everything"


def test_the_nearest_clock_is_a_promise_if_there_is_one() -> None:
    """A clock that is no promise is shown only where nothing else runs."""
    life = in_work(MONDAY)
    life.do(Action.REPLY, local("2025-09-29 09:30"), said=DONE)
    life.do(Action.PEND, local("2025-09-29 10:00"), said=PARTS)
    found = nearest(life.ticket.clocks)
    assert found is not None
    assert found.kind is RESOLUTION
    only_waiting = [clock for clock in life.ticket.clocks if clock.kind is PENDING]
    assert nearest(only_waiting) == only_waiting[0]
    assert nearest(()) is None


def test_the_reporter_is_told_by_when() -> None:
    """The first reply if one is promised, else that somebody has it."""
    promised = promise_for_reporter(born(local(MONDAY)).ticket.clocks)
    assert shown(promised.answer) == "2025-09-29 10:00"
    assert shown(promised.acknowledge) == "2025-09-29 09:15"
    assert shown(promised.resolve) == "2025-09-29 18:00"
    assert promise_for_reporter(()).answer is None


def test_a_deadline_is_explained_by_what_was_counted() -> None:
    """The stretches that count add up to what was promised."""
    life = in_work(FRIDAY)
    life.do(Action.PEND, local("2025-09-28 10:00"), said=CUSTOMER)
    life.do(Action.START, local("2025-09-28 11:00"))
    why = explain_clock(life.clock(RESOLUTION), life.desk)
    assert (why.policy, why.version, why.calendar, why.limit) == ("normal", 1, "china", 8 * HOUR)
    counted = sum((s.end - s.start for s in why.stretches if s.counts), timedelta())
    assert counted == 8 * HOUR
    kinds = {stretch.kind for stretch in why.stretches}
    assert {StretchKind.MAKEUP, StretchKind.WEEKEND, StretchKind.PAUSED} <= kinds
    paused = born(local(FRIDAY))
    life.do(Action.PEND, local("2025-09-28 11:30"), said=CUSTOMER)
    assert explain_clock(life.clock(RESOLUTION), paused.desk).stretches[-1].end == local(
        "2025-09-28 11:30"
    )
