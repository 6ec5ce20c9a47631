"""Socket Mode: tickets, sockets, envelopes and their acknowledgements."""

import asyncio
import json
import random
import secrets
import time
import uuid
from typing import Literal

from aiohttp import WSMsgType, web

from sandbox.core import Core
from sandbox.payload import Payload, inner, text
from sandbox.slack.ack import ACK_SECONDS, NOT_CONNECTED, Ack, since
from sandbox.slack.poster import Poster

TICKET_SECONDS = 30
MOST_SOCKETS = 10
REFRESH_GRACE_SECONDS = 5.0

EnvelopeType = Literal["events_api", "slash_commands", "interactive"]


class Link:
    """All sockets of the one app; an envelope goes to any of them."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._tickets: dict[str, float] = {}
        self._sockets: list[web.WebSocketResponse] = []
        self._transports: dict[web.WebSocketResponse, asyncio.Transport] = {}
        self._waiting: dict[str, asyncio.Future[Payload | None]] = {}
        self._poster = Poster(core) if core.options.slack_events_url else None
        self.opened = asyncio.Event()

    @property
    def connected(self) -> int:
        """How many sockets are open; an address to post to counts as one."""
        return 1 if self._poster else len(self._sockets)

    def new_url(self) -> str:
        """An address that can be connected to once."""
        ticket = secrets.token_urlsafe(18)
        self._tickets[ticket] = self._core.now() + TICKET_SECONDS
        address = self._core.url.replace("http", "ws", 1)
        return f"{address}/link?ticket={ticket}&app_id={self._core.world.slack.app}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Speak with one socket until it closes."""
        expires = self._tickets.pop(request.query.get("ticket", ""), 0.0)
        if expires < self._core.now():
            self._core.record_call("slack", "link", 403, False, "ticket_used_or_expired", None)
            return web.json_response({"error": "ticket used or expired"}, status=403)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        if self.connected >= MOST_SOCKETS:
            await self._say_disconnect(socket, "too_many_websockets")
            return socket
        await socket.send_json(self._hello())
        self._sockets.append(socket)
        if request.transport:
            self._transports[socket] = request.transport
        self.opened.set()
        self._core.changed("slack", "connected")
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._take(frame.data)
        finally:
            self._sockets.remove(socket)
            self._transports.pop(socket, None)
            self._core.changed("slack", "connected")
        return socket

    async def send(
        self,
        kind: EnvelopeType,
        payload: Payload,
        envelope_id: str | None = None,
        retry: Payload | None = None,
    ) -> Ack:
        """Send an envelope and wait until it is acknowledged or its time is over."""
        if self._poster:
            return await self._poster.send(kind, payload, retry)
        if not self._sockets:
            return NOT_CONNECTED
        envelope_id = envelope_id or str(uuid.uuid4())
        envelope: Payload = {
            "envelope_id": envelope_id,
            "payload": payload,
            "type": kind,
            "accepts_response_payload": _accepts_response(kind, payload),
        }
        answered = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answered
        started = time.monotonic()
        try:
            async with asyncio.timeout(ACK_SECONDS):
                await self._put(envelope | (retry or {}))
                response = await answered
        except (TimeoutError, ConnectionError):
            self._core.record_call("slack", f"ack {kind}", 0, False, "ack_within_3s", payload)
            return Ack(acknowledged=False, took_ms=since(started))
        finally:
            self._waiting.pop(envelope_id, None)
        return Ack(acknowledged=True, took_ms=since(started), response=response)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every socket to come back on a new one, and close it a moment later."""
        sockets = list(self._sockets)
        for socket in sockets:
            await self._say_disconnect(socket, reason, close=False)
        await asyncio.sleep(REFRESH_GRACE_SECONDS)
        for socket in sockets:
            await socket.close()

    async def close(self) -> None:
        """Close every socket at once."""
        if self._poster:
            await self._poster.close()
        for socket in list(self._sockets):
            await socket.close(drain=False)

    def abort(self) -> None:
        """Break every connection without a word, as a network does."""
        for socket in list(self._sockets):
            transport = self._transports.get(socket)
            if transport:
                transport.abort()

    async def _put(self, envelope: Payload) -> None:
        times = 2 if self._core.faults.striking("slack", "duplicate") else 1
        for _ in range(times):
            socket = random.choice(self._sockets)  # noqa: S311 (no secret)
            await socket.send_json(envelope)

    def _take(self, frame: str) -> None:
        try:
            answer = json.loads(frame)
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not text(answer, "envelope_id"):
            self._core.record_call("slack", "ack", 0, False, "not_an_acknowledgement", frame)
            return
        if self._core.faults.striking("slack", "drop_ack"):
            return
        waiting = self._waiting.get(text(answer, "envelope_id"))
        if waiting is None or waiting.done():
            self._core.record_call("slack", "ack", 0, False, "ack_late_or_unknown", answer)
            return
        waiting.set_result(inner(answer, "payload") or None)

    def _hello(self) -> Payload:
        return {
            "type": "hello",
            "num_connections": self.connected + 1,
            "connection_info": {"app_id": self._core.world.slack.app},
            "debug_info": {"host": "applink-sandbox", "approximate_connection_time": 18060},
        }

    async def _say_disconnect(
        self, socket: web.WebSocketResponse, reason: str, close: bool = True
    ) -> None:
        host = {"host": "applink-sandbox"}
        await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": host})
        if close:
            await socket.close()


def _accepts_response(kind: EnvelopeType, payload: Payload) -> bool:
    if kind == "interactive":
        return text(payload, "type") in {"view_submission", "block_suggestion"}
    return kind == "slash_commands"
