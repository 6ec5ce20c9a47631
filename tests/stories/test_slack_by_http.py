"""Slack by HTTP: signed deliveries to our address do what a socket's do, others do nothing."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio

from tests.beginnings import Beginnings
from tests.deliveries import marked, mention, slack_delivers
from tests.ports import free_port
from tests.sandbox.conftest import Hand, Json, running_sandbox
from tests.town import TEMPLATE, UNPACED, BotProcess, Town, settle_in, settled
from tests.townspeople import FRONTLINE, IT_SUPPORT

pytestmark = pytest.mark.asyncio
SECRET = "a signing secret of the tests"


@pytest.fixture(scope="module")
def by_http(
    beginnings: Beginnings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, BotProcess]]:
    """A bot without an app token, and a Slack that posts to it."""
    folder: Path = tmp_path_factory.mktemp("http")
    port = free_port()
    with running_sandbox(
        folder / "sandbox",
        *("--no-limits", "--dingtalk-template", f"paidan-ticket={TEMPLATE}"),
        *("--slack-signing-secret", SECRET),
        *("--slack-events-url", f"http://127.0.0.1:{port}/slack/events"),
    ) as sandbox:
        settings = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": SECRET, **UNPACED}
        database = f"sqlite://{folder / 'paidan.db'}"
        bot = BotProcess(sandbox.url, database, folder, port, settings)
        settle_in(bot, beginnings)
        bot.start()
        try:
            yield sandbox.url, bot
        finally:
            bot.stop()


@pytest_asyncio.fixture
async def town(by_http: tuple[str, BotProcess]) -> AsyncIterator[Town]:
    url, bot = by_http
    async with aiohttp.ClientSession() as http:
        await bot.ready(http)
        yield Town(None, bot, Hand(url, http))  # type: ignore[arg-type] # nobody stops it


async def test_all_ways_in_work_by_http(town: Town) -> None:
    """A command, a press with its form, a mention and an emoji, each answered as by a socket."""
    ana, bo = town.frontline.slack, town.on_call.slack
    number = await town.opened("posted and signed")
    card = await bo.card_of(number)
    await bo.press(card, "Acknowledge")
    acknowledged = await bo.card_of(number, "Acknowledged")
    view = (await bo.press(acknowledged, "Resolve"))["view"]
    assert (await bo.submit(view, text="done by post"))["errors"] is None
    await bo.card_of(number, "Resolved")
    said = await ana.says("@paidan new posted by mention")
    await ana.marks(said["ts"])
    await bo.card("posted by mention")
    other = await ana.says("posted by emoji")
    await bo.marks(other["ts"])
    await bo.card("posted by emoji")
    await settled()
    assert len(await bo.bot_says("posted by mention", IT_SUPPORT)) == 1


async def test_events_come_again_until_they_were_kept(town: Town) -> None:
    """Posted twice at once, and three times more: one ticket."""
    ana, bo = town.frontline.slack, town.on_call.slack
    said = await ana.says("posted again and again")
    event = marked(bo, FRONTLINE, said["ts"], said["ts"])
    await town.fault("slack", "duplicate")
    try:
        for _ in range(3):
            await slack_delivers(bo.hand, "events_api", event)
    finally:
        await town.fault("slack", "duplicate", on=False)
    await bo.card("posted again and again")
    await settled()
    assert len(await bo.bot_says("posted again and again", IT_SUPPORT)) == 1


async def test_slack_sends_again_what_found_no_bot(town: Town) -> None:
    """While the bot is down events wait; it is up again, and the ticket is made."""
    ana, bo = town.frontline.slack, town.on_call.slack
    town.bot.stop()
    said = await ana.says("posted to nobody")
    assert not (await bo.marks(said["ts"]))["acknowledged"]
    await town.restart_bot()
    await town.hand.post("/control/clock", advance_seconds=61)
    await bo.card("posted to nobody")


@pytest.mark.parametrize(
    ("secret", "late", "signature", "status"),
    [
        (SECRET, 0, None, 200),
        ("another secret", 0, None, 401),
        (SECRET, -301, None, 401),
        (SECRET, 301, None, 401),
        (SECRET, -290, None, 200),
        (SECRET, 0, "v0=", 401),
        (SECRET, 0, "", 401),
    ],
)
async def test_only_what_slack_signed_lately_is_taken(
    town: Town, secret: str, late: int, signature: str | None, status: int
) -> None:
    """Five minutes old at most, and with the right secret: anything else is turned away unread."""
    ana = town.frontline.slack
    title = f"signed {secret} {late} {signature} {status}"
    body = json.dumps(mention(ana, f"new {title}", FRONTLINE, f"{time.time():.6f}")).encode()
    headers = signed(body, secret, late)
    if signature is not None:
        headers["X-Slack-Signature"] = signature
    assert await posted(town, body, headers) == status
    await settled(0.1)
    made = await town.on_call.slack.bot_says(title, IT_SUPPORT)
    if status == 200:
        await town.on_call.slack.card(title)
    else:
        assert not made


async def test_slack_can_verify_the_address(town: Town) -> None:
    """`url_verification` is answered with its challenge; without a signature it is not."""
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "c-42"}).encode()
    async with town.hand.http.post(
        f"{town.bot.url}/slack/events", data=body, headers=signed(body, SECRET)
    ) as answer:
        assert answer.status == 200
        assert "c-42" in await answer.text()
    assert await posted(town, body, {"Content-Type": "application/json"}) == 401


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"payload=%7Bnot+json", "application/x-www-form-urlencoded"),
        (
            urlencode({"payload": json.dumps({"type": "what"})}).encode(),
            "application/x-www-form-urlencoded",
        ),
    ],
)
async def test_nonsense_is_no_error_of_ours(town: Town, body: bytes, content_type: str) -> None:
    """Signed or not, what is no delivery gets a clear no, and the bot goes on."""
    headers = {**signed(body, SECRET), "Content-Type": content_type}
    assert 400 <= await posted(town, body, headers) < 500
    headers["X-Slack-Request-Timestamp"] = "yesterday"
    assert 400 <= await posted(town, body, headers) < 500


async def posted(town: Town, body: bytes, headers: Json) -> int:
    address = f"{town.bot.url}/slack/events"
    async with town.hand.http.post(address, data=body, headers=headers) as answer:
        return answer.status


def signed(body: bytes, secret: str, late: int = 0) -> dict[str, str]:
    at = str(int(time.time()) + late)
    digest = hmac.new(secret.encode(), b"v0:%s:%s" % (at.encode(), body), hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
    }
