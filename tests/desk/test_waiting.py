"""A group's queue: its order, the next one for somebody, and what is handed out to whom."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk.candidates import Candidate, Question
from desk.grounds import GroundKind
from desk.queues import Category, Limits, Queue, QueueOrder, Strategy
from desk.waiting import Waiting, drain, next_for, queue_order
from tests.desk.builders import ANA, BO, DAN, LEA, NOON
from tests.desk.crews import NETWORK, QUESTION, crew_of, of, off_duty, on_duty

CLOCK, PRIORITY, ARRIVAL = QueueOrder.NEAREST_CLOCK, QueueOrder.PRIORITY, QueueOrder.ARRIVAL
CATEGORIES = {"network": Category("network", "网络", "it", weight=2.0)}


def waiting(
    ticket: int, rank: int = 1, arrived: int = 60, due: int | None = None, asks: Question = QUESTION
) -> Waiting:
    """A ticket that came in `arrived` minutes ago, and is due in `due` minutes."""
    left: datetime | None = None if due is None else NOON + timedelta(minutes=due)
    return Waiting(ticket, asks, rank, NOON - timedelta(minutes=arrived), left)


QUEUE = (
    waiting(1, rank=1, arrived=10),
    waiting(2, rank=0, arrived=5),
    waiting(3, rank=1, arrived=30, due=20),
    waiting(4, rank=2, arrived=20, due=-5),
    waiting(5, rank=1, arrived=10),
)


@pytest.mark.parametrize(
    ("order", "tickets"),
    [
        ((CLOCK, PRIORITY, ARRIVAL), [4, 3, 2, 1, 5]),
        ((PRIORITY, ARRIVAL), [2, 3, 1, 5, 4]),
        ((ARRIVAL,), [3, 4, 1, 5, 2]),
        ((PRIORITY, CLOCK), [2, 3, 1, 5, 4]),
        ((), [1, 2, 3, 4, 5]),
    ],
)
def test_a_queue_has_the_order_that_its_group_chose(
    order: tuple[QueueOrder, ...], tickets: list[int]
) -> None:
    """Nearest clock (late ones first), priority, arrival; then the number."""
    assert [one.ticket for one in queue_order(reversed(QUEUE), order)] == tickets


def test_next_is_the_first_that_one_may_take() -> None:
    """Those passed over are told with the reason."""
    limits = {BO: Limits(categories=frozenset({"network"}), per_category={"wan": 0})}
    hard = replace(NETWORK, skills={"wan": 2})
    tickets = (
        waiting(1, asks=QUESTION),
        waiting(2, asks=hard),
        waiting(3, asks=replace(NETWORK, named=(LEA,))),
        waiting(4, asks=replace(NETWORK, declined=(BO,))),
        waiting(5, asks=replace(NETWORK, kinds=("wan", "network"))),
        waiting(6, asks=NETWORK),
        waiting(7, asks=NETWORK),
    )
    found = next_for(off_duty(BO), tickets, Queue(limits=limits))
    assert found.waiting == tickets[5]
    assert [(one.ticket, [ground.kind for ground in one.grounds]) for one in found.skipped] == [
        (1, [GroundKind.NOT_THEIR_KIND]),
        (2, [GroundKind.LACKS_SKILL]),
        (3, [GroundKind.NAMED_FOR_OTHERS]),
        (4, [GroundKind.DECLINED]),
        (5, [GroundKind.AT_CATEGORY_LIMIT]),
    ]


@pytest.mark.parametrize(
    ("candidate", "ground"),
    [
        (replace(on_duty(BO), open_tickets=3), GroundKind.AT_LIMIT),
        (Candidate(person=ANA, is_member=False), GroundKind.NOT_A_MEMBER),
    ],
)
def test_next_may_be_nothing(candidate: Candidate, ground: GroundKind) -> None:
    """Whoever is full or doesn't belong to the group takes none, and is told why."""
    found = next_for(candidate, QUEUE, Queue(limit=3))
    assert found.waiting is None
    assert {one.kind for skipped in found.skipped for one in skipped.grounds} == {ground}
    assert len(found.skipped) == len(QUEUE)


def test_next_asks_neither_for_duty_nor_for_leave() -> None:
    """Whoever asks for work is there; a lead may take what others are named for."""
    away = replace(off_duty(BO), away=True, reachable=False)
    assert next_for(away, QUEUE, Queue()).waiting == QUEUE[3]
    named = (waiting(1, asks=replace(QUESTION, named=(BO,))),)
    lead = Candidate(person=LEA, is_lead=True, is_member=False)
    assert next_for(lead, named, Queue()).waiting == named[0]
    assert next_for(off_duty(DAN), named, Queue()).waiting is None
    assert next_for(off_duty(BO), (), Queue()).waiting is None


def test_who_frees_up_is_given_what_waits_in_its_order() -> None:
    """As many as there is room for, counting what was just handed out."""
    queue = replace(of(Strategy.ROUND_ROBIN), limit=2)
    bo = replace(on_duty(BO), open_tickets=1, last_given_at=NOON - timedelta(hours=1))
    crew = crew_of(bo, replace(on_duty(DAN), open_tickets=0), queue=queue)
    given = drain(QUEUE, crew, NOON, CATEGORIES)
    assert [(one.ticket, one.choice.person) for one in given] == [(4, DAN), (3, BO), (2, DAN)]


def test_a_ticket_that_nobody_free_can_have_lets_others_pass() -> None:
    """It waits on, and so does one for a back-up or lead: they were asked when it came in."""
    lead = Candidate(person=LEA, is_lead=True, is_member=False, skills={"wan": 3})
    hard = waiting(1, rank=0, asks=replace(QUESTION, skills={"wan": 1}))
    given = drain([hard, waiting(2)], crew_of(on_duty(BO), lead), NOON, {})
    assert [(one.ticket, one.choice.person) for one in given] == [(2, BO)]


def test_what_was_handed_out_is_load_and_a_kind_more() -> None:
    """The next choice knows of it."""
    heavy, light = replace(NETWORK, category="network", kinds=("network",)), QUESTION
    tickets = (waiting(1, asks=heavy), waiting(2, asks=light), waiting(3, asks=light))
    crew = crew_of(on_duty(ANA), on_duty(BO), queue=of(Strategy.LEAST_LOAD))
    given = drain(tickets, crew, NOON, CATEGORIES)
    assert [one.choice.person for one in given] == [ANA, BO, BO]
    once = {person: Limits(per_category={"network": 1}) for person in (ANA, BO)}
    limited = replace(crew, queue=replace(crew.queue, limits=once))
    many = [waiting(number, asks=heavy) for number in range(1, 5)]
    assert [one.choice.person for one in drain(many, limited, NOON, CATEGORIES)] == [ANA, BO]


@pytest.mark.parametrize("queue", [Queue(), of(), of(Strategy.BY_BUTTON, Strategy.LEAST_LOAD)])
def test_nothing_is_handed_out_where_tickets_are_taken_by_button(queue: Queue) -> None:
    """They wait for a press."""
    assert drain(QUEUE, crew_of(on_duty(BO), queue=queue), NOON, CATEGORIES) == ()
