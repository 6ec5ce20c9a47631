"""A sentence for every no."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from cards.refusals import DONE, WHO_MAY, refusal_text
from desk.errors import Fact, Reason, Refusal
from desk.languages import Language
from desk.moves import MOVES, Action, Ask, Status, by_people
from tests.cards.samples import BO, DESK, LANGUAGES, NAMES, NOW, WANG

FACTS: dict[str, Fact] = {
    "ticket": 1042,
    "action": Action.ACKNOWLEDGE,
    "status": Status.RESOLVED,
    "person": BO,
    "at": NOW - timedelta(seconds=3),
    "group": "it",
    "word": "xyz",
    "priority": "high",
}


def said(reason: Reason, language: Language, /, **facts: Fact) -> str:
    return told(reason, language, None, facts)


def told(
    reason: Reason, language: Language, asker: int | None, facts: Mapping[str, Fact] = FACTS
) -> str:
    return refusal_text(Refusal(reason, **facts), language, NAMES, DESK, NOW, asker)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence(
    reason: Reason, language: Language, snapshot: SnapshotAssertion
) -> None:
    """Whoever is refused is told the truth and what to do, with the facts or without them."""
    assert said(reason, language, **FACTS) == snapshot
    assert said(reason, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", by_people())
def test_every_move_can_be_refused(
    action: Action, language: Language, snapshot: SnapshotAssertion
) -> None:
    """Rights are explained by who has them; what is missing is shown by an example."""
    assert said(Reason.NOT_ALLOWED, language, ticket=1042, action=action, group="it") == snapshot
    if MOVES[action].asks is not Ask.NOTHING:
        assert said(Reason.WORD_MISSING, language, ticket=1042, action=action) == snapshot


def test_every_right_has_words() -> None:
    """No move belongs to people that the sentences don't know."""
    assert {MOVES[action].by for action in by_people()} <= set(WHO_MAY)


def test_every_move_that_can_come_too_late_has_words() -> None:
    """Whatever can have been done already can be said to be done."""
    late = {a for a, move in MOVES.items() if move.to and move.to not in move.sources}
    assert late - {Action.TRANSFER, Action.ASSIGN, Action.SEND_BACK, Action.GIVE_BACK} <= DONE


def test_who_was_faster_is_named() -> None:
    """The loser of a race hears who won it, and when."""
    assert said(Reason.ALREADY, Language.CHINESE, **FACTS) == "Bo 3 秒前已受理 #1042。"
    assert said(Reason.ALREADY, Language.ENGLISH, **FACTS) == "Bo took #1042 3 s ago."


def test_whoever_asks_is_called_you() -> None:
    """A second press of one's own is not told as somebody else's."""
    assert told(Reason.ALREADY, Language.CHINESE, BO) == "你 3 秒前已受理 #1042。"
    assert told(Reason.ALREADY, Language.ENGLISH, BO) == "You took #1042 3 s ago."
    assert told(Reason.ALREADY, Language.ENGLISH, WANG) == "Bo took #1042 3 s ago."


def test_refusal_about_a_group_speaks_of_no_ticket() -> None:
    """Binding a conversation is refused without a ticket that nobody mentioned."""
    text = said(Reason.NOT_ALLOWED, Language.ENGLISH, action=Action.ASSIGN, group="it")
    assert "ticket" not in text
    assert "IT 支持" in text
