"""The main road: a line becomes a ticket, its card lives in both messengers, a button moves it."""

import pytest

from tests.town import Town, number_in, settled
from tests.townspeople import IT_SUPPORT

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
