"""The way in from DingTalk: its stream, and who takes what comes by it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from dingtalk_stream import Credential

from bot.dingtalk.client import DingTalkClient
from bot.dingtalk.front import Front
from bot.dingtalk.line_answer import LineAnswers
from bot.dingtalk.press_answer import PressAnswers
from bot.dingtalk.speaker import Speaker
from bot.dingtalk.stream import Patience, Stream
from bot.dingtalk.tasks import Tasks
from bot.dingtalk.webhooks import Webhooks
from bot.dingtalk.wire import FarEnd
from desk.languages import Language

BOT_MESSAGES = "/v1.0/im/bot/messages/get"
CARD_CALLBACKS = "/v1.0/card/instances/callback"
CLOSE_WITHIN = 5.0


class DingTalkDoor:
    """Keeps the stream open and has the desk answer what comes.

    `now` is real time. One organisation's app a process: the SDK keeps its address in a class.
    """

    def __init__(
        self,
        front_desk: Front,
        client: DingTalkClient,
        speaker: Speaker,
        webhooks: Webhooks,
        far_end: FarEnd,
        now: Callable[[], datetime],
        language: Language = Language.CHINESE,
        patience: Patience | None = None,
    ) -> None:
        self._far_end = far_end
        self._patience = patience or Patience()
        self._tasks = Tasks()
        self._lines = LineAnswers(front_desk, speaker, client, webhooks, self._tasks, language, now)
        self._presses = PressAnswers(front_desk, speaker, client, self._tasks, language, now)
        self._stream: Stream | None = None
        self._running: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether DingTalk can reach us."""
        return self._stream is not None and self._stream.connected

    async def open(self, within: float) -> None:
        """Begin, and wait a while for the connection; without one it goes on trying by itself."""
        far_end = self._far_end
        self._stream = Stream(
            Credential(far_end.client_id, far_end.client_secret),
            far_end.api_base,
            {BOT_MESSAGES: self._lines.take, CARD_CALLBACKS: self._presses.take},
            self._patience,
        )
        self._running = asyncio.create_task(self._stream.start())
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._stream.arrived.wait()

    async def close(self) -> None:
        """Take nothing new, and end what has begun."""
        if self._running is None or self._stream is None:
            return
        while not self._running.done():  # the SDK is known to swallow a cancellation
            self._running.cancel()
            await asyncio.wait({self._running}, timeout=1)
        await self._stream.finish(CLOSE_WITHIN)
        await self._tasks.finish(CLOSE_WITHIN)
