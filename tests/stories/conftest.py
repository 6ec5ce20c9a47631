"""A town a database, shared by the stories of a file: each story opens tickets of its own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from tests.beginnings import Beginnings
from tests.postgres import PostgresServer
from tests.sandbox.conftest import Hand, SandboxProcess
from tests.town import UNPACED, BotProcess, Town, sandbox_with_template, settle_in


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def module_database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database for the stories of one file."""
    if request.param == "sqlite":
        yield f"sqlite://{tmp_path_factory.mktemp('db') / 'paidan.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture(scope="module")
def running(
    request: pytest.FixtureRequest,
    module_database_url: str,
    beginnings: Beginnings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[SandboxProcess, BotProcess]]:
    """The sandbox and the bot, with the sample desk applied.

    Rates are off on both sides, so that stories don't wait for them, unless a module says LIMITS.
    A module's SETTINGS are the bot's, in place of the usual ones.
    """
    folder: Path = tmp_path_factory.mktemp("town")
    limits = getattr(request.module, "LIMITS", False)
    with sandbox_with_template(folder, limits) as sandbox:
        settings = {**({} if limits else UNPACED), **getattr(request.module, "SETTINGS", {})}
        bot = BotProcess(sandbox.url, module_database_url, folder, settings=settings)
        settle_in(bot, beginnings)
        bot.start()
        try:
            yield sandbox, bot
        finally:
            bot.stop()


@pytest_asyncio.fixture
async def town(running: tuple[SandboxProcess, BotProcess]) -> AsyncIterator[Town]:
    """The town, ready."""
    sandbox, bot = running
    async with aiohttp.ClientSession() as http:
        if not bot.is_stopped:
            await bot.ready(http)
        yield Town(sandbox, bot, Hand(sandbox.url, http))
