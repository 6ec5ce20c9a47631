"""What the steps of clocks decide, when, and whom they tell."""

from dataclasses import replace
from datetime import datetime

import pytest

from desk.calendar import ALWAYS
from desk.clocks import Mood, with_clock
from desk.escalation import fire, told, told_at
from desk.events import Said
from desk.moves import Action, Status
from desk.notify import Topic
from desk.people import Role
from desk.promises import Measure, Step, When, Whom
from desk.queues import CustomerTier
from desk.roster import OnDuty
from desk.ticket import Ticket
from tests.desk.builders import ANA, BO, DAN, LEA, actor, ticket_in
from tests.desk.sla_builders import (
    ACKNOWLEDGE,
    CUSTOMER,
    DONE,
    FIRST,
    HIGH,
    HOUR,
    LEADER,
    MONDAY,
    NORMAL,
    PENDING,
    RESOLUTION,
    SENT_BACK,
    born,
    in_work,
    limits,
    local,
    policy,
    promising_desk,
    shown,
)


def test_a_priority_raised_by_hand_that_makes_it_late_is_told_once() -> None:
    """Steps of the new policy that are past are one decision."""
    life = in_work(MONDAY)
    life.live(local("2025-09-29 14:01"))
    life.do(Action.PRIORITIZE, local("2025-09-29 14:30"), said=Said(priority="high"))
    assert life.clock(RESOLUTION).mood is Mood.LATE
    heard = [one for one in life.sweep(local("2025-09-29 14:30")) if one.clock.kind is RESOLUTION]
    assert [one.steps for one in heard] == [(0, 1, 2)]
    assert heard[0].tell == (Whom.ON_DUTY,)


def test_a_priority_raised_by_the_desk_leaves_time_until_its_next_step() -> None:
    """Raising can't itself break the promise, and does not set off the next escalation."""
    steps = {RESOLUTION: (Step(When(0.75), raise_priority=True), Step(When(0.9), (Whom.LEAD,)))}
    life = in_work(MONDAY, promising_desk(replace(NORMAL, steps=steps), replace(HIGH, steps=steps)))
    (raised,) = [one for one in life.live(local("2025-09-29 16:00")) if one.priority]
    assert (raised.action, raised.priority) == (Action.ESCALATE, "high")
    clock = life.clock(RESOLUTION)
    assert (clock.policy, clock.mood) == ("high", Mood.NEAR)
    assert life.due(RESOLUTION) == "2025-09-29 17:12"
    assert shown(clock.next_at) == "2025-09-29 16:28"
    life.do(Action.PRIORITIZE, local("2025-09-29 16:00"), said=Said(priority="normal"))
    assert life.due(RESOLUTION) == "2025-09-29 18:00"


def test_what_the_desk_raises_at_night_is_not_late_since_the_evening() -> None:
    """Between two steps at night no promise can be kept: it waits for the morning."""
    steps = {
        RESOLUTION: (
            Step(When(0.25, 3 * HOUR, Measure.REAL), raise_priority=True),
            Step(When(0.25, 5 * HOUR, Measure.REAL), (Whom.LEAD,)),
        )
    }
    short = policy("high", limits(10, 30, 30, 60), steps=steps)
    life = in_work("2025-09-29 15:00", promising_desk(replace(NORMAL, steps=steps), short))
    assert any(one.priority for one in life.live(local("2025-09-29 20:00")))
    assert life.due(RESOLUTION) == "2025-09-30 09:00"
    assert life.clock(RESOLUTION).mood is not Mood.LATE


def test_a_promise_that_is_late_stays_late_when_the_desk_raises_the_priority() -> None:
    """Its deadline is where it was, and its steps that are past are not told again."""
    life = in_work(MONDAY)
    heard = [one for one in life.live(local("2025-09-30 10:00")) if one.clock.kind is RESOLUTION]
    assert [one.topic for one in heard] == [
        Topic.REMINDER,
        Topic.REMINDER,
        Topic.LATE,
        Topic.ESCALATION,
    ]
    clock = life.clock(RESOLUTION)
    assert (life.ticket.priority, clock.policy, clock.mood) == ("high", "high", Mood.LATE)
    assert life.due(RESOLUTION) == "2025-09-29 18:00"


def test_what_is_sent_back_is_told_at_once_and_until_somebody_has_it() -> None:
    """Its clock has no time at all; it stops when somebody is given the ticket."""
    life = in_work(MONDAY)
    life.do(Action.TRANSFER, local("2025-09-29 10:00"), said=Said(group="store"))
    life.do(Action.SEND_BACK, local("2025-09-29 10:05"), actor(DAN, Role.MEMBER), DONE)
    (heard,) = [one for one in life.sweep(local("2025-09-29 10:05")) if not one.is_silent]
    assert (heard.clock.kind, heard.tell) == (SENT_BACK, (Whom.ON_DUTY,))
    assert shown(life.clock(SENT_BACK).next_at) == "2025-09-29 10:35"
    life.do(Action.ASSIGN, local("2025-09-29 10:20"), LEADER, Said(person=BO))
    assert SENT_BACK not in life.kinds()
    assert ACKNOWLEDGE in life.kinds()


def test_what_is_sent_back_at_night_is_told_in_the_morning() -> None:
    """No time at all, but within hours."""
    life = in_work(MONDAY)
    life.do(Action.GIVE_BACK, local("2025-09-29 23:00"))
    assert shown(life.clock(SENT_BACK).next_at) == "2025-09-30 09:00"


def test_a_pending_ticket_is_heard_of_after_two_days_in_hours() -> None:
    """Nights count for it, but nobody is told at night, nor in a holiday."""
    life = in_work(MONDAY)
    life.do(Action.PEND, local("2025-09-30 20:00"), said=CUSTOMER)
    clock = life.clock(PENDING)
    assert shown(clock.due) == "2025-10-02 20:00"
    assert shown(clock.next_at) == "2025-10-09 09:00"
    assert clock.calendar == ALWAYS.key


def test_after_an_outage_everybody_is_told_once() -> None:
    """Reminders that are past are not sent any more; what else they do is done once."""
    life = in_work(MONDAY)
    heard = [one for one in life.sweep(local("2025-09-30 19:00")) if one.clock.kind is RESOLUTION]
    (one,) = heard
    assert one.steps == (0, 1, 2, 3, 4)
    assert one.tell == (Whom.LEAD, Whom.GROUP)
    assert (one.priority, one.group, len(one.post)) == ("high", "store", 1)
    assert (life.ticket.priority, life.ticket.group) == ("high", "store")


def test_a_step_that_can_not_climb_tells_the_lead() -> None:
    """At the top, or where the group is on no rung: it is recorded, and never lost in silence."""
    steps = {RESOLUTION: (Step(When(1), next_tier=True),)}
    desk = replace(promising_desk(replace(NORMAL, steps=steps)), support_tiers=())
    life = in_work(MONDAY, desk)
    (one,) = [one for one in life.live(local("2025-09-29 18:00")) if one.clock.kind is RESOLUTION]
    assert (one.tell, one.group, one.at_top) == ((Whom.LEAD,), None, True)
    assert one.action is Action.ESCALATE
    assert one.facts(life.ticket, told(one.tell, life.ticket, desk, ()))["at_top"] == 1
    assert life.ticket.group == "it"


def test_two_steps_at_one_moment_are_both_heard() -> None:
    """They are one decision, but neither is taken for an earlier one."""
    steps = {RESOLUTION: (Step(When(1), (Whom.LEAD,)), Step(When(1), (Whom.ON_DUTY,)))}
    life = in_work(MONDAY, promising_desk(replace(NORMAL, steps=steps)))
    (one,) = [one for one in life.live(local("2025-09-29 18:00")) if one.clock.kind is RESOLUTION]
    assert (one.steps, one.tell) == ((0, 1), (Whom.LEAD, Whom.ON_DUTY))


def test_a_step_fires_once_in_time_and_only_while_it_applies() -> None:
    """Before its time, twice, or after what it waited for has happened, nothing follows."""
    life = born(local(MONDAY))
    key = (ACKNOWLEDGE, 1)
    assert fire(life.ticket, key, 0, local("2025-09-29 09:14"), life.desk) is None
    decision = fire(life.ticket, key, 0, local("2025-09-29 09:15"), life.desk)
    assert decision is not None
    assert (decision.clock.fired, decision.clock.mood) == (1, Mood.LATE)
    told_once = replace(life.ticket, clocks=with_clock(life.ticket.clocks, decision.clock))
    assert fire(told_once, key, 0, local("2025-09-29 09:15"), life.desk) is None
    assert fire(life.ticket, key, 1, local("2025-09-29 09:25"), life.desk) is None
    life.do(Action.ACKNOWLEDGE, local("2025-09-29 09:14"))
    assert fire(life.ticket, key, 0, local("2025-09-29 09:15"), life.desk) is None


def test_a_promise_without_steps_turns_late_in_silence() -> None:
    """The card has to show it, though nobody is told."""
    life = born(local(MONDAY))
    life.do(Action.ACKNOWLEDGE, local("2025-09-29 09:01"))
    (heard,) = life.live(local("2025-09-29 10:00"))
    assert (heard.clock.kind, heard.is_silent, heard.clock.mood) == (FIRST, True, Mood.LATE)


def test_what_a_decision_was_based_on_is_recorded() -> None:
    """Clock, step, deadline, policy and version, who was told, and what changed."""
    life = in_work(MONDAY)
    life.live(local("2025-09-29 18:00"))
    before = life.ticket
    life.live(local("2025-09-30 10:00"))
    decision = life.decisions[-1]
    assert decision.facts(before, told(decision.tell, before, life.desk, ())) == {
        "clock": "resolution",
        "round": 1,
        "step": 3,
        "steps": "3",
        "policy": "normal",
        "version": 1,
        "mood": "late",
        "told": str(LEA),
        "roles": "lead",
        "due": local("2025-09-29 18:00"),
        "from_priority": "normal",
        "priority": "high",
    }


def test_a_delay_in_real_time_may_end_at_night() -> None:
    """Twelve real hours after six in the evening are six in the morning."""
    at = When(1, 12 * HOUR, Measure.REAL)
    real = replace(NORMAL, steps={RESOLUTION: (Step(at, (Whom.GROUP,)),)})
    life = in_work(MONDAY, promising_desk(real))
    heard = [one for one in life.live(local("2025-09-30 06:00")) if one.clock.kind is RESOLUTION]
    assert [(one.steps, one.tell) for one in heard] == [((0,), ()), ((1,), (Whom.GROUP,))]
    assert life.ticket.changed_at == local("2025-09-30 06:00")


def test_steps_happen_in_the_order_of_their_instants() -> None:
    """Twelve real hours are over before eight hours of business time."""
    steps = (
        Step(When(1, 8 * HOUR), (Whom.LEAD,)),
        Step(When(1, 12 * HOUR, Measure.REAL), (Whom.GROUP,)),
        Step(When(1, -24 * HOUR, Measure.REAL), (Whom.ASSIGNEE,)),
    )
    life = in_work(MONDAY, promising_desk(replace(NORMAL, steps={RESOLUTION: steps})))
    assert shown(life.clock(RESOLUTION).next_at) == MONDAY
    heard = [one for one in life.live(local("2025-09-30 18:00")) if one.clock.kind is RESOLUTION]
    assert [one.tell for one in heard] == [(Whom.ASSIGNEE,), (), (Whom.GROUP,), (Whom.LEAD,)]


FIRST_ON_DUTY = OnDuty(DAN, 0, "a", None)


BACKUP_ON_DUTY = OnDuty(ANA, 1, "b", None)


@pytest.mark.parametrize(
    ("tell", "assignee", "on_duty", "persons", "group"),
    [
        ((Whom.ASSIGNEE,), BO, (FIRST_ON_DUTY,), (BO,), False),
        ((Whom.ASSIGNEE,), None, (FIRST_ON_DUTY,), (DAN,), False),
        ((Whom.ASSIGNEE,), None, (BACKUP_ON_DUTY,), (ANA,), False),
        ((Whom.ON_DUTY,), BO, (), (LEA,), False),
        ((Whom.ON_DUTY, Whom.BACKUP), BO, (FIRST_ON_DUTY, BACKUP_ON_DUTY), (DAN, ANA), False),
        ((Whom.ON_DUTY, Whom.BACKUP, Whom.LEAD), BO, (FIRST_ON_DUTY,), (DAN, LEA), False),
        ((Whom.ASSIGNEE, Whom.ON_DUTY), DAN, (FIRST_ON_DUTY,), (DAN,), False),
        ((Whom.GROUP, Whom.LEAD), BO, (), (LEA,), True),
        ((Whom.ON_DUTY,), BO, (OnDuty(99, 0, "a", None),), (LEA,), False),
    ],
)
def test_a_step_tells_somebody_and_nobody_twice(
    tell: tuple[Whom, ...],
    assignee: int | None,
    on_duty: tuple[OnDuty, ...],
    persons: tuple[int, ...],
    group: bool,
) -> None:
    """Where the one who is meant is missing, the next one up is told."""
    desk = promising_desk()
    desk = replace(desk, groups={"it": replace(desk.groups["it"], roster="it")})
    ticket = replace(ticket_in(Status.NEW), assignee=assignee)
    heard = told(tell, ticket, desk, on_duty)
    assert (heard.everybody, heard.group) == (persons, group)


def test_a_group_without_anybody_is_told_itself() -> None:
    """Never nobody: with neither roster nor lead, the group's channels hear of it."""
    desk = promising_desk()
    nobody = replace(desk.groups["it"], on_duty=(), leads=frozenset())
    heard = told((Whom.ASSIGNEE,), without_assignee(), replace(desk, groups={"it": nobody}), ())
    assert (heard.everybody, heard.group) == ((), True)


@pytest.mark.parametrize(
    ("tell", "stood_in", "persons", "group", "known", "remembered"),
    [
        ((Whom.BACKUP,), (), (LEA,), False, (), (LEA,)),  # in the place of the missing back-up
        ((Whom.LEAD,), (LEA,), (), True, (LEA,), ()),  # so her own step goes on to the group,
        ((Whom.LEAD,), (), (LEA,), False, (), ()),  # and a further one is for her again
        ((Whom.BACKUP,), (LEA,), (), True, (LEA,), (LEA,)),
        ((Whom.BACKUP, Whom.LEAD), (), (LEA,), False, (), ()),
        ((Whom.ON_DUTY, Whom.LEAD), (LEA,), (DAN,), True, (LEA,), ()),
    ],
)
def test_who_stood_in_for_somebody_is_not_told_the_same_again(
    tell: tuple[Whom, ...],
    stood_in: tuple[int, ...],
    persons: tuple[int, ...],
    group: bool,
    known: tuple[int, ...],
    remembered: tuple[int, ...],
) -> None:
    """Whoever knows is passed over, which is recorded, and the next one up is told."""
    desk = promising_desk()
    desk = replace(desk, groups={"it": replace(desk.groups["it"], roster="it")})
    heard = told(tell, ticket_in(Status.NEW), desk, (FIRST_ON_DUTY,), (), stood_in)
    assert (heard.everybody, heard.group) == (persons, group)
    assert (heard.known, heard.stood_in) == (known, remembered)


def without_assignee() -> Ticket:
    """A ticket that nobody has."""
    return replace(ticket_in(Status.NEW), assignee=None)


VIP_AT = local(MONDAY)


@pytest.mark.parametrize(
    ("people", "at", "expected"),
    [
        ((LEA,), VIP_AT, (LEA,)),  # named, and at work
        ((), VIP_AT, (BO,)),  # nobody is named
        ((ANA,), VIP_AT, (BO,)),  # not of this group
        ((LEA,), local("2025-09-29 23:00"), (BO,)),  # not at work
    ],
)
def test_whoever_is_named_for_a_customer_is_reminded(
    people: tuple[int, ...], at: datetime, expected: tuple[int, ...]
) -> None:
    """As on the card: those named stand for whoever is on duty, as long as they can have it."""
    desk = replace(
        promising_desk(), customer_tiers={"vip": CustomerTier("vip", "VIP", people=people)}
    )
    it = replace(desk.groups["it"], on_duty=(BO,))
    desk = replace(desk, groups={**desk.groups, "it": it})
    ticket = replace(ticket_in(Status.NEW), assignee=None, customer_tier="vip")
    assert told_at((Whom.ON_DUTY,), ticket, desk, at).everybody == expected
