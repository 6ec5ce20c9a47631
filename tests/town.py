"""A small town to tell stories in: the sandbox, the bot as a program of its own, and its people."""

import asyncio
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests import steady, warm
from tests.beginnings import MIGRATED, Beginnings
from tests.ports import free_port
from tests.sandbox.conftest import ROOT, Hand, Json, SandboxProcess, eventually, running_sandbox
from tests.townspeople import FRONTLINE, OnDingTalk, OnSlack

SAMPLE = steady.SAMPLE
TEMPLATE = ROOT / "cards" / "dingtalk_template.yaml"
SECRET = "a secret of the tests"
UNPACED = {"PAIDAN_PACE": "false"}


@dataclass
class BotProcess:
    """`paidan run` with settings for a sandbox; it can be killed and started again."""

    sandbox_url: str
    database_url: str
    folder: Path
    web_port: int = field(default_factory=free_port)
    settings: Mapping[str, str] = field(default_factory=dict)
    cold: bool = False  # see tests/warm.py
    _process: warm.Program | None = None

    @property
    def url(self) -> str:
        """Its own pages."""
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def log(self) -> str:
        """All that it has logged."""
        return (self.folder / "bot.log").read_text(encoding="utf-8")

    @property
    def is_alive(self) -> bool:
        """Whether it was started, and neither ended nor died."""
        return self._process is not None and self._process.poll() is None

    @property
    def is_stopped(self) -> bool:
        """Whether it was never started, or ended on purpose."""
        return self._process is None

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another `paidan` command with the same settings."""
        return warm.run("bot", *arguments, environment=self._environment(), timeout=60)

    def start(self) -> None:
        """Start it; `ready` tells when it can be talked to."""
        with (self.folder / "bot.log").open("ab") as log:
            file, environment = log.fileno(), self._environment()
            self._process = warm.start(
                "bot", "run", environment=environment, out=file, err=file, cold=self.cold
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
            "PAIDAN_PUBLIC_URL": self.url,
            "PAIDAN_FEEDS_MAY_BE_LOCAL": "true",
            "PAIDAN_WEBHOOKS_MAY_BE_LOCAL": "true",
            "PAIDAN_DEMO": "true",
            "PAIDAN_POLL_SECONDS": "0.2",
            "PAIDAN_LOG_JSON": "true",
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_APP_TOKEN": "xapp-sandbox",
            "SLACK_API_URL": f"{self.sandbox_url}/api/",
            "DINGTALK_CLIENT_ID": "dingsandbox",
            "DINGTALK_CLIENT_SECRET": "sandbox-secret",
            "DINGTALK_ROBOT_CODE": "dingbotpaidan01",
            "DINGTALK_AGENT_ID": "1",
            "DINGTALK_CARD_TEMPLATE_ID": "paidan-ticket",
            "DINGTALK_API_URL": self.sandbox_url,
            "DINGTALK_OAPI_URL": self.sandbox_url,
            "LANG": "en_US.UTF-8",
            **self.settings,
        }


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

    async def opened(self, line: str, channel: str = FRONTLINE) -> int:
        """A ticket that Ana opened by `/ticket line`; its number."""
        return number_in(await self.frontline.slack.command(line, channel))

    async def advance(self, seconds: float) -> None:
        """Move desk time."""
        body = {"advance_seconds": seconds}
        async with self.hand.http.post(f"{self.bot.url}/demo/clock", json=body) as answer:
            assert answer.status == 200, await answer.text()

    async def restart_bot(self) -> None:
        """Start the bot again and wait for it."""
        self.bot.start()
        await self.bot.ready(self.hand.http)

    async def fault(self, messenger: str, fault: str, on: bool = True, **more: object) -> None:
        """Have a messenger misbehave, or behave again."""
        await self.hand.post(
            "/control/faults", 200, messenger=messenger, fault=fault, on=on, **more
        )

    async def forgive(self) -> None:
        """End all faults."""
        for fault in await self.hand.get("/control/faults"):
            which = {name: fault[name] for name in ("messenger", "fault", "method")}
            await self.hand.post("/control/faults", 200, **which, on=False)

    async def calls(self, method: str) -> list[Json]:
        """What the bot has called at the far end, by method."""
        return [call for call in await self.hand.get("/control/calls") if call["method"] == method]

    def _somebody(self, slack: str, dingtalk: str) -> Somebody:
        return Somebody(OnSlack(self.hand, slack), OnDingTalk(self.hand, dingtalk))


@contextmanager
def sandbox_with_template(folder: Path, limits: bool = True) -> Iterator[SandboxProcess]:
    """A sandbox that knows our DingTalk card; its limits are on, as in life, if not said else."""
    more = () if limits else ("--no-limits",)
    with running_sandbox(
        folder / "sandbox", "--dingtalk-template", f"paidan-ticket={TEMPLATE}", *more
    ) as started:
        yield started


def settle_in(bot: BotProcess, beginnings: Beginnings) -> None:
    """Have the sample desk applied to the bot's database, which isn't made yet."""
    if beginnings.begin(bot.database_url, "town", MIGRATED) == "town":
        return
    applied = bot.command("apply", str(SAMPLE))
    assert applied.returncode == 0, applied.stderr
    beginnings.keep(bot.database_url, "town")


def number_in(answer: Json) -> int:
    """The ticket's number in the answer to a command."""
    found = re.search(r"#(\d+)", answer["shown"][0]["text"])
    assert found, answer
    return int(found[1])


async def settled(seconds: float = 0.3) -> None:
    """Let what is under way arrive, where a test has to see that nothing more comes."""
    await asyncio.sleep(seconds)
