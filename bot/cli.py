"""`paidan`: the commands for whoever runs the desk."""

import asyncio
import contextlib
import getpass
import os
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from pydantic import ValidationError

from bot.applying import FileMistakes, apply_file
from bot.demo import Demo, DemoProblem, run_demo
from bot.logs import set_up_logs
from bot.main import run_bot
from bot.planning import NothingToCompare, first_plan, plan_file, replay_since
from bot.rosters import Files, RosterProblem
from bot.settings import EXPECTED, SOME_MESSENGER, Settings
from bot.token_cli import token_commands
from bot.tokens import TokenProblem
from cards.words import words
from desk.languages import Language
from desk.links import Links
from storage.audit import Verdict
from storage.database import DatabaseInUse, DatabaseUnreachable, WrongSecret
from storage.store import Store

T = TypeVar("T")

app = typer.Typer(
    help="Paidan 派单: the ticket desk that lives inside the team's chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
audit_app = typer.Typer(help="The record of everything that happened.", no_args_is_help=True)
app.add_typer(audit_app, name="audit")
roster_app = typer.Typer(help="Rosters as files.", no_args_is_help=True)
app.add_typer(roster_app, name="roster")


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the page to open.")] = 8765,
    web_port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of the bot's own pages.")
    ] = 8766,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps everything.")] = Path(".demo"),
) -> None:
    """Try it: a pretend Slack and DingTalk on one page, no accounts needed."""
    set_up_logs("warning", as_json=False)
    with _problems_in_words():
        _run(run_demo(Demo(folder.absolute(), port, web_port)))


@app.command()
def run() -> None:
    """Start the bot with the settings in .env or the environment."""
    settings = _settings()
    missing = settings.what_is_missing()
    if missing:
        _give_up_missing(missing)
    set_up_logs(settings.paidan_log_level, settings.paidan_log_json)
    with _problems_in_words():
        _run(run_bot(settings))


@app.command()
def migrate() -> None:
    """Bring the database to the tables of this version."""

    async def bring_up() -> None:
        await (await _opened(_settings())).close()

    with _problems_in_words():
        _run(bring_up())
    typer.echo(words(_language()).say("cli.migrated"))


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Your desk.yaml.")],
) -> None:
    """Check a desk.yaml and make it the desk's settings; a running bot takes it over at once."""

    async def apply_it() -> int:
        store = await _opened(_settings())
        try:
            return await apply_file(file, store, getpass.getuser(), _language())
        finally:
            await store.close()

    with _problems_in_words():
        version = _run(apply_it())
    typer.echo(words(_language()).say("cli.applied", file=str(file), version=version))


@app.command()
def plan(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The new desk.yaml.")],
) -> None:
    """Tell what a desk.yaml would change for open tickets and rosters, and change nothing.

    Mistakes are told as by apply; it ends with 0 if the file can be applied.
    """

    async def plan_it() -> list[str]:
        if _missing_file() is not None:
            return first_plan(file, _language())
        store = await _opened(_settings())
        try:
            return await plan_file(file, store, _language())
        finally:
            await store.close()

    with _problems_in_words():
        lines = _run(plan_it())
    typer.echo("\n".join(lines))


@app.command()
def replay(
    since: Annotated[str, typer.Option(help="How far back: 30d, 12h, or a date.")] = "30d",
    file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Try this desk.yaml, not the one in force."),
    ] = None,
    ticket: Annotated[int | None, typer.Option(min=1, help="Only this ticket.")] = None,
) -> None:
    """Run the rules over what people did: who would have been reminded, paged, too late?

    Without a file it shows that the rules in force do again what they did. It ends with 1 if a
    choice came out otherwise from the same inputs.
    """
    _must_have_database()

    async def replay_it() -> tuple[list[str], bool]:
        store = await _opened(_settings())
        try:
            return await replay_since(store, since, file, ticket, _language())
        finally:
            await store.close()

    with _problems_in_words():
        lines, is_proven = _run(replay_it())
    typer.echo("\n".join(lines))
    if not is_proven:
        raise typer.Exit(1)


@roster_app.command()
def export(
    key: Annotated[str, typer.Argument(help="The roster's name in desk.yaml.")],
    month: Annotated[str, typer.Option(help="Such as 2026-12.")],
    output: Annotated[Path, typer.Option("-o", "--output", dir_okay=False, help="An .xlsx file.")],
) -> None:
    """Write a month of a roster as a spreadsheet."""
    _tell(lambda store, _: Files(store, _language()).export(key, month, output))


@roster_app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Sheet or .ics.")],
    roster: Annotated[str | None, typer.Option(help="Which one, if the file can't tell.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Change it; else only tell.")] = False,
) -> None:
    """Tell what a changed sheet, or a calendar, changes in a roster."""
    _tell(lambda store, _: Files(store, _language()).bring_in(file, roster, apply))


def _tell(ask: Callable[[Store, Links], Coroutine[object, object, str]]) -> None:
    async def asked() -> str:
        settings = _settings()
        store = await _opened(settings)
        try:
            return await ask(store, settings.links)
        finally:
            await store.close()

    with _problems_in_words():
        typer.echo(_run(asked()))


@audit_app.command()
def verify() -> None:
    """Check that no event was changed, removed or put in another order."""
    _must_have_database()

    async def check() -> Verdict:
        store = await _opened(_settings())
        try:
            return await store.audit.verify()
        finally:
            await store.close()

    with _problems_in_words():
        verdict = _run(check())
    say = words(_language()).say
    if verdict.flaw is None:
        counts = {"events": verdict.events, "tickets": verdict.tickets, "seals": verdict.seals}
        typer.echo(say("cli.audit_ok", **counts))
        return
    flaw = verdict.flaw
    ticket = f"#{flaw.ticket}" if flaw.ticket is not None else "-"
    what = say(f"cli.flaw.{flaw.kind}")
    _give_up(say("cli.audit_flaw", ticket=ticket, seq=flaw.seq, what=what))


def main() -> None:
    """The program's entry."""
    app()


def _run(program: Coroutine[object, object, T]) -> T:
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(program)
    raise typer.Exit(130)


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as wrong:
        names = [str(error["loc"][0]) for error in wrong.errors()]
        say = words(_language()).say
        _give_up("\n".join(say(f"cli.want.{EXPECTED[n]}", name=n.upper()) for n in names))


async def _opened(settings: Settings) -> Store:
    """The store, beside a bot that may be running on it."""
    secret = settings.paidan_secret.get_secret_value()
    if not secret:
        _give_up_missing(("PAIDAN_SECRET",))
    return await Store.opened(settings.database, secret, alone=False)


def _missing_file() -> Path | None:
    """The database's file, if it is one that is not there yet."""
    file = _settings().database.file
    return file if file is not None and not file.exists() else None


def _must_have_database() -> None:
    if (file := _missing_file()) is not None:
        _give_up(words(_language()).say("cli.no_database", file=str(file)))


@contextlib.contextmanager
def _problems_in_words() -> Iterator[None]:
    """What an operator can put right is told in a sentence; all else keeps its traceback."""
    say = words(_language()).say
    try:
        yield
    except DatabaseInUse as used:
        _give_up(say("cli.in_use", file=str(used)))
    except WrongSecret:
        _give_up(say("cli.wrong_secret"))
    except DatabaseUnreachable as problem:
        _give_up(say("cli.no_connection", problem=str(problem)))
    except (DemoProblem, FileMistakes, RosterProblem, NothingToCompare, TokenProblem) as problem:
        _give_up(str(problem))
    except OSError as problem:
        _give_up(say("cli.cannot_start", problem=str(problem)))


def _give_up_missing(names: Sequence[str]) -> NoReturn:
    say = words(_language()).say
    told = [say("cli.some_messenger") if name == SOME_MESSENGER else name for name in names]
    _give_up(say("cli.missing", names=", ".join(told)))


def _language() -> Language:
    """The language of the operator's terminal."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return Language.CHINESE if locale.lower().startswith("zh") else Language.ENGLISH


def _give_up(why: str) -> NoReturn:
    sys.stderr.write(f"{why}\n")
    raise typer.Exit(1)


app.add_typer(token_commands(_tell, _language), name="token")
