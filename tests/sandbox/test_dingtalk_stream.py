"""The pretend DingTalk as the real stream client meets it."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.conftest import eventually
from tests.sandbox.dingtalk_far_end import FRONT, Bot, desk_at, sandbox


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with sandbox(tmp_path) as url:
        yield url


@pytest.mark.asyncio
async def test_message_is_acknowledged_and_answered_by_webhook(address: str) -> None:
    """A mention reaches the bot with a leading space, and its webhook answers in the group."""
    with Bot(address) as bot:
        async with desk_at(address, connected=1) as desk:
            said = await desk.say("@派单 打印机坏了")
            heard = bot.messages[0]
            reply = {
                "msgtype": "markdown",
                "markdown": {"title": "收到", "text": "收到 @user-li"},
                "at": {"atUserIds": ["user-li"]},
            }
            async with desk.http.post(heard["sessionWebhook"], json=reply) as answer:
                answered = await answer.json()
            last = (await desk.seen("user-zhou"))[-1]
    assert said["acknowledged"]
    assert heard["msgId"] == said["message_id"]
    assert heard["text"] == {"content": " 打印机坏了"}
    assert (heard["conversationType"], heard["senderStaffId"]) == ("2", "user-li")
    assert answered == {"errcode": 0, "errmsg": "ok"}
    assert (last["kind"], last["bot"], last["at_users"]) == ("markdown", True, ["user-li"])


@pytest.mark.asyncio
async def test_group_talk_without_mention_stays_among_people(address: str) -> None:
    """What doesn't mention the bot is shown in the group and not pushed."""
    with Bot(address) as bot:
        async with desk_at(address, connected=1) as desk:
            said = await desk.say("午饭吃什么", at_bot=False)
            seen = await desk.seen("user-wang")
    assert not said["acknowledged"]
    assert not bot.messages
    assert seen[-1]["text"] == "午饭吃什么"


@pytest.mark.asyncio
async def test_single_chat_reaches_the_bot_unchanged(address: str) -> None:
    """In a chat with the bot alone no mention is needed and nothing is cut."""
    with Bot(address) as bot:
        async with desk_at(address, connected=1) as desk:
            await desk.say("帮助", conversation="cidS-user-li")
    assert bot.messages[0]["text"] == {"content": "帮助"}
    assert bot.messages[0]["conversationType"] == "1"


@pytest.mark.asyncio
async def test_unacknowledged_message_comes_again_after_a_minute(address: str) -> None:
    """Without an acknowledgement the same msgId is pushed once more, by the sandbox's clock."""
    with Bot(address, is_deaf=True) as bot:
        async with desk_at(address, connected=1) as desk:
            said = await desk.say("听得到吗")
            bot.is_deaf = False
            await desk.post("/clock", {"advance_seconds": 60})

            async def came_twice() -> bool:
                return len(bot.messages) == 2

            await eventually(came_twice)
    assert not said["acknowledged"]
    assert {one["msgId"] for one in bot.messages} == {said["message_id"]}


@pytest.mark.asyncio
async def test_late_acknowledgement_spares_the_repeat(address: str) -> None:
    """A bot that acknowledges after the control call gave up is not asked again."""
    with Bot(address, delay_seconds=5.5) as bot:
        async with desk_at(address, connected=1) as desk:
            said = await desk.say("慢慢来")
            bot.delay_seconds = 0.0
            await asyncio.sleep(1.0)  # the answer is on its way; nothing outside shows its arrival
            await desk.post("/clock", {"advance_seconds": 60})
            await desk.say("下一条")
    assert not said["acknowledged"]
    assert len(bot.messages) == 2


@pytest.mark.asyncio
async def test_message_without_socket_is_lost(address: str) -> None:
    """With no bot connected the call returns at once and nothing is pushed later."""
    async with desk_at(address) as desk:
        said = await desk.say("有人吗")
    assert not said["acknowledged"]
    assert said["took_ms"] < 1000


@pytest.mark.asyncio
async def test_expired_webhook_is_no_session(address: str) -> None:
    """After 90 minutes the webhook answers 300001, with HTTP 200."""
    with Bot(address) as bot:
        async with desk_at(address, connected=1) as desk:
            await desk.say("在吗")
            await desk.post("/clock", {"advance_seconds": 90 * 60})
            body = {"msgtype": "text", "text": {"content": "在"}}
            async with desk.http.post(bot.messages[0]["sessionWebhook"], json=body) as answer:
                status, answered = answer.status, await answer.json()
            rules = await desk.rules()
    assert (status, answered["errcode"]) == (200, 300001)
    assert rules == ["expired session"]


@pytest.mark.asyncio
async def test_wrong_secret_gets_no_ticket(address: str) -> None:
    """The gateway refuses wrong credentials with 401."""
    wrong = {"clientId": "dingsandbox", "clientSecret": "guess", "subscriptions": []}
    async with desk_at(address) as desk:
        url = f"{address}/v1.0/gateway/connections/open"
        async with desk.http.post(url, json=wrong) as answer:
            status, body = answer.status, await answer.json()
    assert status == 401
    assert body.keys() == {"code", "message", "requestid"}


@pytest.mark.asyncio
async def test_ticket_opens_one_socket(address: str) -> None:
    """A ticket works once."""
    app = {"clientId": "dingsandbox", "clientSecret": "sandbox-secret", "subscriptions": []}
    async with desk_at(address) as desk:
        async with desk.http.post(f"{address}/v1.0/gateway/connections/open", json=app) as answer:
            opened = await answer.json()
        url = f"{opened['endpoint']}?ticket={opened['ticket']}"
        async with desk.http.ws_connect(url), desk.http.get(url) as again:
            status = again.status
    assert status == 401


@pytest.mark.asyncio
async def test_disconnect_frame_makes_the_client_come_back(address: str) -> None:
    """After a disconnect frame the client opens a new socket and hears again."""
    with Bot(address) as bot:
        async with desk_at(address, connected=1) as desk:
            await desk.post("/admin", {"messenger": "dingtalk", "do": "disconnect"})

            async def is_back() -> bool:
                return bool((await desk.get("/state"))["dingtalk"]["connected"] == 1)

            await eventually(is_back)
            assert (await desk.say("还在吗"))["acknowledged"]
    assert len(bot.messages) == 1


@pytest.mark.asyncio
async def test_duplicated_message_has_one_id(address: str) -> None:
    """Under the fault "duplicate" the bot gets the same message twice."""
    with Bot(address) as bot:
        async with desk_at(address, connected=1) as desk:
            await desk.post("/faults", {"messenger": "dingtalk", "fault": "duplicate"})
            await desk.say("一次")

            async def came_twice() -> bool:
                return len(bot.messages) == 2

            await eventually(came_twice)
    assert len({one["msgId"] for one in bot.messages}) == 1


@pytest.mark.asyncio
async def test_dropped_acknowledgement_makes_a_press_fail(address: str) -> None:
    """Under the fault "drop_ack" the bot answers in vain."""
    with Bot(address) as bot:
        async with desk_at(address, connected=1) as desk:
            await desk.create()
            await desk.post("/faults", {"messenger": "dingtalk", "fault": "drop_ack"})
            clicked = await desk.click("b1")
    assert bot.presses
    assert (clicked["acknowledged"], clicked["toast"]) == (False, "操作失败，请稍后重试")


@pytest.mark.asyncio
async def test_outage_breaks_the_sockets(address: str) -> None:
    """Under the fault "outage" nobody stays connected."""
    with Bot(address):
        async with desk_at(address, connected=1) as desk:
            await desk.post("/faults", {"messenger": "dingtalk", "fault": "outage"})
            state = await desk.get("/state")
    assert state["dingtalk"]["connected"] == 0


@pytest.mark.asyncio
async def test_several_sockets_share_the_messages(address: str) -> None:
    """Each message goes to one of the open sockets, not always the same."""
    with Bot(address) as one, Bot(address) as other:
        async with desk_at(address, connected=2) as desk:
            said = [(await desk.say(f"第 {n} 条"))["message_id"] for n in range(30)]
    assert one.messages
    assert other.messages
    assert sorted(heard["msgId"] for heard in one.messages + other.messages) == said


@pytest.mark.asyncio
async def test_raw_frame_is_sent_as_given(address: str) -> None:
    """A string stays as it is, and the bot's bare answer comes back."""
    data = json.dumps({"anything": [1, 2]})
    with Bot(address, answer=lambda heard: heard) as bot:
        async with desk_at(address, connected=1) as desk:
            topic = "/v1.0/im/bot/messages/get"
            frame = {"type": "CALLBACK", "topic": topic, "data": data}
            answer = await desk.post("/dingtalk/raw", frame)
    assert bot.messages == [{"anything": [1, 2]}]
    assert answer["response"] == {"response": {"anything": [1, 2]}}


@pytest.mark.asyncio
async def test_messages_after_one_are_those_that_came_or_changed_later(address: str) -> None:
    """A reader who remembers the last id or instant misses neither new messages nor changes."""
    async with desk_at(address) as desk:
        first = await desk.say("一")
        second = await desk.say("二")
        path = f"/dingtalk/conversations/{FRONT}"
        by_id = await desk.get(path, after=first["message_id"])
        by_time = await desk.get(path, after=by_id[0]["at"])
    assert [one["id"] for one in by_id] == [second["message_id"]]
    assert len(by_time) <= 1
