"""`paidan token …`: its commands and what they take; bot/tokens.py does it."""

from collections.abc import Callable, Coroutine
from typing import Annotated

import typer

from bot.tokens import ProgramTokens, TokenWish
from desk.languages import Language
from desk.links import Links
from storage.store import Store

Ask = Callable[[Store, Links], Coroutine[object, object, str]]


def token_commands(tell: Callable[[Ask], None], language: Callable[[], Language]) -> typer.Typer:
    """The commands; `tell` asks a store and writes what comes back."""
    app = typer.Typer(help="What programs show when they ask.", no_args_is_help=True)

    @app.command()
    def create(
        name: Annotated[str, typer.Argument(help="Whose it is, as the record shall name it.")],
        scope: Annotated[
            list[str] | None, typer.Option(help="tickets:read, tickets:write or tickets:lead.")
        ] = None,
        group: Annotated[
            list[str] | None, typer.Option(help="Only for this group's tickets.")
        ] = None,
        expires: Annotated[str, typer.Option(help="For how long it is good: 90d, 12h.")] = "",
        webhook: Annotated[
            bool, typer.Option("--webhook", help="For signed calls of /hooks/NAME instead.")
        ] = False,
    ) -> None:
        """Make a token, and show it this once."""
        wish = TokenWish(name, scope or (), group or (), expires, webhook)
        tell(lambda store, links: ProgramTokens(store, language(), links).create(wish))

    @app.command("list")
    def list_all() -> None:
        """All tokens, without their secrets."""
        tell(lambda store, links: ProgramTokens(store, language(), links).list())

    @app.command()
    def revoke(name: Annotated[str, typer.Argument(help="As it was created.")]) -> None:
        """End a token at once, in every running bot."""
        tell(lambda store, links: ProgramTokens(store, language(), links).revoke(name))

    return app
