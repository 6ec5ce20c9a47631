"""A first DingTalk group needs no card platform: cards as messages, buttons as links."""

import re
from urllib.parse import unquote

import pytest

from tests.sandbox.conftest import Json, eventually
from tests.town import Town, settled
from tests.townspeople import IT_DING, OnDingTalk

pytestmark = pytest.mark.asyncio

TITLE = "没有模板也能受理"
SETTINGS = {"DINGTALK_CARD_TEMPLATE_ID": ""}
LINK = re.compile(r"\[([^\]]+)\]\(dtmd://dingtalkclient/sendMessage\?content=([^)]+)\)")


def links_on(message: Json) -> dict[str, str]:
    """What each link would write."""
    return {label: unquote(said) for label, said in LINK.findall(message["text"])}


async def follow(
    who: OnDingTalk, message: Json, label: str, more: str = "", where: str = IT_DING
) -> None:
    """Press a link; `more` is written behind what it says."""
    line = f"{links_on(message)[label]} {more}".strip()
    assert (await who.says(line, where))["acknowledged"]


async def opened(town: Town, title: str) -> int:
    """A ticket of Li's, by its number on what stands in the group for a card."""
    await town.frontline.dingtalk.says_to_bot(f"工单 {title}")
    card = await town.on_call.dingtalk.reads(title, IT_DING)
    found = re.search(r"#(\d+)", card["text"])
    assert found, card
    return int(found[1])


async def test_a_ticket_lives_from_new_to_closed_by_links(town: Town) -> None:
    """Each change is followed by a short line with what can be done then."""
    li, wang = town.frontline.dingtalk, town.on_call.dingtalk
    ticket = await opened(town, TITLE)
    card = await wang.reads(f"#{ticket} ", IT_DING)
    assert not await wang.cards(f"#{ticket} ")
    await follow(wang, card, "受理")
    line = await wang.reads(f"#{ticket} {TITLE} · 已受理", IT_DING)
    await follow(wang, line, "挂起")
    asked = await wang.reads(f"#{ticket} 挂起 …", wang.chat)
    await follow(wang, asked, "等配件", "等新滚轴", wang.chat)
    waits = await wang.reads(f"#{ticket} {TITLE} · 挂起", IT_DING)
    await follow(wang, waits, "继续处理")
    await wang.says(f"#{ticket} 解决 换了滚轴", IT_DING)
    own = await li.reads("已解决", li.chat)
    await follow(li, own, "确认解决", where=li.chat)
    await wang.reads(f"#{ticket} {TITLE} · 已关闭", IT_DING)


async def test_more_leads_to_every_other_move(town: Town) -> None:
    """The menu comes to the asker alone, and each of its links does what it says."""
    wang = town.on_call.dingtalk
    ticket = await opened(town, "整层断网了")
    card = await wang.reads(f"#{ticket} ", IT_DING)
    await follow(wang, card, "更多…")
    menu = await wang.reads(f"#{ticket}", wang.chat)
    await follow(wang, menu, "改优先级", where=wang.chat)

    async def chosen() -> Json | None:
        found = [m for m in await wang.sees(wang.chat) if "紧急" in links_on(m)]
        return found[-1] if found else None

    asked = await eventually(chosen)
    await follow(wang, asked, "紧急", where=wang.chat)
    await town.on_call.slack.card_of(ticket)

    async def urgent() -> bool:
        return "Urgent" in (await town.on_call.slack.card_of(ticket)).words

    await eventually(urgent)


async def test_a_change_that_nobody_would_see_is_not_said_again(town: Town) -> None:
    """A reply raises the card's count of replies in Slack; in the group nothing is repeated."""
    wang, bo = town.on_call.dingtalk, town.on_call.slack
    ticket = await opened(town, "键盘进水")
    card = await wang.reads(f"#{ticket} ", IT_DING)
    await follow(wang, card, "受理")
    await wang.reads(f"#{ticket} 键盘进水 · 已受理", IT_DING)
    before = len(await wang.bot_says(f"#{ticket} 键盘进水", IT_DING))
    standing = await bo.card_of(ticket, "Acknowledged")
    for words in ("on my way", "there in ten minutes"):
        await bo.says(words, standing.channel, standing.ts)
    await settled(1)
    assert len(await wang.bot_says(f"#{ticket} 键盘进水", IT_DING)) == before


async def test_somebody_elses_right_is_not_to_be_had_by_writing_a_link(town: Town) -> None:
    """What a link carries is looked at as any press: Li reports, and doesn't work tickets."""
    li = town.frontline.dingtalk
    ticket = await opened(town, "鼠标失灵")
    await li.says(f"受理 〔b:acknowledge:{ticket}:0〕", li.chat)
    await li.says(f"什么 〔b:no_such:{ticket}:0〕", li.chat)
    await settled(1)
    card = await town.on_call.slack.card_of(ticket)
    assert "New" in card.words


async def test_figures_lead_to_their_tickets_by_links(town: Town) -> None:
    """Chen's summary comes as text; each link lists what is behind its figure, for her alone."""
    chen, wang = town.lead.dingtalk, town.on_call.dingtalk
    ticket = await opened(town, "扫码枪没反应")
    await chen.says_to_bot("日报 IT")
    told = await chen.reads("汇总 · IT 支持", chen.chat)
    still_open = next(label for label in links_on(told) if label.startswith("未结束 "))
    await follow(chen, told, still_open, where=chen.chat)
    listed = await chen.reads("未结束 · IT 支持", chen.chat)
    assert f"#{ticket} · " in listed["text"]
    await wang.says(links_on(told)[still_open], wang.chat)
    await wang.reads("这份列表已经过期", wang.chat)


async def test_a_voice_message_keeps_its_recording(town: Town) -> None:
    """The link that says yes means that message, with what came along, and tells the promise; a
    second time it makes nothing."""
    li = town.frontline.dingtalk
    await li.sends(voice={"text": "三号仓库没电了", "base64": "IyFBTVIK"})
    asked = await li.reads("要建成工单吗", li.chat)
    await follow(li, asked, "建工单", where=li.chat)
    told = await li.reads("已建成工单", li.chat)
    assert "前答复" in told["text"]
    await town.on_call.dingtalk.reads("audio.amr", IT_DING)
    await follow(li, asked, "建工单", where=li.chat)
    await li.reads("这条已经处理过了", li.chat)
