"""A ticket's cards: what each conversation and each person sees of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from cards.card import Card
from cards.dingtalk import card_params, render_markdown
from cards.slack import render_card
from cards.ticket_card import face_of, private_card, reporter_card, stub_card, ticket_card
from desk.languages import Language
from desk.moves import Action, Status, WaitingFor, actions_for
from desk.notices import PostingKind
from desk.people import Role, Sight
from tests.cards.samples import (
    BO,
    BO_ON_SLACK,
    COMMENTS,
    DESK,
    LANGUAGES,
    LEAD,
    MEMBER,
    NAMES,
    REPORTER,
    STRANGER,
    TICKET,
    WANG,
    ticket_in,
)


def offered(card: Card) -> list[str]:
    return [button.press.name for button in card.buttons]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", Status)
def test_group_card(status: Status, language: Language, snapshot: SnapshotAssertion) -> None:
    """The group's card in each state and language, as both messengers show it."""
    card = ticket_card(ticket_in(status), DESK, NAMES, language, 5)
    assert render_card(card) == snapshot(name="slack")
    assert card_params(card) == snapshot(name="dingtalk")
    assert render_markdown(card) == snapshot(name="markdown")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.REOPENED])
def test_reporter_card(status: Status, language: Language, snapshot: SnapshotAssertion) -> None:
    """The card by which a reporter confirms or reopens."""
    assert reporter_card(ticket_in(status), DESK, NAMES, language, 5) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_stub(language: Language, snapshot: SnapshotAssertion) -> None:
    """A conversation that lost the ticket says who has it, and offers nothing."""
    card = stub_card(TICKET, DESK, language, "warehouse")
    assert not card.buttons
    assert card == snapshot


@pytest.mark.parametrize("status", Status)
def test_every_button_of_a_card_fits_the_dingtalk_template(status: Status) -> None:
    """Six places are enough for the buttons and the one to read all."""
    card = ticket_card(ticket_in(status), DESK, NAMES, Language.CHINESE, 5)
    assert len(card.buttons) + 1 <= 6


def test_first_card_calls_whoever_is_on_duty() -> None:
    """Those who are called are named on the card, with a sentence around it."""
    card = ticket_card(TICKET, DESK, NAMES, Language.ENGLISH, 5, (BO_ON_SLACK,))
    assert "<@U2> A new ticket for you." in str(render_card(card).blocks)


def test_transferred_ticket_was_not_opened_by_whoever_passed_it_on() -> None:
    """A ticket that is new in this group names who transferred it."""
    moved = replace(TICKET, status_by=BO, status_since=TICKET.opened_at + timedelta(minutes=1))
    card = ticket_card(moved, DESK, NAMES, Language.ENGLISH, 5)
    assert card.foot == "Transferred by Bo, 22 Nov 10:25"


@pytest.mark.parametrize("roles", [LEAD, MEMBER, REPORTER, STRANGER])
@pytest.mark.parametrize("status", Status)
def test_private_card_offers_only_what_they_may(status: Status, roles: frozenset[Role]) -> None:
    """Each button on a card for one person would be let through."""
    card = private_card(
        ticket_in(status), DESK, NAMES, Language.CHINESE, roles, COMMENTS, Sight.ALL
    )
    allowed = {action.value for action in actions_for(status, roles)}
    assert set(offered(card)) - {"more"} <= allowed


def test_reporter_reads_nothing_internal() -> None:
    """Internal comments and what the group waits for are not for the reporter."""
    ticket = ticket_in(Status.PENDING)
    card = private_card(ticket, DESK, NAMES, Language.CHINESE, REPORTER, COMMENTS, Sight.REPORTER)
    assert "味道还很大" in card.news
    assert "机房" not in card.news
    assert "墨盒" not in card.news


def test_reporter_is_told_what_is_asked_of_them() -> None:
    """A ticket that waits for its reporter says so to them."""
    ticket = replace(ticket_in(Status.PENDING), waiting_for=WaitingFor.CUSTOMER)
    card = reporter_card(ticket, DESK, NAMES, Language.CHINESE, 5)
    assert "墨盒周五到" in card.news


def test_stranger_sees_an_outline() -> None:
    """Number, state and group, and nothing else."""
    card = private_card(TICKET, DESK, NAMES, Language.CHINESE, STRANGER, COMMENTS, Sight.OUTLINE)
    told = Card("#1042", "新建", card.color, facts=card.facts)
    assert card == told
    assert [fact.value for fact in card.facts] == ["IT 支持"]


def test_reporters_comment_is_not_called_internal() -> None:
    """For a reporter the button to comment says what it does for them."""
    resolved = ticket_in(Status.IN_PROGRESS)
    card = private_card(resolved, DESK, NAMES, Language.CHINESE, REPORTER, COMMENTS, Sight.REPORTER)
    texts = [b.text for b in card.buttons if b.press.name == Action.COMMENT]
    assert texts == ["补充说明"]


@pytest.mark.parametrize("kind", PostingKind)
def test_each_kind_of_posting_has_a_face(kind: PostingKind) -> None:
    """Every posting about a ticket can be drawn; a draft's is drawn elsewhere."""
    if kind in {PostingKind.DRAFT, PostingKind.MATTER}:
        with pytest.raises(ValueError, match="not a face"):
            face_of(kind, TICKET, DESK, NAMES, Language.CHINESE, 5)
    else:
        assert face_of(kind, TICKET, DESK, NAMES, Language.CHINESE, 5).title.startswith("#1042")


def test_title_is_not_repeated_in_the_body() -> None:
    """The first line of the text stands in the title already."""
    card = ticket_card(TICKET, DESK, NAMES, Language.CHINESE, 5)
    assert card.body == "型号 HP M404，已经拔了电源。"


def test_the_foot_says_who_has_it_if_that_is_somebody_else() -> None:
    """After a hand-over it is not who acknowledged it."""
    ticket = replace(ticket_in(Status.ACKNOWLEDGED), assignee=WANG)
    foot = ticket_card(ticket, DESK, NAMES, Language.ENGLISH, 1).foot
    assert foot.startswith("Acknowledged by Bo")
    assert foot.endswith("· now with 小王")
