"""Webhooks: which addresses are called."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.webhooks.messenger import WebhookMessenger
from cards.card import Message
from desk.address import ConversationAddress, MessengerName, Place
from desk.errors import Gone
from scheduler.courier import Tell
from scheduler.public_addresses import connector

pytestmark = pytest.mark.asyncio
HOOK = ConversationAddress(MessengerName.WEBHOOK, "", "hook")
BODY = "{}"


@dataclass
class Listener:
    """A program on this machine, and what it was told."""

    port: int = 0
    told: list[str] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.told.append(await request.text())
        return web.Response()


@pytest_asyncio.fixture
async def listener() -> AsyncIterator[Listener]:
    """Listens on a port of its own."""
    one, app = Listener(), web.Application()
    app.router.add_post("/hook", one.take)
    async with TestServer(app) as server:
        one.port = server.port or 0
        yield one


async def call(url: str, may_be_local: bool) -> str:
    """Have the messenger of webhooks tell this address."""
    async with aiohttp.ClientSession(connector=connector(may_be_local)) as session:
        now: Callable[[], datetime] = lambda: datetime(2026, 3, 2, tzinfo=UTC)  # noqa: E731
        messenger = WebhookMessenger(session, "00", lambda: {"hook": url}, now)
        return await messenger.tell(Tell("m1", Place(HOOK), Message(BODY)))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
async def test_private_addresses_are_not_called(listener: Listener, host: str) -> None:
    """By number, by name or in disguise: it is a dead letter that says which setting allows it."""
    with pytest.raises(Gone, match="PAIDAN_WEBHOOKS_MAY_BE_LOCAL"):
        await call(f"http://{host}:{listener.port}/hook", may_be_local=False)
    assert listener.told == []


async def test_whoever_means_it_can_call_them(listener: Listener) -> None:
    """With that setting."""
    assert await call(f"http://127.0.0.1:{listener.port}/hook", may_be_local=True) == "m1"
    assert listener.told == [BODY]
