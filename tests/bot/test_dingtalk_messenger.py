"""Cards and messages that go out to a pretend DingTalk."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cards.card import Message
from desk.address import ConversationKind
from desk.errors import Gone
from scheduler.courier import Draw, Tell
from tests.bot.dingtalk_scene import BO, Scene, card, place, scene


async def cards(stage: Scene) -> list[dict[str, object]]:
    """The cards in the group as a lead sees them."""
    return [one for one in await stage.seen("user-chen") if one["kind"] == "card"]


@pytest.mark.asyncio
async def test_a_card_is_drawn_redrawn_and_calls_people_once(tmp_path: Path) -> None:
    """One card, always current, with whom it calls named on it."""
    async with scene(tmp_path) as stage:
        ref = await stage.messenger.draw(Draw("card-1", place(), card("新建", call=(BO,))))
        await stage.messenger.draw(Draw("card-1", place(), card("已受理"), ref))

        [shown] = await cards(stage)
        assert shown["out_track_id"] == "card-1"
        assert shown["at_users"] == ["user-wang"]
        assert isinstance(shown["variables"], dict)
        assert shown["variables"]["status"] == "已受理"
        assert await stage.hand.broken_rules() == []


@pytest.mark.asyncio
async def test_a_card_drawn_again_after_a_crash_is_one_and_current(tmp_path: Path) -> None:
    """DingTalk ignores the data of a second creation, so it is updated as well."""
    async with scene(tmp_path) as stage:
        await stage.messenger.draw(Draw("card-1", place(), card("新建")))
        found = await stage.messenger.find("card-1", place(), datetime.now(UTC))
        await stage.messenger.draw(Draw("card-1", place(), card("已受理")))

        [shown] = await cards(stage)
        assert found is None
        assert isinstance(shown["variables"], dict)
        assert shown["variables"]["status"] == "已受理"


@pytest.mark.asyncio
async def test_a_card_in_a_direct_chat_reaches_its_person(tmp_path: Path) -> None:
    """The robot's space of that person."""
    async with scene(tmp_path) as stage:
        direct = place("user-wang", ConversationKind.DIRECT)
        await stage.messenger.draw(Draw("card-2", direct, card("已解决")))

        [shown] = await stage.seen("user-wang", await stage.single("user-wang"))
        assert shown["out_track_id"] == "card-2"


@pytest.mark.asyncio
async def test_without_a_template_a_card_is_a_message_followed_by_lines(tmp_path: Path) -> None:
    """A message can't be changed: what became of the ticket is said after it."""
    async with scene(tmp_path, template="never-made") as stage:
        ref = await stage.messenger.draw(Draw("card-3", place(), card("新建")))
        await stage.messenger.draw(Draw("card-3", place(), card("已受理"), ref))

        first, second = await stage.seen("user-chen")
        assert "dtmd://dingtalkclient/sendMessage" in first["text"]
        assert "已受理" in second["text"]


@pytest.mark.asyncio
async def test_a_missing_template_is_not_asked_for_with_each_card(tmp_path: Path) -> None:
    """Each try counts against the organisation's calls of the month."""
    async with scene(tmp_path, template="never-made") as stage:
        for key in ("card-5", "card-6", "card-7"):
            await stage.messenger.draw(Draw(key, place(), card("新建")))

        calls = await stage.hand.get("/control/calls")
        tried = [one for one in calls if one["method"].endswith("createAndDeliver")]
        assert len(tried) == 1
        assert len(await stage.seen("user-chen")) == 3


@pytest.mark.asyncio
async def test_where_the_robot_is_not_nothing_will_ever_arrive(tmp_path: Path) -> None:
    """DingTalk says so inside an answer that says success."""
    nowhere = place("cidNOWHERE==")
    nobody = place("user-nobody", ConversationKind.DIRECT)
    async with scene(tmp_path) as stage:
        with pytest.raises(Gone):
            await stage.messenger.draw(Draw("card-4", nowhere, card("新建")))
        for unknown in (nowhere, nobody):
            with pytest.raises(Gone):
                await stage.messenger.tell(Tell("tell-1", unknown, Message("你好")))
        with pytest.raises(Gone):
            await stage.messenger.draw(Draw("card-4", place(), card("新建"), "never-made"))


@pytest.mark.asyncio
async def test_a_mention_is_real_by_webhook_and_a_name_without(tmp_path: Path) -> None:
    """The open API's messages can't mention anybody."""
    async with scene(tmp_path) as stage:
        tell = Tell("tell-2", place(), Message("轮到你了", call=(BO,)))
        await stage.messenger.tell(tell)
        await stage.write("user-chen", "在吗")
        await stage.messenger.tell(tell)

        named, _, called = await stage.seen("user-chen")
        assert (named["text"], named["at_users"]) == ("@小王 轮到你了", [])
        assert (called["text"], called["at_users"]) == ("@user-wang 轮到你了", ["user-wang"])


@pytest.mark.asyncio
async def test_an_ended_webhook_and_token_are_no_obstacle(tmp_path: Path) -> None:
    """The far end may end both before we think so."""
    async with scene(tmp_path) as stage:
        await stage.write("user-chen", "在吗")
        await stage.messenger.tell(Tell("tell-3", place(), Message("一")))
        await stage.hand.post("/control/clock", advance_seconds=3 * 3600)
        await stage.messenger.tell(Tell("tell-4", place(), Message("二")))

        assert [one["text"] for one in await stage.seen("user-chen")][1:] == ["一", "二"]
