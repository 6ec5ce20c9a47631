"""The real stream client against a pretend DingTalk: lines and presses come in and are answered."""

import asyncio
from pathlib import Path
from typing import TypeVar

import pytest

from bot.dingtalk.backoff import Backoff
from bot.dingtalk.stream import Patience
from cards.card import Form, Message, Press, PressKind, TextField
from handlers.request import Filled, Line, Redraw, Reply, Request
from scheduler.courier import Draw
from tests.bot.dingtalk_scene import PATIENCE, Scene, card, place, scene
from tests.sandbox.conftest import eventually

T = TypeVar("T")

FORM = Form(
    Press("resolve", 1042, 7, PressKind.FORM),
    "解决",
    "怎么解决的？",
    "提交",
    "取消",
    TextField("结果", "写一句"),
)


async def says_back(request: Request) -> Reply:
    """Repeats a line, for everybody."""
    words = request.asked.text if isinstance(request.asked, Line) else ""
    return Reply(says=Message(f"收到：{words}"), public=True)


async def drawn(stage: Scene) -> str:
    """A card that stands in the group."""
    return await stage.messenger.draw(Draw("card-1", place(), card("新建")))


@pytest.mark.asyncio
async def test_a_public_answer_mentions_the_asker(tmp_path: Path) -> None:
    """By the session webhook, which is the only way to mention somebody."""
    async with scene(tmp_path) as stage:
        stage.desk.answer = says_back
        said = await stage.write("user-wang", "打印机着火")

        async def answered() -> bool:
            return bool(
                (await stage.seen("user-wang"))[-1]["text"] == "@user-wang 收到：打印机着火"
            )

        assert said["acknowledged"]
        assert await eventually(answered)
        assert (await stage.seen("user-wang"))[-1]["at_users"] == ["user-wang"]


@pytest.mark.asyncio
async def test_a_private_answer_does_not_reach_the_group(tmp_path: Path) -> None:
    """It comes by direct message, and the group only hears that it did."""

    async def secretly(_: Request) -> Reply:
        return Reply(says=Message("只给你看"))

    async with scene(tmp_path) as stage:
        stage.desk.answer = secretly
        await stage.write("user-wang", "#1042")

        async def group_heard() -> bool:
            return len(await stage.seen("user-wang")) == 2

        await eventually(group_heard)
        told = await stage.seen("user-wang", await stage.single("user-wang"))
        assert [one["text"] for one in told] == ["只给你看"]
        assert all("只给你看" not in one["text"] for one in await stage.seen("user-chen"))


@pytest.mark.asyncio
async def test_a_slow_line_is_acknowledged_before_its_answer(tmp_path: Path) -> None:
    """Or DingTalk would bring it once more."""
    go_on = asyncio.Event()

    async def slowly(_: Request) -> Reply:
        await go_on.wait()
        return Reply(says=Message("终于"), public=True)

    async with scene(tmp_path) as stage:
        stage.desk.answer = slowly
        assert (await stage.write("user-wang", "慢"))["acknowledged"]
        go_on.set()

        async def answered() -> bool:
            return "终于" in (await stage.seen("user-wang"))[-1]["text"]

        assert await eventually(answered)


@pytest.mark.asyncio
async def test_a_press_is_answered_with_the_card_as_it_now_is(tmp_path: Path) -> None:
    """Nothing is updated by a call, and the desk is told that it was shown."""

    async def acknowledges(_: Request) -> Reply:
        return Reply(redraw=Redraw(7, 2, card("已受理")))

    async with scene(tmp_path) as stage:
        stage.desk.answer = acknowledges
        pressed = await stage.press("user-wang", await drawn(stage), "受理")

        assert pressed["variables"]["status"] == "已受理"
        assert pressed["toast"] is None
        assert await eventually(lambda: _value(stage.desk.was_shown)) == [(2, True)]
        assert stage.desk.asked[0].who_name == "小王"
        assert stage.desk.asked[0].answers_with_card


@pytest.mark.asyncio
async def test_a_form_is_for_the_presser_alone_and_stays_open_over_a_problem(
    tmp_path: Path,
) -> None:
    """What was typed comes with the second press; a success clears it."""

    async def asks(request: Request) -> Reply:
        if not isinstance(request.asked, Filled):
            return Reply(opens=FORM)
        return (
            Reply(redraw=Redraw(7, 3, card("已解决")))
            if request.asked.text
            else Reply(problem="要写一句")
        )

    async with scene(tmp_path) as stage:
        stage.desk.answer = asks
        ref = await drawn(stage)
        asked = (await stage.press("user-wang", ref, "受理"))["variables"]
        others = (await stage.seen("user-chen"))[-1]["variables"]
        problem = (await stage.press("user-wang", ref, "提交"))["variables"]
        done = (await stage.press("user-wang", ref, "提交", word="换了墨盒"))["variables"]

        assert (asked["ask"], others.get("ask", "")) == ("怎么解决的？", "")
        assert (problem["note"], problem["ask"]) == ("要写一句", "怎么解决的？")
        assert (done["status"], done["ask"], done["note"]) == ("已解决", "", "")


@pytest.mark.asyncio
async def test_a_slow_press_is_answered_in_time_and_finished_later(tmp_path: Path) -> None:
    """The presser sees what became of it; the card is left to the courier."""
    go_on = asyncio.Event()

    async def slowly(_: Request) -> Reply:
        await go_on.wait()
        return Reply(says=Message("做完了"), redraw=Redraw(7, 2, card("已受理")))

    async with scene(tmp_path) as stage:
        stage.desk.answer = slowly
        pressed = await stage.press("user-wang", await drawn(stage), "受理")
        go_on.set()

        async def told() -> bool:
            return bool((await stage.seen("user-wang"))[-1]["variables"].get("note") == "做完了")

        assert pressed["toast"] is None
        assert pressed["variables"]["status"] == "新建"
        assert await eventually(told)
        assert stage.desk.was_shown == [(2, False)]
        assert "update during callback" not in await stage.hand.broken_rules()


@pytest.mark.asyncio
async def test_an_answer_owed_on_a_dismissed_socket_is_still_given_there(tmp_path: Path) -> None:
    """DingTalk leaves ten seconds; the new connection stands meanwhile."""
    go_on = asyncio.Event()

    async def slowly(_: Request) -> Reply:
        await go_on.wait()
        return Reply(redraw=Redraw(7, 2, card("已受理")))

    async with scene(tmp_path) as stage:
        stage.desk.answer = slowly
        pressing = asyncio.create_task(stage.press("user-wang", await drawn(stage), "受理"))
        await eventually(lambda: _value(stage.desk.asked))
        await stage.hand.post("/control/dingtalk/raw", type="SYSTEM", topic="disconnect", data={})
        await eventually(lambda: _connections(stage, 1))
        go_on.set()

        assert (await pressing)["variables"]["status"] == "已受理"


@pytest.mark.asyncio
async def test_a_silent_socket_is_left(tmp_path: Path) -> None:
    """Half-open connections bring nothing and end never."""
    impatient = Patience(stall=0.2, backoff=Backoff(first=0.05, longest=0.1))
    async with scene(tmp_path, patience=impatient) as stage:

        async def opened_again() -> bool:
            calls = await stage.hand.get("/control/calls")
            opened = [call for call in calls if "connections/open" in call["method"]]
            return len(opened) > 2

        assert await eventually(opened_again)


@pytest.mark.asyncio
async def test_a_wrong_secret_leaves_the_door_trying(tmp_path: Path) -> None:
    """It neither raises nor blocks: the other messenger goes on."""
    async with scene(tmp_path, secret="wrong") as stage:

        async def tried_again() -> bool:
            return len(await stage.hand.broken_rules()) > 1

        assert await eventually(tried_again)
        assert not stage.door.connected


@pytest.mark.asyncio
async def test_a_frame_that_makes_no_sense_is_refused_once(tmp_path: Path) -> None:
    """Without an answer it would come again and again."""
    async with scene(tmp_path, patience=PATIENCE) as stage:
        for data in ("nonsense", {"a": 1}):
            answer = await stage.hand.post(
                "/control/dingtalk/raw",
                type="CALLBACK",
                topic="/v1.0/im/bot/messages/get",
                data=data,
            )
            assert answer["response"] is not None
            assert not answer["acknowledged"]
        assert stage.door.connected


async def _value(value: list[T]) -> list[T]:
    return value


async def _connections(stage: Scene, count: int) -> bool:
    state = await stage.hand.get("/control/state")
    return bool(state["dingtalk"]["connected"] == count and stage.door.connected)
