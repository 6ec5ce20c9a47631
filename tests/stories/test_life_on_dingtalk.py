"""A ticket's whole life on DingTalk, by the card's buttons and by words."""

import pytest

from tests.sandbox.conftest import Json, eventually
from tests.town import Town, settled
from tests.townspeople import (
    FRONTLINE_DING,
    IT_DING,
    WAREHOUSE,
    WAREHOUSE_DING,
    OnDingTalk,
)

pytestmark = pytest.mark.asyncio


async def test_a_ticket_goes_from_new_to_closed_by_the_cards_buttons(town: Town) -> None:
    """Wang works it by buttons and inputs only he sees, Li confirms on a card of her own."""
    li, wang = town.frontline.dingtalk, town.on_call.dingtalk
    ticket = await opened(town, "三楼打印机卡纸")
    card = await wang.card_of(ticket, "新建")
    # Presses so soon after a drawing may be left to the courier, so each change is waited for.
    await wang.press(card, "受理")
    await wang.card_of(ticket, "已受理")
    await wang.press(card, "开始处理")
    await wang.card_of(ticket, "处理中")
    asked = await wang.press(card, "挂起")
    assert asked["variables"]["ask"]
    assert not (await town.lead.dingtalk.card_of(ticket, "处理中")).variables.get("ask")
    await wang.choose(asked, card, "parts", word="等新滚轴")
    waits = await wang.card_of(ticket, "挂起")
    assert "等新滚轴" in waits.variables["news"]
    assert not waits.variables["ask"]
    await wang.press(card, "继续处理")
    await wang.card_of(ticket, "处理中")
    asked = await wang.press(card, "解决")
    await wang.choose(asked, card, "resolve", word="已更换滚轴")
    await wang.card_of(ticket, "已解决")
    own = await li.card_of(ticket, "已解决", li.chat)
    assert own.buttons == ("确认解决", "重新打开")
    assert "已更换滚轴" in own.variables["news"]
    await li.press(own, "确认解决")
    await wang.card_of(ticket, "已关闭")
    await town.on_call.slack.card_of(ticket, "Closed")


async def test_an_input_left_empty_is_told_and_nothing_happens(town: Town) -> None:
    """Resolving without a word says so on the presser's part of the card; the ticket stays."""
    wang = town.on_call.dingtalk
    ticket = await opened(town, "扫描仪没反应")
    card = await wang.card_of(ticket, "新建")
    await wang.press(card, "受理")
    asked = await wang.press(card, "解决")
    told = await wang.choose(asked, card, "resolve")
    assert told["variables"]["note"]
    assert told["variables"]["ask"]
    await wang.card_of(ticket, "已受理")


async def test_more_leads_to_what_the_card_has_no_room_for(town: Town) -> None:
    """More… shows further moves to the presser alone; a priority chosen there is on the card."""
    wang = town.on_call.dingtalk
    ticket = await opened(town, "全公司断网")
    card = await wang.card_of(ticket, "新建")
    menu = await wang.press(card, "更多…")
    assert not (await town.lead.dingtalk.card_of(ticket)).variables.get("c1_text")
    asked = await wang.choose(menu, card, "prioritize")
    chosen = await wang.choose(asked, card, "urgent")
    assert not chosen["variables"]["c1_text"]
    await wang.card("紧急")


async def test_a_lead_assigns_by_a_choice_on_the_card(town: Town) -> None:
    """Chen gives it to Wang by his name; Wang is told directly."""
    wang, chen = town.on_call.dingtalk, town.lead.dingtalk
    ticket = await opened(town, "投影仪不亮")
    card = await chen.card_of(ticket, "新建")
    asked = await chen.press(card, "指派")
    await chen.choose(asked, card, "小王 Bo")
    await chen.card_of(ticket, "已指派")
    assert "投影仪不亮" in (await wang.reads(f"#{ticket}"))["text"]


async def test_a_transfer_on_the_card_leaves_a_stub_there(town: Town) -> None:
    """The pressed card becomes a stub; the warehouse has live cards on both sides."""
    wang, zhou = town.on_call.dingtalk, town.storekeeper
    ticket = await opened(town, "快递找不到了")
    card = await wang.card_of(ticket, "新建")
    asked = await wang.press(card, "转派")
    await wang.choose(asked, card, "warehouse")
    assert not (await wang.card_of(ticket, "已转出")).buttons
    assert "受理" in (await zhou.dingtalk.card_of(ticket, "新建", WAREHOUSE_DING)).buttons
    await zhou.slack.card_of(ticket, "New", WAREHOUSE)


@pytest.mark.parametrize(
    ("verbs", "status", "said"),
    [
        (("受理",), "已受理", ""),
        (("受理", "挂起 等客户 请发截图"), "挂起", "请发截图"),
        (("受理", "解决 已更换"), "已解决", "已更换"),
        (("受理", "开始处理"), "处理中", ""),
        (("取消工单 重复了",), "已取消", "重复了"),
        (("优先级 紧急",), "新建", "紧急"),
        (("转派 仓库",), "已转出", "仓库"),
    ],
)
async def test_a_verb_behind_the_number_does_what_its_button_does(
    town: Town, verbs: tuple[str, ...], status: str, said: str
) -> None:
    """`#1042 受理` and its like, after the mention in the group, move the ticket."""
    wang = town.on_call.dingtalk
    ticket = await opened(town, "空调漏水")
    for verb in verbs:
        assert (await wang.says(f"#{ticket} {verb}"))["acknowledged"]
    card = await wang.card_of(ticket, status)

    async def look() -> bool:
        return said in (await wang.card_of(ticket, status)).words

    assert card.id
    await eventually(look)


async def test_words_behind_the_number_are_a_comment(town: Town) -> None:
    """`#1042 我去看看` changes nothing but is kept as an internal comment."""
    wang = town.on_call.dingtalk
    ticket = await opened(town, "门禁失灵")
    await wang.says(f"#{ticket} 我下午去看看")
    await wang.says(f"#{ticket}")
    assert "我下午去看看" in (await wang.reads("内部", IT_DING))["text"]
    assert (await wang.card_of(ticket)).variables["status"] == "新建"


@pytest.mark.parametrize("beginning", ["工单", "建单"])
async def test_a_line_that_says_ticket_is_one_without_asking(town: Town, beginning: str) -> None:
    """`工单 …` in a group becomes a ticket at once and is answered there with its number."""
    li = town.frontline.dingtalk
    title = f"{beginning}开头的咖啡机"
    await li.says(f"{beginning} {title}", FRONTLINE_DING)
    card = await town.on_call.dingtalk.card(title)
    number = card.variables["title"].split()[0]
    await li.reads(number, FRONTLINE_DING)
    assert not await li.cards("要建成工单吗", FRONTLINE_DING)


async def test_the_direct_chat_does_what_the_group_does(town: Town) -> None:
    """Wang works a ticket from his direct chat with the bot, and is answered there."""
    wang = town.on_call.dingtalk
    ticket = await opened(town, "会议室没网")
    await wang.says_to_bot(f"#{ticket} 受理")
    await wang.card_of(ticket, "已受理")
    await wang.reads(f"#{ticket}")
    await wang.says_to_bot(f"#{ticket} 解决 已重启")
    await wang.card_of(ticket, "已解决")
    await settled()
    assert not await wang.bot_says(f"#{ticket}", IT_DING)


async def opened(town: Town, line: str) -> int:
    """A ticket that Li opened in her direct chat; its number."""
    li = town.frontline.dingtalk
    before = await _numbers(li)
    await li.says_to_bot(f"工单 {line}")

    async def look() -> int | None:
        new = await _numbers(li) - before
        return max(new, default=None)

    return await eventually(look)


async def _numbers(li: OnDingTalk) -> set[int]:
    """The numbers of the tickets that the bot has told her are open."""
    told: list[Json] = await li.bot_says("已建", li.chat)
    return {int(m["text"].split("#")[1].split("，")[0]) for m in told}
