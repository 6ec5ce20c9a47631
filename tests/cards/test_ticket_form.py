"""The form of a new ticket and the desk's home: within Slack's limits, in both languages."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.views import View
from syrupy.assertion import SnapshotAssertion

from cards.card import FieldKind
from cards.home import AtHome, home_of
from cards.slack_home import home_view
from cards.slack_ticket_form import ticket_form_view
from cards.source import made_already_message, source_facts, unreadable_message
from cards.ticket_form import Shown, ticket_form
from desk.languages import Language
from desk.moves import Status, WaitingFor
from desk.source import Source
from desk.ticket import Ticket
from tests.cards.samples import BO, DESK, LANGUAGES, LI, NAMES, TEXTS, TICKET, ticket_in, tickets
from tests.cards.test_slack import texts_in

LONG = st.text(max_size=200) | TEXTS


@given(LONG, LONG, LONG, st.lists(LONG, max_size=12), st.sampled_from(Language))
def test_the_form_always_fits(
    title: str, body: str, author: str, files: list[str], language: Language
) -> None:
    """Whatever the message says, and however long."""
    shown = Shown(title, body * 40, author, files)
    view: Any = ticket_form_view(ticket_form(DESK, language, shown), "carried")
    View(**view).validate_json()
    elements = [block.get("element", {}) for block in view["blocks"]]
    assert all(len(one.get("initial_value", "")) <= one.get("max_length", 3000) for one in elements)
    assert all(len(text) <= 3000 for text in texts_in(view["blocks"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_form_asks_for_the_group(language: Language) -> None:
    """As no conversation tells it; one on a message doesn't."""
    empty = [field.name for field in ticket_form(DESK, language).fields]
    on_message = [field.name for field in ticket_form(DESK, language, Shown("a", "", "Bo")).fields]
    assert "group" in empty
    assert "group" not in on_message
    assert [f.name for f in ticket_form(DESK, language).fields if f.required] == ["title"]


def test_a_priority_is_chosen_by_name() -> None:
    """The most urgent first, in the form's language."""
    fields = {field.name: field for field in ticket_form(DESK, Language.ENGLISH).fields}
    assert fields["priority"].kind is FieldKind.CHOICE
    assert [choice.label for choice in fields["priority"].choices] == ["High", "Normal"]


@given(st.lists(tickets(), max_size=40), st.sampled_from(Language))
def test_the_home_always_fits(found: list[Ticket], language: Language) -> None:
    """However many tickets there are; nothing that people wrote is read as markup."""
    seen = AtHome(LI, found, [], found, [("it", found), ("warehouse", found), ("gone", found)])
    view: Any = home_view(home_of(seen, DESK, NAMES, language))
    View(**view).validate_json()
    assert len(view["blocks"]) <= 100
    assert all("<" not in text and ">" not in text for text in _marked_up(view))


def _marked_up(json: object) -> list[str]:
    match json:
        case {"type": "mrkdwn", "text": str(text)}:
            return [text]
        case dict():
            return [text for value in json.values() for text in _marked_up(value)]
        case list():
            return [text for value in json for text in _marked_up(value)]
        case _:
            return []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_home_says(language: Language, snapshot: SnapshotAssertion) -> None:
    """What waits for somebody stands first, with what it waits for."""
    asked = replace(
        ticket_in(Status.PENDING), waiting_for=WaitingFor.CUSTOMER, waiting_note="哪一台？"
    )
    seen = AtHome(LI, [ticket_in(Status.RESOLVED), asked], [], [TICKET], [("it", [])])
    assert home_of(seen, DESK, NAMES, language) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "source",
    [
        Source(author=BO, link="https://x", files=("a.png", "b.pdf")),
        Source(name="Grafana", edits=2),
        Source(author=BO, edits=1, deleted=True),
    ],
)
def test_what_a_card_says_of_its_message(
    source: Source, language: Language, snapshot: SnapshotAssertion
) -> None:
    """Whose it was, what hung on it, and what has become of it."""
    ticket = replace(TICKET, source=source)
    assert tuple(source_facts(ticket, NAMES, language)) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_instead_of_a_ticket(language: Language, snapshot: SnapshotAssertion) -> None:
    """That there is one already, or that the message could not be read, with what to do."""
    said = [
        made_already_message(TICKET, DESK, NAMES, LI, language).text,
        made_already_message(TICKET, DESK, NAMES, BO, language).text,
        unreadable_message("#secret", closed=True, language=language).text,
        unreadable_message("", closed=True, language=language).text,
        unreadable_message("#secret", closed=False, language=language).text,
    ]
    assert said == snapshot
