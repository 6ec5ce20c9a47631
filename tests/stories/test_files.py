"""Files: sent on one messenger, kept once, shown on the card, brought to the other messenger."""

import re

import pytest

from tests.sandbox.conftest import Json, eventually
from tests.town import Town
from tests.townspeople import FRONTLINE, IT_DING, IT_SUPPORT, Sent, slack_words

pytestmark = pytest.mark.asyncio

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 200


async def test_a_picture_from_slack_reaches_dingtalk_and_can_be_saved(town: Town) -> None:
    """Ana mentions the bot with a picture: both cards link it, DingTalk's group sees it itself."""
    ana, bo = town.frontline.slack, town.on_call
    await ana.sends(Sent("smoke.png", PNG), text="@paidan new smoke test", channel=FRONTLINE)
    card = await eventually(lambda: _slack_card_with(town, "smoke test", "smoke.png"))
    data, headers = await _saved(town, _address(slack_words(card)))
    assert data == PNG
    assert headers["Content-Disposition"].startswith('attachment; filename="smoke.png"')
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    shown = await eventually(lambda: _ding_file(town, IT_DING, "picture"))
    assert shown["files"][0]["size"] == len(PNG)
    said = await bo.dingtalk.reads("smoke.png", IT_DING)
    assert "Ana" in said["text"]
    await eventually(lambda: _ding_card_with(town, "smoke test", "smoke.png"))


async def test_a_picture_alone_in_dingtalk_asks_for_its_title(town: Town) -> None:
    """小李 sends two pictures and then a line: one ticket with that title, and both pictures."""
    li, bo = town.frontline.dingtalk, town.on_call.slack
    await li.sends(picture=Sent("", PNG).as_json())
    await li.card("这是什么问题", li.chat)
    await li.sends(picture=Sent("", PNG + b"2").as_json())
    await li.says_to_bot("收银台屏幕花了")
    card = await eventually(lambda: _slack_card_with(town, "收银台屏幕花了", "image.png"))
    assert "附件（2）" in slack_words(card) or "Files (2)" in slack_words(card)
    number = slack_words(card).split()[0]
    await li.reads(number)
    assert (await li.card(f"工单{number}", li.chat)).buttons == ()
    files = await eventually(lambda: _slack_files(town, IT_SUPPORT, card["ts"]))
    assert {file["mimetype"] for file in files} == {"image/png"}
    assert not await bo.bot_says("要建成工单吗", IT_SUPPORT)


async def _slack_card_with(town: Town, title: str, words: str) -> Json | None:
    cards = await town.on_call.slack.bot_says(title, IT_SUPPORT)
    return next((one for one in cards if words in slack_words(one)), None)


async def _ding_card_with(town: Town, title: str, words: str) -> object | None:
    cards = await town.on_call.dingtalk.cards(title)
    return next((one for one in cards if words in one.words), None)


async def _ding_file(town: Town, conversation: str, kind: str) -> Json | None:
    seen = await town.on_call.dingtalk.sees(conversation)
    return next((one for one in seen if one["bot"] and one["kind"] == kind), None)


async def _slack_files(town: Town, channel: str, thread: str) -> list[Json]:
    seen = await town.on_call.slack.sees(channel)
    below = [one for one in seen if one["thread_ts"] == thread and one["bot"]]
    return [file for one in below for file in one["files"]]


def _address(words: str) -> str:
    found = re.search(r"<(http[^|>]+/files/[^|>]+)\|", words)
    assert found, words
    return found[1].replace("&amp;", "&")


async def _saved(town: Town, address: str) -> tuple[bytes, dict[str, str]]:
    async with town.hand.http.get(address) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.read(), dict(answer.headers)
