"""The programs that are measured, each a process of its own with a far end of its own."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.bench.desks import spine_desk
from tests.bench.stand_in import StandIn
from tests.ports import free_port
from tests.sandbox.conftest import ROOT

SECRET = "a secret of the bench"
START_SECONDS = 30.0
SPINE = spine_desk()


@dataclass(slots=True)
class Contender:
    """A bot, ours or a floor: its command line, and how it is told where to connect.

    `desk` is what ours works with, as desk.yaml.
    """

    name: str
    arguments: tuple[str, ...]
    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    ready_url: str = ""
    desk: str = ""
    far_end: StandIn = field(default_factory=StandIn)
    process: subprocess.Popen[bytes] | None = None

    async def start(self) -> float:
        """Start it; returns how many seconds it took to be ready."""
        begin = time.perf_counter()
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: ASYNC220 - nothing else is going on
                [sys.executable, "-m", *self._arguments()],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=log,
            )
        async with asyncio.timeout(START_SECONDS):
            await self._ready()
        return time.perf_counter() - begin

    async def stop(self) -> None:
        """Ask it to stop; the far end goes on meanwhile, so that it can take leave."""
        process, self.process = self.process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(process.wait, 20)

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self.process is not None
        return self.process.pid

    def log(self) -> str:
        """All that it printed."""
        return (self.folder / f"{self.name}.log").read_text(encoding="utf-8", errors="replace")

    async def _ready(self) -> None:
        """Connected to the far end and, for ours, /readyz says so."""
        waiting = asyncio.ensure_future(self.far_end.connected.wait())
        while not waiting.done():
            assert self.process is not None
            assert self.process.poll() is None, self.log()
            await asyncio.wait({waiting}, timeout=0.5)
        if not self.ready_url:
            return
        async with aiohttp.ClientSession() as http:
            while not await _says_ok(http, self.ready_url):  # noqa: ASYNC110 - of another process
                await asyncio.sleep(0.01)

    def environment(self) -> dict[str, str]:
        """Its settings, and where its far end is."""
        inherited = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
        return {**inherited, **self.settings, "SLACK_API_URL": f"{self.far_end.url}/api/"}

    def _arguments(self) -> list[str]:
        return [argument.replace("{far_end}", self.far_end.url) for argument in self.arguments]


async def _says_ok(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(url) as answer:
            return answer.status == 200
    except aiohttp.ClientConnectionError:
        return False


def floor(kind: str, folder: Path, database: str = "") -> Contender:
    """Bare Bolt that writes by asyncpg or aiosqlite, or not at all."""
    arguments = ("tests.bench.floor", kind, "{far_end}", database)
    return Contender(f"bolt-{kind}", arguments, folder)


def product(
    name: str, folder: Path, database_url: str, desk: str = SPINE, profile: Path | None = None
) -> Contender:
    """`paidan run` with only Slack connected; its pace is off: the far end refuses nothing."""
    port = free_port()
    program = ("bot",) if profile is None else ("tests.bench.profiled", str(profile))
    settings = {
        "PAIDAN_DATABASE_URL": database_url,
        "PAIDAN_SECRET": SECRET,
        "PAIDAN_WEB_PORT": str(port),
        "PAIDAN_PACE": "off",
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_APP_TOKEN": "xapp-bench",
    }
    ready = f"http://127.0.0.1:{port}/readyz"
    return Contender(name, (*program, "run"), folder, settings, ready, desk)


@contextlib.asynccontextmanager
async def all_running(contenders: list[Contender]) -> AsyncIterator[None]:
    """Apply their desks to ours, start all, and stop all at the end."""
    try:
        for contender in contenders:
            await contender.far_end.start()
            if contender.ready_url:
                apply_desk(contender)
        await asyncio.gather(*(contender.start() for contender in contenders))
        yield
    finally:
        await asyncio.gather(*(contender.stop() for contender in contenders))
        await asyncio.gather(*(contender.far_end.close() for contender in contenders))


def apply_desk(contender: Contender) -> None:
    """`paidan apply` its desk."""
    file = contender.folder / f"{contender.name}.yaml"
    file.write_text(contender.desk, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "apply", str(file)],
        cwd=ROOT,
        env=contender.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
