"""desk.yaml for tests: the sample, a small one, and what is wrong with a changed one."""

from collections.abc import Sequence
from pathlib import Path

from cards.desk_file import read_desk_file
from cards.words import words
from cards.yaml_reader import Mistake
from desk.languages import Language
from desk.spec import DeskSpec
from tests.cards.desk_schemas import underlined

SAMPLE = Path("bot/samples/desk.yaml").read_text(encoding="utf-8")

SMALL = """\
tenants: {slack: T1}
people:
  bo: {name: Bo, slack: U1}
  al: {name: Al, slack: U2}
groups:
  it:
    name: IT
    members: [bo]
    leads: [al]
    channels: [{slack: C1}]
"""

Case = tuple[str, str, str]
"""What is added to the small file, the sentence's key, and the nearest right name (or nothing)."""


def read(text: str) -> DeskSpec:
    """What a right file says; an editor finds nothing wrong with it either."""
    spec = read_desk_file(text, unknown_list)
    assert isinstance(spec, DeskSpec), spec
    assert not underlined(text)
    return spec


def wrong(text: str) -> Sequence[Mistake]:
    """What is wrong with a wrong one; each mistake can be said in both languages."""
    mistakes = read_desk_file(text, unknown_list)
    assert not isinstance(mistakes, DeskSpec)
    for mistake in mistakes:
        for language in Language:
            assert words(language).say(mistake.key, **mistake.facts)
    return mistakes


def unknown_list(code: str) -> str | None:
    """A world of two countries."""
    return None if code in {"CN", "US/NY"} else "CN" if code.upper().startswith("C") else ""


def assert_told(addition: str, key: str, nearest: str) -> None:
    """The first mistake stands in the last line of the addition, and is the one that is meant."""
    text = SMALL + addition
    first = wrong(text)[0]
    assert (first.key, first.facts.get("nearest", "")) == (key, nearest), first
    assert first.line == text.rstrip().count("\n") + 1, first
    assert first.where
