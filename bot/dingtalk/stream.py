"""The SDK's stream client, with its loop replaced by one that can be relied on.

What stays the SDK's: asking the gateway, its frames, its acknowledgements. What is cured, and why,
stands at each place; docs/decisions has the measurements.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote_plus

import structlog
from dingtalk_stream import (
    AckMessage,
    CallbackHandler,
    CallbackMessage,
    Credential,
    DingTalkStreamClient,
    SystemMessage,
)
from dingtalk_stream.frames import Headers
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.protocol import State

from bot.dingtalk.backoff import Backoff
from bot.dingtalk.payload import (
    Payload,
    UnreadableError,
    inner,
    moment,
    needed,
    read_object,
    text,
)
from bot.dingtalk.sdk import Voice, bound_sdk_requests, silence_sdk
from bot.dingtalk.tasks import Tasks

UNREADABLE = 400

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the stream waits for what, in seconds.

    `stall`: for any frame, before a silent socket counts as dead; `gateway`: for an address to
    connect to; `retire`: for answers that are still owed on a socket that is being left.
    """

    stall: float = 90.0
    gateway: float = 10.0
    retire: float = 2.0
    backoff: Backoff = field(default_factory=Backoff)


@dataclass(frozen=True, slots=True)
class Frame:
    """One push; `received` is the loop's time, `at` what DingTalk says."""

    id: str
    data: Payload
    at: datetime | None
    received: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What is written back; `afterwards` is then told whether that went out on a live socket."""

    response: Payload = field(default_factory=dict)
    afterwards: Callable[[bool], Awaitable[None]] | None = None


Taker = Callable[[Frame], Awaitable[Answer]]
"""Takes the frames of one topic. Raises UnreadableError for a frame that makes no sense."""


class Stream(DingTalkStreamClient):  # type: ignore[misc]  # the SDK has no types
    """A connection to DingTalk that comes back."""

    def __init__(
        self, credential: Credential, api_base: str, takers: Mapping[str, Taker], patience: Patience
    ) -> None:
        silence_sdk()
        bound_sdk_requests(patience.gateway)
        # It reads the base class's attribute, whatever stands in a subclass; and the environment
        # variable for it only while being imported.
        DingTalkStreamClient.OPEN_CONNECTION_API = (
            f"{api_base.rstrip('/')}/v1.0/gateway/connections/open"
        )
        self._voice = Voice()
        super().__init__(credential, logger=self._voice)
        self.websocket: ClientConnection | None = None
        self._takers = takers
        for topic in takers:  # only topics with a handler are subscribed to
            self.register_callback_handler(topic, CallbackHandler())
        self._patience = patience
        self._frames = Tasks()
        self._leaving = Tasks()
        self._complaint = ""
        self.arrived = asyncio.Event()

    @property
    def connected(self) -> bool:
        """Whether a socket is open."""
        return self.websocket is not None and self.websocket.state is State.OPEN

    async def start(self) -> None:
        """Stay connected until cancelled.

        The SDK's own loop swallows the first cancellation, waits ten seconds after each broken
        connection and none after a clean end, and asks the gateway inside the event loop.
        """
        backoff = self._patience.backoff
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            began = loop.time()
            come_again = False
            try:
                come_again = await self._connection()
            except Exception:
                log.exception("The connection to DingTalk broke in an unexpected way")
            failures = 0 if loop.time() - began >= backoff.steady else failures + 1
            if not come_again or failures > 1:
                await asyncio.sleep(backoff.pause(failures))

    async def finish(self, within: float) -> None:
        """After the end of `start`: give the answers that are still owed, then close."""
        await self._leaving.finish(within)
        await self._frames.finish(0)

    async def _connection(self) -> bool:
        """One connection from its beginning to its end; whether DingTalk asked us to come again."""
        address = await self._address()
        if address is None:
            return False
        try:
            socket = await connect(
                address, open_timeout=self._patience.gateway, close_timeout=self._patience.retire
            )
        except (OSError, WebSocketException, TimeoutError) as error:
            self._complain("DingTalk's stream can't be reached", type(error).__name__)
            return False
        self.websocket = socket
        self._complaint = ""
        self.arrived.set()
        log.info("Connected to DingTalk")
        try:
            return await self._listen(socket)
        finally:
            self.websocket = None
            self.arrived.clear()
            self._leaving.start(self._leave(socket))

    async def _address(self) -> str | None:
        """Where to connect, with a ticket good for one connection; None if the gateway says no."""
        try:
            async with asyncio.timeout(self._patience.gateway + 1):
                # `requests` would hold up the whole loop.
                gateway = await asyncio.to_thread(self.open_connection)
            if isinstance(gateway, Mapping):
                ticket = quote_plus(needed(gateway, "ticket"))
                return f"{needed(gateway, 'endpoint')}?ticket={ticket}"
        except (TimeoutError, ValueError) as error:  # ValueError: an answer that is not JSON
            self._complain("DingTalk's gateway can't be understood", type(error).__name__)
            return None
        if self._voice.was_refusal:
            self._complain(
                "DingTalk does not let the bot in: check client id and secret", self._voice.last
            )
        else:
            self._complain("DingTalk's gateway can't be reached", self._voice.last)
        return None

    async def _listen(self, socket: ClientConnection) -> bool:
        while True:
            try:
                # A half-open connection is silent for ever; nobody else notices.
                async with asyncio.timeout(self._patience.stall):
                    raw = await socket.recv()
            except TimeoutError:
                log.warning("DingTalk has been silent too long", seconds=self._patience.stall)
                return False
            except ConnectionClosed as closed:
                log.warning("The connection to DingTalk ended", why=str(closed))
                return False
            try:
                frame = read_object(raw)
                asked_to_go = _is_farewell(frame)
            except UnreadableError as broken:
                log.warning("DingTalk sent something unreadable", why=str(broken))
                continue
            if asked_to_go:
                log.info("DingTalk asks for a new connection")
                return True
            self._frames.start(self._take(frame, socket))

    async def _leave(self, socket: ClientConnection) -> None:
        await self._frames.settle(self._patience.retire)
        await socket.close()

    async def _take(self, frame: Payload, socket: ClientConnection) -> None:
        received = asyncio.get_running_loop().time()
        kind = frame.get("type")
        if kind == SystemMessage.TYPE:
            system = SystemMessage.from_dict(frame)
            await _write(socket, await self.system_handler.raw_process(system))
        elif kind == CallbackMessage.TYPE:
            await self._call(frame, received, socket)
        else:
            log.debug("DingTalk sent a kind of frame that was not asked for", kind=str(kind))

    async def _call(self, frame: Payload, received: float, socket: ClientConnection) -> None:
        """Have a frame taken, and answer it where it came from: the SDK writes to any socket."""
        try:
            message = CallbackMessage.from_dict(frame)
        except (ValueError, AttributeError, TypeError):
            log.warning("DingTalk sent a callback that can't be read")
            await _write(socket, _ack(text(inner(frame, "headers"), "messageId"), {}, UNREADABLE))
            return
        topic = message.headers.topic
        taker = self._takers.get(topic)
        if taker is None:
            log.warning("DingTalk sent a callback that was not asked for", topic=topic)
            return
        try:
            answer = await taker(_frame_of(message, received))
        except UnreadableError as broken:
            log.warning(
                "DingTalk sent a callback that makes no sense", topic=topic, why=str(broken)
            )
            await _write(socket, _ack(message.headers.message_id, {}, UNREADABLE))
            return
        except Exception:  # without an answer a message comes again
            log.exception("A callback of DingTalk could not be answered", topic=topic)
            return
        written = await _write(socket, _ack(message.headers.message_id, answer.response))
        if answer.afterwards:
            await answer.afterwards(written)

    def _complain(self, sentence: str, why: str) -> None:
        """Once until it is cured or becomes something else."""
        if sentence != self._complaint:
            log.warning(sentence, why=why)
        self._complaint = sentence


def _is_farewell(frame: Payload) -> bool:
    topic = text(inner(frame, "headers"), "topic")
    is_system = frame.get("type") == SystemMessage.TYPE
    return is_system and bool(topic == SystemMessage.TOPIC_DISCONNECT)


def _frame_of(message: CallbackMessage, received: float) -> Frame:
    if not isinstance(message.data, Mapping):
        raise UnreadableError("data is not an object")
    headers = message.headers
    at = moment({"time": headers.time}, "time") if headers.time else None
    return Frame(headers.message_id or "", message.data, at, received)


def _ack(message_id: str, response: Payload, code: int = AckMessage.STATUS_OK) -> AckMessage:
    ack = AckMessage()
    ack.code = code
    ack.headers.message_id = message_id
    ack.headers.content_type = Headers.CONTENT_TYPE_APPLICATION_JSON
    ack.message = "OK" if code == AckMessage.STATUS_OK else "bad request"
    ack.data = {"response": dict(response)}
    return ack


async def _write(socket: ClientConnection, ack: AckMessage) -> bool:
    """Whether it went out."""
    if socket.state is not State.OPEN:
        return False
    try:
        await socket.send(json.dumps(ack.to_dict()))
    except (ConnectionClosed, OSError):
        return False
    return True
