"""What Slack is sent: within its limits, and pinging nobody but whom we call."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from cards.card import Button, Card, Color, Fact, Form, Menu, Message, Page, Press
from cards.cut import utf16_units
from cards.forms import form_for, more_menu, rest_page
from cards.slack import SlackMessage, escape, render_card, render_message
from cards.slack_views import form_view, menu_view, page_view, result_view
from cards.ticket_card import private_card, ticket_card
from desk.groups import Desk
from desk.languages import Language
from desk.moves import MOVES, Action, Ask, by_people
from desk.people import Person, Sight
from desk.ticket import Ticket
from tests.cards.samples import (
    BO_ON_SLACK,
    COMMENTS,
    DESK,
    LEAD,
    NAMES,
    TEXTS,
    TICKET,
    tickets,
)

CONTROL = re.compile(r"<[^>]*>")
LANGUAGE = st.sampled_from(Language)


def texts_in(json: object) -> list[str]:
    """Every text of blocks, as Slack counts them."""
    match json:
        case {"type": "plain_text" | "mrkdwn", "text": str(text)}:
            return [text]
        case dict():
            return [text for value in json.values() for text in texts_in(value)]
        case list():
            return [text for value in json for text in texts_in(value)]
        case _:
            return []


def read_as_markup(message: SlackMessage) -> str:
    """All that Slack looks for control sequences in: everything but plain text objects."""
    return " ".join([message.text, *_mrkdwn(message.blocks)])


def _mrkdwn(json: object) -> list[str]:
    match json:
        case {"type": "mrkdwn", "text": str(text)}:
            return [text]
        case dict():
            return [text for value in json.values() for text in _mrkdwn(value)]
        case list():
            return [text for value in json for text in _mrkdwn(value)]
        case _:
            return []


def must_be_valid(message: SlackMessage) -> None:
    """By Slack's limits, and by its SDK's own models as a second judge."""
    for block in Block.parse_all([dict(block) for block in message.blocks]):
        block.to_dict()
    texts = texts_in(message.blocks)
    assert message.text
    assert all(texts)
    assert len(message.blocks) <= 50
    assert sum(map(utf16_units, texts)) + utf16_units(message.text) <= 11_000
    assert all(utf16_units(text) <= 3000 for text in texts)
    ids = re.findall(r"'action_id': '([^']+)'", str(message.blocks))
    assert len(ids) == len(set(ids))


def must_be_a_view(view: Mapping[str, Any]) -> None:
    View(**view).to_dict()
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    assert len(blocks) <= 100
    for block in Block.parse_all(blocks):
        block.to_dict()
    for head in ("title", "submit", "close"):
        assert all(utf16_units(text) <= 24 for text in texts_in(view.get(head)))


@given(tickets(), LANGUAGE, st.booleans())
def test_any_ticket_is_a_valid_card(ticket: Ticket, language: Language, calls: bool) -> None:
    """Whatever people write, Slack takes the card, and only whom we call is called."""
    call = (BO_ON_SLACK,) if calls else ()
    message = render_card(ticket_card(ticket, DESK, NAMES, language, 5, call))
    must_be_valid(message)
    assert set(CONTROL.findall(read_as_markup(message))) == ({"<@U2>"} if calls else set())


@given(tickets(), LANGUAGE)
def test_any_ticket_is_a_valid_private_card(ticket: Ticket, language: Language) -> None:
    """The same for the card of one person, with comments on it."""
    said = [replace(COMMENTS[0], text=ticket.body, author=ticket.title)] * 5
    card = private_card(ticket, DESK, NAMES, language, LEAD, said, Sight.ALL)
    must_be_valid(render_card(card))


@given(TEXTS, st.booleans())
def test_any_text_is_a_valid_message(text: str, calls: bool) -> None:
    """A message of any text fits, and calls nobody by its words."""
    message = render_message(Message(text, (BO_ON_SLACK,) if calls else ()))
    must_be_valid(message)
    assert set(CONTROL.findall(read_as_markup(message))) == ({"<@U2>"} if calls else set())


@given(TEXTS, TEXTS)
def test_any_fact_fits_its_field(label: str, value: str) -> None:
    """Facts of any length and number stay within their fields."""
    card = Card("t", "tag", Color.BLUE, facts=(Fact(label, value),) * 14)
    must_be_valid(render_card(card))


@given(st.text())
def test_escaping_leaves_no_markup(text: str) -> None:
    """Exactly three characters are escaped, and nothing else is changed but what can't be sent."""
    escaped = escape(text)
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", escaped)
    plain = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert escape(plain) == escaped


def test_title_of_channel_mention_pings_nobody() -> None:
    """A title is plain text on the card, and escaped where notifications read it."""
    message = render_card(
        ticket_card(replace(TICKET, title="<!channel>"), DESK, NAMES, Language.ENGLISH, 5)
    )
    assert message.text == "#1042 &lt;!channel&gt; · New"
    assert message.blocks[0]["text"] == {
        "type": "plain_text",
        "text": "#1042 <!channel>",
        "emoji": False,
    }


@pytest.mark.parametrize(("body", "shown"), [("short", False), ("long " * 900, True)])
def test_read_all_stands_where_something_was_cut(body: str, shown: bool) -> None:
    """The button under which the rest is read is there when there is a rest."""
    card = ticket_card(replace(TICKET, body=body), DESK, NAMES, Language.ENGLISH, 5)
    assert ("'rest'" in str(render_card(card).blocks)) is shown


def test_repeated_buttons_have_ids_of_their_own() -> None:
    """Two buttons of one name in a message can be told apart."""
    buttons = tuple(Button("Assign", Press("assign", 1, choice=str(n))) for n in range(3))
    assert "assign:3" in str(render_message(Message("who?", buttons=buttons)).blocks)
    must_be_valid(render_message(Message("who?", buttons=buttons)))


ASKING = [action for action in by_people() if MOVES[action].asks is not Ask.NOTHING]


@given(tickets(), LANGUAGE, st.sampled_from(ASKING), TEXTS)
def test_any_form_is_a_valid_view(
    ticket: Ticket, language: Language, action: Action, problem: str
) -> None:
    """Every question about any ticket fits a modal."""
    must_be_a_view(form_view(form_for(action, ticket, DESK, language, 5, problem)))


def crowded(people: int) -> Desk:
    """The sample desk with many people in its group."""
    crowd = {
        n: Person(n, f"Somebody with a very long name indeed, number {n}, of the desk " * 2)
        for n in range(10, 10 + people)
    }
    group = replace(DESK.groups["it"], members=frozenset(crowd))
    return replace(DESK, people={**DESK.people, **crowd}, groups={"it": group})


def test_a_large_group_fits_the_menu() -> None:
    """Slack takes a hundred choices; no more are offered."""
    form = form_for(Action.ASSIGN, TICKET, crowded(130), Language.ENGLISH, 5)
    must_be_a_view(form_view(form))


def test_form_carries_what_it_is_about() -> None:
    """What comes back with a form says which ticket and card it was opened on."""
    form = form_for(Action.RESOLVE, TICKET, DESK, Language.ENGLISH, 5)
    view = form_view(form)
    assert view["callback_id"] == "form"
    assert view["private_metadata"] == form.press.pack()
    assert "'block_id': 'text'" in str(view)


@given(tickets(), LANGUAGE)
def test_any_menu_and_page_is_a_valid_view(ticket: Ticket, language: Language) -> None:
    """More and the whole text of any ticket fit modals."""
    must_be_a_view(menu_view(more_menu(ticket, language, LEAD, 5)))
    must_be_a_view(page_view(rest_page(ticket, COMMENTS, language, "Asia/Shanghai")))


def test_other_views_are_valid() -> None:
    """Results, empty menus and forms without inputs too."""
    press = Press("assign", 1)
    must_be_a_view(result_view("Paidan", "Done.", "Close"))
    must_be_a_view(menu_view(Menu("m", "nothing", (), "Close")))
    must_be_a_view(form_view(Form(press, "f", "nobody", "Submit", "Cancel")))
    must_be_a_view(page_view(Page("p", "x" * 400_000, "Close")))
