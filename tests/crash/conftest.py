"""A town a file, in which the bot dies; each test finds it alive, and no fault left behind."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from tests.beginnings import Beginnings
from tests.postgres import PostgresServer
from tests.sandbox.conftest import Hand, SandboxProcess
from tests.town import UNPACED, BotProcess, Town, sandbox_with_template, settle_in

SETTINGS = {**UNPACED, "PAIDAN_LEASE_SECONDS": "2"}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def running(
    request: pytest.FixtureRequest, beginnings: Beginnings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SandboxProcess, BotProcess]]:
    """The sandbox and the bot with short leases, so that what was begun is soon taken up."""
    folder: Path = tmp_path_factory.mktemp("crash")
    if request.param == "sqlite":
        yield from _town(folder, f"sqlite://{folder / 'paidan.db'}", beginnings)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as url:
        yield from _town(folder, url, beginnings)


@pytest_asyncio.fixture
async def town(running: tuple[SandboxProcess, BotProcess]) -> AsyncIterator[Town]:
    """The town, ready."""
    sandbox, bot = running
    async with aiohttp.ClientSession() as http:
        town = Town(sandbox, bot, Hand(sandbox.url, http))
        await town.forgive()
        if not bot.is_alive:
            bot.start()
        await bot.ready(http)
        yield town


def _town(
    folder: Path, database_url: str, beginnings: Beginnings
) -> Iterator[tuple[SandboxProcess, BotProcess]]:
    with sandbox_with_template(folder, limits=False) as sandbox:
        bot = BotProcess(sandbox.url, database_url, folder, settings=SETTINGS, cold=True)
        settle_in(bot, beginnings)
        try:
            yield sandbox, bot
        finally:
            bot.kill()
