"""Tables for the guides to commands: `python -m cards.command_tables`.

From MOVES and the verbs it writes the tables of docs/COMMANDS.md and docs/COMMANDS.zh-CN.md.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from cards.help import Help, sections
from cards.refusals import WHO_MAY
from cards.words import words
from desk.address import MessengerName
from desk.languages import Language
from desk.moves import MOVES, by_people
from desk.verbs import VERBS

DOCS = Path(__file__).parent.parent / "docs"
GUIDES: Mapping[Language, Path] = {
    Language.ENGLISH: DOCS / "COMMANDS.md",
    Language.CHINESE: DOCS / "COMMANDS.zh-CN.md",
}
TABLES_BEGIN = "<!-- tables: made by python -m cards.command_tables -->"
TABLES_END = "<!-- /tables -->"
HEADS: Mapping[Language, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Language.ENGLISH: (("What is typed", "What it does"), ("Move", "Words for it", "Who may")),
    Language.CHINESE: (("怎么发", "做什么"), ("操作", "可以怎么说", "谁可以用")),
}


def guide_with_tables(guide: str, language: Language) -> str:
    """A guide with its tables made anew."""
    head, _, rest = guide.partition(TABLES_BEGIN)
    _, _, tail = rest.partition(TABLES_END)
    tables = "\n".join(_tables(language))
    return f"{head}{TABLES_BEGIN}\n\n{tables}\n\n{TABLES_END}{tail}"


def main() -> None:
    """Write both guides."""
    for language, path in GUIDES.items():
        guide = guide_with_tables(path.read_text(encoding="utf-8"), language)
        path.write_text(guide, encoding="utf-8")


def _tables(language: Language) -> Iterator[str]:
    of_commands, of_moves = HEADS[language]
    to = Help(language, MessengerName.SLACK)
    for section in sections():
        yield f"**{to.say(f'help.{section.key}').rstrip(':：')}**\n"
        yield from _table(of_commands, (_command(to, name) for name in section.commands))
        yield ""
    yield from _table(of_moves, _moves(language))


def _command(to: Help, name: str) -> tuple[str, str]:
    command = to.command(name)
    does = to.line(name).removeprefix(command).lstrip(" –　")
    return f"`{command.removeprefix('/ticket ')}`", does


def _moves(language: Language) -> Iterator[tuple[str, str, str]]:
    say = words(language).say
    for action in by_people():
        spoken = ", ".join(f"`{word}`" for word in VERBS[action])
        yield say(f"action.{action}"), spoken, say(f"help.who.{WHO_MAY[MOVES[action].by]}")


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    main()
