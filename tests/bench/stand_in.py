"""A Slack that costs little: it hands out slash commands and notes when their posts arrive."""

import asyncio
import itertools
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import WSMsgType
from aiohttp.web import (
    Application,
    AppRunner,
    Request,
    Response,
    TCPSite,
    WebSocketResponse,
    json_response,
)

TEAM = "T0BENCH"
USERS = 50
MARKER = re.compile(rb"bench-(\d+)-")
CHANNEL = re.compile(rb'channel"?[:=]\s*"?(\w+)')
HELLO = '{"type":"hello","num_connections":1,"connection_info":{"app_id":"A0BENCH"}}'
ENVELOPE = (
    '{"type":"slash_commands","envelope_id":"%(id)s","accepts_response_payload":true,"payload":'
    '{"token":"t","team_id":"T0BENCH","team_domain":"bench","channel_id":"C0FRONT",'
    '"channel_name":"front","user_id":"%(user)s","user_name":"%(user)s","command":"/ticket",'
    '"text":"%(text)s","api_app_id":"A0BENCH","is_enterprise_install":"false",'
    '"trigger_id":"%(id)s","response_url":"http://127.0.0.1:1/none"}}'
)


@dataclass(slots=True)
class StandIn:
    """The far end of one bot. `post_seen` is called with the number of each command answered."""

    url: str = ""
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    acknowledged: int = 0
    twice: int = 0
    _link: WebSocketResponse | None = None
    _runner: AppRunner | None = None
    _waiting: dict[int, "asyncio.Future[float]"] = field(default_factory=dict)
    _posts: "itertools.count[int]" = field(default_factory=itertools.count)

    async def start(self) -> None:
        """Listen on a port of its own."""
        app = Application()
        app.router.add_get("/link", self._serve_link)
        app.router.add_route("*", "/api/{method}", self._answer)
        self._runner = AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def command(self, number: int, text: str) -> "asyncio.Future[float]":
        """Send a slash command; the result comes with the time at which its post was seen."""
        assert self._link is not None
        seen: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[number] = seen
        user = f"U{number % USERS:05d}"
        await self._link.send_str(ENVELOPE % {"id": f"{number}.bench", "user": user, "text": text})
        return seen

    async def _serve_link(self, request: Request) -> WebSocketResponse:
        link = WebSocketResponse()
        await link.prepare(request)
        await link.send_str(HELLO)
        self._link = link
        self.connected.set()
        async for message in link:
            if message.type is WSMsgType.TEXT:
                self.acknowledged += 1
        self.connected.clear()
        return link

    async def _answer(self, request: Request) -> Response:
        method = request.match_info["method"]
        body = await request.read()
        if method == "chat.postMessage":
            return self._posted(body)
        return json_response({"ok": True, **self._answers(method, request.query.get("user", ""))})

    def _posted(self, body: bytes) -> Response:
        found = MARKER.search(body)
        if found is not None:
            waiting = self._waiting.pop(int(found[1]), None)
            if waiting is None:
                self.twice += 1
            elif not waiting.done():
                waiting.set_result(time.perf_counter())
        channel = CHANNEL.search(body)
        where = channel[1].decode() if channel else ""
        text = '{"ok":true,"channel":"%s","ts":"1700000000.%06d","message":{}}'
        return Response(text=text % (where, next(self._posts)), content_type="application/json")

    def _answers(self, method: str, user: str) -> Mapping[str, object]:
        who = {"team_id": TEAM, "team": "Bench", "user_id": "U0BOT", "user": "bot"}
        match method:
            case "apps.connections.open":
                return {"url": self.url.replace("http", "ws", 1) + "/link"}
            case "auth.test":
                return {**who, "bot_id": "B0BOT", "url": self.url}
            case "users.info":
                return {"user": {"id": user, "name": user, "profile": {"display_name": user}}}
            case _:
                return {}
