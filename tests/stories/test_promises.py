"""What is promised: told when a ticket is opened, looked up later, and explained."""

import re

import pytest

from tests.sandbox.conftest import Json, eventually
from tests.town import Town, number_in
from tests.townspeople import (
    FRONTLINE,
    FRONTLINE_DING,
    IT_SUPPORT,
    SlackCard,
    slack_card,
    slack_words,
)

pytestmark = pytest.mark.asyncio

TIME = r"(?:\d+ \w+ )?\d\d:\d\d"
CHINESE_TIME = r"(?:\d+月\d+日 )?\d\d:\d\d"


def shown(answer: Json) -> str:
    """All that an answer to a command says."""
    return "\n".join(slack_words(message) for message in answer["shown"])


def on_card(answer: Json) -> SlackCard:
    """The card that an answer to a command is."""
    return slack_card(FRONTLINE, answer["shown"][0])


async def test_a_reporter_is_told_by_when_they_hear(town: Town) -> None:
    """In the answer to the command, and in the thread below a mention."""
    answer = await town.frontline.slack.command("projector is dark !urgent")
    assert re.search(rf"We answer by {TIME}\.", shown(answer))
    await town.frontline.slack.says("@paidan new projector hums !urgent")
    told = await town.frontline.slack.reads("We answer by", FRONTLINE)
    assert re.search(rf"We answer by {TIME}\.", slack_words(told))


async def test_a_reporter_in_dingtalk_is_told_too(town: Town) -> None:
    """In their group, and in their chat with the bot, in Chinese."""
    li = town.frontline.dingtalk
    await li.says("工单 投影仪闪烁 !紧急", FRONTLINE_DING)
    told = await li.reads("我们会在", FRONTLINE_DING)
    assert re.search(rf"我们会在 {CHINESE_TIME} 前答复。", told["text"])
    await li.says_to_bot("工单 投影仪偏色 !紧急")
    told = await li.reads("我们会在")
    assert re.search(rf"我们会在 {CHINESE_TIME} 前答复。", told["text"])


async def test_a_line_that_was_asked_about_is_promised_as_well(town: Town) -> None:
    """The card that asked whether it is a ticket says by when they hear, once it is one."""
    li = town.frontline.dingtalk
    await li.says_to_bot("投影仪打不开 !紧急")
    card = await li.card("投影仪打不开", li.chat)
    pressed = await li.press(card, card.buttons[0])
    assert re.search(rf"我们会在 {CHINESE_TIME} 前答复。", pressed["variables"]["news"])


async def test_a_reporter_looks_up_what_is_promised(town: Town) -> None:
    """Acknowledge, reply and solution with their times; what is the desk's own is not told."""
    ana = town.frontline.slack
    ticket = await town.opened("keyboard sticks !urgent")
    said = shown(await ana.command(f"sla #{ticket}"))
    assert re.search(rf"Acknowledge \(15 min\): 🟢 {TIME}", said)
    assert re.search(rf"First reply \(1 h\): 🟢 {TIME}", said)
    assert re.search(rf"Resolve \(4 h\): 🟢 {TIME}", said)
    assert "policy" not in said
    await town.on_call.slack.command(f"#{ticket} acknowledge", IT_SUPPORT)
    said = shown(await ana.command(f"#{ticket} sla"))
    assert "Acknowledge (15 min): ✅ done in time" in said


async def test_staff_see_what_comes_next_and_by_which_policy(town: Town) -> None:
    """The same in the group's chat, with the next step of each clock."""
    ticket = await town.opened("mouse jumps !urgent")
    said = shown(await town.on_call.slack.command(f"sla {ticket}", IT_SUPPORT))
    assert re.search(rf"next {TIME}: remind whoever is on duty", said)
    assert "policy “urgent”" in said
    wang = town.on_call.dingtalk
    await wang.says_to_bot(f"时限 #{ticket}")
    told = await wang.reads(f"#{ticket}「mouse jumps」的时限")
    assert "策略「urgent」" in told["text"]


async def test_the_policies_of_ones_groups(town: Town) -> None:
    """Without a number: what holds for the asker's groups; a reporter hears of the usual one."""
    said = shown(await town.storekeeper.slack.command("sla"))
    assert "仓库" in said
    assert re.search(r"store.*Acknowledge 30 min, Resolve 12 h", said)
    said = shown(await town.frontline.slack.command("sla"))
    assert "IT 支持" in said
    assert "store" not in said
    assert re.search(r"“urgent” \(for Urgent\): Acknowledge 15 min.*day and night", said)


async def test_strangers_are_told_nothing(town: Town) -> None:
    """Dan is neither its reporter nor of its group."""
    ticket = await town.opened("not for Dan !urgent")
    for question in (f"sla #{ticket}", f"why #{ticket}"):
        said = shown(await town.storekeeper.slack.command(question))
        assert "Acknowledge (" not in said
        assert "policy" not in said


async def test_a_reporter_who_asks_why_reads_what_was_promised(town: Town) -> None:
    """Their half of it: the deadlines, and no word of who was chosen or by which policy."""
    ana = town.frontline.slack
    ticket = await town.opened("scanner squeaks !urgent")
    said = shown(await ana.command(f"why #{ticket}"))
    assert re.search(rf"Resolve \(4 h\): 🟢 {TIME}", said)
    assert "is for IT 支持 to see" in said
    assert "policy" not in said
    said = shown(await ana.command(f"why not @Bo #{ticket}"))
    assert f"Who was chosen for #{ticket}, and why, is for IT 支持 to see." in said
    assert "Resolve" not in said


async def test_why_explains_a_deadline(town: Town) -> None:
    """Which time was counted and which was not, by which policy of which settings."""
    bo = town.on_call.slack
    ticket = await town.opened("screen flickers")
    await bo.command(f"#{ticket} acknowledge", IT_SUPPORT)
    await bo.command(f"#{ticket} pend customer which screen?", IT_SUPPORT)
    await town.advance(3 * 3600)
    await bo.command(f"#{ticket} resume", IT_SUPPORT)
    card = on_card(await bo.command(f"why #{ticket}", IT_SUPPORT))
    assert f"Why: #{ticket} screen flickers" in card.words
    assert re.search(r"8 h from .*hours: “office” · policy “usual”, settings 1", card.words)
    assert re.search(rf"{TIME} – {TIME}: not counted, waiting for customer", card.words)
    assert re.search(r"\w{3} \d+ \w{3}: .*\(.*\d\d:\d\d–\d\d:\d\d", card.words)


async def test_all_of_a_long_explanation_can_be_read(town: Town) -> None:
    """The card has the most of it, a button the rest; in DingTalk a line asks for it."""
    bo = town.on_call
    ticket = await town.opened("headset crackles")
    await bo.slack.command(f"#{ticket} acknowledge", IT_SUPPORT)
    for _ in range(4):
        await bo.slack.command(f"#{ticket} snooze 15m", IT_SUPPORT)
        await bo.slack.command(f"#{ticket} priority high", IT_SUPPORT)
        await bo.slack.command(f"#{ticket} priority normal", IT_SUPPORT)
    answer = await bo.slack.command(f"why #{ticket}", IT_SUPPORT)
    assert "Show all" in on_card(answer).buttons
    await bo.dingtalk.says_to_bot(f"为什么 #{ticket}")
    short = await bo.dingtalk.reads(f"为什么：#{ticket}")
    assert short["text"].count("修改了优先级") < 8
    await bo.dingtalk.says_to_bot(f"为什么 #{ticket} 全部")

    async def whole() -> bool:
        said = await bo.dingtalk.bot_says(f"为什么：#{ticket}", bo.dingtalk.chat)
        return bool(said[-1]["text"].count("修改了优先级") == 8)

    assert await eventually(whole)


async def test_why_says_who_was_called_and_how(town: Town) -> None:
    """Bo on the card in DingTalk, and Lea by a direct message when it was late; nobody else."""
    lea = town.lead.slack
    ticket = await town.opened("siren is silent !urgent")
    await town.on_call.dingtalk.card_of(ticket)
    await town.advance(25 * 60)
    await lea.reads(f"#{ticket}「siren is silent」")

    async def told() -> str | None:
        """A message is read a moment before it is known to have been sent."""
        said = shown(await lea.command(f"why #{ticket}", IT_SUPPORT))
        return said if "called 老陈 Lea (direct message, Slack)" in said else None

    said = await eventually(told)
    assert "called 小王 Bo (mention on the DingTalk card)" in said
    assert said.count("called 老陈 Lea") == 1


async def test_who_was_chosen_is_told_as_well(town: Town) -> None:
    """Why somebody, and why not somebody else; a name that nobody has is asked about."""
    lea = town.lead.slack
    ticket = number_in(await town.frontline.slack.command("vpn drops #network"))
    said = shown(await lea.command(f"why #{ticket}", IT_SUPPORT))
    assert "Who was chosen, and why" in said
    said = shown(await lea.command(f"why not @Dan #{ticket}", IT_SUPPORT))
    assert "Dan" in said
    said = shown(await lea.command(f"why not @Nobody #{ticket}", IT_SUPPORT))
    assert "Nobody" in said


async def test_why_in_a_tickets_thread_needs_no_number(town: Town) -> None:
    """Below the card it is that ticket's; elsewhere the answer asks which one, and opens none."""
    lea = town.lead.slack
    ticket = await town.opened("vpn blinks #network")
    card = await lea.card_of(ticket)
    await lea.says("@paidan why not @Dan?", IT_SUPPORT, card.ts)

    async def answered() -> bool:
        return any(
            "Dan" in slack_words(one) for one in await lea.sees(IT_SUPPORT) if _below(one, card.ts)
        )

    assert await eventually(answered)
    said = shown(await lea.command("why not @Dan"))
    assert "Which ticket?" in said
    assert "why not @Dan #" in said


def _below(message: Json, ts: str) -> bool:
    return bool(message["bot"]) and message.get("thread_ts") == ts
