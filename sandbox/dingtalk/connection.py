"""One open stream socket of the bot."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from sandbox.dingtalk.frame import Ack, Frame, read_ack


@dataclass(frozen=True)
class Subscription:
    """What a bot asked to be told; only that is sent to it."""

    type: str
    topic: str


@dataclass(eq=False)
class Connection:
    """A socket, its subscriptions, and the acknowledgements that are waited for."""

    app_id: str
    socket: web.WebSocketResponse
    subscriptions: frozenset[Subscription]
    transport: asyncio.Transport | None
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    _awaited: dict[str, asyncio.Future[Ack | None]] = field(init=False, default_factory=dict)

    def wants(self, type_: str, topic: str) -> bool:
        """Whether such frames were subscribed to; EVENT knows the topic * alone."""
        return Subscription(type_, "*" if type_ == "EVENT" else topic) in self.subscriptions

    async def ask(self, frame: Frame, seconds: float) -> Ack | None:
        """Send a frame and wait; None when the answer is late or the socket dies."""
        answer: asyncio.Future[Ack | None] = asyncio.get_running_loop().create_future()
        self._awaited[frame.message_id] = answer
        try:
            async with asyncio.timeout(seconds):
                await self.tell(frame)
                return await answer
        except (TimeoutError, ConnectionError):
            return None
        finally:
            del self._awaited[frame.message_id]

    async def tell(self, frame: Frame) -> None:
        """Send a frame and don't wait."""
        await self.socket.send_str(frame.written(self.app_id, self.id))

    async def listen(self, is_heard: Callable[[], bool]) -> None:
        """Take acknowledgements until the socket ends; those that are not heard are lost."""
        async for message in self.socket:
            if message.type is not WSMsgType.TEXT or not is_heard():
                continue
            ack = read_ack(message.data)
            answer = self._awaited.get(ack.message_id) if ack else None
            if ack and answer and not answer.done():
                answer.set_result(ack)
        for answer in self._awaited.values():
            if not answer.done():
                answer.set_result(None)

    def abort(self) -> None:
        """Break the socket without a word."""
        if self.transport:
            self.transport.abort()
