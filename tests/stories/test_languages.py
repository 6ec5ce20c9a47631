"""Chinese is answered in Chinese and English in English; a group's cards speak its language."""

import pytest

from tests.town import Town
from tests.townspeople import FRONTLINE_DING, IT_SUPPORT

pytestmark = pytest.mark.asyncio


async def test_an_english_line_is_answered_in_english(town: Town) -> None:
    """Ana writes English to the desk and reads English."""
    answer = await town.frontline.slack.command("the door squeaks")
    assert "is open and with" in answer["shown"][0]["text"]


async def test_a_chinese_line_is_answered_in_chinese(town: Town) -> None:
    """The same person, writing Chinese, reads Chinese, now and when the ticket moves."""
    ana = town.frontline.slack
    answer = await ana.command("门有异响")
    assert "已建" in answer["shown"][0]["text"]
    ticket = int(answer["shown"][0]["text"].split("#")[1].split("，")[0])
    await town.on_call.slack.command(f"#{ticket} acknowledge", IT_SUPPORT)
    assert "已由小王 Bo 受理" in (await ana.reads(f"#{ticket}"))["text"]


async def test_english_in_dingtalk_is_answered_in_english(town: Town) -> None:
    """The messenger doesn't decide: English in a DingTalk group is answered in English."""
    li = town.frontline.dingtalk
    await li.says("new the fridge hums", FRONTLINE_DING)
    await li.reads("is open and with", FRONTLINE_DING)


async def test_a_groups_cards_speak_its_language_whatever_the_ticket_speaks(town: Town) -> None:
    """A Chinese ticket has English labels in Slack's channel, an English one Chinese elsewhere."""
    bo = town.on_call
    chinese, english = await town.frontline.slack.command("窗户关不上"), await town.opened("stuck")
    number = int(chinese["shown"][0]["text"].split("#")[1].split("，")[0])
    assert "*Assignee*" in (await bo.slack.card_of(number, "New")).words
    assert "处理人" in (await bo.dingtalk.card_of(english, "新建")).words


async def test_a_refusal_speaks_the_askers_language(town: Town) -> None:
    """Dan is refused in the language that he wrote in."""
    dan, ticket = town.storekeeper.slack, await town.opened("not yours")
    english = await dan.command(f"#{ticket} acknowledge")
    chinese = await dan.command(f"#{ticket} 受理")
    assert "Only members" in english["shown"][0]["text"]
    assert "只有" in chinese["shown"][0]["text"]
