"""What people say about a ticket: on the other messenger once, to its reporter when it is meant."""

import pytest

from tests.sandbox.conftest import Json, eventually
from tests.town import Town, settled
from tests.townspeople import (
    FRONTLINE,
    FRONTLINE_DING,
    IT_DING,
    IT_SUPPORT,
    SlackCard,
    slack_words,
)

pytestmark = pytest.mark.asyncio


async def test_a_reply_in_the_cards_thread_appears_in_dingtalk_once(town: Town) -> None:
    """Bo writes below the card: DingTalk's group reads it once, Slack's thread is left alone."""
    bo = town.on_call
    ticket = await town.opened("fan is loud")
    card = await bo.slack.card_of(ticket)
    await bo.slack.says("I have ordered a new fan", IT_SUPPORT, card.ts)
    said = await bo.dingtalk.reads("I have ordered a new fan", IT_DING)
    assert f"#{ticket}" in said["text"]
    await settled()
    assert len(await bo.dingtalk.bot_says("I have ordered a new fan", IT_DING)) == 1
    assert not await bo.slack.bot_says("I have ordered a new fan", IT_SUPPORT)


async def test_a_comment_in_dingtalk_appears_in_the_cards_thread_once(town: Town) -> None:
    """`#n words` in DingTalk's group stand once in the thread below Slack's card."""
    bo = town.on_call
    ticket = await town.opened("disk is full")
    card = await bo.slack.card_of(ticket)
    await bo.dingtalk.says(f"#{ticket} cleaning it tonight")
    said = await bo.slack.reads("cleaning it tonight", IT_SUPPORT)
    assert said["thread_ts"] == card.ts
    await settled()
    assert len(await _below(town, card, "cleaning it tonight")) == 1


async def test_an_internal_comment_does_not_reach_the_reporter(town: Town) -> None:
    """Ana hears nothing of it, and does not read it in the answer to `/ticket #n`."""
    ana, bo = town.frontline.slack, town.on_call
    ticket = await town.opened("password expired")
    card = await bo.slack.card_of(ticket)
    await bo.slack.says("third time this month", IT_SUPPORT, card.ts)
    await bo.dingtalk.reads("third time this month", IT_DING)
    seen = await ana.command(f"#{ticket}")
    assert "third time" not in slack_words(seen["shown"][0])
    await settled()
    assert not await ana.bot_says("third time", ana.chat)


async def test_a_reply_to_the_reporter_reaches_them_directly(town: Town) -> None:
    """Who asked by `/ticket` reads it in their direct chat, once; both groups read it too."""
    ana, bo = town.frontline.slack, town.on_call
    ticket = await town.opened("vpn drops every hour")
    menu = await bo.slack.press(await bo.slack.card_of(ticket), "More…")
    await bo.slack.press_in_view(menu["view"], "reply")
    await bo.slack.submit(await bo.slack.asked(), text="which version do you run?")
    await ana.reads("which version do you run?")
    await bo.dingtalk.reads("which version do you run?", IT_DING)
    card = await bo.slack.card_of(ticket)
    await eventually(lambda: _below(town, card, "which version"))
    await settled()
    assert len(await ana.bot_says("which version do you run?", ana.chat)) == 1


async def test_a_reply_to_a_mention_stands_in_its_thread(town: Town) -> None:
    """Who asked by a mention reads the reply below their own message, not in a direct chat."""
    ana, bo = town.frontline.slack, town.on_call.slack
    said = await ana.says("@paidan new cable is missing")
    ticket = await _number(town, "cable is missing")
    await bo.command(f"#{ticket} reply it is on its way", IT_SUPPORT)
    reply = await ana.reads("it is on its way", FRONTLINE)
    assert reply["thread_ts"] == said["ts"]
    assert "<@U0ANA>" in slack_words(reply)
    await settled()
    assert not await ana.bot_says("it is on its way", ana.chat)


async def test_staff_writing_in_the_reporters_thread_reply_to_them(town: Town) -> None:
    """What Bo writes there is read there: it isn't said twice, but stands in IT's own places."""
    ana, bo = town.frontline.slack, town.on_call
    said = await ana.says("@paidan new docking station is dead")
    ticket = await _number(town, "docking station is dead")
    await bo.slack.says("have you tried another outlet?", FRONTLINE, said["ts"])
    await bo.dingtalk.reads("have you tried another outlet?", IT_DING)
    card = await bo.slack.card_of(ticket)
    await eventually(lambda: _below(town, card, "another outlet"))
    await settled()
    assert not await ana.bot_says("another outlet", FRONTLINE)


async def test_a_reply_in_a_dingtalk_group_calls_the_reporter_there(town: Town) -> None:
    """Who asked in a DingTalk group is called in that group."""
    li, wang = town.frontline.dingtalk, town.on_call.dingtalk
    await li.says("工单 网页打不开", FRONTLINE_DING)
    number = (await wang.card("网页打不开")).variables["title"].split()[0]
    await wang.says(f"{number} 回复 请换个浏览器试试")
    reply = await li.reads("请换个浏览器试试", FRONTLINE_DING)
    assert li.user in reply["at_users"]


async def test_the_reporters_own_words_reach_both_groups(town: Town) -> None:
    """What Ana adds by `/ticket #n …` stands below Slack's card and in DingTalk's group."""
    ana, bo = town.frontline.slack, town.on_call
    ticket = await town.opened("screen went black")
    card = await bo.slack.card_of(ticket)
    await ana.command(f"#{ticket} now it smells, too")
    await bo.dingtalk.reads("now it smells, too", IT_DING)
    await eventually(lambda: _below(town, card, "now it smells, too"))
    assert "now it smells" in slack_words((await ana.command(f"#{ticket}"))["shown"][0])


async def test_words_in_the_reporters_own_thread_reach_both_groups(town: Town) -> None:
    """Ana goes on below her mention: IT reads it on both messengers."""
    ana, bo = town.frontline.slack, town.on_call
    said = await ana.says("@paidan new tablet won't charge")
    ticket = await _number(town, "tablet won't charge")
    await ana.says("with two different chargers", FRONTLINE, said["ts"])
    await bo.dingtalk.reads("with two different chargers", IT_DING)
    card = await bo.slack.card_of(ticket)
    await eventually(lambda: _below(town, card, "two different chargers"))


async def test_an_answer_below_a_direct_message_of_the_bot_is_about_its_ticket(
    town: Town,
) -> None:
    """Ana answers in the thread of what the bot told her: a comment, not another ticket."""
    ana, bo = town.frontline.slack, town.on_call
    ticket = await town.opened("camera shows nothing")
    await bo.slack.command(f"#{ticket} reply is the lid open?", IT_SUPPORT)
    asked = await ana.reads("is the lid open?")
    await ana.says("oh! it was not", ana.chat, asked["ts"])
    said = await bo.dingtalk.reads("oh! it was not", IT_DING)
    assert f"#{ticket}" in said["text"]


async def test_a_thread_that_is_nobodys_is_left_alone(town: Town) -> None:
    """People talking below a message of their own are not listened to."""
    ana = town.frontline.slack
    said = await ana.says("lunch?")
    await ana.says("pizza at noon", FRONTLINE, said["ts"])
    await settled()
    assert not await town.on_call.dingtalk.bot_says("pizza", IT_DING)
    assert not await ana.bot_says("pizza", FRONTLINE)


async def _below(town: Town, card: SlackCard, words: str) -> list[Json]:
    said = await town.on_call.slack.bot_says(words, card.channel)
    return [message for message in said if message["thread_ts"] == card.ts]


async def _number(town: Town, title: str) -> int:
    card = await town.on_call.dingtalk.card(title)
    return int(card.variables["title"].split()[0].removeprefix("#"))
