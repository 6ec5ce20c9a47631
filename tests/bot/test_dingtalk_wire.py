"""What a call to DingTalk does when the far end behaves badly."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.dingtalk.wire import TOKEN_HEADER, FarEnd, Wire
from desk.errors import Busy, Unsure

FAR_END = FarEnd("app", "secret", "robot")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class BadDingTalk:
    """Gives tokens, and answers the one call as a test says."""

    answer: Handler
    tokens: int = 0
    used: list[str] = field(default_factory=list)

    async def grant(self, _: web.Request) -> web.Response:
        """Each time a new token."""
        self.tokens += 1
        return web.json_response({"accessToken": f"token{self.tokens}", "expireIn": 7200})

    async def call(self, request: web.Request) -> web.StreamResponse:
        """What is tried."""
        self.used.append(request.headers[TOKEN_HEADER])
        return await self.answer(request)


@asynccontextmanager
async def calling(far_end: BadDingTalk) -> AsyncIterator[Wire]:
    """A wire to it."""
    app = web.Application()
    app.router.add_post("/v1.0/oauth2/accessToken", far_end.grant)
    app.router.add_post("/call", far_end.call)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        base = str(server.make_url("")).rstrip("/")
        yield Wire(session, replace(FAR_END, api_base=base, oapi_base=base))


async def well(_: web.Request) -> web.StreamResponse:
    """As it should be."""
    await asyncio.sleep(0)
    return web.json_response({"success": True})


@pytest.mark.asyncio
async def test_one_token_serves_all_who_ask_at_once() -> None:
    """Fetching a token for each call would be refused."""
    far_end = BadDingTalk(well)

    async with calling(far_end) as wire:
        await asyncio.gather(*(wire.call("POST", "/call", {}) for _ in range(20)))

    assert far_end.tokens == 1


@pytest.mark.asyncio
async def test_a_refused_token_is_renewed_once() -> None:
    """The call that it was refused for had no effect, so it may be made again."""

    async def wants_second(request: web.Request) -> web.StreamResponse:
        if request.headers[TOKEN_HEADER] == "token1":
            return web.json_response({"code": "InvalidAuthentication"}, status=401)
        return await well(request)

    far_end = BadDingTalk(wants_second)
    async with calling(far_end) as wire:
        await wire.call("POST", "/call", {})

    assert far_end.used == ["token1", "token2"]


@pytest.mark.asyncio
async def test_a_token_that_is_never_good_means_later() -> None:
    """Wrong rights are an operator's to put right; nothing that waits is lost."""

    async def never(_: web.Request) -> web.StreamResponse:
        return web.json_response({"code": "InvalidAuthentication"}, status=401)

    far_end = BadDingTalk(never)
    async with calling(far_end) as wire:
        with pytest.raises(Busy) as busy:
            await wire.call("POST", "/call", {})

    assert busy.value.everywhere
    assert len(far_end.used) == 2


@pytest.mark.asyncio
async def test_a_lost_answer_is_unsure() -> None:
    """The message may stand there already."""

    async def hangs_up(request: web.Request) -> web.StreamResponse:
        await request.read()
        if request.transport:
            request.transport.close()
        return web.Response()

    async with calling(BadDingTalk(hangs_up)) as wire:
        with pytest.raises(Unsure):
            await wire.call("POST", "/call", {})


@pytest.mark.asyncio
async def test_an_unreadable_answer_is_unsure() -> None:
    """It was taken, but nobody knows as what."""

    async def mumbles(_: web.Request) -> web.StreamResponse:
        return web.Response(text="<xml/>")

    async with calling(BadDingTalk(mumbles)) as wire:
        with pytest.raises(Unsure):
            await wire.call("POST", "/call", {})


@pytest.mark.asyncio
async def test_nobody_there_means_later_for_all() -> None:
    """Nothing was sent, so nothing is unsure."""
    async with aiohttp.ClientSession() as session:
        wire = Wire(session, replace(FAR_END, api_base="http://127.0.0.1:9"))
        with pytest.raises(Busy) as busy:
            await wire.call("POST", "/call", {})

    assert busy.value.everywhere
