"""A program that is told of escalations by webhook."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.webhooks.messenger import signing_key
from tests.ports import free_port
from tests.sandbox.conftest import Json
from tests.town import SECRET


@dataclass
class Pager:
    """A program that answers as it was set up."""

    port: int = field(default_factory=free_port)
    answers: list[int] = field(default_factory=list)
    calls: list[tuple[Json, bytes]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def refused(self) -> list[str]:
        """The ids of what it did not take at first: each came once more."""
        ids = [headers["X-Paidan-Id"] for headers, _ in self.calls]
        return [one for one in set(ids) if ids.count(one) > 1]

    def about(self, ticket: int) -> list[tuple[Json, bytes]]:
        """What it was told of a ticket, once it took it."""
        taken = {headers["X-Paidan-Id"]: (headers, body) for headers, body in self.calls}
        return [one for one in taken.values() if json.loads(one[1])["ticket"] == ticket]

    async def take(self, request: web.Request) -> web.Response:
        """Note it, and answer."""
        self.paths.append(request.path)
        self.calls.append((dict(request.headers), await request.read()))
        status = self.answers.pop(0) if self.answers else 200
        return web.Response(status=status, headers={"Location": f"{self.url}/elsewhere"})


@asynccontextmanager
async def a_pager(*answers: int) -> AsyncIterator[Pager]:
    """Listens on a port of its own."""
    pager = Pager(answers=list(answers))
    app = web.Application()
    app.router.add_post("/hook", pager.take)
    app.router.add_route("*", "/hook/elsewhere", pager.take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", pager.port).start()
        yield pager
    finally:
        await runner.cleanup()


def is_signed(headers: Json, body: bytes) -> bool:
    """Whether it comes from the desk that has the secret of the tests."""
    signed = f"v1:{headers['X-Paidan-Timestamp']}:".encode() + body
    mac = hmac.new(signing_key(SECRET).encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v1={mac}", str(headers["X-Paidan-Signature"]))
