"""The stream gateway: tickets, open sockets, and which of them gets a frame."""

import asyncio
import json
import secrets
from dataclasses import dataclass

from aiohttp import web

from sandbox.core import Core
from sandbox.dingtalk.connection import Connection, Subscription
from sandbox.dingtalk.frame import DISCONNECT, PING, SYSTEM, Ack, Frame
from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.tokens import Tokens
from sandbox.dingtalk.wire import Asked, Reply
from sandbox.payload import objects, text

CONNECT = "/dingtalk/connect"
TICKET_SECONDS = 90
PING_SECONDS = 30
SILENCE_SECONDS = 10


@dataclass(frozen=True)
class Ticket:
    """The right to open one socket."""

    subscriptions: frozenset[Subscription]
    expires_at: float


@dataclass(frozen=True)
class Delivery:
    """What became of a push."""

    sent: bool
    ack: Ack | None = None

    @property
    def acknowledged(self) -> bool:
        """Whether the bot took it."""
        return self.ack is not None and self.ack.is_ok


class Gateway:
    """The bot's connections."""

    def __init__(self, core: Core, tokens: Tokens) -> None:
        self._core = core
        self._tokens = tokens
        self._tickets: dict[str, Ticket] = {}
        self._connections: list[Connection] = []
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> int:
        """How many sockets take frames."""
        return len(self._connections)

    def open(self, asked: Asked) -> Reply:
        """Answer a bot that wants to connect: an address and a ticket."""
        client_id, secret = text(asked.body, "clientId"), text(asked.body, "clientSecret")
        if not self._tokens.are_right(client_id, secret):
            raise RefusalError("authFailed", "鉴权失败", status=401, rule="credentials")
        wanted = objects(asked.body, "subscriptions")
        subscriptions = frozenset(
            Subscription(text(one, "type"), text(one, "topic")) for one in wanted
        )
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = Ticket(subscriptions, self._core.now() + TICKET_SECONDS)
        endpoint = self._core.url.replace("http", "ws", 1) + CONNECT
        return Reply({"endpoint": endpoint, "ticket": ticket})

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it ends."""
        ticket = self._tickets.pop(request.query.get("ticket", ""), None)
        if ticket is None or ticket.expires_at < self._core.now():
            return web.json_response({"code": "ticketInvalid"}, status=401)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        app_id = self._core.options.dingtalk_client_id
        connection = Connection(app_id, socket, ticket.subscriptions, request.transport)
        self._connections.append(connection)
        self._core.changed("dingtalk", "connected")
        pinging = asyncio.create_task(self._ping(connection))
        try:
            await connection.listen(self._hears)
        finally:
            pinging.cancel()
            self._leave(connection)
        return socket

    async def push(self, frame: Frame, seconds: float) -> Delivery:
        """Send a frame to one of the sockets that want it and wait for the acknowledgement."""
        connection = self._one_for(frame)
        if connection is None:
            return Delivery(sent=False)
        if frame.topic == DISCONNECT:
            return await self._dismiss(connection, frame)
        if self._core.faults.striking("dingtalk", "duplicate"):
            await connection.tell(frame)
        return Delivery(sent=True, ack=await connection.ask(frame, seconds))

    async def disconnect(self) -> int:
        """Ask every client to come anew, as DingTalk does when a connection is old; how many."""
        asked = list(self._connections)
        for connection in asked:
            reason = json.dumps({"reason": "persistent connection is timeout"})
            await self._dismiss(connection, Frame(SYSTEM, DISCONNECT, reason))
        return len(asked)

    def abort(self) -> int:
        """Break every socket; how many there were."""
        broken = list(self._connections)
        for connection in broken:
            self._leave(connection)
            connection.abort()
        return len(broken)

    async def close(self) -> None:
        """End all sockets, as at a stop of the sandbox."""
        for connection in list(self._connections):
            await connection.socket.close()

    def _hears(self) -> bool:
        return self._core.faults.striking("dingtalk", "drop_ack") is None

    async def _ping(self, connection: Connection) -> None:
        await asyncio.sleep(PING_SECONDS)
        while connection in self._connections:
            opaque = json.dumps({"opaque": secrets.token_hex(8)})
            await connection.ask(Frame(SYSTEM, PING, opaque), PING_SECONDS)
            await asyncio.sleep(PING_SECONDS)

    def _one_for(self, frame: Frame) -> Connection | None:
        wanting = [
            one
            for one in self._connections
            if frame.type == SYSTEM or one.wants(frame.type, frame.topic)
        ]
        return secrets.choice(wanting) if wanting else None

    async def _dismiss(self, connection: Connection, frame: Frame) -> Delivery:
        self._leave(connection)
        await connection.tell(frame)
        closing = asyncio.create_task(_hang_up(connection))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        return Delivery(sent=True)

    def _leave(self, connection: Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
            self._core.changed("dingtalk", "connected")


async def _hang_up(connection: Connection) -> None:
    await asyncio.sleep(SILENCE_SECONDS)
    await connection.socket.close()
