"""The bot is killed (-9) while promises run out: each step is decided exactly once."""

import asyncio
import json
from collections import Counter

import pytest

from tests.peeking import every_row, let_desk_time_pass, nothing_can_be_written, nothing_waits
from tests.sandbox.conftest import eventually
from tests.town import Town, settled

pytestmark = [pytest.mark.asyncio, pytest.mark.chaos]

POST = "chat.postMessage"
TICKETS = 12
# The steps around an urgent ticket's clocks within an hour: acknowledge 50 %, 100 %, +10 and +30
# minutes; first reply 75 % and 100 %.
WITHIN_AN_HOUR = {("acknowledge", 1, step): TICKETS for step in range(4)} | {
    ("first_reply", 1, step): TICKETS for step in range(2)
}


async def test_killed_again_and_again_while_timers_fire(town: Town) -> None:
    """An hour of steps fell due at once, and the bot dies at five moments of deciding them."""
    tickets = await _opened(town)
    town.bot.stop()
    await let_desk_time_pass(town.bot.database_url, 3600)
    for moment in (0.0, 0.02, 0.05, 0.1, 0.3):
        await town.restart_bot()
        await settled(moment)
        town.bot.kill()
    await town.restart_bot()
    await eventually(lambda: _all_decided(town, tickets), 30)
    await eventually(lambda: nothing_waits(town.bot.database_url), 30)
    assert await _steps(town, tickets) == WITHIN_AN_HOUR


async def test_killed_while_nothing_can_be_kept(town: Town) -> None:
    """What was decided but not kept is decided again, and has its effect once."""
    tickets = await _opened(town)
    async with nothing_can_be_written(town.bot.database_url):
        advancing = asyncio.create_task(town.advance(3600))
        await settled(0.5)
        town.bot.kill()
        await asyncio.gather(advancing, return_exceptions=True)
    await let_desk_time_pass(town.bot.database_url, 3600)
    await town.restart_bot()
    await eventually(lambda: _all_decided(town, tickets), 30)
    await eventually(lambda: nothing_waits(town.bot.database_url), 30)
    assert await _steps(town, tickets) == WITHIN_AN_HOUR


async def test_killed_after_a_reminder_was_sent(town: Town) -> None:
    """The lead was told and the bot killed before it knew: they are not told again."""
    lea = town.lead.slack
    ticket = await town.opened("pump is loud !urgent")
    await town.on_call.slack.card_of(ticket)
    await town.fault("slack", "lost_reply", method=POST)
    await town.advance(25 * 60)
    await lea.reads(f"#{ticket}「pump is loud」")
    town.bot.kill()
    await town.fault("slack", "lost_reply", on=False, method=POST)
    await town.restart_bot()
    await eventually(lambda: nothing_waits(town.bot.database_url), 30)
    assert len(await lea.bot_says(f"#{ticket}「pump is loud」", lea.chat)) == 1


async def _opened(town: Town) -> list[int]:
    tickets = [await town.opened(f"tank {number} !urgent") for number in range(TICKETS)]
    await town.on_call.slack.card_of(tickets[-1])
    return tickets


async def _steps(town: Town, tickets: list[int]) -> Counter[tuple[str, int, int]]:
    """How often each step was decided, over these tickets."""
    listed = ",".join(str(ticket) for ticket in tickets)
    rows = await every_row(
        town.bot.database_url,
        f"select facts from event where account_id = 0 and ticket_id in ({listed})",  # noqa: S608
    )
    counted: Counter[tuple[str, int, int]] = Counter()
    for row in rows:
        facts = json.loads(str(row[0]))
        for step in filter(None, str(facts.get("steps", "")).split(",")):
            counted[facts["clock"], facts["round"], int(step)] += 1
    return counted


async def _all_decided(town: Town, tickets: list[int]) -> bool:
    return (await _steps(town, tickets)).total() >= sum(WITHIN_AN_HOUR.values())
