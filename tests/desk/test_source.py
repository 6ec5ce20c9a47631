"""Tickets of somebody's message: who is told, and what later versions of it change."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.acts import decide_move, decide_open
from desk.address import Place, direct_chat
from desk.errors import Reason, Refusal
from desk.events import Intake, Said, Visibility
from desk.moves import Action, Status, actions_from, by_people
from desk.notices import NoticeKind
from desk.people import ITSELF, Role
from desk.source import Source
from desk.ticket import Ticket
from tests.desk.builders import (
    ANA,
    BO,
    DAN,
    DING_IT,
    NOON,
    SLACK_IT,
    actor,
    actor_on,
    slack,
    small_desk,
    ticket_in,
)

LATER = NOON + timedelta(seconds=1)
VERSIONS = (Action.SOURCE_EDITED, Action.SOURCE_DELETED)


def made_of(author: int | None, intake: Intake) -> Ticket:
    return replace(ticket_in(Status.NEW, intake), source=Source(author=author))


@pytest.mark.parametrize("intake", [Intake.MESSAGE, Intake.EMOJI])
def test_the_author_is_called_below_their_message(intake: Intake) -> None:
    """With the number, and so is whoever put an emoji on it, as they don't follow that thread; who
    made a ticket of their own message is not called for it."""
    marked = (ANA,) if intake is Intake.EMOJI else ()
    for author, called in ((DAN, (DAN, *marked)), (ANA, ()), (None, marked)):
        ticket = made_of(author, intake)
        (notice,) = decide_open(ticket, actor_on(ticket, ANA), small_desk()).follows.notices
        assert (notice.kind, notice.place) == (NoticeKind.OPENED, ticket.origin.place)
        assert notice.mention == called


def test_an_empty_form_is_answered_directly() -> None:
    """There is no thread to answer in."""
    ticket = ticket_in(Status.NEW, Intake.FORM)
    (notice,) = decide_open(ticket, actor_on(ticket, ANA), small_desk()).follows.notices
    assert notice.place == Place(direct_chat(slack("UANA")))


@pytest.mark.parametrize("action", VERSIONS)
@pytest.mark.parametrize("status", Status)
def test_a_version_changes_nothing_of_what_was_asked_for(status: Status, action: Action) -> None:
    """In every state: the words are the event's, the ticket's title, text and clocks stay."""
    ticket = made_of(DAN, Intake.EMOJI)
    ticket = replace(ticket, status=status)
    decision = decide_move(ticket, action, ITSELF, LATER, Said(text="now"), small_desk())
    after, event = decision.change.ticket, decision.change.event
    same = replace(
        after, version=ticket.version, changed_at=ticket.changed_at, source=ticket.source
    )
    assert same == ticket
    assert event.body == "now"
    assert event.visibility is Visibility.INTERNAL
    assert decision.change.shows
    assert {notice.place.conversation for notice in decision.follows.notices} == {SLACK_IT, DING_IT}


def test_versions_are_counted_and_a_deletion_is_the_last() -> None:
    """Also of a message that was the reporter's own, of which nothing was kept until then."""
    ticket = ticket_in(Status.NEW, Intake.MENTION)
    for text in ("one", "two"):
        ticket = ticket.after(Action.SOURCE_EDITED, ITSELF, LATER, Said(text=text)).ticket
    ticket = ticket.after(Action.SOURCE_DELETED, ITSELF, LATER).ticket
    assert ticket.source == Source(edits=2, deleted=True)


@pytest.mark.parametrize("action", VERSIONS)
def test_nobody_has_a_button_for_it(action: Action) -> None:
    """Only the desk itself takes note of a message that changed."""
    assert action not in by_people()
    assert all(action not in actions_from(status) for status in Status)
    with pytest.raises(Refusal) as refused:
        ticket_in(Status.NEW).after(action, actor(BO, Role.LEAD, Role.MEMBER), LATER, Said("x"))
    assert refused.value.reason is Reason.NOT_ALLOWED
