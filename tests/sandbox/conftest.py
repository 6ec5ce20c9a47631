"""A sandbox in a process of its own, and a small hand for its control interface."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest
import pytest_asyncio
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests import warm

ROOT = Path(__file__).parents[2]
DEADLINE_SECONDS = 30.0  # Slack takes 50 redraws a minute of a workspace: some wait their turn
T = TypeVar("T")

Json = Any  # what a test reads out of an answer is checked by its assertions


async def eventually(
    look: Callable[[], Awaitable[T | None]], seconds: float = DEADLINE_SECONDS
) -> T:
    """Look again and again until something true is seen."""
    deadline = time.monotonic() + seconds
    while True:
        seen = await look()
        if seen:
            return seen
        assert time.monotonic() < deadline, f"never came true; last seen: {seen!r}"
        await asyncio.sleep(0.02)


@contextmanager
def running_sandbox(data: Path, *arguments: str) -> Iterator["SandboxProcess"]:
    """Start `python -m sandbox` and stop it at the end."""
    environment = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="utf-8") as said:
        with os.fdopen(writing, "wb") as out:
            process = warm.start(
                *("sandbox", "--port", "0", "--data", str(data), *arguments),
                environment=environment,
                out=out.fileno(),
            )
        ready = said.readline()
        assert ready.startswith("sandbox ready on "), ready
        started = SandboxProcess(ready.removeprefix("sandbox ready on ").strip(), process)
        try:
            yield started
        finally:
            started.stop()


@dataclass(frozen=True)
class SandboxProcess:
    """A running sandbox."""

    url: str
    process: warm.Program

    def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> int:
        """End it and wait; the result is its exit code."""
        self.process.send_signal(with_signal)
        return self.process.wait(timeout=5)


@dataclass(frozen=True)
class Hand:
    """Calls the control interface and the wire."""

    url: str
    http: aiohttp.ClientSession

    async def get(self, path: str, **query: str) -> Json:
        """Read something."""
        async with self.http.get(self.url + path, params=query) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, expect: int = 200, **body: object) -> Json:
        """Do something."""
        async with self.http.post(self.url + path, json=body) as answer:
            assert answer.status == expect, await answer.text()
            return await answer.json()

    async def call(self, method: str, expect: int = 200, **arguments: object) -> Json:
        """Call Slack's Web API with a JSON body, as the bot."""
        headers = {"Authorization": "Bearer xoxb-sandbox"}
        address = f"{self.url}/api/{method}"
        async with self.http.post(address, json=arguments, headers=headers) as answer:
            assert answer.status == expect, await answer.text()
            return await answer.json()

    async def messages(self, channel: str, **query: str) -> list[Json]:
        """What is seen in a Slack conversation."""
        seen: list[Json] = await self.get(f"/control/slack/conversations/{channel}", **query)
        return seen

    async def broken_rules(self) -> list[str]:
        """Every rule that was broken so far."""
        calls = await self.get("/control/calls")
        return [call["rule"] for call in calls if call["rule"]]


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxProcess]:
    """A fresh sandbox, limits off unless a test switches them on."""
    with running_sandbox(tmp_path / "data", "--no-limits") as started:
        yield started


@pytest_asyncio.fixture
async def hand(sandbox: SandboxProcess) -> AsyncIterator[Hand]:
    """A hand on the fresh sandbox."""
    async with aiohttp.ClientSession() as http:
        yield Hand(sandbox.url, http)


@pytest_asyncio.fixture
async def bolt(sandbox: SandboxProcess) -> AsyncIterator[AsyncApp]:
    """A real Bolt app, connected to the sandbox in Socket Mode; tests add their listeners."""
    client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{sandbox.url}/api/", retry_handlers=[])
    app = AsyncApp(client=client, process_before_response=True)
    async with connected(app):
        yield app


@asynccontextmanager
async def connected(app: AsyncApp) -> AsyncIterator[None]:
    """Keep an app connected for a while."""
    handler = AsyncSocketModeHandler(app, "xapp-sandbox")
    await asyncio.wait_for(handler.connect_async(), DEADLINE_SECONDS)  # type: ignore[no-untyped-call] # by Bolt
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call] # by Bolt
