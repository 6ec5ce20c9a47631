"""Whatever people write: nobody is called, no card breaks, all of it can be read."""

import pytest

from tests.sandbox.conftest import Json, eventually
from tests.town import Town
from tests.townspeople import (
    FRONTLINE_DING,
    IT_DING,
    IT_SUPPORT,
    OnDingTalk,
    slack_title,
    slack_words,
)

pytestmark = pytest.mark.asyncio

FAMILY = "👨‍👩‍👧‍👦"
NASTY = [
    "a < b & c",
    "&lt; is not &amp;",
    "*bold* _italic_ ~gone~ `code`",
    "see https://example.com/a?b=1&c=2 [here](https://example.com)",
    "<!channel> <!here> <!everyone>",
    "<#C0ITSUP> <!subteam^S1|all> <!date^1|now>",
    "# heading > quote - list 1. one",
    "!!! ### ???",
    "\"quotes\" 'single' \\back\\slash {json} %s",
    "zero\u200bwidth and \u202eright to left",
]


@pytest.mark.parametrize("title", NASTY)
async def test_a_title_typed_in_dingtalk_is_shown_exactly_so_on_both_sides(
    town: Town, title: str
) -> None:
    """No markup works, no entity is decoded or added, and Slack's channel is not pinged."""
    li = town.frontline.dingtalk
    before = await _newest(town)
    await li.says_to_bot(f"工单 {title}")
    message = await _newer(town, before)
    number = slack_title(message).split()[0]
    assert slack_title(message) == f"{number} {title}"
    assert message["pings"] == []
    card = await town.on_call.dingtalk.card(f"{number} ")
    assert card.variables["title"] == f"{number} {title}"


@pytest.mark.parametrize("title", NASTY)
async def test_a_title_typed_in_slack_is_shown_exactly_so_on_both_sides(
    town: Town, title: str
) -> None:
    """What Slack encodes on the way in is what was typed on the way out."""
    ticket = await town.opened(title)
    message = await town.on_call.slack.reads(f"#{ticket} ", IT_SUPPORT)
    assert slack_title(message) == f"#{ticket} {title}"
    assert message["pings"] == []
    card = await town.on_call.dingtalk.card_of(ticket)
    assert card.variables["title"] == f"#{ticket} {title}"


@pytest.mark.parametrize("title", ["@所有人 快来", "@all come", "@everyone look"])
async def test_nobody_is_called_in_dingtalk_by_a_title(town: Town, title: str) -> None:
    """An @ that would call a whole group is drawn full-width; only who is on duty is called."""
    ticket = await town.opened(title)
    card = await town.on_call.dingtalk.card_of(ticket)
    assert f"＠{title[1:]}" in card.variables["title"]
    assert card.at_users == ("user-wang",)


async def test_a_mention_of_somebody_is_their_name(town: Town) -> None:
    """`@Bo` in a line is read as his name, and calls nobody again."""
    ticket = await town.opened("ask @Bo about it")
    message = await town.on_call.slack.reads(f"#{ticket} ", IT_SUPPORT)
    assert slack_title(message) == f"#{ticket} ask @Bo about it"
    assert "<@U0BO>" not in str(message["blocks"])


async def test_a_comment_calls_nobody(town: Town) -> None:
    """`<!channel>` and `@所有人` in a comment arrive as letters on the other side."""
    bo = town.on_call
    ticket = await town.opened("comments may be nasty")
    await bo.slack.card_of(ticket)
    await bo.dingtalk.says(f"#{ticket} <!channel> wake up & <b>run</b>")
    said = await bo.slack.reads("wake up", IT_SUPPORT)
    assert said["pings"] == []
    assert "&lt;!channel&gt; wake up &amp; &lt;b&gt;run&lt;/b&gt;" in slack_words(said)
    await bo.slack.command(f"#{ticket} @所有人 *hurry*", IT_SUPPORT)
    heard = await bo.dingtalk.reads("hurry", IT_DING)
    assert "@所有人" not in heard["text"]
    assert "\\*hurry\\*" in heard["text"]


async def test_the_first_line_is_the_title_and_the_others_stand_below(town: Town) -> None:
    """A message of several lines keeps its lines."""
    li = town.frontline.dingtalk
    await li.says("工单 会议系统坏了\n- 没有声音\n- 没有画面", FRONTLINE_DING)
    message = await town.on_call.slack.reads("会议系统坏了", IT_SUPPORT)
    assert slack_title(message).endswith(" 会议系统坏了")
    assert "- 没有声音\n- 没有画面" in slack_words(message)


@pytest.mark.parametrize("length", [3_000, 20_000])
async def test_a_long_line_is_cut_on_its_cards_and_the_rest_is_one_press_away(
    town: Town, length: int
) -> None:
    """Both cards stand; Read all opens the whole text on Slack and sends it in DingTalk."""
    bo = town.on_call
    end = f"THE-END-{length}"
    ticket = await town.opened("long ".ljust(length - len(end), "长") + end)
    card = await bo.slack.card_of(ticket)
    assert end not in card.words
    opened = await bo.slack.press(card, "Read all")
    assert end in slack_words(opened["view"])
    ding_card = await bo.dingtalk.card_of(ticket)
    assert end not in ding_card.words
    pressed = await bo.dingtalk.press(ding_card, "查看全文")
    assert pressed["acknowledged"]
    assert end in (await bo.dingtalk.reads(end))["text"]


async def test_a_line_that_is_too_long_is_refused_with_the_limit(town: Town) -> None:
    """20,001 characters are answered with a sentence, and no ticket is made."""
    answer = await town.frontline.slack.command("x" * 20_001)
    assert "20000" in answer["shown"][0]["text"].replace(",", "")


async def test_a_title_is_cut_between_characters_as_they_are_seen(town: Town) -> None:
    """Of a row of families each one is whole or not there, on both sides."""
    ticket = await town.opened(FAMILY * 60)
    message = await town.on_call.slack.reads(f"#{ticket} ", IT_SUPPORT)
    card = await town.on_call.dingtalk.card_of(ticket)
    for title in (slack_title(message), card.variables["title"]):
        shown = title.removeprefix(f"#{ticket} ").removesuffix("…")
        assert shown
        assert not shown.replace(FAMILY, "")


async def test_a_long_result_is_whole_for_who_asks(town: Town) -> None:
    """A result of 3,000 characters is cut on the card and whole behind Read all."""
    bo = town.on_call.slack
    ticket = await town.opened("needs a long answer")
    await bo.command(f"#{ticket} acknowledge", IT_SUPPORT)
    asked = await bo.press(await bo.card_of(ticket, "Acknowledged"), "Resolve")
    await bo.submit(asked["view"], text="& " * 1_490 + "RESULT-END")
    opened = await bo.press(await bo.card_of(ticket, "Resolved"), "Read all")
    assert "RESULT-END" in slack_words(opened["view"])


async def test_the_messengers_had_nothing_to_complain_of(town: Town) -> None:
    """After all that was written here, no limit or rule of either messenger was broken."""
    assert await town.hand.broken_rules() == []


async def _newest(town: Town) -> Json:
    seen = await town.on_call.slack.sees(IT_SUPPORT)
    return max((m["ts"] for m in seen), default="")


async def _newer(town: Town, ts: str) -> Json:
    """The first card that came after this."""

    async def look() -> Json | None:
        seen = await town.on_call.slack.sees(IT_SUPPORT)
        return next((m for m in seen if m["ts"] > ts and slack_title(m)), None)

    return await eventually(look)


async def test_the_direct_chat_shows_a_nasty_title_as_it_is(town: Town) -> None:
    """What Li reads of her ticket in DingTalk's markdown is what she wrote."""
    li: OnDingTalk = town.frontline.dingtalk
    await li.says_to_bot("工单 价格 *5* 元 <急>")
    number = (await town.on_call.dingtalk.card("价格 *5* 元")).variables["title"].split()[0]
    await li.says_to_bot(number)
    await li.reads("价格 \\*5\\* 元 &lt;急&gt;")
