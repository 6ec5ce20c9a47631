"""Everyday words: a ticket worked on by what people say, and what is asked about instead."""

import pytest

from tests.town import Town
from tests.townspeople import FRONTLINE, IT_DING, IT_SUPPORT, slack_words

pytestmark = pytest.mark.asyncio


async def test_a_ticket_is_worked_on_in_everyday_words(town: Town) -> None:
    """Wang takes it, waits, and is nudged; Ana nudges once more and is told that he knows."""
    ana, wang, bo = town.frontline.slack, town.on_call.dingtalk, town.on_call.slack
    ticket = await town.opened("till 5 is frozen")
    await wang.says(f"＃{ticket} 我来处理", IT_DING)
    await bo.card_of(ticket, "Acknowledged")
    answer = await ana.command(f"please nudge {ticket}")
    assert "has been asked to get on with" in answer["shown"][0]["text"]
    await wang.reads(f"在催 #{ticket}")
    again = await ana.command(f"催一下 #{ticket}")
    assert "半小时" in again["shown"][0]["text"]
    await wang.says(f"{ticket} 搞定了：重启了收银机", IT_DING)
    await bo.card_of(ticket, "Resolved")
    await ana.command(f"#{ticket} 可以关了")
    await bo.card_of(ticket, "Closed")


async def test_a_line_in_doubt_is_asked_about(town: Town) -> None:
    """`can we close #n?` closes nothing; one press writes it on the ticket, for all to read."""
    ana, bo = town.frontline.slack, town.on_call.slack
    ticket = await town.opened("till 6 is frozen")
    await ana.command(f"can we close #{ticket}?")
    asked = await ana.card(f"Is this meant for #{ticket}?", FRONTLINE)
    assert "Nothing was done" in asked.words
    await ana.press(asked, f"Write it on #{ticket}")
    await ana.card(f"Written on #{ticket}", FRONTLINE)
    await bo.reads(f"can we close #{ticket}?", IT_SUPPORT)
    shown = slack_words((await ana.command(f"#{ticket}"))["shown"][0])
    assert "New" in shown
    assert "can we close" in shown


async def test_a_slip_and_an_unknown_category_are_told(town: Town) -> None:
    """`lsit` makes no ticket; `#netwrok` stays in the title, and the nearest category is named."""
    ana, li = town.frontline.slack, town.frontline.dingtalk
    await ana.command("lsit mine")
    asked = await ana.card("Did you mean “list”?", FRONTLINE)
    await ana.press(asked, "No, thanks")
    made = await ana.command("till 7 is offline #netwrok")
    assert "The nearest one is “network”" in made["shown"][0]["text"]
    await town.on_call.slack.card("till 7 is offline #netwrok")
    await li.says_to_bot("谢谢")
    await li.reads("随时找我")
