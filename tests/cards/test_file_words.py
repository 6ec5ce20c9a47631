"""What is said about files: on cards, on questions, beside cards, to whoever sent one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.announcements import announcement_message
from cards.card import Card, Link
from cards.dingtalk import VALUE_LIMIT, card_params, render_markdown
from cards.draft_card import draft_card
from cards.file_words import SHOWN, attached_message, file_message, short_name
from cards.slack import render_card, render_message
from cards.ticket_card import private_card, ticket_card
from desk.drafts import Draft, DraftState
from desk.errors import Fact
from desk.files import Attached
from desk.languages import Language
from desk.matters import Announcement, News
from desk.people import Sight
from tests.cards.samples import DESK, LANGUAGES, LI, MEMBER, NAMES, NOW, ORIGIN, TICKET

PUBLIC = "https://desk.example"
FILES = tuple(Attached(f"图{n}.png", f"{PUBLIC}/files/{n}?t=abc.def") for n in range(8))
HOSTILE = Attached("a|b>](http://evil)<!channel>\u202e.png", f"{PUBLIC}/files/1?t=a|b)")
UNTITLED = Draft(
    id=3,
    author=LI,
    text="",
    origin=ORIGIN,
    language=Language.ENGLISH,
    at=NOW,
    expires_at=NOW + timedelta(minutes=10),
)


def card_with(*files: Attached, language: Language = Language.ENGLISH) -> Card:
    """The group's card of the sample ticket with files."""
    return ticket_card(TICKET, DESK, NAMES, language, 7, files=files)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_links_the_newest_files_and_counts_all(language: Language) -> None:
    """As many as fit on a line; the rest is known to be there."""
    card = card_with(*FILES, language=language)
    assert [link.text for link in card.files] == [file.name for file in FILES[-SHOWN:]]
    assert "8" in card.files_label
    assert not card_with().files


def test_slack_shows_files_on_a_line() -> None:
    """Links of ours, whose names can't end them or call anybody."""
    [line] = [b for b in render_card(card_with(HOSTILE)).blocks if "files/1" in str(b)]
    text = str(line["text"])
    assert "Files (1)" in text
    assert "<!channel>" not in text
    assert text.count("|") == 1


def test_dingtalk_shows_files_within_its_bytes() -> None:
    """However long the text and the addresses are, one variable holds them."""
    long = replace(card_with(*FILES, HOSTILE), body="长" * 2000)
    body = card_params(long)["body"]
    assert len(body.encode()) <= VALUE_LIMIT
    assert "Files (9)" in body
    assert "](http://evil)" not in body
    assert body.count("](https://desk.example/files/") >= 1


def test_without_a_template_files_are_links_too() -> None:
    """The card as text has the same."""
    assert (
        "[图7.png](https://desk.example/files/7?t=abc.def)"
        in render_markdown(card_with(*FILES)).text
    )


def test_whoever_asks_for_a_ticket_sees_its_files() -> None:
    """The private card has them; which ones is decided before."""
    card = private_card(TICKET, DESK, NAMES, Language.ENGLISH, MEMBER, (), Sight.ALL, FILES[:1])
    assert card.files == (Link("图0.png", FILES[0].address),)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", DraftState)
def test_files_without_a_title_are_asked_about(state: DraftState, language: Language) -> None:
    """The question names them, tells how to answer, and can be declined; over, it says so."""
    draft = replace(UNTITLED, state=state, ticket=12 if state is DraftState.MADE else None)
    card = draft_card(draft, DESK, language, 7, files=(Attached("smoke.png"), Attached("")))
    assert "📎 smoke.png" in card.body
    assert [button.press.name for button in card.buttons] == (
        ["draft_no"] if state is DraftState.WAITING else []
    )
    assert card.title
    assert state in {DraftState.MADE, DraftState.SAID} or card.news


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_file_is_told_with_its_link(language: Language) -> None:
    """Beside the card without the ticket's number, elsewhere with it; it brings the file itself."""
    beside = file_message(TICKET, "Bo", FILES[0], language, beside=True, number=5)
    alone = file_message(TICKET, "Bo", FILES[0], language, number=5)
    assert "#1042" not in beside.text
    assert "#1042" in alone.text
    assert (alone.file, alone.links[0].text) == (5, "图0.png")
    assert "files/0" in str(render_message(alone).blocks)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("news", [News.FILE_EMPTY, News.FILE_FAILED, News.FILE_TOO_BIG])
def test_whoever_sent_a_file_hears_what_to_do(news: News, language: Language) -> None:
    """Which file, for which ticket, and what helps."""
    facts: dict[str, Fact] = {"file": "smoke.png", "ticket": 12, "limit": 20}
    told = announcement_message(
        Announcement(group="it", news=news, at=NOW, facts=facts), DESK, NAMES, language
    )
    assert "smoke.png" in told.text
    assert "#12" in told.text


def test_files_for_a_ticket_are_confirmed_by_name() -> None:
    """They are still on their way, and counted if they are many."""
    told = attached_message(TICKET, "Bo", ["a.png", "", *"bcdefg"], Language.ENGLISH)
    assert told.text.splitlines()[1:] == [
        *("📎 a.png", "📎 the file", "📎 b", "📎 c", "📎 d"),
        "and 3 more",
    ]


def test_a_long_name_keeps_its_ending() -> None:
    """What kind it is stays to be seen."""
    assert short_name("x" * 100 + ".tar.gz") == "x" * 31 + "…" + "x.tar.gz"
