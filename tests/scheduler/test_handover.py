"""Hand-overs: one card at each hand-off, and tickets that change hands by a press."""

from datetime import UTC, datetime, timedelta

import pytest

from cards.card import Card, Press
from cards.handover_card import handover_card
from desk.address import AccountAddress, Place
from desk.errors import Reason, Refusal
from desk.events import Said
from desk.matters import Handed, HandOver, MatterState
from desk.moves import Action, Status
from handlers.handover import accept_hand_over, give_one_back
from handlers.request import Pressed, Request
from storage.duty_tables import MatterRow
from storage.engine_tables import OutboxRow, PostingRow, TimerRow
from storage.work import NewTimer, Work
from tests.scheduler.duty import BO, DAN, LEA, go_to, settle
from tests.storage.conftest import FRONTLINE, Desk

pytestmark = pytest.mark.asyncio

MORNING = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
DAY = timedelta(days=1)
THREE_IN_TURN = "{people: [wang, zhou, chen], every: 1 day, start: 2026-03-02 09:00}"
WITH_A_HOLE = "{people: [wang, zhou], every: 2 days, gap: true, start: 2026-03-02 09:00}"
BY_DAY = "{people: [wang, zhou], every: 1 day, start: 2026-03-02 09:00, hours: ['09:00-18:00']}"


async def hand_over_of(desk: Desk) -> HandOver:
    """The newest hand-over."""
    row = await MatterRow.filter(kind="hand_over").order_by("-id").first()
    assert row is not None
    return await numbered(desk, row.id)


async def numbered(desk: Desk, number: int) -> HandOver:
    """A hand-over as it is now."""
    matter = await desk.store.matters.numbered(number)
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


async def test_the_card_says_one_thing_after_a_ticket_was_given_back(desk: Desk) -> None:
    """It still waits to be accepted, and nobody has; the ticket is counted in the queue. Once all
    are given back nobody has accepted either."""
    await settle(desk)
    for title in ("first", "second"):
        await taken(desk, title)
    await desk.opened("nobody has this")
    await go_to(desk, MORNING)
    matter, shown = await hand_over_of(desk), []
    for one in matter.tickets:
        press = Press("hand_back", matter.id, choice=str(one.ticket))
        await give_one_back(pressed(desk, DAN, press), desk.store, press)
        card = await drawn(await hand_over_of(desk), desk, "C0ITSUP")
        counts = [fact.value for fact in card.facts[2:]]
        shown.append((card.tag, card.foot, counts, card.news.count("back in the queue")))
    assert shown == [
        ("To be accepted", "", ["2", "2"], 1),
        ("Done", "Dealt with by 小周", ["2", "3"], 2),
    ]


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


async def drawn(matter: HandOver, desk: Desk, channel: str) -> Card:
    """Its card as a channel shows it."""
    row = await PostingRow.get(matter_id=matter.id, lane__endswith=channel)
    scene = await desk.store.scenes.of(row.id)
    assert scene is not None
    return handover_card(matter, scene)


async def test_a_new_hand_over_ends_the_one_that_nobody_accepted(desk: Desk) -> None:
    """Its card has no buttons any more; what still waits there stands in the new one's list.

    Lea took one, and one was resolved: those are nobody's business at a hand-over.
    """
    await settle(desk, layer=THREE_IN_TURN)
    held = [await taken(desk, title) for title in ("printer", "beamer", "door")]
    await go_to(desk, MORNING)
    first = await hand_over_of(desk)
    await desk.move(held[1], Action.TAKE_OVER, who=LEA)
    await desk.move(held[2], Action.RESOLVE, who=BO, said=Said(text="oiled"))
    await go_to(desk, MORNING + DAY)
    first, second = await numbered(desk, first.id), await hand_over_of(desk)
    assert second.id != first.id
    assert (first.state, second.state) == (MatterState.OVER, MatterState.OPEN)
    assert {one.ticket: one.handed for one in first.tickets} == {
        held[0]: Handed.PASSED_ON,
        held[1]: Handed.MOVED_ON,
        held[2]: Handed.MOVED_ON,
    }
    assert [one.ticket for one in second.tickets] == [held[0]]
    card = await drawn(first, desk, "C0ITSUP")
    assert (card.tag, card.buttons) == ("Not accepted", ())
    assert (await drawn(second, desk, "C0ITSUP")).buttons
    press = Press("hand_accept", first.id)
    with pytest.raises(Refusal) as refused:
        await accept_hand_over(pressed(desk, LEA, press), desk.store, press)
    assert refused.value.reason is Reason.HAND_OVER_ENDED
    press = Press("hand_accept", second.id)
    await accept_hand_over(pressed(desk, LEA, press), desk.store, press)
    ticket = await desk.store.tickets.numbered(held[0])
    assert ticket is not None
    assert ticket.assignee != first.leaving[0]


async def test_whoever_is_on_again_keeps_their_tickets(desk: Desk) -> None:
    """Bo's ticket was never accepted; when his turn comes again it is simply his."""
    await settle(desk)
    number = await taken(desk, "printer")
    await go_to(desk, MORNING)
    first = await hand_over_of(desk)
    await go_to(desk, MORNING + DAY)
    first, second = await numbered(desk, first.id), await hand_over_of(desk)
    assert first.state is MatterState.OVER
    assert first.tickets[0].handed is Handed.MOVED_ON
    assert (await drawn(first, desk, "C0ITSUP")).foot == "Nobody accepted it in time."
    assert (second.state, second.tickets) == (MatterState.DONE, ())
    ticket = await desk.store.tickets.numbered(number)
    assert ticket is not None
    assert ticket.assignee == second.coming[0]


async def test_nobody_coming_is_said_and_leads_are_called(desk: Desk) -> None:
    """Every second day is nobody's by mistake; the tickets wait, and whoever comes has them."""
    await settle(desk, layer=WITH_A_HOLE)
    number = await taken(desk, "printer")
    await go_to(desk, MORNING)
    matter = await hand_over_of(desk)
    assert (matter.coming, matter.until, matter.gap) == ((), MORNING + DAY, True)
    card = await drawn(matter, desk, "C0ITSUP")
    assert card.tag == "Nobody on duty"
    assert card.news.startswith("Nobody is on duty until 4 Mar 09:00.")
    assert [account.id for account in card.call] == [LEA.id]
    await go_to(desk, MORNING + DAY)
    ended, second = await numbered(desk, matter.id), await hand_over_of(desk)
    assert ended.state is MatterState.OVER
    assert [one.ticket for one in second.tickets] == [number]
    assert second.coming


async def test_the_end_of_the_hours_calls_nobody(desk: Desk) -> None:
    """A roster by day has nobody at night: that is said, and no lead is called."""
    await settle(desk, layer=BY_DAY)
    await go_to(desk, datetime(2026, 3, 2, 10, 0, tzinfo=UTC))
    matter = await hand_over_of(desk)
    assert (matter.unserved, matter.gap, matter.until) == (True, False, MORNING)
    card = await drawn(matter, desk, "C0ITSUP")
    assert "Nobody is on duty until" in card.news
    assert card.call == ()


async def test_two_hand_offs_that_wait_through_an_outage_are_told_once(desk: Desk) -> None:
    """The second timer finds its hand-off told of by the first."""
    await settle(desk)
    later = MORNING + timedelta(days=1)
    work = Work()
    key = f"hand_over:it-support:{round(later.timestamp() * 1000)}"
    work.start(NewTimer(key, "hand_over", later, payload={"group": "it-support"}))
    await desk.store.commit(work)
    await go_to(desk, later + timedelta(hours=1))
    assert await MatterRow.filter(kind="hand_over").count() <= 1
    assert not await TimerRow.filter(key=key, fired_at=None).exists()
