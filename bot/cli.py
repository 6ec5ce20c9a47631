"""`paidan`: the commands for whoever runs the desk."""

import getpass
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated

import typer

from bot.applying import apply_file
from bot.beginning.first_file import look_around, must_not_exist, write_first_file
from bot.demo import Demo, run_demo
from bot.doctor.examination import examine
from bot.doctor.finding import Weight
from bot.logs import set_up_logs
from bot.main import run_bot
from bot.planning import first_plan, plan_file, replay_since
from bot.rosters import Files
from bot.settings import Settings
from bot.terminal import (
    give_up,
    give_up_missing,
    missing_file,
    must_have_database,
    opened,
    problems_in_words,
    run_in_loop,
    settings_or_give_up,
    terminal_language,
)
from bot.token_cli import token_app
from cards.desk_schema import desk_schema_text
from cards.first_desk_file import Seen
from cards.words import words
from desk.address import ConversationAddress, MessengerName
from storage.audit import Verdict
from storage.record import DESK

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
app.add_typer(token_app, name="token")


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
    with problems_in_words():
        run_in_loop(run_demo(Demo(folder.absolute(), port, web_port)))


@app.command()
def run() -> None:
    """Start the bot with the settings in .env or the environment."""
    settings = settings_or_give_up()
    missing = settings.what_is_missing()
    if missing:
        give_up_missing(missing)
    set_up_logs(settings.paidan_log_level, settings.paidan_log_json)
    with problems_in_words():
        run_in_loop(run_bot(settings))


@app.command()
def init(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="The file to write.")] = Path(
        "desk.yaml"
    ),
) -> None:
    """Write a first desk.yaml, from the channels and people that the messengers tell of."""
    settings, language = settings_or_give_up(), terminal_language()
    set_up_logs("critical", as_json=False)

    async def look() -> Seen:
        return await look_around(settings, await _met_in_dingtalk(settings), language)

    with problems_in_words():
        must_not_exist(file, language)
        seen = run_in_loop(look())
        write_first_file(file, seen, language)
    facts = {"people": len(seen.people), "groups": max(len(seen.slack_channels), 1)}
    typer.echo(words(language).say("first.written", file=str(file), **facts))


async def _met_in_dingtalk(settings: Settings) -> list[ConversationAddress]:
    """DingTalk names no groups; but where somebody wrote to the bot is known."""
    if missing_file() is not None or not settings.paidan_secret.get_secret_value():
        return []
    store = await opened(settings)
    try:
        return await store.directory.conversations_met(MessengerName.DINGTALK)
    finally:
        await store.close()


@app.command()
def doctor() -> None:
    """Look at the settings, the database, Slack and DingTalk, and say what to do.

    Nothing is changed and nothing is sent to anybody. It ends with 1 if something is wrong.
    """
    settings, language = settings_or_give_up(), terminal_language()

    async def look() -> bool:
        is_well = True
        async for finding in examine(settings):
            typer.echo(finding.line(language))
            is_well = is_well and finding.weight is not Weight.WRONG
        return is_well

    set_up_logs("critical", as_json=False)
    with problems_in_words():
        is_well = run_in_loop(look())
    typer.echo(words(language).say("doctor.well" if is_well else "doctor.not_well"))
    if not is_well:
        raise typer.Exit(1)


@app.command()
def migrate() -> None:
    """Bring the database to the tables of this version."""

    async def bring_up() -> None:
        await (await opened(settings_or_give_up())).close()

    with problems_in_words():
        run_in_loop(bring_up())
    typer.echo(words(terminal_language()).say("cli.migrated"))


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Your desk.yaml.")],
) -> None:
    """Check a desk.yaml and make it the desk's settings; a running bot takes it over at once."""

    async def apply_it() -> int:
        store = await opened(settings_or_give_up())
        try:
            return await apply_file(file, store, getpass.getuser(), terminal_language())
        finally:
            await store.close()

    with problems_in_words():
        version = run_in_loop(apply_it())
    typer.echo(words(terminal_language()).say("cli.applied", file=str(file), version=version))


@app.command()
def plan(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The new desk.yaml.")],
) -> None:
    """Tell what a desk.yaml would change for open tickets and rosters, and change nothing.

    Mistakes are told as by apply; it ends with 0 if the file can be applied.
    """

    async def plan_it() -> list[str]:
        if missing_file() is not None:
            return first_plan(file, terminal_language())
        store = await opened(settings_or_give_up())
        try:
            return await plan_file(file, store, terminal_language())
        finally:
            await store.close()

    with problems_in_words():
        lines = run_in_loop(plan_it())
    typer.echo("\n".join(lines))


@app.command()
def schema() -> None:
    """Print the JSON Schema of desk.yaml, by which an editor completes and checks it."""
    typer.echo(desk_schema_text(), nl=False)


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
    must_have_database()

    async def replay_it() -> tuple[list[str], bool]:
        store = await opened(settings_or_give_up())
        try:
            return await replay_since(store, since, file, ticket, terminal_language())
        finally:
            await store.close()

    with problems_in_words():
        lines, is_proven = run_in_loop(replay_it())
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
    _tell(lambda files: files.export(key, month, output))


@roster_app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Sheet or .ics.")],
    roster: Annotated[str | None, typer.Option(help="Which one, if the file can't tell.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Change it; else only tell.")] = False,
) -> None:
    """Tell what a changed sheet, or a calendar, changes in a roster."""
    _tell(lambda files: files.bring_in(file, roster, apply))


def _tell(ask: Callable[[Files], Coroutine[object, object, str]]) -> None:
    async def asked() -> str:
        store = await opened(settings_or_give_up())
        try:
            return await ask(Files(store, terminal_language()))
        finally:
            await store.close()

    with problems_in_words():
        typer.echo(run_in_loop(asked()))


@audit_app.command()
def verify() -> None:
    """Check that no event was changed, removed or put in another order."""
    must_have_database()

    async def check() -> Verdict:
        store = await opened(settings_or_give_up())
        try:
            return await store.audit.verify()
        finally:
            await store.close()

    with problems_in_words():
        verdict = run_in_loop(check())
    say = words(terminal_language()).say
    if verdict.flaw is None:
        counts = {"events": verdict.events, "tickets": verdict.tickets, "seals": verdict.seals}
        typer.echo(say("cli.audit_ok", **counts))
        typer.echo(say("cli.audit_records", n=verdict.records))
        return
    flaw = verdict.flaw
    if flaw.ticket == DESK:
        what = say(f"cli.flaw.{flaw.kind}")
        give_up(say("cli.audit_record_flaw", seq=flaw.seq, what=what))
    ticket = f"#{flaw.ticket}" if flaw.ticket is not None else "-"
    what = say(f"cli.flaw.{flaw.kind}")
    give_up(say("cli.audit_flaw", ticket=ticket, seq=flaw.seq, what=what))


def main() -> None:
    """The program's entry."""
    app()
