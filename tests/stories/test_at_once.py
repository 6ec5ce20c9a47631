"""Two people pressing at once, on cards that have moved on, or without the right."""

import asyncio

import pytest

from tests.deliveries import press, slack_delivers
from tests.sandbox.conftest import Json, eventually
from tests.town import Town, settled
from tests.townspeople import FRONTLINE, IT_SUPPORT, OnSlack, slack_words

pytestmark = pytest.mark.asyncio


async def test_of_two_presses_on_one_card_one_wins_and_the_other_is_told_who(town: Town) -> None:
    """Bo and Lea acknowledge in the same moment: one has it, the other reads who took it."""
    bo, lea = town.on_call.slack, town.lead.slack
    ticket = await town.opened("pressed by two on one side")
    card = await bo.card_of(ticket)
    await asyncio.gather(bo.press(card, "Acknowledge"), lea.press(card, "Acknowledge"))
    words = (await bo.card_of(ticket, "Acknowledged")).words
    winner = "小王 Bo" if "*Assignee*\n小王 Bo" in words else "老陈 Lea"
    loser = lea if winner == "小王 Bo" else bo
    told = await _told(loser, ticket)
    assert f"{winner} took #{ticket}" in told
    await settled()
    assert len(await _private(bo, ticket) + await _private(lea, ticket)) == 1


async def test_of_two_presses_on_two_messengers_one_wins(town: Town) -> None:
    """Wang on DingTalk and Lea on Slack in the same moment: both cards end with one assignee."""
    wang, lea = town.on_call.dingtalk, town.lead.slack
    ticket = await town.opened("pressed by two on two sides")
    slack_card, ding_card = await lea.card_of(ticket), await wang.card_of(ticket)
    pressed, _ = await asyncio.gather(
        wang.press(ding_card, "受理"), lea.press(slack_card, "Acknowledge")
    )
    in_slack = (await lea.card_of(ticket, "Acknowledged")).words
    in_dingtalk = (await wang.card_of(ticket, "已受理")).words
    winner = "小王 Bo" if "*Assignee*\n小王 Bo" in in_slack else "老陈 Lea"
    assert winner in in_dingtalk
    told = await _told(lea, ticket) if winner == "小王 Bo" else pressed["variables"]["note"]
    assert winner in told


async def test_who_presses_too_late_is_told_who_and_when(town: Town) -> None:
    """Three seconds after Bo took it, Lea's press on a card not redrawn yet says just that."""
    bo, lea = town.on_call.slack, town.lead.slack
    ticket = await town.opened("pressed too late")
    stale = await press(lea, await lea.card_of(ticket), "Acknowledge", "1700000001.000001")
    await bo.press(await bo.card_of(ticket), "Acknowledge")
    await bo.card_of(ticket, "Acknowledged")
    await town.advance(3)
    await slack_delivers(lea.hand, "interactive", stale)
    told = await _told(lea, ticket)
    assert f"小王 Bo took #{ticket}" in told
    assert "s ago" in told


async def test_a_press_that_no_longer_fits_is_told_what_is(town: Town) -> None:
    """Start, pressed on a card from before it was resolved, is answered with the state it is in."""
    bo = town.on_call.slack
    ticket = await town.opened("pressed on an old card")
    await bo.command(f"#{ticket} acknowledge", IT_SUPPORT)
    old = await bo.card_of(ticket, "Acknowledged")
    stale = await press(bo, old, "Start", "1700000001.000002")
    await bo.command(f"#{ticket} resolve done", IT_SUPPORT)
    await bo.card_of(ticket, "Resolved")
    before = len(await _private(bo, ticket))
    await slack_delivers(bo.hand, "interactive", stale)

    async def look() -> str | None:
        told = await _private(bo, ticket)
        return slack_words(told[-1]) if len(told) > before else None

    assert "Resolved" in await eventually(look)
    assert "Resolved" in (await bo.cards_of(ticket))[0].words


async def test_a_double_press_on_dingtalk_is_told_gently(town: Town) -> None:
    """Wang presses twice in a row: the ticket is his, and the second press says so."""
    wang = town.on_call.dingtalk
    ticket = await town.opened("pressed twice in a row")
    card = await wang.card_of(ticket)
    first, second = await asyncio.gather(wang.press(card, "受理"), wang.press(card, "受理"))
    notes = [first["variables"]["note"], second["variables"]["note"]]
    assert any(f"#{ticket}" in note for note in notes)
    assert (await wang.card_of(ticket, "已受理")).variables["status"] == "已受理"


async def test_who_has_no_right_is_told_who_has(town: Town) -> None:
    """Dan is not of IT: his verb is refused with whom to ask, and nothing happens."""
    ticket = await town.opened("not for everybody")
    answer = await town.storekeeper.slack.command(f"#{ticket} acknowledge")
    assert "Only members of IT 支持" in answer["shown"][0]["text"]
    await town.on_call.slack.card_of(ticket, "New")
    (still,) = await town.on_call.slack.cards_of(ticket)
    assert "*New" in still.words


async def test_a_press_on_somebody_elses_card_is_refused(town: Town) -> None:
    """The card on which Ana confirms stands in her thread: Dan's press there changes nothing."""
    ana, dan = town.frontline.slack, town.storekeeper.slack
    await ana.says("@paidan new pressed by a stranger")
    ticket = int((await town.on_call.dingtalk.card("pressed by a stranger")).words.split()[0][1:])
    for verb in ("acknowledge", "resolve done"):
        await town.on_call.slack.command(f"#{ticket} {verb}", IT_SUPPORT)
    card = await dan.card_of(ticket, "Resolved", FRONTLINE)
    await dan.press(card, "Confirm")
    assert "小王" not in await _told(dan, ticket, FRONTLINE)
    await settled()
    assert "*Resolved" in (await ana.card_of(ticket, "", FRONTLINE)).words


async def test_ten_comments_at_once_are_all_kept(town: Town) -> None:
    """Everybody writes on one ticket in the same moment: nothing is lost."""
    bo, lea = town.on_call.slack, town.lead.slack
    ticket = await town.opened("everybody writes")
    lines = [f"#{ticket} remark-{n}." for n in range(10)]
    answers = await asyncio.gather(
        *((bo if n % 2 else lea).command(line, IT_SUPPORT) for n, line in enumerate(lines))
    )
    assert all(f"#{ticket}" in answer["shown"][0]["text"] for answer in answers)
    read = slack_words((await bo.command(f"#{ticket}"))["shown"][0])
    assert all(f"remark-{n}." in read for n in range(10))


async def test_a_press_does_not_hold_up_its_group(town: Town) -> None:
    """Right after a press on DingTalk a change from Slack is on the same card within a second."""
    bo = town.on_call
    ticket = await town.opened("pressed here, then there")
    card = await bo.dingtalk.card_of(ticket)
    await bo.dingtalk.press(card, "受理")
    await bo.slack.command(f"#{ticket} start", IT_SUPPORT)

    async def look() -> bool:
        return (await bo.dingtalk.card_of(ticket)).variables["status"] == "处理中"

    await eventually(look, 2)


async def _told(person: OnSlack, ticket: int, channel: str = IT_SUPPORT) -> str:
    """What the bot told this person alone about the ticket."""

    async def look() -> Json | None:
        told = await _private(person, ticket, channel)
        return told[-1] if told else None

    return slack_words(await eventually(look))


async def _private(person: OnSlack, ticket: int, channel: str = IT_SUPPORT) -> list[Json]:
    return [m for m in await person.bot_says(f"#{ticket}", channel) if m["ephemeral"]]
