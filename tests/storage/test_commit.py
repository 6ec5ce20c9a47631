"""The one door for acts: whole or not at all, once a delivery, and true when two come at once."""

import asyncio

import pytest

from desk.acts import decide_open
from desk.errors import Refusal
from desk.events import Said
from desk.moves import Action, Status
from storage.engine_tables import InboxRow, OutboxRow, PostingRow
from storage.tables import EventRow, TicketRow
from storage.work import Work
from tests.storage.conftest import ANA, Desk

pytestmark = pytest.mark.asyncio


async def test_a_ticket_is_kept_with_its_event_cards_and_delivery(desk: Desk) -> None:
    """All of it in one transaction: what came, what happened, what is to be shown."""
    kept = await desk.open("printer", key="d1")
    assert kept.ticket_id == 1
    assert await EventRow.filter(ticket_id=1).count() == 1
    assert await InboxRow.filter(key="d1", ticket_id=1).count() == 1
    assert await PostingRow.filter(ticket_id=1, wanted=1, shown=0).count() == 2


async def test_what_was_kept_reads_back_the_same(desk: Desk) -> None:
    """A ticket is the same before and after the database."""
    kept = await desk.open("打印机 <&> \U0001f525")
    assert kept.ticket is not None
    assert await desk.store.tickets.numbered(1) == kept.ticket


async def test_a_delivery_has_its_effect_once(desk: Desk) -> None:
    """The second time it is told what came of the first."""
    first = await desk.open("printer", key="d1")
    again = await desk.open("printer", key="d1")
    assert (again.repeated, again.ticket_id) == (True, first.ticket_id)
    assert await TicketRow.all().count() == 1


async def test_the_same_delivery_many_times_at_once_has_one_effect(desk: Desk) -> None:
    """Also when they are written in one batch."""
    kept = await asyncio.gather(*(desk.open("printer", key="d1") for _ in range(20)))
    assert await TicketRow.all().count() == 1
    assert len({one.ticket_id for one in kept}) == 1


async def test_many_tickets_at_once_get_numbers_of_their_own(desk: Desk) -> None:
    """And none is lost."""
    kept = await asyncio.gather(*(desk.open(f"t{n}", key=f"d{n}") for n in range(150)))
    assert len({one.ticket_id for one in kept}) == 150
    assert {row.title for row in await TicketRow.all()} == {f"t{n}" for n in range(150)}


async def test_of_two_presses_at_once_one_wins_and_the_other_learns_of_it(desk: Desk) -> None:
    """The loser's act is decided again on the winner's data, and refused."""
    number = await desk.opened()
    done = await asyncio.gather(
        *(desk.move(number, Action.ACKNOWLEDGE) for _ in range(5)), return_exceptions=True
    )
    refused = [one for one in done if isinstance(one, Refusal)]
    assert len(refused) == 4
    assert await EventRow.filter(ticket_id=number).count() == 2


async def test_moves_of_one_ticket_at_once_are_all_kept_in_some_order(desk: Desk) -> None:
    """Ten comments at the same moment are ten events, numbered without a gap."""
    number = await desk.opened()
    await asyncio.gather(*(desk.move(number, Action.COMMENT, Said(text=str(n))) for n in range(10)))
    events = await EventRow.filter(ticket_id=number).order_by("seq")
    assert [event.seq for event in events] == list(range(1, 12))


async def test_one_bad_act_does_not_take_its_neighbours_with_it(desk: Desk) -> None:
    """A batch that fails is written one by one; only the bad one is told."""
    store = desk.store
    by = await store.actor(ANA, "Ana")
    good = (await desk.open("good")).ticket
    assert good is not None
    bad = Work(key="k" * 200)
    from dataclasses import replace

    broken = replace(good, id=0, version=1, title=None)  # type: ignore[arg-type]
    bad.keep(decide_open(broken, by, store.desk))
    done = await asyncio.gather(
        desk.open("a"), store.commit(bad), desk.open("b"), return_exceptions=True
    )
    assert [isinstance(one, Exception) for one in done] == [False, True, False]
    assert {row.title for row in await TicketRow.all()} == {"good", "a", "b"}


async def test_a_cancelled_caller_leaves_nothing_half_done_and_nothing_stuck(desk: Desk) -> None:
    """A storm of cancelled acts: whole tickets, and the store goes on."""

    async def impatient(number: int) -> None:
        try:
            async with asyncio.timeout(0.0005 * (number % 7)):
                await desk.open(f"t{number}", key=f"d{number}")
        except TimeoutError:
            return

    await asyncio.gather(*(impatient(n) for n in range(200)))
    await desk.open("last")
    tickets = await TicketRow.all().count()
    assert await EventRow.all().count() == tickets
    assert await PostingRow.all().count() == 2 * tickets


async def test_a_move_wants_every_card_redrawn_and_an_internal_comment_none(desk: Desk) -> None:
    """Cards are wanted in the version that changed their face."""
    number = await desk.opened()
    await desk.move(number, Action.ACKNOWLEDGE)
    await desk.move(number, Action.COMMENT, Said(text="hm"))
    assert {row.wanted for row in await PostingRow.filter(ticket_id=number)} == {2}


async def test_a_transfer_leaves_a_stub_and_stands_new_cards(desk: Desk) -> None:
    """The old cards are redrawn once more; afterwards only the new ones follow the ticket."""
    number = await desk.opened()
    await desk.move(number, Action.TRANSFER, Said(group="warehouse"))
    kinds = sorted(row.kind for row in await PostingRow.filter(ticket_id=number))
    assert kinds == ["card", "card", "stub", "stub"]
    zhou = ANA.__class__(ANA.messenger, ANA.tenant, "U0DAN")
    await desk.move(number, Action.ACKNOWLEDGE, who=zhou)
    wanted = {row.kind: row.wanted for row in await PostingRow.filter(ticket_id=number)}
    assert wanted == {"stub": 2, "card": 3}


async def test_the_second_time_it_is_resolved_the_reporter_is_told_in_words(desk: Desk) -> None:
    """Their card stands already and changes in silence, so a message calls them."""
    number = await desk.opened()
    await desk.move(number, Action.ACKNOWLEDGE)
    await desk.move(number, Action.RESOLVE, Said(text="done"))
    first = await OutboxRow.filter(ticket_id=number, event_seq=3).count()
    await desk.move(number, Action.REOPEN, who=ANA)
    await desk.move(number, Action.ACKNOWLEDGE)
    await desk.move(number, Action.RESOLVE, Said(text="done again"))
    assert first == 0
    assert await OutboxRow.filter(ticket_id=number, event_seq=6, kind="moved").count() == 1
    assert await PostingRow.filter(ticket_id=number, kind="reporter").count() == 1


async def test_deliveries_that_no_messenger_repeats_are_forgotten(desk: Desk) -> None:
    """Two days later; one of today still has no second effect."""
    await desk.open("printer", key="old")
    desk.wait(3 * 86_400)
    await desk.open("printer", key="new")
    await desk.store.tidy()
    assert [row.key for row in await InboxRow.all()] == ["new"]


async def test_a_ticket_in_the_database_keeps_its_state_by_name(desk: Desk) -> None:
    """Operators who look with SQL read the words of the desk."""
    number = await desk.opened()
    assert (await TicketRow.get(id=number)).status == Status.NEW
