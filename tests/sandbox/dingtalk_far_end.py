"""A pretend DingTalk in its own process, and a bot in a thread that speaks through the real SDK."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import aiohttp
import dingtalk_stream

from tests.sandbox.conftest import ROOT, eventually, running_sandbox

TEMPLATE = "paidan.schema"
FRONT = "cidFRONT0001=="
ROBOT = "dingbotpaidan01"
APP = {"appKey": "dingsandbox", "appSecret": "sandbox-secret"}

Json = dict[str, Any]


@contextmanager
def sandbox(data: Path) -> Iterator[str]:
    """Start the sandbox with the bot's card template; yields its address."""
    template = f"{TEMPLATE}={ROOT / 'cards' / 'dingtalk_template.yaml'}"
    with running_sandbox(data, "--dingtalk-template", template) as started:
        yield started.url


@dataclass
class Bot:
    """A bot on the real stream client; its answers are what the test says they are."""

    address: str
    answer: Callable[[Json], Json] = field(default=lambda _: {})
    delay_seconds: float = 0.0
    is_deaf: bool = False
    messages: list[Json] = field(default_factory=list)
    presses: list[Json] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def __enter__(self) -> "Bot":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._thread.is_alive():
            # Once is not enough: the client takes the first cancel for a broken network.
            self._loop.call_soon_threadsafe(self._cancel)
            self._thread.join(timeout=0.1)
        self._loop.close()

    def _run(self) -> None:
        path = "/v1.0/gateway/connections/open"
        dingtalk_stream.DingTalkStreamClient.OPEN_CONNECTION_API = self.address + path
        client = dingtalk_stream.DingTalkStreamClient(
            dingtalk_stream.Credential(APP["appKey"], APP["appSecret"])
        )
        client.register_callback_handler(
            dingtalk_stream.ChatbotMessage.TOPIC, Hearing(self, self.messages)
        )
        client.register_callback_handler(
            dingtalk_stream.CallbackHandler.TOPIC_CARD_CALLBACK, Hearing(self, self.presses)
        )
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(client.start())

    def _cancel(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()


class Hearing(dingtalk_stream.CallbackHandler):  # type: ignore[misc]  # the SDK has no types
    """Notes what came and answers as the bot was told to."""

    def __init__(self, bot: Bot, heard: list[Json]) -> None:
        super().__init__()
        self._bot = bot
        self._heard = heard

    async def process(self, message: dingtalk_stream.CallbackMessage) -> tuple[int, Json]:
        """The SDK's entry."""
        self._heard.append(message.data)
        if self._bot.is_deaf:
            raise RuntimeError("the bot is deaf: no acknowledgement")
        await asyncio.sleep(self._bot.delay_seconds)
        return dingtalk_stream.AckMessage.STATUS_OK, self._bot.answer(message.data)


@dataclass(frozen=True)
class Desk:
    """Calls to the pretend DingTalk: as a person over the control interface, as the bot's app."""

    address: str
    http: aiohttp.ClientSession

    async def get(self, path: str, **query: str) -> Any:
        """A control call that reads."""
        async with self.http.get(f"{self.address}/control{path}", params=query) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, body: Json, status: int = 200) -> Any:
        """A control call that does something."""
        async with self.http.post(f"{self.address}/control{path}", json=body) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()

    async def call(self, method: str, path: str, body: Json) -> tuple[int, Json]:
        """A call of the bot's app, with its token."""
        headers = {"x-acs-dingtalk-access-token": await self.token()}
        url = self.address + path
        async with self.http.request(method, url, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def token(self) -> str:
        """The app's access token."""
        url = f"{self.address}/v1.0/oauth2/accessToken"
        async with self.http.post(url, json=APP) as answer:
            return str((await answer.json())["accessToken"])

    async def create(self, out_track_id: str = "card-1", **changes: Any) -> tuple[int, Json]:
        """Create a card in the front line's group."""
        path = "/v1.0/card/instances/createAndDeliver"
        return await self.call("POST", path, card(out_track_id) | changes)

    async def say(self, text: str, user: str = "user-li", **more: Any) -> Json:
        """A person writes in the front line's group."""
        body = {"user": user, "conversation": FRONT, "text": text} | more
        return dict(await self.post("/dingtalk/message", body))

    async def click(self, action: str, user: str = "user-wang", **more: Any) -> Json:
        """A person presses a button of the card."""
        body = {"user": user, "out_track_id": "card-1", "action": action} | more
        return dict(await self.post("/dingtalk/click", body))

    async def seen(self, user: str, conversation: str = FRONT) -> list[Json]:
        """What a person sees in a conversation."""
        return list(await self.get(f"/dingtalk/conversations/{conversation}", **{"as": user}))

    async def rules(self) -> list[str]:
        """The rules that were broken."""
        return [call["rule"] for call in await self.get("/calls") if call["rule"]]


@asynccontextmanager
async def desk_at(address: str, connected: int = 0) -> AsyncIterator[Desk]:
    """A desk, once as many sockets are connected."""
    async with aiohttp.ClientSession() as http:
        desk = Desk(address, http)

        async def is_ready() -> bool:
            state = await desk.get("/state")
            return bool(state["dingtalk"]["connected"] == connected)

        await eventually(is_ready)
        yield desk


def card(out_track_id: str) -> Json:
    """What creates a card with one public button in the front line's group."""
    return {
        "cardTemplateId": TEMPLATE,
        "outTrackId": out_track_id,
        "callbackType": "STREAM",
        "cardData": {"cardParamMap": {"title": "#1", "b1_text": "受理", "b1_press": "take 1"}},
        "openSpaceId": f"dtv1.card//IM_GROUP.{FRONT}",
        "imGroupOpenSpaceModel": {"supportForward": False},
        "imGroupOpenDeliverModel": {"robotCode": ROBOT, "atUserIds": {"user-wang": "小王"}},
    }


def update(out_track_id: str = "card-1", **params: object) -> Json:
    """What updates a card by key."""
    return {
        "outTrackId": out_track_id,
        "cardData": {"cardParamMap": params},
        "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
    }
