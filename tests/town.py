"""A small town to tell stories in: the sandbox, the bot as a program of its own, and its people."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.sandbox.conftest import ROOT, Hand, Json, SandboxProcess, eventually, running_sandbox

SAMPLE = ROOT / "bot" / "samples" / "desk.yaml"
TEMPLATE = ROOT / "cards" / "dingtalk_template.yaml"
SECRET = "a secret of the tests"

FRONTLINE, IT_SUPPORT, WAREHOUSE = "C0FRONT", "C0ITSUP", "C0STORE"
FRONTLINE_DING, IT_DING, WAREHOUSE_DING = "cidFRONT0001==", "cidITSUP0001==", "cidSTORE0001=="


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class BotProcess:
    """`paidan run` with settings for a sandbox; it can be killed and started again."""

    sandbox_url: str
    database_url: str
    folder: Path
    web_port: int = field(default_factory=free_port)
    settings: Mapping[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its own pages."""
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def log(self) -> str:
        """All that it has logged."""
        return (self.folder / "bot.log").read_text(encoding="utf-8")

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another `paidan` command with the same settings."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=ROOT,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def start(self) -> None:
        """Start it; `ready` tells when it can be talked to."""
        with (self.folder / "bot.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=ROOT,
                env=self._environment(),
                stdout=log,
                stderr=log,
            )

    async def ready(self, http: aiohttp.ClientSession) -> None:
        """Wait until both messengers and the database are connected."""

        async def asked() -> bool:
            assert self._process is not None
            assert self._process.poll() is None, self.log
            try:
                async with http.get(f"{self.url}/readyz") as answer:
                    return answer.status == 200
            except aiohttp.ClientConnectionError:
                return False

        await eventually(asked, 20)

    def kill(self) -> None:
        """kill -9: no good-byes."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to stop; returns its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.poll() is None:
            process.send_signal(how)
        return process.wait(timeout=15)

    def _environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
        return {
            **inherited,
            "PAIDAN_DATABASE_URL": self.database_url,
            "PAIDAN_SECRET": SECRET,
            "PAIDAN_WEB_PORT": str(self.web_port),
            "PAIDAN_DEMO": "true",
            "PAIDAN_POLL_SECONDS": "0.2",
            "PAIDAN_LOG_JSON": "true",
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_APP_TOKEN": "xapp-sandbox",
            "SLACK_API_URL": f"{self.sandbox_url}/api/",
            "DINGTALK_CLIENT_ID": "dingsandbox",
            "DINGTALK_CLIENT_SECRET": "sandbox-secret",
            "DINGTALK_ROBOT_CODE": "dingbotpaidan01",
            "DINGTALK_CARD_TEMPLATE_ID": "paidan-ticket",
            "DINGTALK_API_URL": self.sandbox_url,
            "DINGTALK_OAPI_URL": self.sandbox_url,
            "LANG": "en_US.UTF-8",
            **self.settings,
        }


@dataclass(frozen=True)
class SlackCard:
    """A card as somebody sees it in Slack."""

    channel: str
    ts: str
    words: str
    buttons: Mapping[str, str]


@dataclass(frozen=True)
class DingTalkCard:
    """A card as somebody sees it in DingTalk; `inputs` are what can be typed on it now."""

    id: str
    variables: Mapping[str, str]
    buttons: tuple[str, ...]
    at_users: tuple[str, ...]

    @property
    def words(self) -> str:
        """All that is to be read on it."""
        return "\n".join(value for name, value in self.variables.items() if "press" not in name)


@dataclass(frozen=True)
class OnSlack:
    """Somebody sitting before Slack."""

    hand: Hand
    user: str

    async def command(self, text: str, channel: str = FRONTLINE) -> Json:
        """Type `/ticket …`."""
        return await self.hand.post(
            "/control/slack/command",
            user=self.user,
            channel=channel,
            command="/ticket",
            text=text,
        )

    async def says(self, text: str, channel: str = FRONTLINE, thread: str | None = None) -> Json:
        """Write a message."""
        more = {"thread_ts": thread} if thread else {}
        return await self.hand.post(
            "/control/slack/message", user=self.user, channel=channel, text=text, **more
        )

    async def sees(self, channel: str) -> list[Json]:
        """All messages, as they see them."""
        return await self.hand.messages(channel, **{"as": self.user})

    async def card(self, words: str, channel: str = IT_SUPPORT) -> SlackCard:
        """Wait for a message with these words in it; the newest counts."""

        async def look() -> SlackCard | None:
            found = [m for m in await self.sees(channel) if words in _slack_words(m)]
            return _slack_card(channel, found[-1]) if found else None

        return await eventually(look)

    async def press(self, card: SlackCard, label: str) -> Json:
        """Press a button by what stands on it."""
        return await self.hand.post(
            "/control/slack/click",
            user=self.user,
            channel=card.channel,
            ts=card.ts,
            label=label,
        )

    async def press_in_view(self, view_id: str, label: str) -> Json:
        """Press a button in an open view."""
        return await self.hand.post(
            "/control/slack/click", user=self.user, view_id=view_id, label=label
        )

    async def submit(self, view_id: str, **values: object) -> Json:
        """Fill in a view and submit it."""
        return await self.hand.post(
            "/control/slack/submit", user=self.user, view_id=view_id, values=values
        )


@dataclass(frozen=True)
class OnDingTalk:
    """Somebody sitting before DingTalk."""

    hand: Hand
    user: str

    async def says(self, text: str, conversation: str = IT_DING, at_bot: bool = True) -> Json:
        """Write a message; in a group with the bot's name before it."""
        return await self.hand.post(
            "/control/dingtalk/message",
            user=self.user,
            conversation=conversation,
            text=text,
            at_bot=at_bot,
        )

    async def says_to_bot(self, text: str) -> Json:
        """Write in the direct chat with the bot."""
        return await self.says(text, self.chat)

    @property
    def chat(self) -> str:
        """Their direct chat with the bot."""
        return f"cidS-{self.user}"

    async def sees(self, conversation: str) -> list[Json]:
        """All messages, as they see them."""
        seen: list[Json] = await self.hand.get(
            f"/control/dingtalk/conversations/{conversation}", **{"as": self.user}
        )
        return seen

    async def reads(self, words: str, conversation: str) -> Json:
        """Wait for a message of the bot with these words."""

        async def look() -> Json | None:
            messages = [m for m in await self.sees(conversation) if m["bot"]]
            return next((m for m in reversed(messages) if words in (m["text"] or "")), None)

        return await eventually(look)

    async def card(self, words: str, conversation: str = IT_DING) -> DingTalkCard:
        """Wait for a card with these words on it; the newest counts."""

        async def look() -> DingTalkCard | None:
            cards = [_ding_card(m) for m in await self.sees(conversation) if m["kind"] == "card"]
            return next((card for card in reversed(cards) if words in card.words), None)

        return await eventually(look)

    async def press(self, card: DingTalkCard, label: str, **params: str) -> Json:
        """Press a button; `params` are what was typed into the card's inputs."""
        return await self.hand.post(
            "/control/dingtalk/click",
            user=self.user,
            out_track_id=card.id,
            label=label,
            params=params,
        )


@dataclass(frozen=True)
class Somebody:
    """One person with both their accounts."""

    slack: OnSlack
    dingtalk: OnDingTalk


@dataclass(frozen=True)
class Town:
    """Everything that a story needs."""

    sandbox: SandboxProcess
    bot: BotProcess
    hand: Hand

    @property
    def frontline(self) -> Somebody:
        """小李 / Ana, who reports."""
        return self._somebody("U0ANA", "user-li")

    @property
    def on_call(self) -> Somebody:
        """小王 / Bo, on duty for IT support."""
        return self._somebody("U0BO", "user-wang")

    @property
    def lead(self) -> Somebody:
        """老陈 / Lea, lead of both groups."""
        return self._somebody("U0LEA", "user-chen")

    @property
    def storekeeper(self) -> Somebody:
        """小周 / Dan, of the warehouse."""
        return self._somebody("U0DAN", "user-zhou")

    async def restart_bot(self) -> None:
        """Start the bot again and wait for it."""
        self.bot.start()
        await self.bot.ready(self.hand.http)

    async def fault(self, messenger: str, fault: str, on: bool = True, **more: object) -> None:
        """Have a messenger misbehave, or behave again."""
        await self.hand.post("/control/faults", messenger=messenger, fault=fault, on=on, **more)

    async def calls(self, method: str) -> list[Json]:
        """What the bot has called at the far end, by method."""
        return [call for call in await self.hand.get("/control/calls") if call["method"] == method]

    def _somebody(self, slack: str, dingtalk: str) -> Somebody:
        return Somebody(OnSlack(self.hand, slack), OnDingTalk(self.hand, dingtalk))


@contextmanager
def sandbox_with_template(folder: Path) -> Iterator[SandboxProcess]:
    """A sandbox that knows our DingTalk card; its limits are on, as in life."""
    with running_sandbox(
        folder / "sandbox", "--dingtalk-template", f"paidan-ticket={TEMPLATE}"
    ) as started:
        yield started


def number_in(answer: Json) -> int:
    """The ticket's number in the answer to a command."""
    found = re.search(r"#(\d+)", answer["shown"][0]["text"])
    assert found, answer
    return int(found[1])


def _slack_words(message: Json) -> str:
    parts = [message.get("text") or ""]
    for block in message.get("blocks") or []:
        parts += [_text(block.get("text"))]
        parts += [_text(field) for field in block.get("fields", [])]
        parts += [_text(e) if "text" in e else "" for e in block.get("elements", [])]
    return "\n".join(filter(None, parts))


def _text(part: Json) -> str:
    if isinstance(part, dict):
        inner = part.get("text", "")
        return _text(inner) if isinstance(inner, dict) else str(inner)
    return str(part or "")


def _slack_card(channel: str, message: Json) -> SlackCard:
    buttons = {
        element["text"]["text"]: element["action_id"]
        for block in message.get("blocks") or []
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    }
    return SlackCard(channel, message["ts"], _slack_words(message), buttons)


def _ding_card(message: Json) -> DingTalkCard:
    shown = tuple(action["label"] for action in message["actions"] if action["shown"])
    return DingTalkCard(
        message["out_track_id"], message["variables"], shown, tuple(message.get("at_users") or ())
    )


async def settled(seconds: float = 0.3) -> None:
    """Let what is under way arrive, where a test has to see that nothing more comes."""
    await asyncio.sleep(seconds)
