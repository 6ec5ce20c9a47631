"""What every command of `paidan` needs: settings, a store, and problems told in sentences."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Coroutine, Iterator, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

import typer
from pydantic import ValidationError

from bot.applying import FileMistakes
from bot.beginning.first_file import CannotBegin
from bot.demo import DemoProblem
from bot.planning import NothingToCompare
from bot.rosters import RosterProblem
from bot.settings import EXPECTED, SOME_MESSENGER, Settings
from bot.tokens import TokenProblem
from cards.words import words
from desk.languages import Language
from storage.database import DatabaseInUse, DatabaseUnreachable, WrongSecret
from storage.store import Store

T = TypeVar("T")

SAID_BY_ITSELF = (
    CannotBegin,
    DemoProblem,
    FileMistakes,
    NothingToCompare,
    RosterProblem,
    TokenProblem,
)
"""Problems whose text is the sentence for the operator."""


def run_in_loop(program: Coroutine[object, object, T]) -> T:
    """Run it; Ctrl+C ends it without a traceback."""
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(program)
    raise typer.Exit(130)


def settings_or_give_up() -> Settings:
    """The settings; what is wrong with them is said, and ends the command."""
    try:
        return Settings()
    except ValidationError as wrong:
        names = [str(error["loc"][0]) for error in wrong.errors()]
        say = words(terminal_language()).say
        give_up("\n".join(say(f"cli.want.{EXPECTED[n]}", name=n.upper()) for n in names))


async def opened(settings: Settings) -> Store:
    """The store, beside a bot that may be running on it."""
    secret = settings.paidan_secret.get_secret_value()
    if not secret:
        give_up_missing(("PAIDAN_SECRET",))
    return await Store.opened(settings.database, secret, alone=False)


def missing_file() -> Path | None:
    """The database's file, if it is one that is not there yet."""
    file = settings_or_give_up().database.file
    return file if file is not None and not file.exists() else None


def must_have_database() -> None:
    """End the command if there is no database yet."""
    if (file := missing_file()) is not None:
        give_up(words(terminal_language()).say("cli.no_database", file=str(file)))


@contextlib.contextmanager
def problems_in_words() -> Iterator[None]:
    """What an operator can put right is told in a sentence; all else keeps its traceback."""
    say = words(terminal_language()).say
    try:
        yield
    except DatabaseInUse as used:
        give_up(say("cli.in_use", file=str(used)))
    except WrongSecret:
        give_up(say("cli.wrong_secret"))
    except DatabaseUnreachable as problem:
        give_up(say("cli.no_connection", problem=str(problem)))
    except SAID_BY_ITSELF as problem:
        give_up(str(problem))
    except OSError as problem:
        give_up(say("cli.cannot_start", problem=str(problem)))


def give_up_missing(names: Sequence[str]) -> NoReturn:
    """Say which settings are missing, and end the command."""
    say = words(terminal_language()).say
    told = [say("cli.some_messenger") if name == SOME_MESSENGER else name for name in names]
    give_up(say("cli.missing", names=", ".join(told)))


def terminal_language() -> Language:
    """The language of the operator's terminal."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return Language.CHINESE if locale.lower().startswith("zh") else Language.ENGLISH


def give_up(why: str) -> NoReturn:
    """Say why, and end the command with 1."""
    sys.stderr.write(f"{why}\n")
    raise typer.Exit(1)
