"""The life of a ticket: every move from every state in every role, read from MOVES."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.errors import Reason, Refusal
from desk.events import SILENT, Said, Visibility
from desk.moves import ENDED, FIRST_BUTTONS, MOVES, Action, Ask, Status, actions_from, more_actions
from desk.people import Role
from tests.desk.builders import ANA, BO, EVERYTHING_SAID, LEA, NOON, actor, open_to_all, ticket_in

EVERY_MOVE = [(action, status, role) for action in MOVES for status in Status for role in Role]


@pytest.mark.parametrize(("action", "status", "role"), EVERY_MOVE)
def test_a_move_is_done_if_state_and_role_allow_it_and_refused_otherwise(
    action: Action, status: Status, role: Role
) -> None:
    """Done, it leads where MOVES says; refused, the reason is the true one."""
    ticket, by, move = open_to_all(ticket_in(status)), actor(LEA, role), MOVES[action]
    if role in move.by and status in move.sources:
        change = ticket.after(action, by, NOON, EVERYTHING_SAID)
        # An escalation to another group begins anew there.
        to = Status.NEW if action is Action.ESCALATE else move.to or status
        assert change.ticket.status is to
        assert change.ticket.version == ticket.version + 1
        assert (change.event.before, change.event.after) == (status, change.ticket.status)
        assert change.event.account == by.account_id
        return
    with pytest.raises(Refusal) as refused:
        ticket.after(action, by, NOON, EVERYTHING_SAID)
    if role not in move.by:
        assert refused.value.reason is Reason.NOT_ALLOWED
    else:
        assert refused.value.reason in {Reason.ALREADY, Reason.NOT_NOW}


@pytest.mark.parametrize("action", [a for a, move in MOVES.items() if move.asks is not Ask.NOTHING])
def test_a_move_that_asks_is_refused_without_its_answer(action: Action) -> None:
    """Nothing happens until the reason, the result, the person or the group is said."""
    status = next(status for status in Status if status in MOVES[action].sources)
    with pytest.raises(Refusal) as refused:
        open_to_all(ticket_in(status)).after(action, actor(LEA, *Role), NOON, SILENT)
    assert refused.value.reason is Reason.WORD_MISSING


def test_every_state_can_be_left_or_reopened() -> None:
    """No ticket is ever stuck, and what is over can be reopened."""
    for status in Status:
        assert any(MOVES[action].to not in {None, status} for action in actions_from(status))
    assert MOVES[Action.REOPEN].sources == ENDED


def test_a_card_has_at_most_five_buttons_and_more_holds_the_rest() -> None:
    """Together they offer exactly what the state allows."""
    for status in Status:
        first, more = FIRST_BUTTONS[status], more_actions(status)
        assert len(first) <= 5
        assert set(first) | set(more) == set(actions_from(status))
        assert not set(first) & set(more)


def test_whoever_is_late_is_told_who_was_first() -> None:
    """A second Acknowledge names the assignee and since when."""
    taken = ticket_in(Status.NEW).after(Action.ACKNOWLEDGE, actor(BO, Role.MEMBER), NOON).ticket
    with pytest.raises(Refusal) as refused:
        taken.after(Action.ACKNOWLEDGE, actor(LEA, Role.MEMBER), NOON + timedelta(seconds=3))
    assert refused.value.reason is Reason.ALREADY
    assert refused.value.facts["person"] == BO
    assert refused.value.facts["at"] == NOON


def test_acknowledging_makes_one_the_assignee() -> None:
    """The one who presses answers for it from then on."""
    taken = ticket_in(Status.NEW).after(Action.ACKNOWLEDGE, actor(BO, Role.MEMBER), NOON)
    assert taken.ticket.assignee == BO


def test_a_transfer_leaves_the_assignee_behind() -> None:
    """In the other group nobody has it yet."""
    said = Said(group="store")
    moved = ticket_in(Status.IN_PROGRESS).after(Action.TRANSFER, actor(BO, Role.MEMBER), NOON, said)
    assert (moved.ticket.group, moved.ticket.assignee) == ("store", None)
    assert moved.ticket.status is Status.NEW


@pytest.mark.parametrize(
    ("roles", "action", "visible"),
    [
        ((Role.MEMBER,), Action.COMMENT, Visibility.INTERNAL),
        ((Role.MEMBER,), Action.REPLY, Visibility.REPORTER),
        ((Role.REPORTER,), Action.COMMENT, Visibility.REPORTER),
        ((Role.REPORTER, Role.MEMBER), Action.COMMENT, Visibility.INTERNAL),
    ],
)
def test_who_reads_a_comment(roles: tuple[Role, ...], action: Action, visible: Visibility) -> None:
    """Staff among themselves, unless they reply to the reporter; the reporter's words are open."""
    change = ticket_in(Status.IN_PROGRESS).after(action, actor(ANA, *roles), NOON, Said(text="hm"))
    assert change.event.visibility is visible


def test_an_internal_comment_leaves_the_face_of_the_card_alone() -> None:
    """Only what is shown on a card has it redrawn."""
    ticket = ticket_in(Status.IN_PROGRESS)
    internal = ticket.after(Action.COMMENT, actor(BO, Role.MEMBER), NOON, Said(text="hm"))
    reply = ticket.after(Action.REPLY, actor(BO, Role.MEMBER), NOON, Said(text="hm"))
    assert not internal.shows
    assert reply.shows


@given(early=st.timedeltas(min_value=timedelta(days=-30), max_value=timedelta(days=30)))
def test_event_times_never_go_backwards(early: timedelta) -> None:
    """However late or early a messenger says something happened."""
    ticket = ticket_in(Status.NEW)
    change = ticket.after(Action.ACKNOWLEDGE, actor(BO, Role.MEMBER), NOON + early)
    assert change.event.at >= ticket.changed_at
    assert change.ticket.status_since == change.event.at


@given(
    actions=st.lists(st.sampled_from(sorted(MOVES)), max_size=25),
    roles=st.sets(st.sampled_from(sorted(Role)), min_size=1),
)
def test_whatever_is_tried_the_ticket_stays_consistent(
    actions: list[Action], roles: set[Role]
) -> None:
    """After any run of moves: versions count up, waiting is only while pending, words are kept."""
    ticket = replace(ticket_in(Status.NEW), assignee=None)
    for action in actions:
        try:
            moved = ticket.after(Action(action), actor(LEA, *roles), NOON, EVERYTHING_SAID).ticket
        except Refusal:
            continue
        assert moved.version == ticket.version + 1
        assert (moved.waiting_for is not None) == (moved.status is Status.PENDING)
        ticket = moved
    if ticket.status in {Status.ACKNOWLEDGED, Status.IN_PROGRESS, Status.PENDING}:
        assert ticket.assignee is not None
