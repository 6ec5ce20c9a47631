"""Duty on both messengers: who is on, swaps, overrides, leave, and cards that call the new one."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desk.roster import Layer, Unit
from desk.turns import turn_at
from tests.sandbox.conftest import eventually
from tests.town import SAMPLE, Town, settled
from tests.townspeople import (
    FRONTLINE,
    IT_DING,
    IT_SUPPORT,
    DingTalkCard,
    OnDingTalk,
    OnSlack,
    SlackCard,
    slack_card,
)

pytestmark = pytest.mark.asyncio

SHANGHAI = ZoneInfo("Asia/Shanghai")
PEOPLE = ("wang", "zhou", "li")
# Wang, Zhou and Li have a day each, from 9:00; Chen is the back-up, and the lead.
LAYERS = """    layers:
      round: {people: [wang, zhou, li], every: 1 day, start: 2026-01-05 09:00}
      backup: {people: [chen], every: 1 week, start: 2026-01-05 09:00, position: backup}
"""
ROUND = Layer(
    key="round",
    timezone="Asia/Shanghai",
    unit=Unit.DAY,
    start=datetime.fromisoformat("2026-01-05 09:00"),
    crews=((0,), (1,), (2,)),
)
ZHOU_FOR_WANG, LI_FOR_WANG = "小周 Dan 替小王 Bo", "小李 Ana 替小王 Bo"
IN_ENGLISH = "小周 Dan for 小王 Bo"


def desk_yaml(needs_lead: bool = False, people: str = ", ".join(PEOPLE), name: str = "IT") -> str:
    """The sample, with a roster in which a day is one person's; its name tells it apart."""
    before, _, after = SAMPLE.read_text(encoding="utf-8").partition("    layers:\n")
    _, store, rest = after.partition("  store-duty:")
    text = before + LAYERS.replace(", ".join(PEOPLE), people) + store + rest
    text = text.replace("members: [wang]", "members: [wang, zhou, li]")
    text = text.replace("name: IT 值班", f"name: {name}")
    return text.replace("swap_needs_lead: false", f"swap_needs_lead: {str(needs_lead).lower()}")


@pytest.fixture
def applied(town: Town, tmp_path: Path) -> Callable[..., Awaitable[Town]]:
    """Apply such a desk.yaml, and wait until the running bot goes by it."""

    async def apply(**different: object) -> Town:
        name = f"IT-{tmp_path.name}-{len(different)}"
        (tmp_path / "desk.yaml").write_text(desk_yaml(**different, name=name), encoding="utf-8")  # type: ignore[arg-type]
        done = town.bot.command("apply", str(tmp_path / "desk.yaml"))
        assert done.returncode == 0, done.stderr + done.stdout

        async def look() -> bool:
            said = await asked(town.lead.slack, "preview")
            return name in said

        await eventually(look)
        return town

    return apply


async def asked(who: OnSlack, text: str, channel: str = IT_SUPPORT) -> str:
    """Type `/duty …`; the words of the answer."""
    answer = await who.hand.post(
        "/control/slack/command", user=who.user, channel=channel, command="/duty", text=text
    )
    assert answer["acknowledged"], answer
    return "\n".join(message["text"] for message in answer["shown"])


async def desk_time(town: Town) -> datetime:
    """What the desk's clock shows."""
    async with town.hand.http.get(f"{town.bot.url}/demo/clock") as answer:
        return datetime.fromisoformat((await answer.json())["now"])


async def shift_of_wang(town: Town, days: int) -> datetime:
    """When a shift of Wang's begins by the rotation, at least so many days ahead."""
    at = await desk_time(town) + timedelta(days=days)
    while True:
        turn = turn_at(ROUND, at)
        assert turn is not None
        at = turn.end
        if (next_one := turn_at(ROUND, at)) and PEOPLE[next_one.crew[0]] == "wang":
            return at


def day_of(at: datetime) -> str:
    """As it is typed."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d}"


def said_day(at: datetime) -> str:
    """As it is told in Chinese."""
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日"


def said_anyhow(at: datetime) -> str:
    """As it is told in either language."""
    return rf"{said_day(at)} |\b{at.astimezone(SHANGHAI).day} {at.astimezone(SHANGHAI):%b}\b"


async def swap_card(who: OnDingTalk, words: str, status: str, at: datetime) -> DingTalkCard:
    """Wait for a swap's card in somebody's direct chat, for that day, in this state."""

    async def look() -> DingTalkCard | None:
        cards = await who.cards(words, who.chat)
        fitting = (card for card in cards if re.search(said_anyhow(at), card.words))
        return next((card for card in fitting if card.variables["status"] == status), None)

    return await eventually(look)


async def slack_card_on(who: OnSlack, words: str, at: datetime) -> SlackCard:
    """The same on Slack, in whatever state."""

    async def look() -> SlackCard | None:
        cards = [slack_card(who.chat, m) for m in await who.bot_says(words, who.chat)]
        return next((card for card in reversed(cards) if said_day(at) in card.words), None)

    return await eventually(look)


Applied = Callable[..., Awaitable[Town]]


async def test_who_is_on_duty_is_told_on_both_messengers(applied: Applied) -> None:
    """`/duty` on Slack, 值班 in DingTalk's group, the week, one's own shifts, the preview."""
    town = await applied()
    bo, wang = town.on_call.slack, town.on_call.dingtalk
    board = await asked(bo, "")
    assert "Back-up: 老陈 Lea" in board or "备班：老陈 Lea" in board
    await wang.says("值班")
    assert "备班：老陈 Lea" in (await wang.reads("主班：", IT_DING))["text"]
    await wang.says("值班 本周")
    assert "小周 Dan" in (await wang.reads("未来七天", IT_DING))["text"]
    await wang.says_to_bot("我的值班")
    start = await shift_of_wang(town, 3)
    assert said_day(start) in (await wang.reads("未来四周"))["text"]
    await town.lead.slack.says("<@U0PAIDAN> duty week", IT_SUPPORT)
    await town.lead.slack.reads("next seven days", IT_SUPPORT)
    await wang.says("排班预览")
    assert "小时" in (await wang.reads("未来 12 周", IT_DING))["text"]


async def test_an_accepted_swap_changes_whom_the_next_card_calls(applied: Applied) -> None:
    """Wang asks Zhou on Slack; Zhou accepts on DingTalk; that day a new ticket calls Zhou.

    Wang wrote in English, so his card is in English, also where the desk speaks Chinese.
    """
    town = await applied()
    wang, zhou = town.on_call, town.storekeeper
    start = await shift_of_wang(town, 1)
    assert "小周 Dan" in await asked(wang.slack, f"swap @Dan {day_of(start)}")
    card = await swap_card(zhou.dingtalk, ZHOU_FOR_WANG, "等待答复", start)
    assert card.buttons == ("同意", "拒绝")
    own = await swap_card(wang.dingtalk, IN_ENGLISH, "Waits for an answer", start)
    assert own.buttons == ("Withdraw",)
    pressed = await zhou.dingtalk.press(card, "同意")
    assert pressed["variables"]["status"] in {"已换班", "等待答复"}
    assert not (await swap_card(wang.dingtalk, IN_ENGLISH, "Swapped", start)).buttons
    assert not (await swap_card(zhou.dingtalk, ZHOU_FOR_WANG, "已换班", start)).buttons
    await wang.slack.reads("takes the shift of 小王 Bo", IT_SUPPORT)
    await wang.dingtalk.reads("小周 Dan 接小王 Bo 的班", IT_DING)
    now = await desk_time(town)
    await town.advance((start - now).total_seconds() + 3600)
    ticket = await town.opened("the swapped printer")
    assert (await wang.dingtalk.card_of(ticket)).at_users == ("user-zhou",)


async def test_a_declined_swap_changes_nothing(applied: Applied) -> None:
    """Wang asks Li in his direct chat; she declines on Slack's card; he hears of it."""
    town = await applied()
    wang, li = town.on_call.dingtalk, town.frontline.slack
    start = await shift_of_wang(town, 8)
    await asked(li, "我的", FRONTLINE)  # she writes Chinese, so her card is in Chinese
    await wang.says_to_bot(f"换班 @小李 {day_of(start)}")
    await swap_card(wang, LI_FOR_WANG, "等待答复", start)
    assert not await wang.bot_says("已经请小李 Ana", wang.chat)  # his card says it
    card = await slack_card_on(li, LI_FOR_WANG, start)
    assert tuple(card.buttons) == ("同意", "拒绝")
    await li.press(card, "拒绝")
    await wang.reads("没有同意：小李 Ana 不接小王 Bo")
    assert not (await swap_card(wang, LI_FOR_WANG, "已拒绝", start)).buttons
    assert said_day(start) not in await asked(town.on_call.slack, "变更")


async def test_a_lead_agrees_where_the_group_wants_it(applied: Applied) -> None:
    """After Zhou has accepted, Chen approves on a card of his own; only then it counts."""
    town = await applied(needs_lead=True)
    wang, zhou, chen = town.on_call, town.storekeeper, town.lead
    start = await shift_of_wang(town, 11)
    await asked(wang.slack, f"换班 @Dan {day_of(start)}")
    card = await swap_card(zhou.dingtalk, ZHOU_FOR_WANG, "等待答复", start)
    assert said_day(start) not in await asked(chen.slack, "变更")
    await zhou.dingtalk.press(card, "同意")
    await swap_card(wang.dingtalk, ZHOU_FOR_WANG, "等待主管批准", start)
    assert said_day(start) not in await asked(chen.slack, "变更")
    approval = await slack_card_on(chen.slack, ZHOU_FOR_WANG, start)
    assert tuple(approval.buttons) == ("批准", "拒绝")
    await chen.slack.press(approval, "批准")
    await swap_card(wang.dingtalk, ZHOU_FOR_WANG, "已换班", start)
    assert said_day(start) in await asked(chen.slack, "变更")


async def test_of_two_swaps_of_one_shift_at_once_one_wins(applied: Applied) -> None:
    """Zhou on DingTalk and Li on Slack accept at the same moment: one has it, the other is told."""
    town = await applied()
    wang, zhou, li = town.on_call, town.storekeeper.dingtalk, town.frontline.slack
    start = await shift_of_wang(town, 15)
    await asked(li, "我的", FRONTLINE)
    for other in ("Dan", "Ana"):
        await asked(wang.slack, f"换班 @{other} {day_of(start)}")
    to_zhou = await swap_card(zhou, ZHOU_FOR_WANG, "等待答复", start)
    to_li = await slack_card_on(li, LI_FOR_WANG, start)
    await asyncio.gather(zhou.press(to_zhou, "同意"), li.press(to_li, "同意"))

    async def look() -> list[str]:
        cards = [
            *await wang.dingtalk.cards(ZHOU_FOR_WANG, wang.dingtalk.chat),
            *await wang.dingtalk.cards(LI_FOR_WANG, wang.dingtalk.chat),
        ]
        ours = [card.variables["status"] for card in cards if said_day(start) in card.words]
        return ours if sorted(ours) == sorted(["已换班", "已作废"]) else []

    await eventually(look)
    changes = await asked(wang.slack, "变更")
    assert changes.count(f"{said_day(start)} ") == 1


async def test_override_leave_and_undo(applied: Applied) -> None:
    """Chen puts himself on; Wang is away and Chen hears of the hole; both are taken back."""
    town = await applied()
    wang, chen = town.on_call, town.lead
    start = await shift_of_wang(town, 20)
    put_on = await asked(chen.slack, f"代班 @Lea 18:00-22:00 {day_of(start)} 替 @Bo")
    assert "老陈 Lea" in put_on
    await wang.dingtalk.reads("老陈 Lea 代小王 Bo 值班", IT_DING)
    away = f"请假 {day_of(start)}"
    await wang.dingtalk.says_to_bot(away)
    told = (await wang.dingtalk.reads("这些时间没有人值班"))["text"]
    assert f"{said_day(start)} " in told
    assert "09:00–18:00" in told
    await chen.slack.reads("没有人值班")
    await wang.slack.reads("小王 Bo is away from duty", IT_SUPPORT)
    numbers = re.findall(r"(?:undo|撤销) (C\d+)", f"{put_on} {told}")
    assert len(numbers) == 2
    await wang.dingtalk.says_to_bot(f"撤销 {numbers[0]}")
    await wang.dingtalk.reads("的主管可以撤销")
    for number in numbers:
        await asked(chen.slack, f"undo {number}")
    assert said_day(start) not in await asked(chen.slack, "变更")


async def test_a_swap_is_void_once_the_rotation_is_another(applied: Applied) -> None:
    """Other participants are applied: the swap ends once, both people and the group hear."""
    town = await applied()
    wang, zhou = town.on_call, town.storekeeper.dingtalk
    start = await shift_of_wang(town, 25)
    await asked(wang.slack, f"换班 @Dan {day_of(start)}")
    card = await swap_card(zhou, ZHOU_FOR_WANG, "等待答复", start)
    await zhou.press(card, "同意")
    await swap_card(wang.dingtalk, ZHOU_FOR_WANG, "已换班", start)
    await applied(people="wang, li")
    for who in (wang.dingtalk, zhou):
        assert said_day(start) in await told_void(who, start)
    await wang.dingtalk.reads("换班作废", IT_DING)
    await settled()
    void = await wang.dingtalk.bot_says("换班作废", wang.dingtalk.chat)
    assert len([message for message in void if said_day(start) in message["text"]]) == 1
    assert said_day(start) not in await asked(wang.slack, "变更")


async def told_void(who: OnDingTalk, at: datetime) -> str:
    """Wait until somebody is told directly that this day's swap is void."""

    async def look() -> str:
        told = await who.bot_says("换班作废", who.chat)
        return next((m["text"] for m in told if said_day(at) in m["text"]), "")

    return await eventually(look)
