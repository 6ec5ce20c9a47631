"""The connection to a pretend Slack by the real Bolt: what people do, what the desk is asked."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import aiohttp
import pytest
import pytest_asyncio

from bot.slack.door import NotOpen, SlackDoor
from bot.slack.hints import Hints
from bot.slack.messenger import SlackMessenger
from cards.card import Button, Card, Choice, Color, Form, Menu, Message, Press, PressKind, TextField
from desk.address import ConversationAddress, MessengerName, Place
from desk.ticket import Intake
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
from scheduler.courier import Draw
from tests.sandbox.conftest import Hand, Json, SandboxProcess, eventually, running_sandbox

HINTS = Hints("Still working on it.", "Please do it again.", "Desk", "Close")
SLOW_SECONDS = 2.6


def button(name: str) -> Button:
    return Button(name, Press(name, 1042, 7))


RESOLVE = Form(
    Press("resolve", 1042, 7, PressKind.FORM),
    "Resolve",
    "What was done?",
    "Send",
    "Cancel",
    text=TextField("Done", ""),
    choices=(Choice("toner", "New toner"), Choice("other", "Other")),
    choices_label="Cause",
)
MORE = Menu("More", "What?", (button("resolve"), button("claim")), "Cancel")
CARD = Card(
    "#1042 printer",
    "New",
    Color.ORANGE,
    buttons=(button("claim"), button("resolve"), button("more")),
)


class ScriptedDesk:
    """Answers by a script: what it says to each kind of request, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.comes_again: list[bool] = []
        self.handed_back: list[tuple[int, bool]] = []
        self.replies: dict[str, Reply] = {}
        self.failures = 0
        self.seconds = 0.0

    async def ask(self, request: Request, comes_again: bool = False) -> Reply:
        self.asked.append(request)
        self.comes_again.append(comes_again)
        seconds, self.seconds = self.seconds, 0.0
        await asyncio.sleep(seconds)
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the database is away")
        match request.asked:
            case Line(text) | ThreadReply(text) | Filled(_, text):
                return self.replies.get(text, NOTED)
            case Pressed(press):
                return self.replies.get(Press.unpack(press).name, NOTED)

    async def shown(self, redraw: Redraw, in_time: bool) -> None:
        self.handed_back.append((redraw.posting, in_time))


def says(text: str, public: bool = False) -> Reply:
    return Reply(says=Message(text), public=public)


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running_sandbox(tmp_path_factory.mktemp("slack"), "--no-limits") as started:
        yield started


@pytest_asyncio.fixture
async def hand(slack: SandboxProcess) -> AsyncIterator[Hand]:
    async with aiohttp.ClientSession() as http:
        hand = Hand(slack.url, http)
        await hand.post("/control/reset")
        await hand.post("/control/limits", on=False)
        yield hand


@pytest.fixture
def desk() -> ScriptedDesk:
    return ScriptedDesk()


def door_of(
    hand: Hand, desk: ScriptedDesk, bot: str = "xoxb-sandbox", app: str = "xapp-sandbox"
) -> SlackDoor:
    return SlackDoor(
        desk, bot, app, hand.http, HINTS, lambda: datetime.now(UTC), f"{hand.url}/api/"
    )


@pytest_asyncio.fixture
async def door(hand: Hand, desk: ScriptedDesk) -> AsyncIterator[SlackDoor]:
    door = door_of(hand, desk)
    await door.open(5)
    yield door
    await door.close()


async def seen(hand: Hand, channel: str, user: str, text: str) -> Json:
    """The message with this text, once this person sees it."""

    async def look() -> list[Json]:
        messages = await hand.messages(channel, **{"as": user})
        return [message for message in messages if message["text"] == text]

    return (await eventually(look))[0]


async def card_in(hand: Hand, door: SlackDoor) -> str:
    """A card in IT support's channel; the result is its ts."""
    place = Place(ConversationAddress(MessengerName.SLACK, door.team, "C0ITSUP"))
    reference = await SlackMessenger(door.calls).draw(Draw("card", place, CARD))
    return reference.partition("/")[2]


async def command(hand: Hand, text: str) -> Json:
    return await hand.post(
        "/control/slack/command", user="U0ANA", channel="C0FRONT", command="/ticket", text=text
    )


async def write(hand: Hand, text: str, **more: str) -> Json:
    body = {"user": "U0ANA", "channel": "C0FRONT", "text": text, **more}
    return await hand.post("/control/slack/message", **body)


async def click(hand: Hand, ts: str, action: str) -> Json:
    return await hand.post(
        "/control/slack/click", user="U0BO", channel="C0ITSUP", ts=ts, action_id=action
    )


async def submit(hand: Hand, view: Json, text: str) -> Json:
    values = {"text": text, "choice": ["toner"]}
    return await hand.post("/control/slack/submit", user="U0BO", view_id=view["id"], values=values)


@pytest.mark.asyncio
@pytest.mark.parametrize("tokens", [("xoxb-no", "xapp-sandbox"), ("xoxb-sandbox", "xapp-no")])
async def test_refused_token_is_told_at_once(
    hand: Hand, desk: ScriptedDesk, tokens: tuple[str, str]
) -> None:
    """Whoever starts the bot learns which token it is and why."""
    with pytest.raises(NotOpen, match="did not accept the (bot|app) token: invalid_auth"):
        await door_of(hand, desk, *tokens).open(5)


@pytest.mark.asyncio
async def test_command_is_answered_to_its_sender_by_name(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor
) -> None:
    """The acknowledgement is the answer, and only they see it."""
    desk.replies["printer & <scanner>"] = says("opened")
    answer = await command(hand, "printer & <scanner>")
    assert answer["acknowledged"]
    assert [(one["text"], one["ephemeral"]) for one in answer["shown"]] == [("opened", True)]
    [request] = desk.asked
    assert request.who_name == "Ana"
    assert request.asked == Line("printer & <scanner>", Intake.COMMAND)


@pytest.mark.asyncio
async def test_mention_is_asked_once_and_answered_under_it(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor
) -> None:
    """Although Slack tells of it twice."""
    desk.replies["printer"] = says("opened", public=True)
    written = await write(hand, "@paidan printer")
    answer = await seen(hand, "C0FRONT", "U0BO", "opened")
    assert written["acknowledged"]
    assert answer["thread_ts"] == written["ts"]
    assert [request.asked for request in desk.asked] == [
        Line("printer", Intake.MENTION, f"C0FRONT/{written['ts']}")
    ]


@pytest.mark.asyncio
async def test_private_answer_to_a_mention_is_seen(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor
) -> None:
    """Not in a thread that nobody has begun: Slack would show it to nobody."""
    desk.replies["my list"] = says("your tickets")
    await write(hand, "@paidan my list")
    answer = await seen(hand, "C0FRONT", "U0ANA", "your tickets")
    assert (answer["ephemeral"], answer["thread_ts"]) == (True, None)


@pytest.mark.asyncio
async def test_reply_in_a_thread_is_brought_with_its_root(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor
) -> None:
    """Small talk outside of threads is not brought at all."""
    root = await write(hand, "just talking")
    reply = await write(hand, "new toner ordered", thread_ts=root["ts"])
    assert root["acknowledged"]
    assert reply["acknowledged"]
    [request] = desk.asked
    assert request.asked == ThreadReply("new toner ordered", f"C0FRONT/{reply['ts']}")
    assert request.where.thread == f"C0FRONT/{root['ts']}"


@pytest.mark.asyncio
async def test_direct_message_is_answered_in_the_chat(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor
) -> None:
    """Without a thread."""
    desk.replies["printer"] = says("opened")
    await write(hand, "printer", channel="D0ANA")
    answer = await seen(hand, "D0ANA", "U0ANA", "opened")
    assert (answer["ephemeral"], answer["thread_ts"]) == (False, None)


@pytest.mark.asyncio
async def test_press_is_acknowledged_and_answered_to_the_presser(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor
) -> None:
    """A card claimed for the answer goes back to the courier: Slack can't show it there."""
    desk.replies["claim"] = Reply(Message("yours"), redraw=Redraw(7, 1, CARD))
    pressed = await click(hand, await card_in(hand, door), "claim")
    answer = await seen(hand, "C0ITSUP", "U0BO", "yours")
    assert pressed["acknowledged"]
    assert answer["ephemeral"]
    assert desk.handed_back == [(7, False)]


@pytest.mark.asyncio
async def test_form_is_opened_refused_corrected_and_done(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor
) -> None:
    """A refusal stands at the field; the form stays open until it is right."""
    desk.replies |= {
        "resolve": Reply(opens=RESOLVE),
        "bad": Reply(problem="Say more."),
        "new & <toner>": says("resolved"),
    }
    opened = await click(hand, await card_in(hand, door), "resolve")
    refused = await submit(hand, opened["view"], "bad")
    done = await submit(hand, opened["view"], "new & <toner>")
    assert refused["errors"] == {"text": "Say more."}
    assert "resolved" in str(done["view"]["blocks"])
    assert desk.asked[-1].asked == Filled("f:resolve:1042:7", "new & <toner>", "toner")


@pytest.mark.asyncio
async def test_press_in_a_window_is_answered_in_it(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor
) -> None:
    """A menu turns into the form that was chosen."""
    desk.replies |= {"more": Reply(opens=MORE), "resolve": Reply(opens=RESOLVE)}
    menu = (await click(hand, await card_in(hand, door), "more"))["view"]
    await hand.post("/control/slack/click", user="U0BO", view_id=menu["id"], action_id="resolve")

    async def title() -> bool:
        views = await hand.get("/control/slack/views", **{"as": "U0BO"})
        return [view["title"]["text"] for view in views] == ["Resolve"]

    assert await eventually(title)


@pytest.mark.asyncio
async def test_event_that_failed_comes_again(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor
) -> None:
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
async def test_slow_answers_are_bridged(hand: Hand, desk: ScriptedDesk, door: SlackDoor) -> None:
    """A command is told to wait and answered later; a form stays open; an event is not doubled."""
    desk.replies |= {"slow": says("done"), "resolve": Reply(opens=RESOLVE)}
    desk.seconds = SLOW_SECONDS
    waiting = await command(hand, "slow")
    assert [one["text"] for one in waiting["shown"]] == [HINTS.still_working]
    await seen(hand, "C0FRONT", "U0ANA", "done")

    form = (await click(hand, await card_in(hand, door), "resolve"))["view"]
    desk.seconds = SLOW_SECONDS
    assert (await submit(hand, form, "slow"))["errors"] == {"text": HINTS.once_more}

    desk.seconds = SLOW_SECONDS
    before = len(desk.asked)
    written = await write(hand, "slow", channel="D0ANA")
    await seen(hand, "D0ANA", "U0ANA", "done")
    assert not written["acknowledged"]
    assert len(desk.asked) == before + 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("events_api", {"type": "event_callback", "event": {"type": "reaction_added"}}),
        ("interactive", {"type": "shortcut", "callback_id": "nobody"}),
        ("interactive", {"type": "view_closed", "view": {"callback_id": ""}}),
        ("interactive", {"type": "view_submission", "view": {"callback_id": "other"}}),
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
    assert door.connected
    await write(hand, "printer", channel="D0ANA")
    await door.close()
    assert not door.connected
    assert await seen(hand, "D0ANA", "U0ANA", "opened")
    await door.open(5)
    assert (await command(hand, "again"))["acknowledged"]
