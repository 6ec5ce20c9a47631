"""Files: sent on one messenger, kept once, shown on the card, brought to the other messenger."""

import re

import pytest

from tests.deliveries import mention, slack_delivers
from tests.sandbox.conftest import Json, eventually
from tests.town import Town, settled
from tests.townspeople import FRONTLINE, FRONTLINE_DING, IT_DING, IT_SUPPORT, Sent, slack_words

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
    asked = await li.card("收银台屏幕花了", li.chat)
    assert number in asked.words
    assert not asked.buttons
    files = await eventually(lambda: _slack_files(town, IT_SUPPORT, card["ts"]))
    assert {file["mimetype"] for file in files} == {"image/png"}
    assert not await bo.bot_says("要建成工单吗", IT_SUPPORT)


async def test_a_file_in_the_cards_thread_goes_to_dingtalk(town: Town) -> None:
    """Bo answers the card with a sheet alone: DingTalk gets it, Slack isn't told again."""
    bo = town.on_call
    ticket = await town.opened("till shows wrong sums")
    card = await bo.slack.card_of(ticket)
    sheet = Sent("sums.xlsx", b"PK\x03\x04" + b"\0" * 50, "application/zip")
    await bo.slack.sends(sheet, channel=IT_SUPPORT, thread=card.ts)
    said = await bo.dingtalk.reads("[sums.xlsx](http", IT_DING)
    assert f"#{ticket}" in said["text"]
    shown = await eventually(lambda: _ding_file(town, IT_DING, "file"))
    assert shown["text"] == "sums.xlsx"
    await eventually(lambda: _slack_card_with(town, "wrong sums", "sums.xlsx"))
    await settled()
    assert not await _slack_files(town, IT_SUPPORT, card.ts)


async def test_a_file_of_staff_is_not_shown_to_the_reporter(town: Town) -> None:
    """What is said internally stays so, with what comes along."""
    ana, bo = town.frontline.slack, town.on_call.slack
    ticket = await town.opened("door reader beeps")
    card = await bo.card_of(ticket)
    await bo.sends(Sent("suspects.png", PNG + b"3"), channel=IT_SUPPORT, thread=card.ts)
    await eventually(lambda: _slack_card_with(town, "door reader", "suspects.png"))
    seen = await ana.command(f"#{ticket}")
    assert "suspects" not in slack_words(seen["shown"][0])
    assert not await ana.bot_says("suspects", ana.chat)


async def test_a_file_alone_in_a_direct_chat_can_be_added_to_a_ticket(town: Town) -> None:
    """Ana answers the question with a number: no new ticket, and the file is on that card."""
    ana = town.frontline.slack
    ticket = await town.opened("scale is off by a gram")
    await ana.sends(Sent("scale.png", PNG + b"4"))
    await ana.reads("What is this about?")
    await ana.says(f"#{ticket}", ana.chat)
    await eventually(lambda: _slack_card_with(town, "off by a gram", "scale.png"))
    await ana.reads(f"This is ticket #{ticket} now")


async def test_a_question_for_a_title_ends(town: Town) -> None:
    """After ten minutes the next line is a line like any other, and the question says so."""
    dan = town.storekeeper.slack
    await dan.sends(Sent("shelf.png", PNG + b"5"))
    await dan.reads("这是什么问题？")
    await town.advance(601)
    await dan.reads("还不知道这是什么问题")
    await dan.says("the shelf leans", dan.chat)
    asked = await dan.card("the shelf leans", dan.chat)
    assert "Make a ticket" in asked.buttons


async def test_text_and_pictures_in_one_message_are_one_ticket(town: Town) -> None:
    """小李 mentions the bot with words around a picture; Slack's thread has the picture itself."""
    li = town.frontline.dingtalk
    parts = [
        {"text": "@派单 工单 冷柜"},
        {"picture": Sent("", PNG + b"6").as_json()},
        {"text": "结霜"},
    ]
    await li.sends(FRONTLINE_DING, rich_text=parts)
    card = await eventually(lambda: _slack_card_with(town, "冷柜 结霜", "image.png"))
    files = await eventually(lambda: _slack_files(town, IT_SUPPORT, card["ts"]))
    async with town.hand.http.get(town.sandbox.url + files[0]["url"]) as answer:
        assert await answer.read() == PNG + b"6"


async def test_a_voice_message_is_a_line(town: Town) -> None:
    """What DingTalk understood is asked about like any line, and the recording comes along."""
    li = town.frontline.dingtalk
    voice = {"text": "三号仓库没电了", "base64": "IyFBTVIK"}
    await li.sends(voice=voice)
    asked = await li.card("三号仓库没电了", li.chat)
    await li.press(asked, "建工单")
    await eventually(lambda: _slack_card_with(town, "三号仓库没电了", "audio.amr"))


async def test_the_same_delivery_brings_one_file(town: Town) -> None:
    """Slack sends a message with a file three times: one ticket, one file."""
    ana = town.frontline.slack
    sent = await ana.sends(Sent("thrice.png", PNG + b"7"), channel=FRONTLINE)
    [message] = [one for one in await ana.sees(FRONTLINE) if one["ts"] == sent["ts"]]
    event = mention(ana, "new thrice with a file", FRONTLINE, sent["ts"])
    event["event"]["files"] = message["files"]
    for _ in range(3):
        await slack_delivers(ana.hand, "events_api", event)
    card = await eventually(lambda: _slack_card_with(town, "thrice with a file", "thrice.png"))
    assert "Files (1)" in slack_words(card)
    fetched = [call for call in await town.calls("files.info") if call["ok"]]
    about = [call for call in fetched if call["body"]["file"] == message["files"][0]["id"]]
    assert len(about) == 1


async def test_an_empty_file_is_told_where_it_was_sent(town: Town) -> None:
    """Ana reads in her thread what is wrong with it; the ticket stands."""
    ana = town.frontline.slack
    sent = Sent("../../nothing\u202e.png", b"")
    said = await ana.sends(sent, text="@paidan new empty hands", channel=FRONTLINE)
    told = await ana.reads("“nothing .png” is empty", FRONTLINE)
    assert told["thread_ts"] == said["ts"]
    assert await ana.bot_says("#", FRONTLINE)


async def test_a_killed_bot_forgets_no_file(town: Town) -> None:
    """The ticket is answered, the file can't be had yet, the bot dies: it is fetched afterwards."""
    ana = town.frontline.slack
    await town.fault("slack", "error_5xx", method="files.info")
    await ana.sends(Sent("late.png", PNG + b"8"), text="@paidan new crash test", channel=FRONTLINE)
    await eventually(lambda: _slack_card_with(town, "crash test", ""))
    await eventually(lambda: _failed_calls(town, "files.info"))
    town.bot.kill()
    await town.forgive()
    await town.restart_bot()
    await eventually(lambda: _slack_card_with(town, "crash test", "late.png"))


async def test_somebody_from_outside_is_answered_by_their_session(town: Town) -> None:
    """They have no id to be written to: the ticket is made and told, and no call names them."""
    dan = town.storekeeper.dingtalk
    await dan.sends(text="工单 供应商进不了门", outsider=True)
    await eventually(lambda: _slack_card_with(town, "供应商进不了门", ""))
    await dan.reads("已建")
    await dan.sends(picture=Sent("", PNG + b"9").as_json(), outsider=True)
    await dan.reads("这是什么问题")
    direct = await town.calls("POST /v1.0/robot/oToMessages/batchSend")
    cards = await town.calls("POST /v1.0/card/instances/createAndDeliver")
    assert not [call for call in (*direct, *cards) if "$:" in str(call["body"])]


async def test_what_somebody_points_to_is_part_of_the_ticket(town: Town) -> None:
    """小李 answers to a message in a group and mentions the bot: both stand on the card."""
    li = town.frontline.dingtalk
    await li.sends(FRONTLINE_DING, text="@派单 工单 看这个", quoted="冷库门关不严")
    card = await eventually(lambda: _slack_card_with(town, "看这个", "冷库门关不严"))
    assert "冷库门关不严" in slack_words(card)


async def test_the_desk_introduces_itself_once_in_a_new_group(town: Town) -> None:
    """Whoever mentions it first brings a card of what it can do; nobody does a second time."""
    li = town.frontline.dingtalk
    await li.says("工单 第一次见面", FRONTLINE_DING)
    await li.reads("大家好，我是派单", FRONTLINE_DING)
    await li.says("工单 第二次见面", FRONTLINE_DING)
    await eventually(lambda: _slack_card_with(town, "第二次见面", ""))
    await settled()
    assert len(await li.bot_says("大家好，我是派单", FRONTLINE_DING)) == 1


async def _failed_calls(town: Town, method: str) -> list[Json]:
    return [call for call in await town.calls(method) if not call["ok"]]


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
