"""Summaries on both messengers: asked for, pressed on, and posted by themselves."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from tests.sandbox.conftest import Json, eventually
from tests.town import SAMPLE, Town, settled
from tests.townspeople import FRONTLINE, IT_DING, IT_SUPPORT, slack_card, slack_words

pytestmark = pytest.mark.asyncio

SHANGHAI = ZoneInfo("Asia/Shanghai")
LINK = re.compile(r"\[([^\]]+)\]\(dtmd://dingtalkclient/sendMessage\?content=([^)]+)\)")
MINUTE = timedelta(minutes=1)
SOON = 5 * MINUTE


async def test_a_lead_asks_in_slack_and_sees_the_tickets_behind_a_figure(town: Town) -> None:
    """For Lea alone, in the channel: the figures, then what was created today."""
    ticket = await town.opened("beamer bulb is broken")
    answer = await town.lead.slack.command("summary today IT")
    (shown,) = answer["shown"]
    assert shown["ephemeral"]
    assert "Summary · IT 支持" in slack_words(shown)
    card = slack_card(FRONTLINE, shown)
    created = next(label for label in card.buttons if label.startswith("Created "))
    assert f"Created: {created.split()[1]} (" in card.words
    await town.lead.slack.press(card, created)

    async def listed() -> Json | None:
        seen = await town.lead.slack.bot_says("Created · IT 支持", FRONTLINE)
        return seen[-1] if seen else None

    told = await eventually(listed)
    assert told["ephemeral"]
    assert f"#{ticket} · " in slack_words(told)
    assert "beamer bulb is broken" in slack_words(told)


async def test_a_lead_asks_in_dingtalk_and_follows_a_link(town: Town) -> None:
    """In a group the figures come to her own chat, where a link lists what is open."""
    chen = town.lead.dingtalk
    ticket = await town.opened("docking station has no power")
    await chen.says("日报 IT", IT_DING)
    told = await chen.reads("汇总 · IT 支持")
    links = {label: unquote(said) for label, said in LINK.findall(told["text"])}
    created = next(label for label in links if label.startswith("新建 "))
    await chen.says(links[created], chen.chat)
    listed = await chen.reads("新建 · IT 支持")
    assert f"#{ticket} · " in listed["text"]
    assert not await town.on_call.dingtalk.bot_says("汇总 · IT", IT_DING)


async def test_others_are_told_that_it_is_for_leads(town: Town) -> None:
    """A member in Slack, a reporter in DingTalk."""
    answer = await town.on_call.slack.command("summary", IT_SUPPORT)
    assert "leads" in slack_words(answer["shown"][0])
    li = town.frontline.dingtalk
    await li.says_to_bot("日报")
    await li.reads("主管")


async def test_it_is_posted_once_also_when_the_bot_is_killed_meanwhile(
    town: Town, tmp_path: Path
) -> None:
    """At its time in both channels, each in its language; its buttons are for the group."""
    soon = (await desk_time(town)).astimezone(SHANGHAI) + SOON
    if soon.hour == 0 and soon.minute <= SOON / MINUTE:  # it would be another day's
        await town.advance(SOON.total_seconds())
        soon += SOON
    text = SAMPLE.read_text(encoding="utf-8").replace(
        "    calendar: office\n    tier: L1\n", f'    summary: {{daily: "{soon:%H:%M}"}}\n'
    )
    (tmp_path / "desk.yaml").write_text(text, encoding="utf-8")
    done = town.bot.command("apply", str(tmp_path / "desk.yaml"))
    assert done.returncode == 0, done.stderr + done.stdout
    ticket = await town.opened("desk lamp is dark")
    town.bot.kill()
    await town.restart_bot()
    await town.advance(SOON.total_seconds())
    bo, wang = town.on_call.slack, town.on_call.dingtalk
    card = await bo.card("Summary · IT 支持")
    await wang.reads("汇总 · IT 支持", IT_DING)
    await town.advance(120)
    await settled(1)
    assert len(await bo.bot_says("Summary · IT 支持", IT_SUPPORT)) == 1
    assert len(await wang.bot_says("汇总 · IT 支持", IT_DING)) == 1
    still_open = next(label for label in card.buttons if label.startswith("Open "))
    await bo.press(card, still_open)
    listed = await bo.reads("Open · IT 支持", IT_SUPPORT)
    assert listed["ephemeral"]
    assert f"#{ticket} · " in slack_words(listed) or "Next page" in str(listed["blocks"])


async def desk_time(town: Town) -> datetime:
    """What the desk's clock shows."""
    async with town.hand.http.get(f"{town.bot.url}/demo/clock") as answer:
        return datetime.fromisoformat((await answer.json())["now"])
