"""Who hears of a step: in the group or alone, now or after quiet hours, on which messenger."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.acts import decide_move
from desk.address import ConversationKind, MessengerName
from desk.calendar import Window
from desk.clock_face import clock_face
from desk.clocks import ClockKind
from desk.escalation import fire
from desk.events import Said
from desk.groups import Desk
from desk.moves import Action
from desk.notices import Notice, NoticeKind
from desk.notify import InDingTalk, Notify, Topic, Way
from desk.people import Role
from desk.promises import Step, When, Whom
from desk.quiet import quiet_until
from desk.retelling import decide_held, decide_reach, decide_turn
from desk.telling import (
    UNANSWERED_AFTER,
    Because,
    Telling,
    decide_step,
    to_person,
    webhooks_of,
)
from tests.desk.builders import BO, LEA, SLACK_STORE, actor
from tests.desk.sla_builders import LEADER, MINUTE, MONDAY, NORMAL, born, local, promising_desk

ACKNOWLEDGE = (ClockKind.ACKNOWLEDGE, 1)
START = local(MONDAY)
DUE = START + 15 * MINUTE
PERSONAL, GROUP = frozenset({Way.PERSONAL}), frozenset({Way.GROUP})
BY_BO = actor(BO, Role.MEMBER, Role.LEAD)
ALL_DAY = (Window(0, 24 * 60),)


def desk_with(step: Step, notify: Notify | None = None) -> Desk:
    """A desk on which this happens when nobody has acknowledged."""
    policy = replace(NORMAL, steps={ClockKind.ACKNOWLEDGE: (step,)})
    desk = promising_desk(policy)
    it = replace(desk.groups["it"], notify=notify or Notify())
    return replace(desk, groups={**desk.groups, "it": it})


def step(*whom: Whom, **fields: object) -> Step:
    """At the deadline."""
    return replace(Step(When(1), whom), **fields)  # type: ignore[arg-type]  # fields of a step


def told(desk: Desk) -> Telling:
    """What is told at the deadline."""
    ticket = born(START, desk).ticket
    decision = fire(ticket, ACKNOWLEDGE, 0, DUE, desk)
    assert decision is not None
    return decide_step(ticket, decision, DUE, desk)


def heard(telling: Telling) -> list[tuple[str, tuple[int, ...]]]:
    """Where, and calling whom; direct chats by the id of the account."""
    notices = telling.decision.follows.notices
    return [(notice.place.conversation.id, notice.mention) for notice in notices]


@pytest.mark.parametrize(
    ("ways", "whom", "expected"),
    [
        (GROUP, (Whom.ON_DUTY,), [("cid1", (BO,))]),
        (PERSONAL, (Whom.ON_DUTY,), [("bo", (BO,))]),
        (GROUP | PERSONAL, (Whom.ON_DUTY,), [("C1", ()), ("cid1", ()), ("bo", (BO,))]),
        (GROUP, (Whom.GROUP,), [("C1", ()), ("cid1", ())]),
        (GROUP, (Whom.ON_DUTY, Whom.GROUP), [("C1", ()), ("cid1", (BO,))]),
        (frozenset(), (Whom.ON_DUTY, Whom.GROUP), []),
        (PERSONAL, (Whom.ON_DUTY, Whom.GROUP), [("C1", ()), ("cid1", ()), ("bo", (BO,))]),
    ],
)
def test_a_group_is_told_where_it_wants(
    ways: frozenset[Way], whom: tuple[Whom, ...], expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    """In its channels, personally, both or not at all; nobody is called twice."""
    notify = Notify(ways={Topic.LATE: ways})
    assert heard(told(desk_with(step(*whom), notify))) == expected


def test_whoever_is_told_alone_is_asked_for_again() -> None:
    """Ten minutes later, if they have another messenger."""
    telling = told(desk_with(step(Whom.LEAD)))
    assert ("ULEA", (LEA,)) in heard(telling)
    (later,) = telling.afterwards
    assert (later.because, later.person, later.at) == (
        Because.UNANSWERED,
        LEA,
        DUE + UNANSWERED_AFTER,
    )


def test_in_quiet_hours_they_are_told_when_these_end() -> None:
    """Nobody is told alone then, and the event says who is left alone."""
    quiet = Notify(quiet=(Window(9 * 60, 10 * 60),))
    telling = told(desk_with(step(Whom.LEAD), quiet))
    assert heard(telling) == [("C1", ()), ("cid1", ())]
    (later,) = telling.afterwards
    assert (later.because, later.at) == (Because.QUIET, START + timedelta(hours=1))
    facts = telling.decision.change.event.facts
    assert (facts["told"], facts["held"]) == (str(LEA), str(LEA))


@pytest.mark.parametrize(
    ("quiet", "loud", "until"),
    [
        ((), frozenset(), None),
        ((Window(22 * 60, 32 * 60),), frozenset(), None),
        ((Window(8 * 60, 12 * 60),), frozenset(), START + timedelta(hours=3)),
        ((Window(8 * 60, 12 * 60),), frozenset({"normal"}), None),
        ((Window(8 * 60, 12 * 60),), frozenset({"high"}), START + timedelta(hours=3)),
        (ALL_DAY, frozenset(), None),
    ],
)
def test_quiet_hours(quiet: tuple[Window, ...], loud: frozenset[str], until: object) -> None:
    """By the group's own clock; loud priorities are told at once, and so is what never ends."""
    group = replace(promising_desk().groups["it"], notify=Notify(quiet=quiet, loud=loud))
    assert quiet_until(group, "normal", START) == until


@pytest.mark.parametrize(
    ("person", "elsewhere", "way", "expected"),
    [
        (LEA, False, InDingTalk.DIRECT, ("slack", "ULEA", "direct")),
        (LEA, True, InDingTalk.DIRECT, ("dingtalk", "lea", "direct")),
        (LEA, True, InDingTalk.WORK_NOTIFICATION, ("dingtalk", "lea", "work")),
        (LEA, False, InDingTalk.WORK_NOTIFICATION, ("slack", "ULEA", "direct")),
        (BO, False, InDingTalk.WORK_NOTIFICATION, ("dingtalk", "bo", "work")),
        (99, False, InDingTalk.DIRECT, None),
    ],
)
def test_a_person_is_told_on_one_messenger(
    person: int, elsewhere: bool, way: InDingTalk, expected: tuple[str, str, str] | None
) -> None:
    """The one they prefer, or their other one; in DingTalk as the group wants it."""
    desk = promising_desk()
    group = replace(desk.groups["it"], notify=Notify(dingtalk=way))
    notice = to_person(person, desk, group, elsewhere)
    assert _where(notice) == expected


def _where(notice: Notice | None) -> tuple[str, str, str] | None:
    if notice is None:
        return None
    place = notice.place.conversation
    return place.messenger.value, place.id, place.kind.value


def test_a_step_goes_elsewhere_as_well() -> None:
    """Another channel reads of it, and a program is told, whose address stands nowhere."""
    url = "https://pager.example/hook?token=secret"
    desk = desk_with(step(Whom.LEAD, post=(SLACK_STORE,), webhook=url))
    notices = told(desk).decision.follows.notices
    assert ("C2", ()) in [(one.place.conversation.id, one.mention) for one in notices]
    (program,) = [one for one in notices if one.kind is NoticeKind.WEBHOOK]
    where = program.place.conversation
    assert where.messenger is MessengerName.WEBHOOK
    assert webhooks_of(desk) == {where.id: url}
    assert "pager" not in where.lane


def test_told_again_is_an_event_that_decides_no_step() -> None:
    """It says why, and leaves the clocks alone."""
    desk = desk_with(step(Whom.LEAD))
    ticket = told(desk).decision.change.ticket
    later = DUE + UNANSWERED_AFTER
    decision = decide_reach(ticket, ACKNOWLEDGE, LEA, Whom.LEAD, later, desk)
    assert decision is not None
    event = decision.change.event
    assert (event.action, event.facts["because"]) == (Action.REMIND, "unanswered")
    assert "step" not in event.facts
    assert decision.change.ticket.clocks == ticket.clocks
    (notice,) = decision.follows.notices
    assert notice.place.conversation.kind is ConversationKind.DIRECT
    assert notice.place.conversation.messenger is MessengerName.DINGTALK


def test_what_is_no_longer_true_is_not_told_again() -> None:
    """Acknowledged meanwhile, put off, or no longer theirs."""
    desk = desk_with(step(Whom.LEAD))
    life = born(START, desk)
    life.keep(told(desk).decision.change.ticket)
    late = DUE + UNANSWERED_AFTER
    alone = replace(desk.groups["it"], leads=frozenset())
    without = replace(desk, groups={**desk.groups, "it": alone})
    assert decide_reach(life.ticket, ACKNOWLEDGE, LEA, Whom.LEAD, late, without) is None
    snoozed = [replace(one, snoozed_until=late + MINUTE) for one in life.ticket.clocks]
    put_off = replace(life.ticket, clocks=tuple(snoozed))
    assert decide_held(put_off, ACKNOWLEDGE, LEA, Whom.LEAD, late, desk) is None
    life.do(Action.ACKNOWLEDGE, late)
    assert decide_reach(life.ticket, ACKNOWLEDGE, LEA, Whom.LEAD, late, desk) is None
    assert decide_held(life.ticket, ACKNOWLEDGE, LEA, Whom.LEAD, late, desk) is None


def test_after_quiet_hours_whoever_is_meant_by_then_is_told() -> None:
    """Lea is no lead any more; those who are told in her place are, as the ladder says."""
    desk = desk_with(step(Whom.ON_DUTY))
    ticket = told(desk).decision.change.ticket
    it = replace(desk.groups["it"], on_duty=(LEA,))
    later = replace(desk, groups={**desk.groups, "it": it})
    telling = decide_held(ticket, ACKNOWLEDGE, BO, Whom.ON_DUTY, DUE + MINUTE, later)
    assert telling is not None
    assert heard(telling) == [("ULEA", (LEA,))]
    assert [one.because for one in telling.afterwards] == [Because.UNANSWERED]


def test_who_is_given_a_ticket_in_quiet_hours_hears_of_it_later() -> None:
    """When these end, if it still waits for them; whoever is on duty can be reached at once."""
    quiet = Notify(quiet=(Window(9 * 60, 10 * 60),))
    desk = desk_with(step(Whom.LEAD), quiet)
    it = replace(desk.groups["it"], on_duty=(BO,))
    desk = replace(desk, groups={**desk.groups, "it": it})
    ticket = born(START, desk).ticket
    at_once = decide_move(ticket, Action.ASSIGN, LEADER, START, Said(person=BO), desk).follows
    assert NoticeKind.YOUR_TURN in [notice.kind for notice in at_once.notices]
    assert not at_once.held
    by_bo = decide_move(ticket, Action.ASSIGN, BY_BO, START, Said(person=LEA), desk)
    assert NoticeKind.YOUR_TURN not in [notice.kind for notice in by_bo.follows.notices]
    assert [(one.person, one.at) for one in by_bo.follows.held] == [(LEA, START + 60 * MINUTE)]
    after = by_bo.change.ticket
    told_then = decide_turn(after, LEA, START + 60 * MINUTE, desk)
    assert told_then is not None
    assert [notice.kind for notice in told_then.follows.notices] == [NoticeKind.YOUR_TURN]
    assert decide_turn(after, BO, START + 60 * MINUTE, desk) is None


def test_a_step_that_nobody_sees_leaves_cards_alone() -> None:
    """Only the nearest clock, and what happens next, stand on a card."""
    silent = replace(
        NORMAL,
        steps={
            ClockKind.ACKNOWLEDGE: (step(Whom.LEAD), Step(When(3), (Whom.LEAD,))),
            ClockKind.FIRST_REPLY: (Step(When(0.2)), Step(When(1))),
        },
    )
    desk = promising_desk(silent)
    ticket = born(START, desk).ticket
    shown = []
    for key, at in (((ClockKind.FIRST_REPLY, 1), START + 12 * MINUTE), (ACKNOWLEDGE, DUE)):
        decision = fire(ticket, key, 0, at, desk)
        assert decision is not None
        shown.append(decide_step(ticket, decision, at, desk).decision.change.shows)
    assert shown == [False, True]


def test_next_is_the_earliest_step_that_anybody_would_notice() -> None:
    """Of any clock: silent steps, and clocks that have none left, are passed over."""
    policy = replace(
        NORMAL,
        steps={
            ClockKind.FIRST_REPLY: (Step(When(1, 10 * MINUTE), (Whom.LEAD,)),),
            ClockKind.RESOLUTION: (Step(When(0.5), (Whom.ASSIGNEE,)),),
        },
    )
    desk = promising_desk(policy)
    face = clock_face(born(START, desk).ticket, desk)
    assert face is not None
    assert face.kind is ClockKind.ACKNOWLEDGE
    assert face.upcoming is not None
    assert (face.upcoming.clock, face.upcoming.whom) == (ClockKind.FIRST_REPLY, (Whom.LEAD,))
