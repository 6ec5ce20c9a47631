"""Who was called about a ticket, as it was sent."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from desk.address import MessengerName
from desk.called import Called, CallState, CallWay
from desk.moves import Action
from storage.engine_tables import OutboxRow
from storage.lanes import Claim
from storage.outcomes import Sent
from tests.storage.conftest import Desk
from tests.storage.test_lanes import deliver_all, look
from tests.storage.test_one_card import BACK, DAN, THERE
from tests.storage.watching import CHEN, CLIMBS, MINUTE, WANG, Watch

pytestmark = pytest.mark.asyncio

DING, SLACK = MessengerName.DINGTALK, MessengerName.SLACK
WORKING = "{reminder: group, dingtalk: work_notification}"


async def test_a_card_calls_whom_it_mentions_once_it_stands(desk: Desk) -> None:
    """Bo, in DingTalk, where he is called: not the others who could take it, not on Slack too."""
    number = await desk.opened()
    waiting = Called(1, (WANG,), CallWay.CARD, DING, CallState.WAITING)
    assert await desk.store.calls.of(number, desk.store.desk) == [waiting]
    await deliver_all(desk)
    sent = Called(1, (WANG,), CallWay.CARD, DING)
    assert await desk.store.calls.of(number, desk.store.desk) == [sent]


async def test_each_arrival_has_its_own_calls(desk: Desk) -> None:
    """The warehouse's by its card; back again, by a message beside the card that stands."""
    number = await desk.opened()
    await deliver_all(desk)
    await desk.move(number, Action.TRANSFER, THERE)
    await deliver_all(desk)
    await desk.move(number, Action.TRANSFER, BACK, who=DAN)
    await deliver_all(desk)
    calls = await desk.store.calls.of(number, desk.store.desk)
    ways = [(call.seq, call.way, call.messenger) for call in calls]
    assert ways[0] == (1, CallWay.CARD, DING)
    assert (2, CallWay.CARD, DING) in ways
    assert (3, CallWay.NAMED, DING) in ways


async def test_reminders_call_as_they_were_sent(desk: Desk, tmp_path: Path) -> None:
    """By a work notice with its time; by a webhook Bo is mentioned, by DingTalk's API only named;
    whoever was told that nobody could reach them was not called."""
    watch = Watch(desk)
    text = CLIMBS.replace("slack: T0PAIDAN/U0LEA, dingtalk: user-chen", "dingtalk: user-chen")
    await watch.apply(text.replace("{NOTIFY}", WORKING), tmp_path)
    number = watch.ticket = await desk.opened()
    await deliver_all(desk)
    await watch.wait(5 * MINUTE)
    await _send(desk, lambda claim: f"x-m{claim.id}")
    await watch.wait(5 * MINUTE)
    desk.wait(2 * MINUTE)
    await _send(desk, lambda claim: str(claim.id))
    calls = await desk.store.calls.of(number, desk.store.desk)
    told = [(call.people, call.way, call.messenger, call.later) for call in calls[1:]]
    assert told == [
        ((WANG,), CallWay.MENTION, DING, timedelta(0)),
        ((CHEN,), CallWay.WORK, DING, timedelta(minutes=2)),
    ]
    await OutboxRow.filter(event_seq=2).update(message="an id of the API", state=1)
    assert (await desk.store.calls.of(number, desk.store.desk))[1].way is CallWay.NAMED
    await OutboxRow.filter(event_seq=2).update(message=None, state=2)
    failed = (await desk.store.calls.of(number, desk.store.desk))[1]
    assert failed.state is CallState.FAILED


async def _send(desk: Desk, name: Callable[[Claim], str]) -> None:
    while claims := (await look(desk)).claims:
        for claim in claims:
            await desk.store.finish(claim, Sent(name(claim), claim.version))
