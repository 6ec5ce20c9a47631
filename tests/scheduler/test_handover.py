"""Hand-overs: one card at each hand-off, and tickets that change hands by a press."""

from datetime import UTC, datetime, timedelta

import pytest

from cards.card import Press
from desk.address import AccountAddress, Place
from desk.errors import Refusal
from desk.matters import Handed, HandOver, MatterState
from desk.moves import Action, Status
from handlers.handover import accept_hand_over, give_one_back
from handlers.request import Pressed, Request
from storage.duty_tables import MatterRow
from storage.tables import OutboxRow, PostingRow, TimerRow
from tests.scheduler.duty import BO, DAN, LEA, go_to, settle
from tests.storage.conftest import FRONTLINE, Desk

pytestmark = pytest.mark.asyncio

MORNING = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


async def hand_over_of(desk: Desk) -> HandOver:
    """The only hand-over so far."""
    row = await MatterRow.get(kind="hand_over")
    matter = await desk.store.matters.numbered(row.id)
    assert isinstance(matter, HandOver)
    return matter


def pressed(desk: Desk, who: AccountAddress, press: Press) -> Request:
    """A press of somebody's on a card of the hand-over."""
    place = Place(FRONTLINE.conversation)
    at = desk.store.clock.real()
    return Request(f"press:{who.id}:{press.pack()}", who, who.id, place, at, Pressed(press.pack()))


async def taken(desk: Desk, title: str) -> int:
    """A ticket that Bo has acknowledged."""
    number = await desk.opened(title)
    await desk.move(number, Action.ACKNOWLEDGE, who=BO)
    return number


async def test_a_hand_off_shows_one_card_with_who_leaves_and_comes(desk: Desk) -> None:
    """With the open tickets of those who leave, in each channel once; the next is waited for."""
    await settle(desk)
    number = await taken(desk, "printer")
    await desk.opened("nobody has this")
    await go_to(desk, MORNING)
    matter = await hand_over_of(desk)
    names = await desk.store.directory.names((*matter.leaving, *matter.coming))
    assert [names[p] for p in (*matter.leaving, *matter.coming)] == ["小王", "小周"]
    assert [one.ticket for one in matter.tickets] == [number]
    assert (matter.waiting, matter.state) == (1, MatterState.OPEN)
    assert await PostingRow.filter(matter_id=matter.id).count() == 2
    waiting = await TimerRow.filter(kind="hand_over", fired_at=None)
    assert [row.due for row in waiting] == [round((MORNING + timedelta(days=1)).timestamp() * 1000)]


async def test_accepting_passes_on_what_still_waits(desk: Desk) -> None:
    """A ticket that somebody resolved meanwhile is left alone; the others have a new assignee."""
    await settle(desk)
    first, second = await taken(desk, "first"), await taken(desk, "second")
    await go_to(desk, MORNING)
    matter = await hand_over_of(desk)
    await desk.move(first, Action.TAKE_OVER, who=LEA)
    press = Press("hand_accept", matter.id)
    await accept_hand_over(pressed(desk, DAN, press), desk.store, press)
    matter = await hand_over_of(desk)
    assert {one.ticket: one.handed for one in matter.tickets} == {
        first: Handed.MOVED_ON,
        second: Handed.TAKEN,
    }
    ticket = await desk.store.tickets.numbered(second)
    assert ticket is not None
    assert (ticket.assignee, ticket.status) == (matter.coming[0], Status.ACKNOWLEDGED)
    assert matter.state is MatterState.DONE


async def test_a_single_ticket_can_be_given_back(desk: Desk) -> None:
    """It waits in the group's queue again, and the hand-over goes on with the others."""
    await settle(desk)
    first, second = await taken(desk, "first"), await taken(desk, "second")
    await go_to(desk, MORNING)
    matter = await hand_over_of(desk)
    press = Press("hand_back", matter.id, choice=str(first))
    await give_one_back(pressed(desk, DAN, press), desk.store, press)
    matter = await hand_over_of(desk)
    ticket = await desk.store.tickets.numbered(first)
    assert ticket is not None
    assert (ticket.assignee, ticket.status) == (None, Status.NEW)
    assert {one.ticket: one.handed for one in matter.tickets} == {
        first: Handed.GIVEN_BACK,
        second: Handed.WAITS,
    }


async def test_only_whoever_comes_or_a_lead_accepts(desk: Desk) -> None:
    """Whoever leaves can't accept their own hand-over."""
    await settle(desk)
    await taken(desk, "printer")
    await go_to(desk, MORNING)
    matter = await hand_over_of(desk)
    press = Press("hand_accept", matter.id)
    with pytest.raises(Refusal):
        await accept_hand_over(pressed(desk, BO, press), desk.store, press)
    await accept_hand_over(pressed(desk, LEA, press), desk.store, press)
    assert (await hand_over_of(desk)).state is MatterState.DONE


async def test_a_group_can_have_tickets_pass_at_once(desk: Desk) -> None:
    """Without any press, as desk.yaml says."""
    await settle(desk, after="at_once")
    number = await taken(desk, "printer")
    await go_to(desk, MORNING)
    matter = await hand_over_of(desk)
    ticket = await desk.store.tickets.numbered(number)
    assert ticket is not None
    assert ticket.assignee == matter.coming[0]
    assert matter.state is MatterState.DONE


async def test_hand_offs_missed_in_an_outage_are_one_hand_over(desk: Desk) -> None:
    """After three days away, one card says who comes now; the group isn't flooded."""
    await settle(desk)
    await desk.store.advance(timedelta(days=3))
    await go_to(desk, desk.store.clock.now())
    assert await MatterRow.filter(kind="hand_over").count() == 1


async def test_the_user_group_follows_the_roster(desk: Desk) -> None:
    """What has to be told to Slack waits in a lane like everything else."""
    await settle(desk)
    await go_to(desk, MORNING)
    row = await OutboxRow.get(kind="user_group")
    assert row.lane == "slack:T0PAIDAN:S0ITONCALL"
