"""Asking where things stand: lists, single tickets, help, and who sees how much."""

import re
from urllib.parse import unquote

import pytest

from tests.town import Town, settled
from tests.townspeople import FRONTLINE, FRONTLINE_DING, IT_DING, IT_SUPPORT, slack_words

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


async def test_the_pages_of_a_list_are_turned_in_place(town: Town) -> None:
    """Slack shows the next page where the first one stood, to its reader alone."""
    dan = town.storekeeper.slack
    for n in range(12):
        await dan.command(f"box {n} is wet #stock")
    await dan.command("list mine")
    first = await dan.card("box 11 is wet", FRONTLINE)
    assert "box 1 is wet" not in first.words
    await dan.press(first, "Next page")
    second = await dan.card("box 1 is wet", FRONTLINE)
    assert second.ts == first.ts
    assert "box 11 is wet" not in second.words
    await dan.press(second, "Previous page")
    assert (await dan.card("box 11 is wet", FRONTLINE)).ts == first.ts
    assert not await town.frontline.slack.bot_says("is wet", FRONTLINE)


async def test_what_was_just_said_is_found(town: Town) -> None:
    """By words of both languages, on both messengers, and only by those who may read them."""
    bo, li = town.on_call.slack, town.frontline.dingtalk
    ticket = await town.opened("VPN超时 after lunch")
    await bo.command(f"#{ticket} comment a kangaroo in the server room", IT_SUPPORT)
    found = await bo.command("find kangaroo in:it-support today")
    assert f"#{ticket} ·" in found["shown"][0]["text"]
    assert found["shown"][0]["ephemeral"]
    told = await town.frontline.slack.command("find kangaroo")
    assert "Nothing found." in told["shown"][0]["text"]
    assert f"#{ticket} ·" in (await bo.command("find vpn 超时"))["shown"][0]["text"]
    await li.says_to_bot("工单 打印机卡纸了")
    await town.on_call.dingtalk.card("打印机卡纸了")
    await li.says_to_bot("找 卡纸")
    await li.reads("搜索「卡纸」的结果")


async def test_pages_on_dingtalk_are_turned_by_their_links(town: Town) -> None:
    """The link of a list says what to type, and brings what is behind."""
    li = town.frontline.dingtalk
    for n in range(11):
        await li.says_to_bot(f"工单 第{n}台显示器花屏")
        await town.on_call.dingtalk.card(f"第{n}台显示器花屏")
    await li.says_to_bot("我的")
    listed = (await li.reads("第10台显示器花屏 ·"))["text"]
    link = re.search(r"\[下一页\]\([^)]*content=([^)]+)\)", listed)
    assert link is not None
    await li.says_to_bot(unquote(link[1]))
    await li.reads("第0台显示器花屏 ·")
