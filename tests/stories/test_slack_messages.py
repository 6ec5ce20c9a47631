"""Tickets of messages on Slack: by emoji and by shortcut, once each, and what follows them."""

import asyncio
import json

import pytest

from tests.deliveries import changed, marked, slack_delivers, ticket_form
from tests.sandbox.conftest import Json, eventually
from tests.town import Town, settled
from tests.townspeople import FRONTLINE, IT_DING, IT_SUPPORT, OnSlack

pytestmark = pytest.mark.asyncio
THREE_TIMES = range(3)
SHORTCUT = "ticket_from_message"


async def below(person: OnSlack, ts: str, words: str = "#", channel: str = FRONTLINE) -> list[Json]:
    """What the bot has said in a message's thread."""
    return [m for m in await person.bot_says(words, channel) if m["thread_ts"] == ts]


async def told_below(person: OnSlack, ts: str, words: str = "#") -> Json:
    async def look() -> Json | None:
        found = await below(person, ts, words)
        return found[0] if found else None

    return await eventually(look)


async def test_two_who_mark_a_message_at_once_make_one_ticket(town: Town) -> None:
    """Bo and Dan mark Ana's message at the same moment: one ticket, Ana is told in her thread, and
    whoever was second is told whose it is."""
    ana, bo, dan = town.frontline.slack, town.on_call.slack, town.storekeeper.slack
    said = await ana.says("the gate of hall 4 is stuck <again> & again")
    acks = await asyncio.gather(bo.marks(said["ts"]), dan.marks(said["ts"]))
    assert all(ack["acknowledged"] for ack in acks)
    told = await told_below(ana, said["ts"])
    assert "<@U0ANA>" in told["text"]
    card = await bo.card("the gate of hall 4")
    assert "<again> & again" in card.words
    assert "archives/C0FRONT/p" in card.words
    assert "小李 Ana" in card.words

    async def second_told() -> list[Json]:
        seen = [m for one in (bo, dan) for m in await one.sees(FRONTLINE) if m["ephemeral"]]
        return [m for m in seen if "already made" in m["text"] or "已用这条消息" in m["text"]]

    assert len(await eventually(second_told)) == 1
    await settled()
    assert len(await bo.bot_says("the gate of hall 4", IT_SUPPORT)) == 1
    assert len(await below(ana, said["ts"])) == 1


async def test_a_mark_that_arrives_thrice_makes_one_ticket(town: Town) -> None:
    """Slack sends the event again: nothing new, and nothing is said twice."""
    ana, bo = town.frontline.slack, town.on_call.slack
    said = await ana.says("marked and sent thrice")
    event = marked(bo, FRONTLINE, said["ts"], said["ts"])
    for _ in THREE_TIMES:
        await slack_delivers(bo.hand, "events_api", event)
    await told_below(ana, said["ts"])
    await settled()
    assert len(await bo.bot_says("marked and sent thrice", IT_SUPPORT)) == 1
    assert len(await below(ana, said["ts"])) == 1


async def test_a_mark_and_a_shortcut_at_once_make_one_ticket(town: Town) -> None:
    """Bo submits the form that Dan's mark overtakes, or the other way round: there is one ticket,
    and whoever was second is told so."""
    ana, bo, dan = town.frontline.slack, town.on_call.slack, town.storekeeper.slack
    said = await ana.says("both ways at once")
    view = (await bo.shortcut(SHORTCUT, said["ts"]))["view"]
    submitted, marks = await asyncio.gather(
        bo.submit(view, title="both ways at once"), dan.marks(said["ts"])
    )
    assert submitted["errors"] is None
    assert marks["acknowledged"]
    assert "#" in str(submitted["view"]["blocks"])
    await bo.card("both ways at once")
    await told_below(ana, said["ts"])
    await settled()
    assert len(await bo.bot_says("both ways at once", IT_SUPPORT)) == 1
    assert len(await below(ana, said["ts"])) == 1


async def test_a_shortcut_makes_a_ticket_of_a_message_with_its_files(town: Town) -> None:
    """The form brings the message's text; the ticket has its author, link and files, and answers
    in its thread; submitted three times it is answered alike."""
    ana, bo = town.frontline.slack, town.on_call.slack
    said = await ana.says("scanner 9 reads nothing\nsince this morning")
    ran = await bo.shortcut(SHORTCUT, said["ts"])
    view = ran["view"]
    assert "scanner 9 reads nothing" in str(view["blocks"])
    press, _, carried = view["private_metadata"].partition("\n")
    files = [{"id": "F0SCAN", "name": "scan <9>.png", "type": "image/png", "size": 1234}]
    view["private_metadata"] = f"{press}\n{json.dumps({**json.loads(carried), 'files': files})}"
    filled = ticket_form(bo, view, title="scanner 9 reads nothing", body="since this morning")
    answers = [await slack_delivers(bo.hand, "interactive", filled) for _ in THREE_TIMES]
    assert answers == [answers[0]] * 3
    assert answers[0]["response_action"] == "update"
    told = await told_below(ana, said["ts"])
    assert "<@U0ANA>" in told["text"]
    card = await bo.card("scanner 9")
    assert "since this morning" in card.words
    assert "scan &lt;9&gt;.png" in card.words
    assert "archives/C0FRONT/p" in card.words
    await settled()
    assert len(await bo.bot_says("scanner 9 reads nothing", IT_SUPPORT)) == 1
    again = await town.storekeeper.slack.shortcut(SHORTCUT, said["ts"])
    assert "#" in str(again["view"]["blocks"])
    assert not again["view"]["submit"]


async def test_the_thread_of_the_message_is_the_tickets(town: Town) -> None:
    """What is said below the message comes to the group, and the group's reply goes below it."""
    ana, bo = town.frontline.slack, town.on_call.slack
    said = await ana.says("label printer jams")
    await ana.marks(said["ts"])
    await told_below(ana, said["ts"])
    await ana.says("it is the one at gate 2", thread=said["ts"])
    await town.on_call.dingtalk.reads("it is the one at gate 2", IT_DING)
    await bo.reads("it is the one at gate 2", IT_SUPPORT)
    await bo.press(await bo.card("label printer jams"), "Acknowledge")
    await told_below(ana, said["ts"], "小王 Bo")


async def test_an_answer_in_a_thread_can_be_marked_too(town: Town) -> None:
    """It is the answer that becomes the ticket, told in its thread."""
    ana, bo = town.frontline.slack, town.on_call.slack
    said = await ana.says("anything else broken?")
    answer = await bo.says("yes, the badge reader", thread=said["ts"])
    await ana.marks(answer["ts"])
    await bo.card("yes, the badge reader")
    assert "<@U0BO>" in (await told_below(ana, said["ts"]))["text"]
    assert not await bo.bot_says("anything else broken?", IT_SUPPORT)


async def test_later_versions_of_a_message_are_kept(town: Town) -> None:
    """An edit is told to the group once however often it arrives, the ticket's title stays; after a
    deletion the card says so."""
    ana, bo = town.frontline.slack, town.on_call.slack
    said = await ana.says("door code is 11")
    await bo.marks(said["ts"])
    card = await bo.card("door code is 11")
    texts = ("door code is 11", "door code is 12")
    for _ in THREE_TIMES:
        await slack_delivers(
            ana.hand, "events_api", changed(ana, FRONTLINE, said["ts"], texts, "EvE")
        )
    told = await bo.reads("door code is 12", IT_SUPPORT)
    assert told["thread_ts"] == card.ts

    async def edited() -> bool:
        return "edited once" in (await bo.card("door code is 11")).words

    await eventually(edited)
    await settled()
    assert len(await bo.bot_says("door code is 12", IT_SUPPORT)) == 1
    number = (await bo.card("door code is 11")).words.split()[0]
    shown = await bo.command(number, IT_SUPPORT)
    assert "door code is 12" in str(shown["shown"])
    await ana.edits(said["ts"], "door code is 13 @channel")
    assert not (await bo.reads("door code is 13", IT_SUPPORT))["pings"]
    await ana.deletes(said["ts"])
    await bo.reads("has been deleted", IT_SUPPORT)

    async def gone() -> bool:
        return "deleted" in (await bo.card("#", IT_SUPPORT)).words

    await eventually(gone)
    assert town.bot.command("audit", "verify").returncode == 0


async def test_a_channel_that_is_closed_to_the_bot_is_told(town: Town) -> None:
    """Bo marks a message where the bot is not: he is told directly how to invite it; the shortcut
    still works there, and answers directly."""
    ana, bo = town.frontline.slack, town.on_call.slack
    said = await ana.says("behind closed doors")
    await _bot(town, "remove_bot")
    try:
        await slack_delivers(bo.hand, "events_api", marked(bo, FRONTLINE, said["ts"], said["ts"]))
        assert "#frontline" in (await bo.reads("/invite @paidan"))["text"]
        view = (await bo.shortcut(SHORTCUT, said["ts"]))["view"]
        assert "/invite @paidan" in str(view["blocks"])
        await bo.submit(view, title="behind closed doors")
        number = (await bo.card("behind closed doors")).words.split()[0]
        await bo.reads(f"/ticket {number}")
    finally:
        await _bot(town, "add_bot")


async def test_leads_hear_where_a_groups_cards_cannot_stand(town: Town) -> None:
    """The bot was taken out of the warehouse's channel: Lea, who leads it, is told once how to
    invite it, however many cards can't be shown. Invited again, it shows them."""
    lea = town.lead
    await _bot(town, "remove_bot", "C0STORE")
    try:
        for title in ("no card of this #仓库", "nor of this #仓库"):
            await town.opened(title)

        async def told() -> int:
            by_ding = await lea.dingtalk.bot_says("/invite @paidan", lea.dingtalk.chat)
            return len(await lea.slack.bot_says("/invite @paidan", lea.slack.chat)) + len(by_ding)

        assert await eventually(told) == 1
        await settled()
        assert await told() == 1
    finally:
        await _bot(town, "add_bot", "C0STORE")
    for title in ("no card of this", "nor of this"):
        await town.storekeeper.slack.card(title, "C0STORE")


async def test_a_message_that_slack_does_not_give_out_comes_again(town: Town) -> None:
    """While Slack has troubles the event is not taken; it is sent again, and the ticket is made."""
    ana, bo = town.frontline.slack, town.on_call.slack
    said = await ana.says("lost in the clouds")
    await town.fault("slack", "error_5xx", method="conversations.history", rate=1)
    try:
        assert not (await bo.marks(said["ts"]))["acknowledged"]
    finally:
        await town.forgive()

    async def made() -> bool:
        await town.hand.post("/control/clock", advance_seconds=61)
        return bool(await bo.bot_says("lost in the clouds", IT_SUPPORT))

    await eventually(made)
    await settled()
    assert len(await bo.bot_says("lost in the clouds", IT_SUPPORT)) == 1


async def test_a_question_about_a_message_is_answered_by_its_mark(town: Town) -> None:
    """Ana is asked whether she means a ticket, and Bo marks her message: her yes makes no second
    one, and the question tells of his."""
    ana, bo = town.frontline.slack, town.on_call.slack
    said = await ana.says("@paidan the coffee machine leaks")
    asked = await ana.card("the coffee machine leaks", FRONTLINE)
    await bo.marks(said["ts"])
    card = await bo.card("the coffee machine leaks")
    await ana.press(asked, "Make a ticket")

    async def made() -> bool:
        return card.words.split()[0] in (await ana.card("the coffee machine", FRONTLINE)).words

    await eventually(made)
    await settled()
    assert len(await bo.bot_says("the coffee machine leaks", IT_SUPPORT)) == 1


async def test_hostile_marks_and_forms_do_nothing(town: Town) -> None:
    """Other emoji, the bot's own messages, what is no message, and forms that were tampered with:
    all are acknowledged, nothing is made."""
    ana, bo = town.frontline.slack, town.on_call.slack
    said = await ana.says("leave me alone")
    await bo.marks(said["ts"], emoji="eyes")
    answer = await town.opened("the bot's own card")
    own = await bo.card_of(answer)
    await bo.marks(own.ts, IT_SUPPORT)
    for ts in ("", "x", "9" * 400, "1.5\n2", said["ts"] + "0"):
        await slack_delivers(bo.hand, "events_api", marked(bo, FRONTLINE, ts, f"202.{len(ts)}"))
    view = (await bo.shortcut("new_ticket"))["view"]
    unknown = ticket_form(bo, view, title="tampered", category="no such", priority="what")
    refused = await slack_delivers(bo.hand, "interactive", unknown)
    assert refused["response_action"] == "update"
    broken = {**view, "private_metadata": "f:new_ticket:0:0\n{not json"}
    untitled = await slack_delivers(bo.hand, "interactive", ticket_form(bo, broken, title=" "))
    assert untitled["response_action"] == "errors"
    with_nul = await slack_delivers(bo.hand, "interactive", ticket_form(bo, view, title="n\0ul"))
    assert with_nul is None
    await bo.card("nul")
    for words in ("leave me alone", "tampered"):
        assert not await bo.bot_says(words, IT_SUPPORT)
    assert len(await bo.cards_of(answer)) == 1


async def test_the_empty_form_answers_directly(town: Town) -> None:
    """The global shortcut asks for the group too; the number comes to the direct chat."""
    ana, dan = town.frontline.slack, town.storekeeper.slack
    view = (await ana.shortcut("new_ticket"))["view"]
    done = await ana.submit(view, title="pallets are missing", group="仓库")
    assert done["errors"] is None
    await dan.card("pallets are missing", "C0STORE")
    await ana.reads("#")


async def _bot(town: Town, do: str, channel: str = FRONTLINE) -> None:
    await town.hand.post("/control/admin", messenger="slack", do=do, id=channel)
