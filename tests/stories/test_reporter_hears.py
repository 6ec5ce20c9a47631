"""What a reporter is told of their ticket, where they asked, and nothing twice."""

from collections.abc import Awaitable, Callable

import pytest

from tests.sandbox.conftest import eventually
from tests.town import Town, settled
from tests.townspeople import FRONTLINE, FRONTLINE_DING, IT_SUPPORT, slack_title, slack_words

pytestmark = pytest.mark.asyncio

Heard = Callable[[Town, int], Awaitable[list[str]]]


async def by_command(town: Town) -> int:
    return await town.opened("projector is dark")


async def by_mention(town: Town) -> int:
    await town.frontline.slack.says("@paidan new projector hums")
    return await _number(town, "projector hums")


async def in_dingtalks_group(town: Town) -> int:
    await town.frontline.dingtalk.says("工单 投影仪闪烁", FRONTLINE_DING)
    return await _number(town, "投影仪闪烁")


async def in_dingtalks_chat(town: Town) -> int:
    await town.frontline.dingtalk.says_to_bot("工单 投影仪偏色")
    return await _number(town, "投影仪偏色")


async def heard_in_slacks_chat(town: Town, ticket: int) -> list[str]:
    return await _heard_on_slack(town, ticket, town.frontline.slack.chat)


async def heard_in_the_thread(town: Town, ticket: int) -> list[str]:
    return await _heard_on_slack(town, ticket, FRONTLINE)


async def heard_in_dingtalks_group(town: Town, ticket: int) -> list[str]:
    return await _heard_on_dingtalk(town, ticket, FRONTLINE_DING)


async def heard_in_dingtalks_chat(town: Town, ticket: int) -> list[str]:
    return await _heard_on_dingtalk(town, ticket, town.frontline.dingtalk.chat)


WAYS = [
    pytest.param(by_command, heard_in_slacks_chat, id="slash command"),
    pytest.param(by_mention, heard_in_the_thread, id="mention"),
    pytest.param(in_dingtalks_group, heard_in_dingtalks_group, id="DingTalk group"),
    pytest.param(in_dingtalks_chat, heard_in_dingtalks_chat, id="DingTalk chat"),
]


@pytest.mark.parametrize(("asked", "heard"), WAYS)
async def test_a_reporter_hears_each_step_that_is_theirs_once(
    town: Town, asked: Callable[[Town], Awaitable[int]], heard: Heard
) -> None:
    """Taken, waiting for them, resolved (a card), reopened, transferred: one message each."""
    ticket = await asked(town)
    for step, verb in enumerate(
        ("acknowledge", "pend customer which one?", "resolve done", "reopen", "transfer 仓库"), 1
    ):
        await town.on_call.slack.command(f"#{ticket} {verb}", IT_SUPPORT)

        async def told(expected: int = step) -> bool:
            return len(await heard(town, ticket)) == expected

        await eventually(told)
    await settled()
    assert len(await heard(town, ticket)) == 5


async def test_what_is_not_theirs_is_not_told(town: Town) -> None:
    """Starting, waiting for parts and going on make no message to the reporter."""
    ticket = await town.opened("printer needs a drum")
    for verb in ("acknowledge", "start", "pend parts ordered", "resume"):
        await town.on_call.slack.command(f"#{ticket} {verb}", IT_SUPPORT)
    await town.on_call.slack.card_of(ticket, "In progress")
    await settled()
    assert len(await heard_in_slacks_chat(town, ticket)) == 1


async def test_nobody_is_told_what_they_did_themselves(town: Town) -> None:
    """Bo's own ticket, taken by Bo, makes no message to Bo."""
    bo = town.on_call
    answer = await bo.slack.command("my own laptop is slow", IT_SUPPORT)
    ticket = int(answer["shown"][0]["text"].split("#")[1].split()[0])
    await bo.slack.command(f"#{ticket} acknowledge", IT_SUPPORT)
    await bo.slack.card_of(ticket, "Acknowledged")
    await settled()
    assert not await bo.slack.bot_says(f"#{ticket}", bo.slack.chat)
    assert not await bo.dingtalk.bot_says(f"#{ticket}", bo.dingtalk.chat)


async def test_an_answer_by_verb_is_not_told_again_where_it_was_typed(town: Town) -> None:
    """In the reporter's own DingTalk group Wang acknowledges by words: all can read that."""
    li, wang = town.frontline.dingtalk, town.on_call.dingtalk
    await li.says("工单 音箱没声", FRONTLINE_DING)
    ticket = await _number(town, "音箱没声")
    await eventually(lambda: li.bot_says("已建", FRONTLINE_DING))
    await wang.says(f"#{ticket} 受理", FRONTLINE_DING)
    await wang.card_of(ticket, "已受理")
    await eventually(lambda: li.bot_says("已在单聊里回复你", FRONTLINE_DING))
    await settled()
    said = await li.bot_says(f"#{ticket}", FRONTLINE_DING)
    assert not [message for message in said if "受理" in message["text"]]


async def _heard_on_slack(town: Town, ticket: int, channel: str) -> list[str]:
    """What the bot said of a ticket there, its opening aside; cards count as one thing said."""
    said = await town.frontline.slack.bot_says(f"#{ticket}", channel)
    heard = [m for m in said if not m["ephemeral"] and "is open and with" not in slack_words(m)]
    return [slack_title(m) or slack_words(m) for m in heard]


async def _heard_on_dingtalk(town: Town, ticket: int, conversation: str) -> list[str]:
    li = town.frontline.dingtalk
    said = [m["text"] for m in await li.bot_says(f"#{ticket}", conversation)]
    cards = [card.words for card in await li.cards(f"#{ticket} ", conversation)]
    return [words for words in (*said, *cards) if "已建" not in words]


async def _number(town: Town, title: str) -> int:
    card = await town.on_call.dingtalk.card(title)
    return int(card.variables["title"].split()[0].removeprefix("#"))
