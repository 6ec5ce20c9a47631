"""There is one card of a ticket in a conversation, however often it goes and comes."""

import json

import pytest

from desk.address import AccountAddress, MessengerName
from desk.events import Said
from desk.moves import Action
from desk.notices import PostingKind
from desk.pace import Method
from storage.engine_tables import OutboxRow, PostingRow
from tests.storage.conftest import Desk
from tests.storage.test_lanes import deliver_all

pytestmark = pytest.mark.asyncio

BO_ID = 2
DAN = AccountAddress(MessengerName.SLACK, "T0PAIDAN", "U0DAN")
THERE = Said(group="warehouse", text="yours")
BACK = Said(group="it-support", text="yours again")


async def test_a_ticket_that_comes_back_has_its_old_card_again(desk: Desk) -> None:
    """The stub becomes the card, on both messengers, and a message calls those whom it calls."""
    number = await desk.opened()
    await deliver_all(desk)
    first = [row.id for row in await _cards(number)]
    await desk.move(number, Action.TRANSFER, THERE)
    await deliver_all(desk)
    await desk.move(number, Action.SEND_BACK, Said(text="not ours"), who=DAN)
    sent = await deliver_all(desk)
    cards = {row.lane: row for row in await _cards(number) if row.id in first}
    assert {row.kind for row in cards.values()} == {PostingKind.CARD}
    assert Method.POST not in {claim.method for claim in sent}
    assert all(row.shown == row.wanted == 3 for row in cards.values())
    assert len(await _cards(number)) == 4
    kinds = [
        row.kind for row in await _cards(number) if row.lane.endswith(("C0STORE", "STORE0001=="))
    ]
    assert kinds == [PostingKind.STUB, PostingKind.STUB]
    told = await OutboxRow.filter(ticket_id=number, kind="arrived").order_by("lane")
    assert [(row.lane.split(":")[0], json.loads(row.called), row.state) for row in told] == [
        ("dingtalk", [BO_ID], 1),
        ("slack", [], 1),
    ]


async def test_a_card_that_was_never_shown_needs_no_message(desk: Desk) -> None:
    """There and back before anything was sent: its first showing calls, and nothing else does."""
    number = await desk.opened()
    await desk.move(number, Action.TRANSFER, THERE)
    await desk.move(number, Action.SEND_BACK, Said(text="not ours"), who=DAN)
    assert not await OutboxRow.filter(ticket_id=number, kind="arrived").exists()
    here = [row for row in await _cards(number) if row.lane.endswith(("C0ITSUP", "ITSUP0001=="))]
    assert [(row.kind, json.loads(row.mention)) for row in here] == [
        (PostingKind.CARD, []),
        (PostingKind.CARD, [BO_ID]),
    ]


async def test_a_card_that_can_not_be_shown_any_more_is_posted_anew(desk: Desk) -> None:
    """Somebody deleted it: then a new one is the ticket's card there."""
    number = await desk.opened()
    await deliver_all(desk)
    slack = PostingRow.filter(ticket_id=number, lane__endswith=":C0ITSUP")
    await slack.update(dead_at=1)
    await desk.move(number, Action.TRANSFER, THERE)
    await desk.move(number, Action.SEND_BACK, Said(text="not ours"), who=DAN)
    await deliver_all(desk)
    alive = [row for row in await slack if row.dead_at is None]
    assert [(row.kind, row.shown) for row in alive] == [(PostingKind.CARD, 3)]


async def test_it_comes_back_again_and_again(desk: Desk) -> None:
    """Five times there and back are still four cards, two of them stubs."""
    number = await desk.opened()
    for _ in range(5):
        await desk.move(number, Action.TRANSFER, THERE)
        await desk.move(number, Action.TRANSFER, BACK, who=DAN)
        await deliver_all(desk)
    kinds = sorted(row.kind for row in await _cards(number))
    assert kinds == ["card", "card", "stub", "stub"]


async def _cards(number: int) -> list[PostingRow]:
    return await PostingRow.filter(ticket_id=number).order_by("id")
