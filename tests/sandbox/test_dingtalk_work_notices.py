"""Work notifications of the pretend DingTalk: what is taken, what arrives, what is dropped."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sandbox.dingtalk_far_end import Desk, Json, desk_at, sandbox

BASE = "/topapi/message/corpconversation"
DAY = 86_400


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with sandbox(tmp_path) as url:
        yield url


def told(words: str) -> Json:
    """A message of plain text."""
    return {"msgtype": "text", "text": {"content": words}}


@dataclass
class App:
    """The bot's app, which speaks the old dialect."""

    desk: Desk

    async def call(self, path: str, **body: object) -> Json:
        """A call; HTTP is always content."""
        url, query = self.desk.address + BASE + path, {"access_token": await self.desk.token()}
        async with self.desk.http.post(url, params=query, json=body) as answer:
            assert answer.status == 200
            found: Json = await answer.json()
            return found

    async def notify(self, msg: object, users: str = "user-wang", **more: object) -> Json:
        """Send one work notice."""
        asked = {"agent_id": 1, "userid_list": users, "msg": msg, **more}
        return await self.call("/asyncsend_v2", **asked)

    async def result(self, sent: Json) -> Json:
        """What became of it."""
        asked = await self.call("/getsendresult", agent_id=1, task_id=sent["task_id"])
        found: Json = asked["send_result"]
        return found

    async def arrived(self, user: str = "user-wang") -> list[str]:
        """What stands in a person's chat with the bot."""
        return [one["text"] for one in await self.desk.seen(user, f"cidS-{user}")]


@pytest.mark.asyncio
async def test_every_kind_lands_in_the_persons_chat(address: str) -> None:
    """Text, markdown and action cards; buttons become links at the end."""
    buttons = [{"title": "看工单", "action_url": "https://desk.example/7"}]
    card = {"title": "提醒", "markdown": "**#7** 还没受理", "btn_json_list": buttons}
    async with desk_at(address) as desk:
        app = App(desk)
        sent = await app.notify(told("请看"), "user-li, user-wang")
        await app.notify({"msgtype": "markdown", "markdown": {"title": "t", "text": "## 日报"}})
        await app.notify({"msgtype": "action_card", "action_card": card})
        assert (sent["errcode"], await app.arrived("user-li")) == (0, ["请看"])
        assert await app.arrived() == [
            "请看",
            "## 日报",
            "**#7** 还没受理\n\n[看工单](https://desk.example/7)",
        ]
        assert (await app.result(sent))["unread_user_id_list"] == ["user-li", "user-wang"]


@pytest.mark.asyncio
async def test_the_same_content_is_dropped_for_the_rest_of_the_day(address: str) -> None:
    """The call succeeds; only the sending result and the call log tell. Tomorrow it arrives."""
    async with desk_at(address) as desk:
        app = App(desk)
        await app.notify(told("#7 超时"))
        again = await app.notify(told("#7 超时"), "user-wang,user-li,stranger")
        assert again["errcode"] == 0
        assert await app.arrived() == ["#7 超时"]
        assert await app.arrived("user-li") == ["#7 超时"]
        result = await app.result(again)
        assert result["forbidden_list"] == [{"userid": "user-wang", "code": "143106", "count": 1}]
        assert result["invalid_user_id_list"] == ["stranger"]
        assert await desk.rules() == ["work notice dropped: the same content twice a day"]

        await desk.post("/clock", {"advance_seconds": DAY})
        await app.notify(told("#7 超时"))
        assert await app.arrived() == ["#7 超时", "#7 超时"]


@pytest.mark.asyncio
async def test_what_was_sent_today_is_remembered_across_a_restart(tmp_path: Path) -> None:
    """A repeat after a restart is dropped, too."""
    for _ in range(2):
        with sandbox(tmp_path) as url:
            async with desk_at(url) as desk:
                app = App(desk)
                assert (await app.notify(told("一次就好")))["errcode"] == 0
                assert await app.arrived() == ["一次就好"]


@pytest.mark.asyncio
async def test_nobody_gets_more_than_five_hundred_a_day(address: str) -> None:
    """The 501st succeeds and is dropped."""
    async with desk_at(address) as desk:
        app = App(desk)
        await desk.post("/limits", {"on": False})
        for number in range(501):
            sent = await app.notify(told(f"第 {number} 条"))
        assert len(await app.arrived()) == 500
        assert (await app.result(sent))["forbidden_list"][0]["code"] == "143105"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"agent_id": None}, "agent_id"),
        ({"userid_list": ""}, "userid_list"),
        ({"userid_list": ",".join(f"u{n}" for n in range(101))}, "100 users a call"),
        ({"msg": told("x" * 2048)}, "msg over 2048 bytes"),
        ({"msg": "no JSON"}, "msg"),
        ({"msg": {"msgtype": "sampleText"}}, "msgtype"),
        ({"msg": told(" ")}, "empty message"),
        ({"dept_id_list": "1"}, "departments"),
    ],
)
@pytest.mark.asyncio
async def test_what_breaks_a_rule_gets_an_errcode(address: str, change: Json, rule: str) -> None:
    """Never by HTTP status; the rule stands in the call log, and nothing arrives."""
    async with desk_at(address) as desk:
        app = App(desk)
        body: Json = {"agent_id": 1, "userid_list": "user-wang", "msg": told("x")}
        answer = await app.call("/asyncsend_v2", **(body | change))
        assert answer["errcode"] != 0
        assert "task_id" not in answer
        assert await desk.rules() == [rule]
        assert await app.arrived() == []


@pytest.mark.asyncio
async def test_everybody_can_be_told_at_once(address: str) -> None:
    """to_all_user reaches all people of the organisation; msg may come as JSON text."""
    async with desk_at(address) as desk:
        app = App(desk)
        await app.notify('{"msgtype": "text", "text": {"content": "停电"}}', "", to_all_user=True)
        assert await app.arrived("user-zhou") == await app.arrived("user-chen") == ["停电"]
