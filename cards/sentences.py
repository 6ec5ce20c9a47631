"""Lists every sentence of the desk side by side, for review: `python -m cards.sentences`.

From the catalogues it writes docs/SENTENCES.md.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from cards.words import Words, words
from desk.languages import Language

LIST = Path(__file__).parent.parent / "docs" / "SENTENCES.md"
HEAD = """# All sentences, side by side

Made from the catalogues in `cards/locale` by `make docs`; change a sentence there, not here.
`{…}` are blanks that are filled in. Where English has a singular, it stands first.

| first part of the key | what it is about |
| --- | --- |
| `action`, `verb`, `status` … | names on cards and buttons, and words to type |
| `card`, `foot`, `form`, `menu`, `page`, `list` | cards of tickets, and what they ask |
| `draft`, `opened`, `notice`, `remind`, `news` | what people are told |
| `refusal` | why something can't be done, and what to do instead |
| `help` | help |
| `duty`, `swap`, `handover`, `sheet`, `ical` … | rosters |
| `why`, `ground`, `criterion`, `promise` … | reasons and promises |
| `cli`, `deskfile`, `plan`, `replay` … | for whoever installs and runs the desk |
"""


def sentences() -> str:
    """The whole document: a table for each first part of the keys."""
    english, chinese = words(Language.ENGLISH), words(Language.CHINESE)
    families = groupby(sorted(english.keys), key=lambda key: key.partition(".")[0])
    tables = ("\n".join(_table(name, list(keys), english, chinese)) for name, keys in families)
    return "\n".join((HEAD, "\n\n".join(tables), ""))


def _table(name: str, keys: list[str], english: Words, chinese: Words) -> Iterator[str]:
    yield f"## {name}\n"
    yield "| key | English | 中文 |"
    yield "| --- | --- | --- |"
    for key in keys:
        yield f"| `{key}` | {_cell(key, english)} | {_cell(key, chinese)} |"


def _cell(key: str, language: Words) -> str:
    """A sentence as a cell takes it; a singular before its plural."""
    forms = dict.fromkeys((language.template(key, 1), language.template(key, 2)))
    return " / ".join(_escaped(form) for form in forms)


def _escaped(text: str) -> str:
    for char in "\\|<>*_`":
        text = text.replace(char, f"\\{char}")
    return text.replace("\n", "<br>")


def main() -> None:
    """Write the document."""
    LIST.write_text(sentences(), encoding="utf-8")


if __name__ == "__main__":
    main()
