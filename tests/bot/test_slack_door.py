"""The connection to a pretend Slack by the real Bolt: what people do, what the desk is asked."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
import pytest
import pytest_asyncio

from bot.slack.door import NotOpen, SlackDoor
from bot.slack.hints import Hints
from cards.card import Message, Press
from handlers.request import (
    NOTED,
    Filled,
    Line,
    Pressed,
    Redraw,
    Reply,
    Request,
    ThreadReply,
)
from tests.sandbox.conftest import Hand, Json, SandboxProcess, eventually, running_sandbox

HINTS = Hints("Still working on it.", "Please do it again.", "Desk", "Close")
OTHER_VIEW = {"type": "modal", "callback_id": "other"}


class ScriptedDesk:
    """Answers by a script: what it says to each kind of request, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.comes_again: list[bool] = []
        self.handed_back: list[tuple[int, bool]] = []
        self.replies: dict[str, Reply] = {}
        self.failures = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def ask(self, request: Request, comes_again: bool = False) -> Reply:
        self.asked.append(request)
        self.comes_again.append(comes_again)
        await self.may_answer.wait()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the database is away")
        match request.asked:
            case Line(text) | ThreadReply(text) | Filled(_, text):
                return self.replies.get(text, NOTED)
            case Pressed(press):
                return self.replies.get(Press.unpack(press).name, NOTED)
            case other:
                return self.replies.get(type(other).__name__, NOTED)

    async def shown(self, redraw: Redraw, in_time: bool) -> None:
        self.handed_back.append((redraw.posting, in_time))


def says(text: str, public: bool = False) -> Reply:
    return Reply(says=Message(text), public=public)


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running_sandbox(tmp_path_factory.mktemp("slack"), "--no-limits") as started:
        yield started


@asynccontextmanager
async def fresh(slack: SandboxProcess) -> AsyncIterator[Hand]:
    """A hand on a Slack that has forgotten everything."""
    async with aiohttp.ClientSession() as http:
        hand = Hand(slack.url, http)
        await hand.post("/control/reset")
        await hand.post("/control/limits", on=False)
        yield hand


@asynccontextmanager
async def opened(hand: Hand, desk: ScriptedDesk) -> AsyncIterator[SlackDoor]:
    """A door between the two."""
    door = door_of(hand, desk)
    await door.open(5)
    yield door
    await door.close()


@pytest_asyncio.fixture
async def hand(slack: SandboxProcess) -> AsyncIterator[Hand]:
    async with fresh(slack) as hand:
        yield hand


@pytest.fixture
def desk() -> ScriptedDesk:
    return ScriptedDesk()


def door_of(
    hand: Hand, desk: ScriptedDesk, tokens: tuple[str, str] = ("xoxb-sandbox", "xapp-sandbox")
) -> SlackDoor:
    def now() -> datetime:
        return datetime.now(UTC)

    return SlackDoor(desk, *tokens, hand.http, HINTS, now, f"{hand.url}/api/")


@pytest_asyncio.fixture
async def door(hand: Hand, desk: ScriptedDesk) -> AsyncIterator[SlackDoor]:
    async with opened(hand, desk) as door:
        yield door


async def seen(hand: Hand, channel: str, user: str, text: str) -> Json:
    """The message with this text, once this person sees it."""

    async def look() -> list[Json]:
        messages = await hand.messages(channel, **{"as": user})
        return [message for message in messages if message["text"] == text]

    return (await eventually(look))[0]


def is_connected(door: SlackDoor) -> bool:
    return door.connected


async def command(hand: Hand, text: str) -> Json:
    return await hand.post(
        "/control/slack/command", user="U0ANA", channel="C0FRONT", command="/ticket", text=text
    )


async def write(
    hand: Hand, text: str, channel: str = "C0FRONT", thread_ts: str | None = None
) -> Json:
    return await hand.post(
        "/control/slack/message", user="U0ANA", channel=channel, text=text, thread_ts=thread_ts
    )


@pytest.mark.asyncio
@pytest.mark.parametrize("tokens", [("xoxb-no", "xapp-sandbox"), ("xoxb-sandbox", "xapp-no")])
async def test_refused_token_is_told_at_once(
    hand: Hand, desk: ScriptedDesk, tokens: tuple[str, str]
) -> None:
    """Whoever starts the bot learns which token it is and why."""
    with pytest.raises(NotOpen, match=r"the (bot|app) token could not be used: invalid_auth"):
        await door_of(hand, desk, tokens).open(5)


@pytest.mark.asyncio
@pytest.mark.usefixtures("door")
async def test_event_that_failed_comes_again(hand: Hand, desk: ScriptedDesk) -> None:
    """It was not acknowledged, so Slack sends it again, and the desk knew that it would."""
    desk.replies["printer"] = says("opened")
    desk.failures = 1
    await write(hand, "printer", channel="D0ANA")
    await seen(hand, "D0ANA", "U0ANA", "opened")
    assert desk.comes_again == [True, True]
    assert len({request.key for request in desk.asked}) == 1


@pytest.mark.asyncio
async def test_last_attempt_of_an_event_is_known_as_such(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor
) -> None:
    """Then the person is told of a failure, as nobody else will be."""
    event = {
        "type": "message",
        "user": "U0ANA",
        "channel": "D0ANA",
        "channel_type": "im",
        "ts": "1700000000.000100",
        "text": "printer",
    }
    payload = {"type": "event_callback", "event_id": "Ev1", "team_id": door.team, "event": event}
    await hand.post("/control/slack/raw", type="events_api", payload=payload, retry_attempt=3)
    assert desk.comes_again == [False]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("events_api", {"type": "event_callback", "event": {"type": "reaction_added"}}),
        ("interactive", {"type": "shortcut", "callback_id": "nobody"}),
        ("interactive", {"type": "view_closed", "view": {"callback_id": ""}}),
        (
            "interactive",
            {"type": "view_submission", "view": OTHER_VIEW},
        ),
        ("interactive", {"type": "block_actions", "actions": [{"action_id": "x"}]}),
    ],
)
async def test_what_the_desk_has_no_use_for_is_acknowledged(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor, kind: str, payload: dict[str, object]
) -> None:
    """Else Slack would show an error, or send it again."""
    body = {"team_id": door.team, "team": {"id": door.team}, "user": {"id": "U0BO"}, **payload}
    answer = await hand.post("/control/slack/raw", type=kind, payload=body)
    assert answer["acknowledged"]
    assert not desk.asked


@pytest.mark.asyncio
async def test_door_can_be_closed_and_opened_again(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor
) -> None:
    """It says whether it is open; closing waits for answers that are on their way."""
    desk.replies["printer"] = says("opened")
    assert is_connected(door)
    await write(hand, "printer", channel="D0ANA")
    await door.close()
    assert not is_connected(door)
    assert await seen(hand, "D0ANA", "U0ANA", "opened")
    await door.open(5)
    assert (await command(hand, "again"))["acknowledged"]
