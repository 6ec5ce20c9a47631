"""History once more: the same settings do the same, others tell what they would have done."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from desk.acts import Selection
from desk.candidates import Candidate, Crew, Question
from desk.clocks import ClockKind, Mood
from desk.errors import Refusal
from desk.events import Said
from desk.groups import Desk
from desk.moves import Action, Status
from desk.people import Actor
from desk.promises import Policy, Step, When, Whom
from desk.queues import Queue, Strategy
from desk.replay import Period, Relived, different, relive
from desk.replay_choices import chosen_again
from desk.replay_course import Rules
from desk.replay_life import Call
from desk.replay_tally import Sort, Tally, sort_of
from desk.routing import choose
from tests.desk.builders import BO, DAN, LEA, ticket_in
from tests.desk.chronicles import Chronicle, quiet_desk
from tests.desk.sla_builders import (
    ACKNOWLEDGE,
    CUSTOMER,
    DONE,
    HIGH,
    HOUR,
    LEADER,
    MINUTE,
    MONDAY,
    NORMAL,
    REPORTER,
    RESOLUTION,
    STAFF,
    local,
    shown,
)

BEGIN = local(MONDAY)
END = local("2025-10-12 00:00")
WHOLE = Period(BEGIN, END)


def opened(desk: Desk | None = None, at: datetime = BEGIN) -> Chronicle:
    """A new ticket."""
    ticket = replace(
        ticket_in(Status.NEW),
        version=1,
        assignee=None,
        opened_at=at,
        changed_at=at,
        status_since=at,
    )
    return Chronicle.opened(ticket, desk or quiet_desk())


def with_policies(desk: Desk, *policies: Policy) -> Desk:
    """The desk with other promises, as a later version."""
    return replace(desk, version=2, policies=policies)


def again(told: Chronicle, tried: Desk | None = None, period: Period = WHOLE) -> Relived:
    """The same ticket by these settings, or by those that it had."""
    return relive(told.past, Rules(tried or told.desk, {1: told.desk}), period)


def heard(calls: tuple[Call, ...]) -> list[tuple[str | None, ClockKind, tuple[int, ...]]]:
    """When which clock was told of, and to whom."""
    return [(shown(call.at), call.clock, call.told) for call in calls if not call.silent]


DEEDS = [
    (Action.ACKNOWLEDGE, STAFF, Said()),
    (Action.START, STAFF, Said()),
    (Action.REPLY, STAFF, DONE),
    (Action.COMMENT, REPORTER, DONE),
    (Action.COMMENT, STAFF, DONE),
    (Action.PEND, STAFF, CUSTOMER),
    (Action.RESOLVE, STAFF, DONE),
    (Action.REOPEN, REPORTER, DONE),
    (Action.CONFIRM, REPORTER, Said()),
    (Action.CANCEL, STAFF, DONE),
    (Action.ASSIGN, LEADER, Said(person=LEA)),
    (Action.TAKE_OVER, LEADER, Said()),
    (Action.TRANSFER, STAFF, Said(group="store")),
    (Action.TRANSFER, STAFF, Said(group="it", text="back to you")),
    (Action.SEND_BACK, STAFF, DONE),
    (Action.GIVE_BACK, STAFF, Said()),
    (Action.PRIORITIZE, STAFF, Said(priority="high")),
    (Action.PRIORITIZE, STAFF, Said(priority="urgent")),
    (Action.SNOOZE, STAFF, Said(how_long=HOUR)),
    (Action.EXTEND, LEADER, Said(how_long=HOUR, text="parts are late")),
]


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    deeds=some.lists(
        some.tuples(some.sampled_from(DEEDS), some.integers(0, 3 * 24 * 60)), max_size=8
    ),
    since=some.integers(0, 9 * 24 * 60),
)
def test_the_same_settings_do_the_same(
    deeds: list[tuple[tuple[Action, Actor, Said], int]], since: int
) -> None:
    """Whatever people do and wherever the period begins, nothing is otherwise."""
    told, at = opened(), BEGIN
    for (action, by, said), minutes in deeds:
        at += minutes * MINUTE
        try:
            told.does(action, at, by, said)
        except Refusal:
            continue
    told.lives(END)
    for begin in (BEGIN, BEGIN + since * MINUTE):
        relived = again(told, period=Period(begin, END))
        assert relived.calls == relived.would_call
        assert not relived.differs


def test_what_would_have_been_told() -> None:
    """Steps that were not there are told when they would have fallen due, promises as they end."""
    told = opened()
    told.does(Action.ACKNOWLEDGE, local("2025-09-29 09:10"))
    told.does(Action.REPLY, local("2025-09-29 09:20"), said=DONE)
    told.does(Action.RESOLVE, local("2025-09-29 11:30"), said=DONE)
    steps = {RESOLUTION: (Step(When(0.5), (Whom.ASSIGNEE,)), Step(When(1), (Whom.LEAD,)))}
    limits = {**NORMAL.targets, RESOLUTION: 2 * HOUR}
    tried = with_policies(told.desk, replace(NORMAL, steps=steps, targets=limits))
    relived = again(told, tried)
    assert heard(relived.calls) == []
    assert heard(relived.would_call) == [
        ("2025-09-29 10:00", RESOLUTION, (BO,)),
        ("2025-09-29 11:00", RESOLUTION, (LEA,)),
    ]
    assert (RESOLUTION, True) in relived.kept
    assert (RESOLUTION, False) in relived.would_keep
    assert relived.differs


def test_whoever_is_on_duty_by_the_tried_settings_is_told() -> None:
    """Another one on duty hears of what nobody took."""
    told = opened()
    told.lives(local("2025-09-29 09:20"))
    it = replace(told.desk.groups["it"], on_duty=(LEA,))
    tried = replace(told.desk, version=2, groups={**told.desk.groups, "it": it})
    relived = again(told, tried, Period(BEGIN, local("2025-09-29 09:20")))
    assert heard(relived.calls) == [("2025-09-29 09:15", ACKNOWLEDGE, (BO,))]
    assert heard(relived.would_call) == [("2025-09-29 09:15", ACKNOWLEDGE, (LEA,))]


def test_history_is_what_people_did() -> None:
    """A ticket that would have gone to the next tier by then is resolved all the same."""
    told = opened()
    told.does(Action.ACKNOWLEDGE, local("2025-09-29 09:05"))
    told.does(Action.START, local("2025-09-29 09:06"))
    told.does(Action.RESOLVE, local("2025-09-29 11:30"), said=DONE)
    steps = {RESOLUTION: (Step(When(0.25), (Whom.LEAD,), next_tier=True),)}
    relived = again(told, with_policies(told.desk, replace(NORMAL, steps=steps), HIGH))
    (climbed,) = (call for call in relived.would_call if call.group)
    assert (climbed.group, shown(climbed.at)) == ("store", "2025-09-29 11:00")
    assert (RESOLUTION, True) in relived.would_keep


def test_settings_of_another_version_begin_with_the_period() -> None:
    """As if they had been applied then: what was told before is not told again."""
    told = opened()
    told.does(Action.ACKNOWLEDGE, local("2025-09-29 09:05"))
    told.lives(local("2025-09-29 16:00"))
    noon = Period(local("2025-09-29 14:30"), local("2025-09-29 16:00"))
    sooner = replace(NORMAL, targets={**NORMAL.targets, RESOLUTION: 5 * HOUR})
    relived = again(told, with_policies(told.desk, sooner), noon)
    assert heard(relived.would_call) == [
        ("2025-09-29 14:30", RESOLUTION, (BO,)),
        ("2025-09-29 15:00", RESOLUTION, (BO,)),
    ]


def test_where_the_desk_was_down_it_would_have_been_late() -> None:
    """What falls due in an outage is told at its end, whichever the settings; several in one."""
    told = opened()
    down = (local("2025-09-29 09:10"), local("2025-09-29 09:40"))
    told.lives(down[0])
    told.lives(down[1], late=down[1] - local("2025-09-29 09:15"))
    period = Period(BEGIN, local("2025-09-29 09:45"), (down,))
    relived = again(told, period=period)
    assert heard(relived.calls) == [("2025-09-29 09:40", ACKNOWLEDGE, (LEA,))]
    assert not relived.differs
    sooner = replace(NORMAL, targets={**NORMAL.targets, ACKNOWLEDGE: 12 * MINUTE})
    (first, *_) = again(told, with_policies(told.desk, sooner), period).would_call
    assert shown(first.at) == "2025-09-29 09:40"


def test_what_was_done_at_the_last_moment_came_in_time() -> None:
    """Who takes a ticket in the very second in which it falls due was first, if nobody was told."""
    told = opened()
    told.ticket = replace(
        told.ticket, clocks=tuple(replace(c, next_at=None) for c in told.ticket.clocks)
    )
    told.does(Action.ACKNOWLEDGE, local("2025-09-29 09:15") + timedelta(milliseconds=400))
    relived = again(told, period=Period(BEGIN, local("2025-09-29 09:20")))
    assert heard(relived.would_call) == []


def test_half_a_minute_is_no_difference() -> None:
    """Told a little later is told the same; told somebody else, or twice, is not."""
    call = Call(
        action=Action.REMIND, clock=RESOLUTION, mood=Mood.NEAR, at=BEGIN, told=(BO,), held=(BO,)
    )
    later = replace(call, at=BEGIN + timedelta(seconds=30))
    much_later = replace(call, at=BEGIN + MINUTE)
    other = replace(call, told=(LEA,))
    assert different([call], [later]) == []
    assert different([call], [much_later]) == [call, much_later]
    assert different([call], [other]) == [call, other]
    assert different([call], [call, later]) == [later]
    assert call.paged == ()


CREW = Crew(
    "it",
    (
        Candidate(person=BO, on_duty=0, load=2.0, skills={}),
        Candidate(person=LEA, on_duty=1, is_lead=True, load=1.0, skills={"lang:en": 1}),
    ),
    Queue((Strategy.LEAST_LOAD,), pool="members"),
)
QUESTION = Question(at=BEGIN, group="it", priority="normal")


def test_a_choice_is_made_again() -> None:
    """From the same inputs it is the same; one that was tampered with is told."""
    desk = quiet_desk()
    stored = Selection(QUESTION, (CREW,), choose(QUESTION, [CREW]))
    same = chosen_again(stored, desk, desk)
    assert (same.is_proven, same.differs) == (True, False)
    forged = replace(stored, choice=replace(stored.choice, person=DAN))
    assert not chosen_again(forged, desk, desk).is_proven


def test_a_choice_by_other_settings() -> None:
    """Only what the settings change is changed: people keep what they had on their hands."""
    desk = quiet_desk()
    it = replace(desk.groups["it"], queue=CREW.queue)
    was = replace(desk, groups={**desk.groups, "it": it})
    stored = Selection(QUESTION, (CREW,), choose(QUESTION, [CREW]))
    assert stored.choice.person == LEA
    on_duty = replace(it, queue=Queue((Strategy.ON_DUTY,)))
    tried = replace(was, version=2, groups={**was.groups, "it": on_duty})
    other = chosen_again(stored, was, tried)
    assert (other.is_proven, other.differs) == (True, True)
    assert other.tried.choice.person == BO
    assert other.tried.crews[0].candidates[0].load == CREW.candidates[0].load


def test_sums() -> None:
    """Every ticket is counted, and of those that differ only the first are kept."""
    told = opened()
    told.lives(END)
    relived = again(told)
    tally = Tally()
    for _ in range(30):
        tally.add(replace(relived, would_call=relived.calls[1:], would_keep=()))
    assert (tally.tickets, tally.differing, len(tally.examples)) == (30, 30, 20)
    sums = {sort: sum(sort_of(call) is sort for call in relived.calls) for sort in Sort}
    assert tally.happened.calls == {sort: 30 * count for sort, count in sums.items() if count}
    assert not tally.is_same
