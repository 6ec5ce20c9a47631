"""`paidan token …`: its commands and what they take; bot/tokens.py does it."""

from collections.abc import Callable, Coroutine
from typing import Annotated

import typer

from bot.terminal import (
    opened,
    problems_in_words,
    run_in_loop,
    settings_or_give_up,
    terminal_language,
)
from bot.tokens import ProgramTokens, TokenWish

token_app = typer.Typer(help="What programs show when they ask.", no_args_is_help=True)


@token_app.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose it is, as the record shall name it.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="tickets:read, tickets:write or tickets:lead.")
    ] = None,
    group: Annotated[list[str] | None, typer.Option(help="Only for this group's tickets.")] = None,
    expires: Annotated[str, typer.Option(help="For how long it is good: 90d, 12h.")] = "",
    webhook: Annotated[
        bool, typer.Option("--webhook", help="For signed calls of /hooks/NAME instead.")
    ] = False,
) -> None:
    """Make a token, and show it this once."""
    wish = TokenWish(name, scope or (), group or (), expires, webhook)
    _tell(lambda tokens: tokens.create(wish))


@token_app.command("list")
def list_all() -> None:
    """All tokens, without their secrets."""
    _tell(lambda tokens: tokens.list())


@token_app.command()
def revoke(name: Annotated[str, typer.Argument(help="As it was created.")]) -> None:
    """End a token at once, in every running bot."""
    _tell(lambda tokens: tokens.revoke(name))


def _tell(ask: Callable[[ProgramTokens], Coroutine[object, object, str]]) -> None:
    async def asked() -> str:
        settings = settings_or_give_up()
        store = await opened(settings)
        try:
            return await ask(ProgramTokens(store, terminal_language(), settings.links))
        finally:
            await store.close()

    with problems_in_words():
        typer.echo(run_in_loop(asked()))
