"""A door to a pretend DingTalk in its own process, with a desk that a test writes the lines of."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from bot.dingtalk.backoff import Backoff
from bot.dingtalk.client import DingTalkClient
from bot.dingtalk.door import DingTalkDoor
from bot.dingtalk.messenger import DingTalkMessenger
from bot.dingtalk.speaker import Speaker
from bot.dingtalk.stream import Patience
from bot.dingtalk.webhooks import Webhooks
from bot.dingtalk.wire import FarEnd
from cards.card import Button, Card, Color, Press
from desk.address import (
    AccountAddress,
    ConversationAddress,
    ConversationKind,
    MessengerName,
    Place,
)
from handlers.request import NOTED, Redraw, Reply, Request
from tests.sandbox.conftest import ROOT, Hand, SandboxProcess, running_sandbox

CORP = "dingpaidan0001"
GROUP = "cidITSUP0001=="
TEMPLATE = "paidan-ticket"
PATIENCE = Patience(backoff=Backoff(first=0.05, longest=0.2))
BO = AccountAddress(MessengerName.DINGTALK, CORP, "user-wang")


def place(id_: str = GROUP, kind: ConversationKind = ConversationKind.GROUP) -> Place:
    """A conversation of the pretend DingTalk."""
    return Place(ConversationAddress(MessengerName.DINGTALK, CORP, id_, kind))


def card(tag: str, *, call: tuple[AccountAddress, ...] = ()) -> Card:
    """A ticket's card with one button."""
    button = Button("受理", Press("acknowledge", 1042, 7))
    return Card("#1042 打印机着火", tag, Color.BLUE, buttons=(button,), call=call)


@dataclass
class ScriptedDesk:
    """Answers as told, and remembers what it was asked."""

    answer: Callable[[Request], Awaitable[Reply]] | None = None
    asked: list[Request] = field(default_factory=list)
    was_shown: list[tuple[int, bool]] = field(default_factory=list)

    async def ask(self, request: Request, comes_again: bool = False) -> Reply:
        """As the front desk does."""
        del comes_again
        self.asked.append(request)
        return await self.answer(request) if self.answer else NOTED

    async def shown(self, redraw: Redraw, in_time: bool) -> None:
        """As the front desk does."""
        self.was_shown.append((redraw.version, in_time))


@dataclass(frozen=True)
class Scene:
    """All that a test needs."""

    desk: ScriptedDesk
    door: DingTalkDoor
    messenger: DingTalkMessenger
    client: DingTalkClient
    hand: Hand
    process: SandboxProcess

    async def seen(self, user: str, conversation: str = GROUP) -> list[dict[str, Any]]:
        """What somebody sees in a conversation."""
        path = f"/control/dingtalk/conversations/{conversation}"
        found: list[dict[str, Any]] = await self.hand.get(path, **{"as": user})
        return found

    async def single(self, user: str) -> str:
        """Their chat with the robot."""
        chats = await self.hand.get("/control/dingtalk/conversations", **{"as": user})
        return next(str(chat["id"]) for chat in chats if chat["kind"] == "single")

    async def write(self, user: str, text: str, conversation: str = GROUP) -> dict[str, Any]:
        """Somebody writes to the robot."""
        said: dict[str, Any] = await self.hand.post(
            "/control/dingtalk/message", user=user, conversation=conversation, text=text
        )
        return said

    async def press(self, user: str, out_track_id: str, label: str, **typed: str) -> dict[str, Any]:
        """Somebody presses a button."""
        pressed: dict[str, Any] = await self.hand.post(
            "/control/dingtalk/click",
            user=user,
            out_track_id=out_track_id,
            label=label,
            params=typed,
        )
        return pressed


@asynccontextmanager
async def scene(
    data: Path,
    secret: str = "sandbox-secret",  # noqa: S107 (the sandbox's own)
    patience: Patience = PATIENCE,
    template: str = TEMPLATE,
) -> AsyncIterator[Scene]:
    """A sandbox, and a door that was opened to it."""
    known = f"{TEMPLATE}={ROOT / 'cards' / 'dingtalk_template.yaml'}"
    with running_sandbox(data, "--dingtalk-template", known) as process:
        base = process.url
        far_end = FarEnd("dingsandbox", secret, "dingbotpaidan01", base, base)
        async with aiohttp.ClientSession() as session:
            client, webhooks = DingTalkClient(session, far_end), Webhooks(_now)
            speaker, desk = Speaker(client, webhooks), ScriptedDesk()
            door = DingTalkDoor(desk, client, speaker, webhooks, far_end, _now, patience=patience)
            messenger = DingTalkMessenger(client, speaker, template)
            await door.open(5 if secret == "sandbox-secret" else 0.3)
            try:
                yield Scene(desk, door, messenger, client, Hand(base, session), process)
            finally:
                await door.close()


def _now() -> datetime:
    return datetime.now(UTC)
