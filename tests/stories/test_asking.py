"""Asking where things stand: lists, single tickets, help, and who sees how much."""

import pytest

from tests.town import Town, settled
from tests.townspeople import FRONTLINE_DING, IT_DING, IT_SUPPORT, slack_words

pytestmark = pytest.mark.asyncio


async def test_a_list_shows_ones_own_tickets_to_oneself(town: Town) -> None:
    """Ana's list has her ticket and is hers alone to see; Dan's has not."""
    ticket = await town.opened("my mouse is dead")
    answer = await town.frontline.slack.command("list")
    assert f"#{ticket}" in answer["shown"][0]["text"]
    assert answer["shown"][0]["ephemeral"]
    others = await town.storekeeper.slack.command("list")
    assert f"#{ticket} " not in others["shown"][0]["text"]


async def test_a_list_in_a_groups_channel_shows_its_open_tickets(town: Town) -> None:
    """Bo's list in IT's channel has Ana's ticket as long as it is open."""
    bo = town.on_call.slack
    ticket = await town.opened("my trackpad is dead")
    listed = await bo.command("list", IT_SUPPORT)
    assert "my trackpad is dead" in listed["shown"][0]["text"]
    await bo.command(f"#{ticket} cancel not needed", IT_SUPPORT)
    listed = await bo.command("list", IT_SUPPORT)
    assert "my trackpad is dead" not in listed["shown"][0]["text"]


async def test_everybody_sees_of_a_ticket_what_is_theirs_to_see(town: Town) -> None:
    """Members see all, the reporter all but internal words, others number, state and group."""
    bo = town.on_call.slack
    ticket = await town.opened("payroll file is locked")
    await bo.command(f"#{ticket} looks like her own mistake", IT_SUPPORT)
    member, reporter, outsider = [
        slack_words((await one.command(f"#{ticket}"))["shown"][0])
        for one in (bo, town.frontline.slack, town.storekeeper.slack)
    ]
    assert "payroll file is locked" in member
    assert "her own mistake" in member
    assert "payroll file is locked" in reporter
    assert "her own mistake" not in reporter
    assert "payroll" not in outsider
    assert f"#{ticket}" in outsider
    assert "IT 支持" in outsider
    assert "New" in outsider


async def test_a_private_card_offers_what_its_reader_may_do(town: Town) -> None:
    """Bo can acknowledge from the answer to `/ticket #n`, Ana is not offered to."""
    bo, ana = town.on_call.slack, town.frontline.slack
    ticket = await town.opened("printer prints pink")
    await bo.command(f"#{ticket}")
    mine = await bo.card("printer prints pink", "C0FRONT")
    assert "Acknowledge" in mine.buttons
    await ana.command(f"#{ticket}")
    assert "Acknowledge" not in (await ana.card("printer prints pink", "C0FRONT")).buttons
    await bo.press(mine, "Acknowledge")
    await bo.card_of(ticket, "Acknowledged")


async def test_help_names_the_commands(town: Town) -> None:
    """Help is a card of what one may do here: a lead hears how to assign, Ana does not."""
    ana, lea = town.frontline.slack, town.lead.slack
    for one, may_assign in ((ana, False), (lea, True)):
        told = slack_words((await one.command("help"))["shown"][0])
        assert "/ticket list" in told
        assert ("assign @Bo" in told) is may_assign
    about = slack_words((await ana.command("help nudge"))["shown"][0])
    assert "hurry" in about
    duty = slack_words((await ana.command("help duty"))["shown"][0])
    assert "/duty" in duty


async def test_a_number_that_nobody_has_is_told(town: Town) -> None:
    """`/ticket #999999` is answered with a sentence, not with silence."""
    answer = await town.frontline.slack.command("#999999")
    assert "#999999" in answer["shown"][0]["text"]


async def test_a_dingtalk_group_is_told_only_that_the_answer_went_elsewhere(town: Town) -> None:
    """Li asks in a group that isn't the ticket's: she reads it in her direct chat."""
    li = town.frontline.dingtalk
    await li.says_to_bot("工单 工资表打不开")
    title = (await town.on_call.dingtalk.card("工资表打不开")).variables["title"]
    await li.says(title.split()[0], FRONTLINE_DING)
    await li.reads("已在单聊里回复你", FRONTLINE_DING)
    await li.reads("工资表打不开")
    assert not await li.bot_says("工资表打不开", FRONTLINE_DING)


async def test_a_list_in_a_strange_dingtalk_group_is_private_too(town: Town) -> None:
    """`列表` in the frontline's group goes to the direct chat."""
    li = town.frontline.dingtalk
    await li.says_to_bot("工单 鼠标滚轮坏了")
    await town.on_call.dingtalk.card("鼠标滚轮坏了")
    await li.says("列表", FRONTLINE_DING)
    await li.reads("鼠标滚轮坏了 ·")
    assert not await li.bot_says("鼠标滚轮坏了", FRONTLINE_DING)


async def test_in_its_own_dingtalk_group_a_ticket_is_shown_to_all(town: Town) -> None:
    """Wang asks for a ticket in IT's group: the answer stands there."""
    ticket = await town.opened("screen has stripes")
    wang = town.on_call.dingtalk
    await wang.says(f"#{ticket}", IT_DING)
    await wang.reads("screen has stripes", IT_DING)
    await settled()
    assert not await wang.bot_says("screen has stripes", wang.chat)


async def test_of_a_long_list_the_rest_is_counted(town: Town) -> None:
    """With more tickets than a list shows, it says how many are left."""
    dan = town.storekeeper.slack
    for n in range(22):
        await dan.command(f"box {n} is wet #stock")
    listed = (await dan.command("list"))["shown"][0]["text"]
    assert "2 more" in listed
