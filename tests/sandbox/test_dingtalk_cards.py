"""Cards of the pretend DingTalk: delivered, pressed, answered, updated."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.conftest import eventually
from tests.sandbox.dingtalk_far_end import FRONT, Bot, card, desk_at, sandbox, update

CARDS = "/v1.0/card/instances"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with sandbox(tmp_path) as url:
        yield url


def by_key(public: dict[str, str], private: dict[str, str]) -> dict[str, Any]:
    """A bot's answer to a press."""
    return {
        "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
        "cardData": {"cardParamMap": public},
        "userPrivateData": {"cardParamMap": private},
    }


@pytest.mark.asyncio
async def test_answer_to_a_press_changes_the_card_for_everybody(address: str) -> None:
    """The press carries the button's own values, and the answer is what all see then."""
    with Bot(address, answer=lambda _: by_key({"title": "#1 处理中"}, {})) as bot:
        async with desk_at(address, connected=1) as desk:
            await desk.create()
            before = (await desk.seen("user-wang"))[-1]
            body = {"user": "user-wang", "out_track_id": "card-1", "label": "受理"}
            clicked = await desk.post("/dingtalk/click", body)
            after = (await desk.seen("user-li"))[-1]
    assert before["at_users"] == ["user-wang"]
    assert before["actions"][0] == {"id": "b1", "label": "受理", "shown": True, "inputs": []}
    assert bot.presses[0]["userId"] == "user-wang"
    assert '"params": {"press": "take 1"}' in bot.presses[0]["content"]
    assert (clicked["acknowledged"], clicked["toast"]) == (True, None)
    assert after["variables"]["title"] == "#1 处理中"
    assert after["variables"]["b1_text"] == "受理"


@pytest.mark.asyncio
async def test_private_values_are_the_pressers_alone(address: str) -> None:
    """What an answer says privately only the presser sees, can type into, and sends along."""
    asked = {"ask": "怎么解决的?", "hint": "写一句", "c1_text": "提交", "c1_press": "done 1"}
    with Bot(address, answer=lambda _: by_key({}, asked)) as bot:
        async with desk_at(address, connected=1) as desk:
            await desk.create()
            await desk.click("b1", "user-wang")
            presser = (await desk.seen("user-wang"))[-1]
            other = (await desk.seen("user-li"))[-1]
            await desk.click("c1", "user-wang", params={"word": "已更换"})
            hidden = {"user": "user-li", "out_track_id": "card-1", "action": "c1"}
            await desk.post("/dingtalk/click", hidden, status=400)
    choice = next(action for action in presser["actions"] if action["id"] == "c1")
    assert choice == {"id": "c1", "label": "提交", "shown": True, "inputs": ["word"]}
    assert "ask" not in other["variables"]
    assert '{"press": "done 1", "word": "已更换"}' in bot.presses[1]["content"]


@pytest.mark.asyncio
async def test_redraw_without_option_forgets_private_values(address: str) -> None:
    """Only updatePrivateDataByKey lets private values survive an update."""
    private = {"user-wang": {"cardParamMap": {"note": "只给你"}}}
    async with desk_at(address) as desk:
        await desk.create(privateData=private)
        await desk.call("PUT", CARDS, update(title="二"))
        kept = (await desk.seen("user-wang"))[-1]["variables"]
        overwrite = {"outTrackId": "card-1", "cardData": {"cardParamMap": {"title": "三"}}}
        await desk.call("PUT", CARDS, overwrite)
        bare = (await desk.seen("user-wang"))[-1]["variables"]
    assert kept["note"] == "只给你"
    assert bare == {"title": "三"}


@pytest.mark.asyncio
async def test_late_answer_is_a_toast(address: str) -> None:
    """After two seconds the person is told that it failed, and the answer changes nothing."""
    late = by_key({"title": "太迟"}, {})
    with Bot(address, answer=lambda _: late, delay_seconds=2.3):
        async with desk_at(address, connected=1) as desk:
            await desk.create()
            clicked = await desk.click("b1")
    assert clicked["toast"] == "操作失败，请稍后重试"
    assert not clicked["acknowledged"]
    assert 1900 <= clicked["took_ms"] < 2300
    assert clicked["variables"]["title"] == "#1"


@pytest.mark.asyncio
async def test_wrong_answer_is_a_toast_and_a_broken_rule(address: str) -> None:
    """An answer with an undeclared variable is not applied."""
    with Bot(address, answer=lambda _: by_key({"titel": "错"}, {})):
        async with desk_at(address, connected=1) as desk:
            await desk.create()
            clicked = await desk.click("b1")
            rules = await desk.rules()
    assert clicked["toast"]
    assert rules == ["card variable not declared: titel"]


@pytest.mark.asyncio
async def test_update_during_callback_is_flagged(address: str) -> None:
    """Updating a card while its press waits for the answer is accepted but out of order."""
    with Bot(address, delay_seconds=1.0) as bot:
        async with desk_at(address, connected=1) as desk:
            await desk.create()
            click = asyncio.create_task(desk.click("b1"))

            async def bot_was_asked() -> bool:
                return bool(bot.presses)

            await eventually(bot_was_asked)
            status, _ = await desk.call("PUT", CARDS, update(title="抢先"))
            await click
            calls = await desk.get("/calls")
    put = next(call for call in calls if call["method"].startswith("PUT"))
    assert status == 200
    assert (put["ok"], put["rule"]) == (True, "update during callback")


@pytest.mark.parametrize(
    ("params", "rule"),
    [
        ({"title": 5}, "card value not a string: title"),
        ({"titel": "x"}, "card variable not declared: titel"),
        ({"body": "长" * 342}, "card value over 1024 bytes: body"),
        ({"k" * 101: "x"}, "card key over 100 bytes"),
    ],
)
@pytest.mark.asyncio
async def test_values_that_dingtalk_refuses_are_refused(
    address: str, params: dict[str, object], rule: str
) -> None:
    """Cards take declared variables with short strings, and nothing else."""
    async with desk_at(address) as desk:
        status, body = await desk.create(cardData={"cardParamMap": params})
        rules = await desk.rules()
    assert (status, body["code"]) == (400, "param.error")
    assert rules == [rule]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cardTemplateId": "unknown"}, "templateNotExist"),
        ({"cardTemplateId": ""}, "cardTemplateIdEmpty"),
        ({"outTrackId": ""}, "outTrackIdEmpty"),
        ({"openSpaceId": FRONT}, "openSpaceIdInvalid"),
        ({"imGroupOpenSpaceModel": {}}, "openSpaceModelInvalid"),
        ({"imGroupOpenDeliverModel": {}}, "openDeliverModelEmpty"),
        ({"callbackType": "HTTP"}, "param.error"),
        ({"cardData": {}}, "cardPublicDataEmpty"),
        ({"privateData": {"nobody": {"cardParamMap": {}}}}, "userIdNotExist"),
    ],
)
@pytest.mark.asyncio
async def test_broken_requests_get_their_own_code(
    address: str, change: dict[str, Any], code: str
) -> None:
    """Each mistake is answered 400 with the code that the documentation names."""
    async with desk_at(address) as desk:
        status, body = await desk.create(**change)
    assert (status, body["code"]) == (400, code)


@pytest.mark.asyncio
async def test_delivery_fails_inside_a_success(address: str) -> None:
    """Where the robot is not in the group, HTTP 200 carries a failed deliverResult."""
    spaces = f"dtv1.card//IM_GROUP.cidELSEWHERE;IM_GROUP.{FRONT}"
    async with desk_at(address) as desk:
        status, body = await desk.create(openSpaceId=spaces)
    elsewhere, front = body["result"]["deliverResults"]
    assert (status, body["success"]) == (200, True)
    assert (elsewhere["success"], front["success"]) == (False, True)
    assert elsewhere["errorMsg"]


@pytest.mark.asyncio
async def test_same_out_track_id_keeps_the_first_card(address: str) -> None:
    """Creating a card again succeeds, changes nothing, shows it once, and is flagged."""
    async with desk_at(address) as desk:
        await desk.create()
        status, _ = await desk.create(cardData={"cardParamMap": {"title": "另一张"}})
        seen = await desk.seen("user-li")
        rules = await desk.rules()
    assert status == 200
    assert [one["variables"]["title"] for one in seen] == ["#1"]
    assert len(rules) == 1


@pytest.mark.asyncio
async def test_card_made_first_can_be_delivered_later(address: str) -> None:
    """Create and deliver also work as two calls."""
    async with desk_at(address) as desk:
        made = card("card-1")
        await desk.call("POST", CARDS, made)
        unseen = await desk.seen("user-li")
        _, body = await desk.call("POST", f"{CARDS}/deliver", made)
        seen = await desk.seen("user-li")
    assert unseen == []
    assert body["result"][0]["success"]
    assert seen[0]["variables"]["title"] == "#1"


@pytest.mark.asyncio
async def test_private_variable_shown_to_all_is_flagged(address: str) -> None:
    """What the template keeps for one person is a broken rule in the public data."""
    async with desk_at(address) as desk:
        await desk.create(cardData={"cardParamMap": {"note": "秘密"}})
        rules = await desk.rules()
    assert rules == ["private variable in public data: note"]


@pytest.mark.asyncio
async def test_recipients_alone_see_and_press(address: str) -> None:
    """A card with recipients is invisible to the rest of the group."""
    model = {"robotCode": "dingbotpaidan01", "recipients": ["user-wang"]}
    async with desk_at(address) as desk:
        await desk.create(imGroupOpenDeliverModel=model)
        seen = [await desk.seen(user) for user in ("user-wang", "user-li")]
        click = {"user": "user-li", "out_track_id": "card-1", "action": "b1"}
        await desk.post("/dingtalk/click", click, status=400)
    assert [len(one) for one in seen] == [1, 0]


@pytest.mark.asyncio
async def test_card_for_one_person_lands_in_their_chat(address: str) -> None:
    """IM_ROBOT delivers into the person's own chat with the bot."""
    async with desk_at(address) as desk:
        await desk.create(
            openSpaceId="dtv1.card//IM_ROBOT.user-li",
            imRobotOpenDeliverModel={"spaceType": "IM_ROBOT"},
        )
        seen = await desk.seen("user-li", "cidS-user-li")
    assert seen[0]["out_track_id"] == "card-1"


@pytest.mark.asyncio
async def test_cards_live_through_a_restart(tmp_path: Path) -> None:
    """A card made before the sandbox stopped can be seen and pressed after it started again."""
    with sandbox(tmp_path) as address:
        async with desk_at(address) as desk:
            await desk.create()
            await desk.call("PUT", CARDS, update(title="#1 改过"))
            before = await desk.seen("user-li")
    with (
        sandbox(tmp_path) as address,
        Bot(address, answer=lambda _: by_key({"title": "#1 好了"}, {})),
    ):
        async with desk_at(address, connected=1) as desk:
            after = await desk.seen("user-li")
            clicked = await desk.click("b1")
    assert after == before
    assert clicked["variables"]["title"] == "#1 好了"
