"""Lines that may be meant as a ticket: one press of their author decides."""

import pytest

from tests.sandbox.conftest import eventually
from tests.town import Town, settled
from tests.townspeople import FRONTLINE, FRONTLINE_DING, IT_SUPPORT, OnSlack, SlackCard

pytestmark = pytest.mark.asyncio


async def test_a_mention_becomes_a_ticket_by_one_press_of_its_author(town: Town) -> None:
    """Ana is asked in her message's thread; her press makes the ticket and ends the question."""
    ana = town.frontline.slack
    said = await ana.says("@paidan the toner is empty again")
    asked = await ana.card("the toner is empty again", FRONTLINE)
    assert asked.thread == said["ts"]
    assert not await town.on_call.slack.bot_says("the toner is empty again", IT_SUPPORT)
    await ana.press(asked, "Make a ticket")
    made = await _card_with_tag(ana, "the toner is empty again", "Made")
    assert not made.buttons
    card = await town.on_call.slack.card("the toner is empty again")
    assert "Acknowledge" in card.buttons
    await town.on_call.dingtalk.card("the toner is empty again")


async def test_a_direct_message_is_asked_about_alike(town: Town) -> None:
    """In the direct chat with the bot the question stands there, and a no makes nothing."""
    ana = town.frontline.slack
    await ana.says("my chair is broken", ana.chat)
    asked = await ana.card("my chair is broken", ana.chat)
    await ana.press(asked, "No, thanks")
    await _card_with_tag(ana, "my chair is broken", "Not made", ana.chat)
    await settled()
    assert not await town.on_call.slack.bot_says("my chair is broken", IT_SUPPORT)


@pytest.mark.parametrize("beginning", ["new", "工单", "建单"])
async def test_a_mention_that_says_ticket_is_one_at_once(town: Town, beginning: str) -> None:
    """`@paidan new …` asks nothing: the ticket's number is told in the thread."""
    ana = town.frontline.slack
    said = await ana.says(f"@paidan {beginning} desk lamp {beginning}")
    await town.on_call.slack.card(f"desk lamp {beginning}")

    async def told() -> bool:
        seen = await ana.bot_says("#", FRONTLINE)
        return any(m["thread_ts"] == said["ts"] for m in seen)

    await eventually(told)
    assert not await ana.bot_says(f"desk lamp {beginning}", FRONTLINE)


async def test_only_its_author_may_press(town: Town) -> None:
    """Bo presses for Ana: he is told that it is hers to decide, and the question stands."""
    ana, bo = town.frontline.slack, town.on_call.slack
    await ana.says("@paidan a window won't close")
    asked = await bo.card("a window won't close", FRONTLINE)
    await bo.press(asked, "Make a ticket")
    assert (await bo.reads("小李 Ana", FRONTLINE))["ephemeral"]
    assert (await ana.card("a window won't close", FRONTLINE)).buttons


async def test_a_question_that_nobody_answers_expires(town: Town) -> None:
    """After half an hour of desk time its buttons are gone, and no ticket was made."""
    ana = town.frontline.slack
    await ana.says("@paidan maybe the heating")
    asked = await ana.card("maybe the heating", FRONTLINE)
    await town.advance(31 * 60)
    assert not (await _card_with_tag(ana, "maybe the heating", "Expired")).buttons
    assert asked.buttons
    await settled()
    assert not await town.on_call.slack.bot_says("maybe the heating", IT_SUPPORT)


async def test_a_mention_in_a_dingtalk_group_is_asked_about_there(town: Town) -> None:
    """Li's press on the question's card makes the ticket; Zhou's press does not."""
    li, zhou = town.frontline.dingtalk, town.storekeeper.dingtalk
    await li.says("二楼的门关不上", FRONTLINE_DING)
    asked = await li.card("二楼的门关不上", FRONTLINE_DING)
    refused = await zhou.press(asked, "建工单")
    assert refused["variables"]["note"]
    await li.press(asked, "建工单")
    await li.card("已建单", FRONTLINE_DING)
    await town.on_call.dingtalk.card("二楼的门关不上")
    await town.on_call.slack.card("二楼的门关不上")


async def test_the_direct_chat_in_dingtalk_asks_too(town: Town) -> None:
    """Li declines in her direct chat; no ticket is made."""
    li = town.frontline.dingtalk
    await li.says_to_bot("灯好像有点暗")
    asked = await li.card("灯好像有点暗", li.chat)
    await li.press(asked, "不用了")
    await li.card("未建单", li.chat)
    await settled()
    assert not await town.on_call.dingtalk.cards("灯好像有点暗")


async def test_a_ticket_is_as_old_as_the_line_it_was_made_of(town: Town) -> None:
    """Confirmed ten minutes later, the ticket was opened when its author wrote."""
    ana = town.frontline.slack
    await ana.says("@paidan the clock on the wall stopped")
    asked = await ana.card("the clock on the wall stopped", FRONTLINE)
    before = await _opened_at(town, "first of two")
    await town.advance(10 * 60)
    await ana.press(asked, "Make a ticket")
    await town.on_call.slack.card("the clock on the wall stopped")
    assert await _opened_at(town, "the clock on the wall stopped", make=False) == before


async def _opened_at(town: Town, title: str, make: bool = True) -> str:
    """The minute at which a ticket was opened, as its card says it."""
    if make:
        await town.opened(title)
    card = await town.on_call.slack.card(title)
    lines = card.words.splitlines()
    return lines[lines.index("*Opened*") + 1]


async def _card_with_tag(
    person: OnSlack, words: str, tag: str, channel: str = FRONTLINE
) -> SlackCard:
    async def look() -> SlackCard | None:
        card = await person.card(words, channel)
        return card if f"*{tag}*" in card.words else None

    return await eventually(look)
