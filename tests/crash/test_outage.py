"""A messenger is away for a while: what stands there afterwards is true, and cost one call."""

import pytest

from tests.sandbox.conftest import Json, eventually
from tests.town import Town, settled
from tests.townspeople import IT_SUPPORT

pytestmark = [pytest.mark.asyncio, pytest.mark.chaos]

UPDATE, PUT = "chat.update", "PUT /v1.0/card/instances"
TEN_CHANGES = (
    "acknowledge",
    "start",
    "pend parts ordered",
    "start",
    "pend third-party called",
    "start",
    "priority high",
    "pend parts again",
    "start",
    "priority urgent",
)


async def test_ten_changes_during_slacks_outage_are_one_update(town: Town) -> None:
    """Wang works on in DingTalk while Slack is away: its card is redrawn once, as it is then."""
    bo = town.on_call
    ticket = await town.opened("ten changes unseen by Slack")
    card = await bo.slack.card_of(ticket)
    await bo.dingtalk.card_of(ticket)
    await settled()
    await town.fault("slack", "outage", method=UPDATE)
    for change in TEN_CHANGES:
        assert (await bo.dingtalk.says(f"#{ticket} {change}"))["acknowledged"]
    await eventually(lambda: _has_failed(town, UPDATE))
    await town.fault("slack", "outage", on=False, method=UPDATE)
    assert "Urgent" in (await bo.slack.card_of(ticket, "In progress")).words
    await settled()
    assert await _done(town, UPDATE, card.ts) == 1


async def test_ten_changes_during_dingtalks_outage_are_one_update(town: Town) -> None:
    """Bo works on in Slack while DingTalk is away: its card is updated once, as it is then."""
    bo = town.on_call
    ticket = await town.opened("ten changes unseen by DingTalk")
    await bo.slack.card_of(ticket)
    card = await bo.dingtalk.card_of(ticket)
    await settled()
    await town.fault("dingtalk", "outage")
    for change in TEN_CHANGES:
        assert (await bo.slack.command(f"#{ticket} {change}", IT_SUPPORT))["acknowledged"]
    await eventually(lambda: _has_failed(town, "/v1.0/card/instances"))
    await town.fault("dingtalk", "outage", on=False)
    assert "紧急" in (await bo.dingtalk.card_of(ticket, "处理中")).words
    await settled()
    assert await _done(town, PUT, card.id) == 1


async def test_both_messengers_come_back_by_themselves(town: Town) -> None:
    """After an outage of both, the bot is ready again and takes presses on either side."""
    bo = town.on_call
    ticket = await town.opened("both away")
    card = await bo.dingtalk.card_of(ticket)
    await bo.slack.card_of(ticket)
    for messenger in ("slack", "dingtalk"):
        await town.fault(messenger, "outage")
    await eventually(lambda: _is_away(town))
    for messenger in ("slack", "dingtalk"):
        await town.fault(messenger, "outage", on=False)
    await town.bot.ready(town.hand.http)
    assert (await bo.dingtalk.press(card, "受理"))["acknowledged"]
    await bo.slack.press(await bo.slack.card_of(ticket, "Acknowledged"), "Start")
    await bo.dingtalk.card_of(ticket, "处理中")


async def _is_away(town: Town) -> bool:
    async with town.hand.http.get(f"{town.bot.url}/readyz") as answer:
        return answer.status == 503


async def _has_failed(town: Town, method: str) -> bool:
    return any(not call["ok"] for call in await town.calls(method))


async def _done(town: Town, method: str, card: str) -> int:
    """How often this card was updated."""
    calls: list[Json] = [call for call in await town.calls(method) if call["ok"]]
    return len([call for call in calls if card in str(call["body"])])
