"""The main road: a line becomes a ticket, its card lives in both messengers, a button moves it."""

import pytest

from tests.sandbox.conftest import Json
from tests.town import Town, number_in, settled
from tests.townspeople import IT_DING, IT_SUPPORT, WAREHOUSE, slack_title

pytestmark = pytest.mark.asyncio
LIMITS = True


async def test_a_slack_line_becomes_one_ticket_with_a_card_in_both_groups(town: Town) -> None:
    """Ana types a line; the group sees its card in Slack and in DingTalk, and Bo is called once."""
    answer = await town.frontline.slack.command("打印机冒烟了 #打印机 !高")
    assert answer["acknowledged"]
    number = number_in(answer)
    slack_card = await town.on_call.slack.card(f"#{number} 打印机冒烟了")
    ding_card = await town.on_call.dingtalk.card(f"#{number} 打印机冒烟了")
    assert "Acknowledge" in slack_card.buttons
    assert "受理" in ding_card.buttons
    assert ding_card.at_users == ("user-wang",)
    assert "<@U0BO>" not in slack_card.words


async def test_a_press_on_either_side_changes_both_cards(town: Town) -> None:
    """Bo acknowledges in DingTalk and sees it at once; Slack's card follows, and back."""
    number = number_in(await town.frontline.slack.command("network is down"))
    ding_card = await town.on_call.dingtalk.card(f"#{number} ")
    await settled()  # while a card is being drawn, a press leaves it to the courier
    pressed = await town.on_call.dingtalk.press(ding_card, "受理")
    assert pressed["acknowledged"]
    assert pressed["variables"]["status"] == "已受理"
    slack_card = await town.on_call.slack.card(f"#{number} network is down · Acknowledged")
    await town.on_call.slack.press(slack_card, "Start")
    await town.on_call.dingtalk.card("处理中")
    assert slack_card.channel == IT_SUPPORT


async def test_a_ticket_that_comes_back_has_one_card_on_each_messenger(town: Town) -> None:
    """Sent to the warehouse and back: IT's first cards are live again, and Bo is called once."""
    bo, dan = town.on_call, town.storekeeper
    ticket = await town.opened("parcel for the third floor")
    first = await bo.slack.card_of(ticket, "New")
    ding_first = await bo.dingtalk.card_of(ticket, "新建")
    await bo.slack.command(f"#{ticket} transfer warehouse yours?", IT_SUPPORT)
    await dan.slack.card_of(ticket, "New", WAREHOUSE)
    await bo.slack.card_of(ticket, "Moved")
    await bo.dingtalk.card_of(ticket, "已转出")
    await dan.slack.command(f"#{ticket} send-back no, IT has it", WAREHOUSE)
    called = await bo.dingtalk.reads(f"#{ticket}「parcel for the third floor」现由", IT_DING)
    await bo.slack.reads(f"#{ticket} “parcel for the third floor” is with", IT_SUPPORT)
    assert "小王" in called["text"]
    assert (await bo.slack.card_of(ticket, "New")).ts == first.ts
    ding = await bo.dingtalk.card_of(ticket, "新建")
    assert ding.id == ding_first.id
    await bo.dingtalk.press(ding, "受理")
    await bo.slack.card_of(ticket, "Acknowledged")
    await settled()
    with_header = [m for m in await bo.slack.sees(IT_SUPPORT) if _is_card(m, ticket)]
    assert len(with_header) == 1
    assert len(await bo.dingtalk.cards(f"#{ticket} parcel", IT_DING)) == 1


def _is_card(message: Json, ticket: int) -> bool:
    return slack_title(message).startswith(f"#{ticket} ") and "blocks" in message
