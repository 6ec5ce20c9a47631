"""The record: whoever changes, removes or reorders an event is found out, at the first one."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tortoise import connections

from desk.events import Said
from desk.moves import Action
from storage.audit import FlawKind, Verdict
from storage.tables import EventBodyRow, EventRow
from tests.storage.conftest import Desk

pytestmark = pytest.mark.asyncio

Harm = Callable[[], Awaitable[object]]


async def sql(statement: str) -> None:
    """What somebody with the database's password could do."""
    await connections.get("default").execute_script(statement)


async def lively(desk: Desk) -> int:
    """A ticket with some history, and another beside it; both sealed."""
    number = await desk.opened("printer")
    await desk.move(number, Action.ACKNOWLEDGE)
    await desk.move(number, Action.COMMENT, Said(text="on my way"))
    await desk.move(number, Action.RESOLVE, Said(text="replaced"))
    await desk.opened("network")
    assert await desk.store.audit.seal() is not None
    return number


async def test_what_nobody_touched_is_found_whole(desk: Desk) -> None:
    """Two tickets, five events, one seal."""
    await lively(desk)
    assert await desk.store.audit.verify() == Verdict(tickets=2, events=5, seals=1, flaw=None)


CHANGED = "update event set action = 'reply' where ticket_id = 1 and seq = 2"
REMOVED = "delete from event where ticket_id = 1 and seq = 2"
REWORDED = (
    "update event_body set body = 'I was never there' "
    "where event_id = (select id from event where ticket_id = 1 and seq = 3)"
)
REORDERED = (
    "update event set seq = 99 where ticket_id = 1 and seq = 2;"
    "update event set seq = 2 where ticket_id = 1 and seq = 3;"
    "update event set seq = 3 where ticket_id = 1 and seq = 99"
)
TAIL_CUT = (
    "update ticket set version = 3, status = 'acknowledged', "
    "head = (select hash from event where ticket_id = 1 and seq = 3) where id = 1;"
    "delete from event where ticket_id = 1 and seq = 4"
)
TICKET_CHANGED = "update ticket set version = 5 where id = 1"
SEAL_CHANGED = "update seal set heads = '[]'"
SEAL_BLINDED = "update seal set upto = 1000000000"
STATE_CHANGED = "update ticket set status = 'closed' where id = 1"
MOVED_IN_TIME = "update event set at = at + 1000 where ticket_id = 1 and seq = 4"


@pytest.mark.parametrize(
    ("harm", "seq", "kind"),
    [
        (CHANGED, 2, FlawKind.CHANGED),
        (REMOVED, 2, FlawKind.MISSING),
        (REWORDED, 3, FlawKind.WORDS),
        (REORDERED, 2, FlawKind.CHANGED),
        (TAIL_CUT, 4, FlawKind.SEALED),
        (TICKET_CHANGED, 5, FlawKind.LAST_MISSING),
        (STATE_CHANGED, 5, FlawKind.LAST_MISSING),
        (MOVED_IN_TIME, 4, FlawKind.CHANGED),
    ],
    ids=["changed", "removed", "reworded", "reordered", "tail cut", "ticket", "state", "time"],
)
async def test_the_first_event_that_was_harmed_is_named(
    desk: Desk, harm: str, seq: int, kind: FlawKind
) -> None:
    """By ticket and number, with what is wrong."""
    await lively(desk)
    await sql(harm)
    flaw = (await desk.store.audit.verify()).flaw
    assert flaw is not None
    assert (flaw.ticket, flaw.seq, flaw.kind) == (1, seq, kind)


@pytest.mark.parametrize("harm", [SEAL_CHANGED, SEAL_BLINDED])
async def test_a_seal_that_was_changed_is_named(desk: Desk, harm: str) -> None:
    """Seals are chained to each other and made with the secret."""
    await lively(desk)
    await sql(harm)
    flaw = (await desk.store.audit.verify()).flaw
    assert flaw is not None
    assert flaw.kind is FlawKind.SEAL


async def test_erased_words_leave_the_chain_whole(desk: Desk) -> None:
    """Personal data can go; that something was said, when and by whom, stays proved."""
    number = await lively(desk)
    event = await EventRow.get(ticket_id=number, seq=3)
    await EventBodyRow.filter(event_id=event.id).delete()
    assert (await desk.store.audit.verify()).flaw is None
    assert (await desk.store.history.event(number, 3)).body == ""


async def test_a_seal_covers_what_changed_since_the_last_one_and_nothing_else(desk: Desk) -> None:
    """Nothing new, no seal."""
    number = await lively(desk)
    assert await desk.store.audit.seal() is None
    await desk.move(number, Action.REOPEN)
    seal = await desk.store.audit.seal()
    assert seal is not None
    assert seal.tickets == 1


async def test_a_record_is_verified_beside_a_bot_that_goes_on_writing(desk: Desk) -> None:
    """What is added meanwhile is no flaw."""
    number = await lively(desk)
    busy = [desk.move(number, Action.COMMENT, Said(text=str(n))) for n in range(40)]
    checks = [desk.store.audit.verify() for _ in range(5)]
    done = await asyncio.gather(*busy, *checks)
    assert all(verdict.flaw is None for verdict in done if isinstance(verdict, Verdict))


async def test_another_secret_can_not_forge_a_chain(desk: Desk) -> None:
    """Without the installation's secret nothing verifies."""
    await lively(desk)
    desk.store.audit._sealer._key = b"another"
    assert (await desk.store.audit.verify()).flaw is not None
