"""Files handed to a messenger: shown there themselves where it takes them, as links elsewhere."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.dingtalk.files import DingTalkFiles
from bot.dingtalk.wire import FarEnd
from bot.slack.calls import SlackCalls, web_client
from bot.slack.files import SlackFiles
from bot.slack.messenger import SlackMessenger
from cards.card import Link, Message
from desk.address import ConversationAddress, ConversationKind, MessengerName, Place
from desk.errors import Gone
from scheduler.courier import StoredFile, Tell
from tests.bot.dingtalk_scene import place, scene
from tests.sandbox.conftest import Hand, Json, running_sandbox
from tests.townspeople import Sent

pytestmark = pytest.mark.asyncio

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 99
LINK = Link("smoke.png", "https://desk.example/files/1?t=x")
SAID = Message("Bo added a file:", links=(LINK,))
WITHOUT_FILES = "chat:write,chat:write.public,im:write,im:history,channels:history"


def at_slack(id_: str, kind: ConversationKind = ConversationKind.GROUP) -> Place:
    """A conversation of the pretend Slack."""
    return Place(ConversationAddress(MessengerName.SLACK, "T0PAIDAN", id_, kind))


def stored(folder: Path, name: str = "smoke.png", kind: str = "image/png") -> StoredFile:
    """A file in our folder."""
    path = folder / "content"
    path.write_bytes(PNG)
    return StoredFile(path, name, kind, len(PNG))


def slack_at(hand: Hand) -> SlackCalls:
    """Calls of the pretend Slack."""
    return SlackCalls(web_client(hand.http, f"{hand.url}/api/", "xoxb-sandbox"), hand.http)


@pytest_asyncio.fixture(params=["", WITHOUT_FILES])
async def slack(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Hand]:
    """A Slack that granted all scopes, and one that granted none for files."""
    scopes = ("--slack-scopes", request.param) if request.param else ()
    with running_sandbox(tmp_path / "sandbox", "--no-limits", *scopes) as started:
        async with aiohttp.ClientSession() as http:
            yield Hand(started.url, http)


@pytest.mark.parametrize(
    "to", [at_slack("C0ITSUP"), at_slack("U0BO", ConversationKind.DIRECT)], ids=["group", "direct"]
)
async def test_slack_shows_a_file_or_else_its_link(slack: Hand, tmp_path: Path, to: Place) -> None:
    """With files:write the file, with the words above it; without, the link and nothing is lost."""
    messenger = SlackMessenger(slack_at(slack))
    await messenger.tell(Tell("tell-1", to, SAID, stored(tmp_path)))
    seen = await slack.messages("C0ITSUP" if to == at_slack("C0ITSUP") else "D0BO")
    [message] = [one for one in seen if one["bot"]]
    if message["files"]:
        assert message["text"] == "Bo added a file:"
        assert await _content(slack, message["files"][0]) == PNG
    else:
        assert "files/1?t=x" in str(message["blocks"])


async def test_what_is_too_large_to_hand_over_is_a_link(slack: Hand, tmp_path: Path) -> None:
    """Nothing of it is read."""
    large = StoredFile(tmp_path / "not there", "disk.zip", "application/zip", 21_000_000)
    await SlackMessenger(slack_at(slack)).tell(Tell("tell-1", at_slack("C0ITSUP"), SAID, large))
    [message] = [one for one in await slack.messages("C0ITSUP") if one["bot"]]
    assert "files/1?t=x" in str(message["blocks"])


async def test_slack_hands_out_a_file_to_its_bot_alone(slack: Hand) -> None:
    """What is asked for anew each time is where it is and what opens it."""
    sent = {"user": "U0ANA", "channel": "D0ANA", "files": [Sent("a.png", PNG).as_json()]}
    await slack.post("/control/slack/message", 200, **sent)
    file = (await slack.messages("D0ANA"))[-1]["files"][0]
    source = SlackFiles(slack_at(slack), "xoxb-sandbox", f"{slack.url}/api/")
    async with slack.http.get(file["url_private"]) as answer:
        assert "Sign in" in await answer.text()
    info = await slack.call("files.info", file=file["id"])
    if not info["ok"]:
        return  # told of by the scope that is missing
    whence = await source.whence(file["id"])
    async with slack.http.get(whence.address, headers=whence.headers) as answer:
        assert await answer.read() == PNG
    with pytest.raises(Gone):
        await source.whence("F0NOWHERE")


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("smoke.png", "image/png", "picture"),
        ("sums.xlsx", "application/zip", "file"),
        ("printer.log", "text/plain", None),
    ],
)
async def test_dingtalk_shows_what_it_takes_below_the_link(
    tmp_path: Path, name: str, kind: str, shown: str | None
) -> None:
    """Pictures and office files; of anything else there is the link."""
    async with scene(tmp_path) as stage:
        await stage.messenger.tell(Tell("tell-1", place(), SAID, stored(tmp_path, name, kind)))
        said, *more = await stage.seen("user-chen")
        assert "desk.example/files/1" in str(said["text"])
        assert [one["kind"] for one in more] == ([shown] if shown else [])
        for one in more:
            assert await _content(stage.hand, one["files"][0]) == PNG


async def test_dingtalk_has_the_link_if_the_file_is_refused(tmp_path: Path) -> None:
    """A far end in trouble with media keeps nobody from the words."""
    async with scene(tmp_path) as stage:
        fault = {"messenger": "dingtalk", "fault": "error_5xx", "method": "/media/upload"}
        await stage.hand.post("/control/faults", on=True, **fault)  # type: ignore[arg-type] # names
        await stage.messenger.tell(Tell("tell-1", place(), SAID, stored(tmp_path)))
        [said] = await stage.seen("user-chen")
        assert "desk.example/files/1" in str(said["text"])


async def test_dingtalk_names_an_address_for_each_code(tmp_path: Path) -> None:
    """Of a message that somebody sent; of no other."""
    async with scene(tmp_path) as stage:
        await stage.hand.post(
            "/control/dingtalk/message",
            200,
            user="user-wang",
            conversation=await stage.single("user-wang"),
            picture=Sent("a.png", PNG).as_json(),
        )
        request = stage.desk.asked[-1]
        [file] = request.asked.files  # type: ignore[union-attr] # a line has files
        base = stage.process.url
        source = DingTalkFiles(
            stage.client, FarEnd("dingsandbox", "x", "dingbotpaidan01", base, base)
        )
        whence = await source.whence(file.reference)
        async with stage.hand.http.get(whence.address) as answer:
            assert await answer.read() == PNG
        with pytest.raises(Gone):
            await source.whence("nonsense")


async def _content(hand: Hand, file: Json) -> bytes:
    async with hand.http.get(hand.url + file["url"]) as answer:
        assert answer.status == 200
        return await answer.read()
