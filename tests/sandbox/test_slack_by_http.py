"""HTTP mode of the pretend Slack: what it posts is signed, repeated and read as Slack's is."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.sandbox.conftest import Hand, eventually, running_sandbox

pytestmark = pytest.mark.asyncio
SECRET = "a signing secret"


@dataclass
class Receiver:
    """An address of a bot's, which writes down what comes and answers by a script."""

    came: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    says: str = ""
    url: str = ""

    async def receive(self, request: web.Request) -> web.Response:
        self.came.append((await request.text(), dict(request.headers)))
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, text=self.says)


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    told = Receiver()
    app = web.Application()
    app.router.add_post("/slack/events", told.receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    told.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield told
    await runner.cleanup()


@pytest_asyncio.fixture
async def posting(receiver: Receiver, tmp_path: Path) -> AsyncIterator[Hand]:
    options = ("--slack-events-url", receiver.url, "--slack-signing-secret", SECRET)
    with running_sandbox(tmp_path / "data", "--no-limits", *options) as sandbox:
        async with aiohttp.ClientSession() as http:
            yield Hand(sandbox.url, http)


async def test_every_kind_is_signed(receiver: Receiver, posting: Hand) -> None:
    """Events as JSON, commands and interactions as forms; the SDK's own verifier takes them."""
    receiver.says = "done & said"
    told = await posting.post(
        "/control/slack/command", user="U0ANA", channel="C0FRONT", command="/ticket", text="hi"
    )
    assert told["shown"][0]["text"] == "done & said"
    receiver.says = ""
    await posting.post("/control/slack/shortcut", user="U0ANA", callback_id="new_ticket")
    await posting.post("/control/slack/message", user="U0ANA", channel="C0FRONT", text="hello")
    command, shortcut, event = receiver.came
    assert parse_qs(command[0])["command"] == ["/ticket"]
    assert "payload" in parse_qs(shortcut[0])
    assert '"event_callback"' in event[0]
    verifier = SignatureVerifier(SECRET)
    assert all(verifier.is_valid_request(body, headers) for body, headers in receiver.came)
    assert not SignatureVerifier("another").is_valid_request(*event)


async def test_events_come_again_after_an_error(receiver: Receiver, posting: Hand) -> None:
    """At once, then after one minute, with the number of the attempt; commands are never sent
    again."""
    receiver.statuses = [500, 503]
    await posting.post("/control/slack/message", user="U0ANA", channel="C0FRONT", text="hello")

    async def came(times: int) -> bool:
        return len(receiver.came) == times

    await eventually(lambda: came(2))
    await asyncio.sleep(0.1)
    await posting.post("/control/clock", advance_seconds=61)
    await eventually(lambda: came(3))
    attempts = [headers.get("X-Slack-Retry-Num") for _, headers in receiver.came]
    assert attempts == [None, "1", "2"]
    assert len({body for body, _ in receiver.came}) == 1
    receiver.statuses = [500]
    told = await posting.post(
        "/control/slack/command", user="U0ANA", channel="C0FRONT", command="/ticket", text="hi"
    )
    assert told["error"]
    assert len(receiver.came) == 4


async def test_the_bot_can_be_taken_out_and_invited(receiver: Receiver, posting: Hand) -> None:
    """Outside it hears and reads nothing; of a public channel it may still know the name."""
    await posting.post("/control/admin", messenger="slack", do="remove_bot", id="C0FRONT")
    said = await posting.post(
        "/control/slack/message", user="U0ANA", channel="C0FRONT", text="between us"
    )
    assert not said["acknowledged"]
    assert (await posting.call("conversations.history", channel="C0FRONT"))["error"] == (
        "not_in_channel"
    )
    info = await posting.call("conversations.info", channel="C0FRONT")
    assert (info["channel"]["name"], info["channel"]["is_member"]) == ("frontline", False)
    await posting.post("/control/admin", messenger="slack", do="add_bot", id="C0FRONT")

    async def joined() -> bool:
        return any("member_joined_channel" in body for body, _ in receiver.came)

    await eventually(joined)
    assert (await posting.call("conversations.history", channel="C0FRONT"))["ok"]
