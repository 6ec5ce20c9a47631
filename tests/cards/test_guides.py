"""Documents that are made by the program say what it does now."""

import pytest

from cards.command_tables import GUIDES, guide_with_tables
from cards.sentences import LIST, sentences
from cards.words import words
from desk.languages import Language
from tests.cards.samples import LANGUAGES


def test_the_list_of_sentences_is_current() -> None:
    """Whoever changes a sentence runs `make docs`."""
    assert LIST.read_text(encoding="utf-8") == sentences()


def test_every_sentence_stands_in_the_list_once() -> None:
    """A row a key, with three cells whatever a sentence contains."""
    rows = [line for line in sentences().splitlines() if line.startswith("| `")]
    keys = [row.split("`")[1] for row in rows if "." in row.split("`")[1]]
    assert sorted(keys) == sorted(words(Language.ENGLISH).keys)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_to_commands_is_current(language: Language) -> None:
    """Its tables name every verb and every move; whoever changes one runs `make docs`."""
    guide = GUIDES[language].read_text(encoding="utf-8")
    assert guide == guide_with_tables(guide, language)
