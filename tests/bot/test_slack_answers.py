"""What people do in a pretend Slack, and how the desk's answers reach them."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from bot.slack import deadline
from bot.slack.door import SlackDoor
from bot.slack.messenger import SlackMessenger
from cards.card import Button, Card, Choice, Color, Form, Menu, Message, Press, PressKind, TextField
from desk.address import ConversationAddress, MessengerName, Place
from desk.events import Intake
from handlers.request import (
    Filled,
    Line,
    Redraw,
    Reply,
    ThreadReply,
)
from scheduler.courier import Draw
from tests.bot.test_slack_door import HINTS, ScriptedDesk, command, fresh, opened, says, seen, write
from tests.sandbox.conftest import Hand, Json, SandboxProcess, eventually, running_sandbox

HURRIED_SECONDS = 0.05


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


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running_sandbox(tmp_path_factory.mktemp("slack"), "--no-limits") as started:
        yield started


@pytest_asyncio.fixture
async def hand(slack: SandboxProcess) -> AsyncIterator[Hand]:
    async with fresh(slack) as hand:
        yield hand


@pytest.fixture
def desk() -> ScriptedDesk:
    return ScriptedDesk()


@pytest_asyncio.fixture
async def door(hand: Hand, desk: ScriptedDesk) -> AsyncIterator[SlackDoor]:
    async with opened(hand, desk) as door:
        yield door


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk has less time than Slack would give it."""
    monkeypatch.setattr(deadline, "ASK_SECONDS", HURRIED_SECONDS)


async def card_in(door: SlackDoor) -> str:
    """A card in IT support's channel; the result is its ts."""
    place = Place(ConversationAddress(MessengerName.SLACK, door.team, "C0ITSUP"))
    reference = await SlackMessenger(door.calls).draw(Draw("card", place, CARD))
    return reference.partition("/")[2]


async def click(hand: Hand, ts: str, action: str) -> Json:
    return await hand.post(
        "/control/slack/click", user="U0BO", channel="C0ITSUP", ts=ts, action_id=action
    )


async def submit(hand: Hand, view: Json, text: str) -> Json:
    values = {"text": text, "choice": ["toner"]}
    return await hand.post("/control/slack/submit", user="U0BO", view_id=view["id"], values=values)


@pytest.mark.asyncio
@pytest.mark.usefixtures("door")
async def test_command_is_answered_to_its_sender_by_name(hand: Hand, desk: ScriptedDesk) -> None:
    """The acknowledgement is the answer, and only they see it."""
    desk.replies["printer & <scanner>"] = says("opened")
    answer = await command(hand, "printer & <scanner>")
    assert answer["acknowledged"]
    assert [(one["text"], one["ephemeral"]) for one in answer["shown"]] == [("opened", True)]
    [request] = desk.asked
    assert request.who_name == "Ana"
    assert request.asked == Line("printer & <scanner>", Intake.COMMAND)


@pytest.mark.asyncio
@pytest.mark.usefixtures("door")
async def test_mention_is_asked_once_and_answered_under_it(hand: Hand, desk: ScriptedDesk) -> None:
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
@pytest.mark.usefixtures("door")
async def test_private_answer_to_a_mention_is_seen(hand: Hand, desk: ScriptedDesk) -> None:
    """Not in a thread that nobody has begun: Slack would show it to nobody."""
    desk.replies["my list"] = says("your tickets")
    await write(hand, "@paidan my list")
    answer = await seen(hand, "C0FRONT", "U0ANA", "your tickets")
    assert (answer["ephemeral"], answer["thread_ts"]) == (True, None)


@pytest.mark.asyncio
@pytest.mark.usefixtures("door")
async def test_reply_in_a_thread_is_brought_with_its_root(hand: Hand, desk: ScriptedDesk) -> None:
    """Small talk outside of threads is not brought at all."""
    root = await write(hand, "just talking")
    reply = await write(hand, "new toner ordered", thread_ts=root["ts"])
    assert root["acknowledged"]
    assert reply["acknowledged"]
    [request] = desk.asked
    assert request.asked == ThreadReply("new toner ordered", f"C0FRONT/{reply['ts']}")
    assert request.where.thread == f"C0FRONT/{root['ts']}"


@pytest.mark.asyncio
@pytest.mark.usefixtures("door")
async def test_direct_message_is_answered_in_the_chat(hand: Hand, desk: ScriptedDesk) -> None:
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
    pressed = await click(hand, await card_in(door), "claim")
    answer = await seen(hand, "C0ITSUP", "U0BO", "yours")
    assert pressed["acknowledged"]
    assert answer["ephemeral"]
    assert desk.handed_back == [(7, False)]


@pytest.mark.asyncio
@pytest.mark.usefixtures("door")
async def test_what_replaces_stands_where_it_was_pressed(hand: Hand, desk: ScriptedDesk) -> None:
    """A page takes the place of the one before, and is as private as that was."""
    on = Message("page one", buttons=(Button("On", Press("page", 17, choice="n5")),))
    desk.replies["list"] = Reply(on)
    desk.replies["page"] = Reply(Message("page two"), replaces=True)
    await command(hand, "list")
    first = await seen(hand, "C0FRONT", "U0ANA", "page one")
    await hand.post(
        "/control/slack/click", user="U0ANA", channel="C0FRONT", ts=first["ts"], label="On"
    )
    second = await seen(hand, "C0FRONT", "U0ANA", "page two")
    assert (second["ts"], second["ephemeral"]) == (first["ts"], True)


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
    opened = await click(hand, await card_in(door), "resolve")
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
    menu = (await click(hand, await card_in(door), "more"))["view"]
    await hand.post("/control/slack/click", user="U0BO", view_id=menu["id"], action_id="resolve")

    async def title() -> bool:
        views = await hand.get("/control/slack/views", **{"as": "U0BO"})
        return [view["title"]["text"] for view in views] == ["Resolve"]

    assert await eventually(title)


@pytest.mark.asyncio
@pytest.mark.usefixtures("door", "hurry")
async def test_command_that_takes_long_is_answered_later(hand: Hand, desk: ScriptedDesk) -> None:
    """It is acknowledged in time all the same."""
    desk.replies["slow"] = says("done")
    desk.may_answer.clear()
    waiting = await command(hand, "slow")
    desk.may_answer.set()
    assert [one["text"] for one in waiting["shown"]] == [HINTS.still_working]
    assert (await seen(hand, "C0FRONT", "U0ANA", "done"))["ephemeral"]


@pytest.mark.asyncio
@pytest.mark.usefixtures("hurry")
async def test_press_that_takes_long_is_answered_later(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor
) -> None:
    """A window can't be opened any more: the person is asked to press again."""
    desk.replies["resolve"] = Reply(opens=RESOLVE)
    desk.may_answer.clear()
    pressed = await click(hand, await card_in(door), "resolve")
    desk.may_answer.set()
    assert pressed["acknowledged"]
    assert (await seen(hand, "C0ITSUP", "U0BO", HINTS.once_more))["ephemeral"]


@pytest.mark.asyncio
async def test_form_that_takes_long_stays_open(
    hand: Hand, desk: ScriptedDesk, door: SlackDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what was typed; sent again it has the same key."""
    desk.replies["resolve"] = Reply(opens=RESOLVE)
    form = (await click(hand, await card_in(door), "resolve"))["view"]
    monkeypatch.setattr(deadline, "ASK_SECONDS", HURRIED_SECONDS)
    desk.may_answer.clear()
    late = await submit(hand, form, "slow")
    desk.may_answer.set()
    again = await submit(hand, form, "slow")
    assert (late["errors"], again["errors"]) == ({"text": HINTS.once_more}, None)
    assert desk.asked[-1].key == desk.asked[-2].key


@pytest.mark.asyncio
@pytest.mark.usefixtures("door", "hurry")
async def test_event_that_takes_long_is_answered_once(hand: Hand, desk: ScriptedDesk) -> None:
    """It is not acknowledged, and what Slack sends again asks nothing new."""
    desk.replies["slow"] = says("done")
    desk.may_answer.clear()
    written = await write(hand, "slow", channel="D0ANA")
    desk.may_answer.set()
    await seen(hand, "D0ANA", "U0ANA", "done")
    assert not written["acknowledged"]
    assert len(desk.asked) == 1
