"""What follows from a move: which cards stand, whom they call, who is told, and who is not."""

from datetime import timedelta

from desk.acts import decide_move, decide_open
from desk.address import MessengerName, Place, direct_chat
from desk.events import Intake, Said
from desk.moves import Action, Status, WaitingFor
from desk.notices import Consequences, NoticeKind, PostingKind
from desk.ticket import Ticket
from tests.desk.builders import (
    ANA,
    BO,
    DAN,
    DING_IT,
    LEA,
    NOON,
    SLACK_IT,
    SLACK_STORE,
    actor_on,
    slack,
    small_desk,
    ticket_in,
)

LATER = NOON + timedelta(seconds=1)


def follows(
    ticket: Ticket, action: Action, by: int, said: Said, spoken_in: Place | None = None
) -> Consequences:
    """What a move by somebody of the small desk makes the messengers do."""
    who = actor_on(ticket, by)
    return decide_move(ticket, action, who, LATER, said, small_desk(), spoken_in).follows


def test_a_new_ticket_stands_in_every_channel_and_calls_the_one_on_duty_once() -> None:
    """Bo prefers DingTalk, so only the DingTalk card calls him."""
    ticket = ticket_in(Status.NEW)
    postings = decide_open(ticket, actor_on(ticket, ANA), small_desk()).follows.postings
    calls = {posting.place.conversation: posting.mention for posting in postings}
    assert calls == {SLACK_IT: (), DING_IT: (BO,)}


def test_a_command_is_answered_on_the_spot_so_no_message_follows() -> None:
    """A mention is answered in its thread instead."""
    by_command, by_mention = ticket_in(Status.NEW), ticket_in(Status.NEW, Intake.MENTION)
    who = actor_on(by_command, ANA)
    assert decide_open(by_command, who, small_desk()).follows.notices == ()
    (notice,) = decide_open(by_mention, who, small_desk()).follows.notices
    assert (notice.kind, notice.place) == (NoticeKind.OPENED, by_mention.origin.place)


def test_the_reporter_hears_by_direct_message_when_it_is_acknowledged() -> None:
    """After a command there is no thread to answer in."""
    (notice,) = follows(ticket_in(Status.NEW), Action.ACKNOWLEDGE, BO, Said()).notices
    assert notice.place == Place(direct_chat(slack("UANA")))
    assert notice.mention == (ANA,)


def test_nobody_is_told_what_they_did_themselves() -> None:
    """The reporter who reopens hears nothing of it; the assignee does."""
    notices = follows(ticket_in(Status.RESOLVED), Action.REOPEN, ANA, Said()).notices
    assert [(n.kind, n.mention) for n in notices] == [(NoticeKind.YOUR_TURN, (BO,))]


def test_waiting_for_parts_is_not_the_reporters_business_but_waiting_for_them_is() -> None:
    """Only what they can do something about."""
    ticket = ticket_in(Status.IN_PROGRESS)
    parts = follows(ticket, Action.PEND, BO, Said(waiting_for=WaitingFor.PARTS))
    them = follows(ticket, Action.PEND, BO, Said(waiting_for=WaitingFor.CUSTOMER))
    assert parts.notices == ()
    assert [notice.mention for notice in them.notices] == [(ANA,)]


def test_a_comment_appears_in_every_channel_but_the_one_it_was_written_in() -> None:
    """Once on the other side, and no echo on this one."""
    spoken_in = Place(SLACK_IT, "C1/5.0")
    comment = Said(text="on my way")
    notices = follows(ticket_in(Status.NEW), Action.COMMENT, BO, comment, spoken_in).notices
    assert [notice.place.conversation for notice in notices] == [DING_IT]


def test_a_transfer_makes_a_stub_here_and_a_card_there() -> None:
    """The old group's card is left behind; the new group's channel gets its own, and the note."""
    said = Said(group="store", text="yours")
    done = follows(ticket_in(Status.IN_PROGRESS), Action.TRANSFER, BO, said)
    assert done.stub_group == "it"
    assert [(n.kind, n.place.conversation) for n in done.notices if n.beside] == [
        (NoticeKind.COMMENT, SLACK_STORE)
    ]
    assert [posting.place.conversation for posting in done.postings] == [SLACK_STORE]


def test_once_resolved_the_reporter_gets_a_card_to_confirm_or_reopen() -> None:
    """Where they read on."""
    done = follows(ticket_in(Status.IN_PROGRESS), Action.RESOLVE, BO, Said(text="replaced"))
    (card,) = done.postings
    assert (card.kind, card.mention) == (PostingKind.REPORTER, (ANA,))
    assert card.place.conversation.messenger is MessengerName.SLACK


def test_the_one_who_is_assigned_hears_of_it_once_where_they_prefer() -> None:
    """Lea gives it to Bo; Bo is reached on DingTalk only."""
    done = follows(ticket_in(Status.NEW), Action.ASSIGN, LEA, Said(person=BO))
    (notice,) = [n for n in done.notices if n.kind is NoticeKind.YOUR_TURN]
    assert notice.place.conversation.messenger is MessengerName.DINGTALK


def test_a_strangers_rights_end_with_the_group() -> None:
    """After the transfer Bo is nothing to the ticket, and Dan is a member."""
    said = Said(group="store")
    ticket = ticket_in(Status.NEW)
    moved = decide_move(
        ticket, Action.TRANSFER, actor_on(ticket, BO), LATER, said, small_desk()
    ).change.ticket
    assert not actor_on(moved, BO).roles
    assert actor_on(moved, DAN).is_staff
