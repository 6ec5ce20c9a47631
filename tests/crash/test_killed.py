"""The bot is killed (-9) at the worst moments; started again, there is one truth on both cards."""

import asyncio

import pytest

from tests.peeking import first_value, nothing_can_be_written
from tests.sandbox.conftest import eventually
from tests.town import Town, settled
from tests.townspeople import IT_SUPPORT

pytestmark = [pytest.mark.asyncio, pytest.mark.chaos]

POST, UPDATE = "chat.postMessage", "chat.update"
DELIVER, PUT = "/v1.0/card/instances/createAndDeliver", "/v1.0/card/instances"
STATES = {"New": "新建", "Acknowledged": "已受理", "In progress": "处理中"}


async def test_killed_between_commit_and_send(town: Town) -> None:
    """Nobody could be reached when the ticket was made: after the restart each side has a card."""
    await town.fault("slack", "outage", method=POST)
    await town.fault("dingtalk", "outage", method=DELIVER)
    ticket = await town.opened("killed before the cards")
    await eventually(lambda: _failed(town, POST, DELIVER))
    town.bot.kill()
    await town.fault("slack", "outage", on=False, method=POST)
    await town.fault("dingtalk", "outage", on=False, method=DELIVER)
    await town.restart_bot()
    await one_truth(town, ticket, "New")


async def test_killed_between_send_and_mark(town: Town) -> None:
    """The cards stand, but the bot never read that they do: it makes no others."""
    await town.fault("slack", "lost_reply", method=POST)
    await town.fault("dingtalk", "lost_reply", method=DELIVER)
    ticket = await town.opened("killed after the cards")
    await town.on_call.slack.card_of(ticket)
    await town.on_call.dingtalk.card_of(ticket)
    town.bot.kill()
    await town.fault("slack", "lost_reply", on=False, method=POST)
    await town.fault("dingtalk", "lost_reply", on=False, method=DELIVER)
    await town.restart_bot()
    await _acknowledge(town, ticket)
    await one_truth(town, ticket, "Acknowledged")


async def test_killed_while_the_cards_are_on_their_way(town: Town) -> None:
    """The calls arrive after the bot has died, or never: in the end each side has one card."""
    await town.fault("slack", "latency", method=POST, seconds=1)
    await town.fault("dingtalk", "latency", method=DELIVER, seconds=1)
    ticket = await town.opened("killed while posting")
    await eventually(lambda: _drawing(town, 2))
    town.bot.kill()
    await town.fault("slack", "latency", on=False, method=POST)
    await town.fault("dingtalk", "latency", on=False, method=DELIVER)
    await town.restart_bot()
    await _acknowledge(town, ticket)
    await one_truth(town, ticket, "Acknowledged")


async def test_killed_while_the_cards_are_redrawn(town: Town) -> None:
    """Whether the redraw arrived or not, after the restart both cards are true."""
    ticket = await town.opened("killed while redrawing")
    await one_truth(town, ticket, "New")
    await town.fault("slack", "latency", method=UPDATE, seconds=1)
    await town.fault("dingtalk", "outage", method=PUT)
    await _acknowledge(town, ticket)
    await eventually(lambda: _drawing(town, 1))
    town.bot.kill()
    await town.fault("slack", "latency", on=False, method=UPDATE)
    await town.fault("dingtalk", "outage", on=False, method=PUT)
    await town.restart_bot()
    await one_truth(town, ticket, "Acknowledged")


async def test_a_message_in_doubt_is_not_said_twice_on_slack(town: Town) -> None:
    """Ana was told and the bot killed before it knew: she isn't told again."""
    ana = town.frontline.slack
    ticket = await town.opened("killed while telling")
    await one_truth(town, ticket, "New")
    await town.fault("slack", "lost_reply", method=POST)
    await _acknowledge(town, ticket)
    await ana.reads(f"#{ticket}")
    town.bot.kill()
    await town.fault("slack", "lost_reply", on=False, method=POST)
    await town.restart_bot()
    await eventually(lambda: _nothing_waits(town))
    assert len(await ana.bot_says(f"#{ticket}", ana.chat)) == 1


async def test_killed_before_a_press_is_kept(town: Town) -> None:
    """A press that the database never took has no effect; it can be pressed again."""
    bo = town.on_call.dingtalk
    ticket = await town.opened("killed before the press counts")
    card = await bo.card_of(ticket)
    await town.on_call.slack.card_of(ticket)
    await eventually(lambda: _nothing_waits(town))
    async with nothing_can_be_written(town.bot.database_url):
        pressing = asyncio.create_task(bo.press(card, "受理"))
        await settled(0.5)
        town.bot.kill()
    await pressing
    await town.restart_bot()
    await one_truth(town, ticket, "New")
    pressed = await bo.press(card, "受理")
    assert pressed["variables"]["status"] == "已受理"
    await one_truth(town, ticket, "Acknowledged")


@pytest.mark.parametrize("side", ["slack", "dingtalk"])
async def test_killed_while_a_press_is_answered(town: Town, side: str) -> None:
    """The press is kept, its presser perhaps not answered: both cards tell of it all the same."""
    bo = town.on_call
    ticket = await town.opened("killed while answering")
    slack_card, ding_card = await bo.slack.card_of(ticket), await bo.dingtalk.card_of(ticket)
    await eventually(lambda: _nothing_waits(town))
    act = (
        bo.slack.press(slack_card, "Acknowledge")
        if side == "slack"
        else bo.dingtalk.press(ding_card, "受理")
    )
    pressing = asyncio.create_task(act)
    await eventually(lambda: _has_version(town, ticket, 2))
    town.bot.kill()
    await pressing
    await town.restart_bot()
    await one_truth(town, ticket, "Acknowledged")
    assert await _has_version(town, ticket, 2)


async def one_truth(town: Town, ticket: int, status: str) -> None:
    """Each side shows the ticket once, in this state, and nothing more is to come."""
    bo = town.on_call
    await bo.slack.card_of(ticket, status)
    await bo.dingtalk.card_of(ticket, STATES[status])
    await eventually(lambda: _nothing_waits(town))
    assert len(await bo.slack.cards_of(ticket)) == 1
    assert len(await bo.dingtalk.cards(f"#{ticket} ")) == 1


async def _acknowledge(town: Town, ticket: int) -> None:
    await town.on_call.slack.command(f"#{ticket} acknowledge", IT_SUPPORT)


async def _failed(town: Town, *methods: str) -> bool:
    calls = [call for method in methods for call in await town.calls(method)]
    return {call["method"] for call in calls if not call["ok"]} == set(methods)


async def _drawing(town: Town, count: int) -> bool:
    """Whether the bot is drawing so many cards, at least."""
    drawing = "select count(*) from posting where claimed_until is not null"
    claimed = await first_value(town.bot.database_url, drawing)
    return isinstance(claimed, int) and claimed >= count


async def _has_version(town: Town, ticket: int, version: int) -> bool:
    kept = f"select max(seq) from event where ticket_id = {ticket}"  # noqa: S608 - a number
    return await first_value(town.bot.database_url, kept) == version


async def _nothing_waits(town: Town) -> bool:
    """Whether every card is true and every message is sent."""
    waiting = (
        "select (select count(*) from posting where stale_at is not null) "
        "+ (select count(*) from outbox where state = 0)"
    )
    return await first_value(town.bot.database_url, waiting) == 0
