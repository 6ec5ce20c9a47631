"""The sandbox as a process: starting, keeping, refusing strangers, forgetting, stopping."""

import asyncio
import signal
import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import pytest

from tests.sandbox.conftest import ROOT, Hand, SandboxProcess, running_sandbox


@pytest.mark.asyncio
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
async def test_messages_outlive_a_restart(tmp_path: Path, how: signal.Signals) -> None:
    """What was said, changed and deleted is the same afterwards; ephemerals are gone."""
    async with aiohttp.ClientSession() as http:
        with running_sandbox(tmp_path, "--no-limits") as first:
            hand = Hand(first.url, http)
            kept = await hand.call("chat.postMessage", channel="C0FRONT", text="one")
            gone = await hand.call("chat.postMessage", channel="C0FRONT", text="two")
            await hand.call("chat.update", channel="C0FRONT", ts=kept["ts"], text="three")
            await hand.call("chat.delete", channel="C0FRONT", ts=gone["ts"])
            await hand.call("chat.postEphemeral", channel="C0FRONT", user="U0ANA", text="psst")
            await asyncio.sleep(0.5 if how is signal.SIGKILL else 0)
            assert first.stop(how) == (-signal.SIGKILL if how is signal.SIGKILL else 0)
        with running_sandbox(tmp_path) as second:
            hand = Hand(second.url, http)
            (seen,) = await hand.messages("C0FRONT", **{"as": "U0ANA"})
            assert (seen["ts"], seen["text"]) == (kept["ts"], "three")
            later = await hand.call("chat.postMessage", channel="C0FRONT", text="four")
            assert later["ts"] > seen["edited"]


@pytest.mark.asyncio
async def test_reset_forgets_for_good(tmp_path: Path) -> None:
    """After a reset nothing comes back; people and conversations stay."""
    async with aiohttp.ClientSession() as http:
        with running_sandbox(tmp_path, "--no-limits") as first:
            hand = Hand(first.url, http)
            await hand.call("chat.postMessage", channel="C0FRONT", text="one")
            await hand.post("/control/reset")
            assert await hand.messages("C0FRONT") == []
            assert await hand.get("/control/calls") == []
            assert len(await hand.get("/control/people")) == 5
        with running_sandbox(tmp_path) as second:
            assert await Hand(second.url, http).messages("C0FRONT") == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 200),
    ],
)
async def test_strangers_are_refused(hand: Hand, headers: dict[str, str], status: int) -> None:
    """Another site's page, or a name that was bent to this machine, gets nothing."""
    address = f"{hand.url}/control/state"
    async with hand.http.get(address, headers=headers) as answer:
        assert answer.status == status
    async with hand.http.get(address, headers={"Origin": hand.url}) as answer:
        assert answer.status == 200


def test_taken_port_is_one_sentence(sandbox: SandboxProcess, tmp_path: Path) -> None:
    """A port that is taken ends the start with code 2 and one clear sentence."""
    port = sandbox.url.rpartition(":")[2]
    arguments = [sys.executable, "-m", "sandbox", "--port", port, "--data", str(tmp_path / "two")]
    done = subprocess.run(
        arguments, cwd=ROOT, capture_output=True, text=True, check=False, timeout=20
    )
    assert done.returncode == 2
    assert done.stderr == f"Port {port} on 127.0.0.1 is taken; choose another with --port.\n"


@pytest.mark.asyncio
async def test_feed_tells_of_changes_and_stops_quickly(hand: Hand, sandbox: SandboxProcess) -> None:
    """The page hears of each change, and an open feed doesn't delay the stop."""
    async with hand.http.get(f"{hand.url}/page/feed") as feed:
        assert (await feed.content.readline()).startswith(b":")
        await hand.call("chat.postMessage", channel="C0FRONT", text="x")
        lines = [await feed.content.readline() for _ in range(2)]
        assert b'"messenger": "slack", "kind": "message", "conversation": "C0FRONT"' in lines[1]
        started = time.monotonic()
        await asyncio.to_thread(sandbox.stop)
        assert time.monotonic() - started < 2


@pytest.mark.asyncio
async def test_mistakes_are_explained(hand: Hand) -> None:
    """Unknown paths are 404, mistakes 400, each with a sentence."""
    assert (await hand.post("/control/nowhere", expect=404))["error"]
    assert (await hand.post("/control/clock", expect=400))["error"]
    async with hand.http.post(f"{hand.url}/control/limits", data="{") as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "the body is not JSON"})
