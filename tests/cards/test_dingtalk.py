"""What DingTalk is sent: the template's variables within their bytes, and inert markdown."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.card import Button, Card, Color, Fact, Form, Message, Page, Press
from cards.cut import utf8_bytes
from cards.dingtalk import Markdown, card_params, pages, private_params, render_markdown
from cards.dingtalk_layout import read_template
from cards.dingtalk_links import form_in_words, press_of
from cards.dingtalk_text import escape, neutral
from cards.draft_card import draft_card
from cards.forms import form_for, more_menu
from cards.listing import Listed, listing_message
from cards.ticket_card import ticket_card
from desk.drafts import DraftState
from desk.languages import Language
from desk.moves import Action, Status
from desk.sought import ListPage, Scope, Sought, Turn
from desk.ticket import Ticket
from handlers.lines import MoveTicket, read_line
from handlers.list_lines import TurnPage
from tests.cards.samples import (
    DESK,
    LANGUAGES,
    LEAD,
    NAMES,
    NOW,
    TEXTS,
    TICKET,
    draft_in,
    ticket_in,
    tickets,
)
from tests.cards.test_slack import ASKING, crowded

LANGUAGE = st.sampled_from(Language)
VARIABLES = read_template().variables
PUBLIC = {variable.name for variable in VARIABLES if not variable.private}
PRIVATE = {variable.name for variable in VARIABLES if variable.private}


def test_every_variable_is_declared_and_set() -> None:
    """The program and the template name the same variables."""
    assert set(card_params(ticket_card(TICKET, DESK, NAMES, Language.CHINESE, 5))) == PUBLIC
    assert set(private_params(None)) == PRIVATE


@given(tickets(), LANGUAGE)
def test_any_ticket_fits_the_template(ticket: Ticket, language: Language) -> None:
    """Whatever people write, each variable is a text of at most a thousand bytes."""
    params = card_params(ticket_card(ticket, DESK, NAMES, language, 5))
    assert set(params) == PUBLIC
    assert all(utf8_bytes(value) <= 1000 for value in params.values())


@given(tickets(), LANGUAGE, st.sampled_from(ASKING), TEXTS)
def test_any_form_fits_the_template(
    ticket: Ticket, language: Language, action: Action, problem: str
) -> None:
    """So does each question."""
    params = private_params(form_for(action, ticket, DESK, language, 5, problem))
    assert set(params) == PRIVATE
    assert all(utf8_bytes(value) <= 1000 for value in params.values())


@given(TEXTS)
def test_any_note_fits_the_template(text: str) -> None:
    """And whatever is said to one person."""
    assert utf8_bytes(private_params(Message(text))["note"]) <= 1000


def test_facts_of_any_number_fit() -> None:
    """What is too much for the line of facts is left out from its end."""
    card = Card("t", "x", Color.BLUE, facts=(Fact("标签", "值" * 100),) * 20)
    facts = card_params(card)["facts"]
    assert 500 < utf8_bytes(facts) <= 1000


def test_read_all_takes_the_last_place() -> None:
    """A cut text brings its button even when all places are taken."""
    buttons = tuple(Button(str(n), Press("more", n)) for n in range(6))
    rest = Button("rest", Press("rest", 1))
    card = Card("t", "x", Color.BLUE, body="汉" * 900, buttons=buttons, rest=rest)
    assert card_params(card)["b6_press"] == rest.press.pack()


@pytest.mark.parametrize("language", Language)
def test_choices_are_buttons_of_a_form(language: Language) -> None:
    """Each choice is a button that carries it, and the last button leads back."""
    params = private_params(form_for(Action.PEND, ticket_in_progress(), DESK, language, 5))
    choices = [Press.unpack(params[f"c{n}_press"]).choice for n in (1, 2, 3)]
    assert choices == ["customer", "third_party", "parts"]
    assert Press.unpack(params["c4_press"]).name == "back"
    assert params["hint"]


def ticket_in_progress() -> Ticket:
    return ticket_in(Status.IN_PROGRESS)


def test_text_form_has_a_button_to_submit() -> None:
    """A question for a text has an input, a button to submit and one back."""
    params = private_params(form_for(Action.RESOLVE, TICKET, DESK, Language.ENGLISH, 5))
    assert params["c1_press"] == "f:resolve:1042:5"
    assert params["c2_press"] == "b:back:1042:5"
    assert params["c3_press"] == ""
    assert params["hint"]


def test_too_many_choices_can_be_typed() -> None:
    """Where not all choices have a place, one button sends the name that was typed."""
    params = private_params(form_for(Action.ASSIGN, TICKET, crowded(30), Language.ENGLISH, 5))
    assert params["c7_press"] == "f:assign:1042:5"
    assert params["c7_text"] == "Use what I typed"
    assert params["hint"] == "Not listed? Type the name here"
    assert params["c8_press"] == "b:back:1042:5"


def test_every_menu_has_room() -> None:
    """More has never more moves than the card has places, with one to go back."""
    menus = (more_menu(ticket_in(s), Language.CHINESE, LEAD, 5) for s in Status)
    assert all(len(menu.buttons) < 8 for menu in menus)


@given(TEXTS)
def test_text_calls_nobody(text: str) -> None:
    """No @ that stands before a name is left as it was."""
    assert not re.search(r"(?<![A-Za-z0-9._+-])@|@所有人|@all(?![A-Za-z0-9._-])", neutral(text))


def test_mail_address_stays() -> None:
    """An @ within an address is no mention."""
    assert neutral("写给 bo@example.com，别@所有人") == "写给 bo@example.com，别＠所有人"


@given(TEXTS)
def test_text_is_inert(text: str) -> None:
    """User text makes no link, image, element or emphasis."""
    escaped = escape(text)
    assert "](" not in escaped
    assert not re.search(r"[<>]", escaped)
    words = re.sub(r"https?://\S+", "", escaped)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_]", re.sub(r"\\[\\`*_]", "", words))


@pytest.mark.parametrize("mark", ["# 1", "- 2", "+ 2", "> 3", "---", "===", "    code"])
def test_line_begins_no_block(mark: str) -> None:
    """A line looks as it was typed: no heading, list, quote, rule or code."""
    assert re.match(r"\\|&|\u00a0", escape(f"a\n{mark}").split("\n")[1])
    assert escape("4. x") == "4\\. x"


def test_address_is_left_alone() -> None:
    """A link that somebody pasted still works."""
    assert escape("见 https://x.cn/a_b?c=1&d=*") == "见 https://x.cn/a_b?c=1&d=\\*"


@given(TEXTS, st.integers(60, 2000))
def test_pages_fit_and_part_no_escape(text: str, limit: int) -> None:
    """Each part of a long text fits, and none ends in half an escape."""
    parts = pages(escape(text), limit)
    assert all(utf8_bytes(part) <= limit for part in parts)
    assert not any(re.search(r"(?<!\\)(?:\\\\)*\\$", part) for part in parts)


@given(tickets(), LANGUAGE)
def test_card_without_template_fits_one_message(ticket: Ticket, language: Language) -> None:
    """A card as markdown stays below the 15,000 bytes of a robot message."""
    said = render_markdown(ticket_card(ticket, DESK, NAMES, language, 5))
    assert utf8_bytes(said.text) <= 12_000
    assert utf8_bytes(said.title) <= 300


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("status", Status)
def test_links_send_what_the_desk_understands(status: Status, language: Language) -> None:
    """Each link without template writes a command that means its button, or carries it."""
    card = ticket_card(ticket_in(status), DESK, NAMES, language, 5)
    sent = sent_by(render_markdown(card))
    assert len(sent) == len(card.buttons)
    for button, line in zip(card.buttons, sent, strict=True):
        if "〔" in line:
            assert press_of(line) == (button.press, "")
            assert line.startswith(button.text)
        else:
            assert press_of(line) is None
            meant = MoveTicket(1042, Action(button.press.name), "")
            assert read_line(line, sure=False) == meant


def test_draft_links_carry_the_draft() -> None:
    """Yes and no of a draft without template mean that draft, with its files and all its words."""
    card = draft_card(draft_in(DraftState.WAITING), DESK, Language.CHINESE, 5)
    carried = [press_of(line) for line in sent_by(render_markdown(card))]
    assert carried == [(button.press, "") for button in card.buttons]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("action", ASKING)
def test_form_in_words_offers_its_choices_and_says_what_to_write(
    action: Action, language: Language
) -> None:
    """Where no form can be shown, each choice is a link that carries it."""
    form = form_for(action, TICKET, DESK, language, 5)
    said = form_in_words(form)
    carried = [press_of(line) for line in sent_by(render_markdown(said))]
    chosen = [one[0].choice for one in carried if one is not None]
    assert chosen == [choice.value for choice in form.choices]
    assert (f"#{TICKET.id}" in said.text.rpartition("\n")[2]) == (form.text is not None)


@given(TEXTS)
def test_what_people_type_carries_no_press_by_chance(text: str) -> None:
    """Only the brackets that we write, with a press of ours in them, are read as one."""
    carried = press_of(text)
    assert carried is None or f"〔{carried[0].pack()}〕" in text


@pytest.mark.parametrize(
    "line",
    ["〔b:more:1042〕", "〔x:more:1042:0〕", "〔b:more:-1:0〕", "〔〕"],
)
def test_what_is_no_press_of_ours_stays_a_line(line: str) -> None:
    """It is read like anything else that somebody writes."""
    assert press_of(f"更多 {line}") is None


def sent_by(said: Markdown) -> list[str]:
    """The lines that the links of a message write."""
    return [unquote(line) for line in re.findall(r"content=([^)]+)\)", said.text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_turn_the_page(language: Language) -> None:
    """The links of a list write a line that means its buttons."""
    mine = Sought("", Scope.MINE, states=(Status.NEW,))
    page = ListPage((7, 5), before=True, behind=True)
    listed = [Listed(TICKET, whole=True)]
    said = render_markdown(listing_message(mine, listed, page, 17, DESK, NAMES, language, NOW))
    sent = [unquote(line) for line in re.findall(r"content=([^)]+)\)", said.text)]
    assert [read_line(line, sure=False) for line in sent] == [
        TurnPage(17, Turn(7, back=True)),
        TurnPage(17, Turn(5)),
    ]


def test_page_is_said_whole() -> None:
    """Nothing of a page is cut: whoever sends it parts it."""
    said = render_markdown(Page("#1042", "汉" * 9000, "关闭"))
    assert said.text.count("汉") == 9000


def test_form_without_inputs_leads_back() -> None:
    """A question that nobody can answer has only the way back."""
    params = private_params(Form(Press("assign", 1), "t", "nobody", "ok", "cancel"))
    assert params["c1_press"] == "b:back:1:0"
    assert params["c2_press"] == ""


def test_note_with_long_words_is_cut() -> None:
    """Long words for one person end in an ellipsis."""
    assert private_params(Message("汉" * 900))["note"].endswith("…")
