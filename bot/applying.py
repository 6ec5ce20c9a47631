"""Applying a desk.yaml: what is wrong with it, by file and line, or the settings in force."""

from collections.abc import Sequence
from pathlib import Path

from cards.desk_file import read_desk_file
from cards.words import words
from cards.yaml_reader import Mistake
from desk.languages import Language
from desk.spec import DeskSpec
from storage.settings_calendars import unknown_list
from storage.store import Store


class FileMistakes(Exception):
    """A desk.yaml that can't be applied; the text has a line for each mistake."""


async def apply_file(path: Path, store: Store, by: str, language: Language) -> int:
    """Check and apply it; returns the version of the settings.

    Raises:
        FileMistakes: nothing was applied.
    """
    spec, text = read_file(path, language)
    return await store.settings.apply(spec, text, by)


def read_file(path: Path, language: Language) -> tuple[DeskSpec, str]:
    """What it says, if all of it is right, and its text.

    Raises:
        FileMistakes: something is wrong with it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as broken:
        raise FileMistakes(words(language).say("cli.not_utf8", file=str(path))) from broken
    read = read_desk_file(text, unknown_list)
    if isinstance(read, tuple):
        raise FileMistakes(told(path, read, language))
    return read, text


def told(path: Path, mistakes: Sequence[Mistake], language: Language) -> str:
    """A line for each mistake: file, line, where in it, and what was expected."""
    say = words(language).say
    lines = []
    for mistake in mistakes:
        where = f" {mistake.where}" if mistake.where else ""
        sentence = say(mistake.key, **mistake.facts)
        nearest = mistake.facts.get("nearest")
        hint = say("deskfile.did_you_mean", nearest=nearest) if nearest else ""
        space = " " if hint and language is Language.ENGLISH else ""
        lines.append(f"{path}:{mistake.line}:{where} {sentence}{space}{hint}")
    return "\n".join(lines)
