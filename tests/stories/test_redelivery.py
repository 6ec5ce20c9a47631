"""The same thing delivered three times: one effect, and the same answer each time."""

import pytest

from tests.deliveries import (
    LINES,
    PRESSES,
    dingtalk_delivers,
    dingtalk_line,
    dingtalk_press,
    mention,
    press,
    slack_delivers,
    slash_command,
    submission,
    thread_reply,
)
from tests.sandbox.conftest import eventually
from tests.town import Town, settled
from tests.townspeople import FRONTLINE, FRONTLINE_DING, IT_DING, IT_SUPPORT

pytestmark = pytest.mark.asyncio
THREE_TIMES = range(3)


async def test_a_slash_command_makes_one_ticket(town: Town) -> None:
    """All three deliveries are answered with the same number, and one card stands."""
    ana, bo = town.frontline.slack, town.on_call.slack
    typed = slash_command(ana, "thrice typed", FRONTLINE, "100.trigger")
    answers = [await slack_delivers(ana.hand, "slash_commands", typed) for _ in THREE_TIMES]
    assert answers[0]["text"].startswith("#")
    assert answers == [answers[0]] * 3
    await bo.reads("thrice typed", IT_SUPPORT)
    await settled()
    assert len(await bo.bot_says("thrice typed", IT_SUPPORT)) == 1


async def test_a_verb_by_slash_command_moves_once(town: Town) -> None:
    """Acknowledging by words is confirmed three times alike, though it happened at the first."""
    bo = town.on_call.slack
    ticket = await town.opened("thrice acknowledged")
    typed = slash_command(bo, f"#{ticket} acknowledge", IT_SUPPORT, "101.trigger")
    answers = [await slack_delivers(bo.hand, "slash_commands", typed) for _ in THREE_TIMES]
    assert "小王 Bo" in answers[0]["text"]
    assert answers == [answers[0]] * 3


async def test_an_event_makes_one_ticket(town: Town) -> None:
    """A mention that Slack sends again makes nothing new, and is answered once in its thread."""
    ana, bo = town.frontline.slack, town.on_call.slack
    said = await ana.says("a message to be mentioned")
    event = mention(ana, "new thrice sent", FRONTLINE, said["ts"])
    for _ in THREE_TIMES:
        await slack_delivers(ana.hand, "events_api", event)
    await bo.reads("thrice sent", IT_SUPPORT)
    await settled()
    assert len(await bo.bot_says("thrice sent", IT_SUPPORT)) == 1
    below = [m for m in await ana.bot_says("#", FRONTLINE) if m["thread_ts"] == said["ts"]]
    assert len(below) == 1


async def test_a_question_is_asked_once(town: Town) -> None:
    """An unsure line that is delivered again brings no second question."""
    ana = town.frontline.slack
    said = await ana.says("another message to be mentioned")
    event = mention(ana, "thrice unsure", FRONTLINE, said["ts"])
    for _ in THREE_TIMES:
        await slack_delivers(ana.hand, "events_api", event)
    await ana.card("thrice unsure", FRONTLINE)
    await settled()
    assert len(await ana.bot_says("thrice unsure", FRONTLINE)) == 1


async def test_a_thread_reply_is_one_comment(town: Town) -> None:
    """A reply below the card that Slack sends again is mirrored once."""
    bo = town.on_call
    card = await bo.slack.card_of(await town.opened("a talking point"))
    said = await bo.slack.says("nothing to see here", IT_SUPPORT)
    event = thread_reply(bo.slack, "thrice replied", IT_SUPPORT, card.ts, said["ts"])
    for _ in THREE_TIMES:
        await slack_delivers(bo.slack.hand, "events_api", event)
    await bo.dingtalk.reads("thrice replied", IT_DING)
    await settled()
    assert len(await bo.dingtalk.bot_says("thrice replied", IT_DING)) == 1


async def test_a_press_moves_once_and_is_not_refused_for_it(town: Town) -> None:
    """A press on Slack that arrives again says nothing of "already"; its effect is one."""
    bo = town.on_call.slack
    ticket = await town.opened("thrice pressed")
    pressed = await press(bo, await bo.card_of(ticket), "Acknowledge", "1700000000.000001")
    for _ in THREE_TIMES:
        await slack_delivers(bo.hand, "interactive", pressed)
    await bo.card_of(ticket, "Acknowledged")
    await settled()
    assert not [m for m in await bo.sees(IT_SUPPORT) if m["ephemeral"]]
    assert await _told_ana(town, ticket) == 1


async def test_a_form_has_its_effect_once_and_closes_each_time(town: Town) -> None:
    """A submission that arrives again is answered as the first was: the form closes."""
    bo = town.on_call.slack
    ticket = await town.opened("thrice submitted")
    await bo.command(f"#{ticket} acknowledge", IT_SUPPORT)
    asked = await bo.press(await bo.card_of(ticket, "Acknowledged"), "Resolve")
    filled = submission(bo, asked["view"], "done for good")
    answers = [await slack_delivers(bo.hand, "interactive", filled) for _ in THREE_TIMES]
    assert answers == [answers[0]] * 3
    await bo.card_of(ticket, "Resolved")


async def test_a_confirming_press_makes_one_ticket(town: Town) -> None:
    """ "Make a ticket" that arrives three times makes one."""
    ana, bo = town.frontline.slack, town.on_call.slack
    await ana.says("@paidan thrice confirmed")
    asked = await ana.card("thrice confirmed", FRONTLINE)
    pressed = await press(ana, asked, "Make a ticket", "1700000000.000002")
    before = [m["ts"] for m in await ana.sees(FRONTLINE) if m["ephemeral"]]
    for _ in THREE_TIMES:
        await slack_delivers(ana.hand, "interactive", pressed)
    await bo.reads("thrice confirmed", IT_SUPPORT)
    await settled()
    assert len(await bo.bot_says("thrice confirmed", IT_SUPPORT)) == 1
    assert [m["ts"] for m in await ana.sees(FRONTLINE) if m["ephemeral"]] == before


async def test_a_dingtalk_message_makes_one_ticket(town: Town) -> None:
    """DingTalk repeats what it thinks was not heard: one card stands all the same."""
    li, wang = town.frontline.dingtalk, town.on_call.dingtalk
    line = dingtalk_line(li, "工单 说了三遍", FRONTLINE_DING, "msg-thrice")
    for n in THREE_TIMES:
        await dingtalk_delivers(li.hand, LINES, line, f"frame-thrice-{n}")
    await wang.card("说了三遍")
    await settled()
    assert len(await wang.cards("说了三遍")) == 1


async def test_a_dingtalk_verb_is_answered_alike_each_time(town: Town) -> None:
    """`#n 受理` that arrives again is not told that it is too late."""
    wang = town.on_call.dingtalk
    ticket = await town.opened("verb thrice")
    await wang.card_of(ticket)
    line = dingtalk_line(wang, f"#{ticket} 受理", IT_DING, "msg-verb")
    for n in THREE_TIMES:
        await dingtalk_delivers(wang.hand, LINES, line, f"frame-verb-{n}")
    await wang.card_of(ticket, "已受理")

    async def answered() -> list[str] | None:
        said = [m["text"] for m in await wang.bot_says(f"#{ticket}", IT_DING)]
        return said if len(said) == len(THREE_TIMES) else None

    said = await eventually(answered)
    assert said == [said[0]] * 3


async def test_a_dingtalk_press_moves_once_and_is_not_refused_for_it(town: Town) -> None:
    """A press on DingTalk that arrives again leaves no note of "already" on the presser's card."""
    wang = town.on_call.dingtalk
    ticket = await town.opened("press thrice")
    card = await wang.card_of(ticket)
    pressed = dingtalk_press(wang, card, 1, IT_DING)
    answers = [
        await dingtalk_delivers(wang.hand, PRESSES, pressed, "frame-press") for _ in THREE_TIMES
    ]
    private = [answer["response"]["userPrivateData"]["cardParamMap"] for answer in answers]
    assert private == [private[0]] * 3
    assert not private[0]["note"]
    await town.on_call.slack.card_of(ticket, "Acknowledged")
    assert await _told_ana(town, ticket) == 1


@pytest.mark.parametrize("messenger", ["slack", "dingtalk"])
async def test_everything_arriving_twice_at_once_happens_once(town: Town, messenger: str) -> None:
    """With every envelope and frame sent twice at the same moment, all is as if sent once."""
    bo, words = town.on_call, f"twice or once on {messenger}"
    await town.fault(messenger, "duplicate")
    try:
        ticket = await town.opened(f"all of {messenger} twice")
        await bo.slack.press(await bo.slack.card_of(ticket), "Acknowledge")
        card = await bo.dingtalk.card_of(ticket, "已受理")
        await bo.dingtalk.press(card, "开始处理")
        await bo.dingtalk.says(f"#{ticket} {words}")
        await bo.slack.card_of(ticket, "In progress")
        await bo.slack.reads(words, IT_SUPPORT)
        await settled()
    finally:
        await town.fault(messenger, "duplicate", on=False)
    assert len(await bo.slack.cards_of(ticket)) == 1
    assert len(await bo.dingtalk.cards(f"#{ticket} ")) == 1
    assert len(await bo.slack.bot_says(words, IT_SUPPORT)) == 1
    assert await _told_ana(town, ticket) == 1


async def _told_ana(town: Town, ticket: int) -> int:
    """How often she was told of it, as soon as she was."""
    ana = town.frontline.slack
    await ana.reads(f"#{ticket}")
    return len(await ana.bot_says(f"#{ticket}", ana.chat))
