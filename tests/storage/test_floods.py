"""In a flood less urgent tickets are told in digests: nothing is dropped, on both databases."""

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest

from cards.card import Message
from cards.desk_file import read_desk_file
from desk.address import MessengerName
from desk.pace import Method, Pace, Rate
from desk.spec import DeskSpec
from scheduler.telling import words_for
from storage.engine_tables import OutboxRow, PostingRow
from storage.lanes import DRAW
from storage.outcomes import Sent
from tests.beginnings import Beginnings
from tests.handlers.counter import Counter, counter, group, yaml

pytestmark = pytest.mark.asyncio

CounterOf = Callable[[str], AbstractAsyncContextManager[Counter]]

SURGE = "{inflow: 2, within: 5m, calm: 5m, gather: [low], digest: 10m}"
PROMISED = """
sla:
  - name: all
    acknowledge: 20m
    steps:
      acknowledge: [{at: 50%, tell: on_duty}, {at: 100%, tell: group}]
"""
FLOODED = yaml(group("it", "bo", surge=SURGE), more=PROMISED)
FAST = {MessengerName.SLACK: Pace(Rate(1, 1000), {method: Rate(1, 1000) for method in Method})}


@pytest.fixture
def counter_of(database_url: str, beginnings: Beginnings) -> CounterOf:
    """The desk of a desk.yaml."""
    return lambda desk_yaml: counter(database_url, beginnings, desk_yaml)


async def test_low_tickets_are_told_in_one_message_every_ten_minutes(
    counter_of: CounterOf,
) -> None:
    """Their cards stand at once and call nobody; the digest names each with its clock, and calls
    Bo once. A ticket that is not low is told as ever."""
    async with counter_of(FLOODED) as desk:
        await _flood(desk)
        low = [await desk.opened(f"later {n} !low") for n in range(3)]
        urgent = await desk.opened("now !urgent")
        told = await _deliver(desk)
        assert not [text for text, _ in told if "later" in text]
        shown = await PostingRow.filter(ticket_id__in=[one.id for one in low])
        assert [(row.shown, row.mention) for row in shown] == [(1, "[]")] * 3
        bo = desk.store.desk.people_keys["bo"]
        card = await PostingRow.get(ticket_id=urgent.id)
        assert json.loads(card.mention) == [bo]
        await desk.passes(minutes=10)
        told = await _deliver(desk)
        ((text, called),) = [(text, called) for text, called in told if "later" in text]
        assert called == ["UBO"]
        lines = text.splitlines()
        assert lines[0] == "Gathered while tickets flood in, less urgent: 3"
        for ticket, line in zip(low, lines[1:], strict=True):
            assert f"#{ticket.id} “later" in line
            assert ": New, Acknowledge 🟡" in line
        assert await OutboxRow.filter(kind="digest", state=1).count() == 3


async def test_reminders_of_them_wait_for_the_next_digest(counter_of: CounterOf) -> None:
    """What falls due in the flood is part of the digest after it, once a ticket."""
    async with counter_of(FLOODED) as desk:
        await _flood(desk)
        ticket = await desk.opened("later !low")
        await desk.passes(minutes=9, seconds=55)
        await _deliver(desk)
        await desk.opened("still flooding")
        for _ in range(3):
            await desk.opened("and more")
        await desk.passes(seconds=30)
        assert await OutboxRow.filter(ticket_id=ticket.id, kind="reminder").count() == 0
        assert not [text for text, _ in await _deliver(desk) if "later" in text]
        put_off = await OutboxRow.filter(ticket_id=ticket.id, kind="digest", state=0)
        assert [row.gathered for row in put_off] == [0]


async def test_at_its_end_nothing_is_left_untold(counter_of: CounterOf) -> None:
    """When the flood is over, what was put off is told at once, and then all goes on as ever."""
    surge = SURGE.replace("digest: 10m", "digest: 6h")
    async with counter_of(FLOODED.replace(SURGE, surge)) as desk:
        await _flood(desk)
        await desk.opened("later !low")
        for _ in range(11):
            await desk.passes(seconds=30)
        assert not [text for text, _ in await _deliver(desk) if "later" in text]
        for _ in range(10):
            await desk.passes(seconds=30)
        turn = await desk.store.queues.turn("it")
        assert turn.surge is not None
        assert not turn.surge.on
        told = [text for text, _ in await _deliver(desk)]
        assert len([text for text in told if "later" in text and "Gathered" in text]) == 1
        again = await desk.opened("as ever !low")
        assert json.loads((await PostingRow.get(ticket_id=again.id)).mention)
        assert await OutboxRow.filter(state=0, gathered=0).count() == 0


async def test_what_was_put_off_is_told_whatever_becomes_of_the_flood(
    counter_of: CounterOf,
) -> None:
    """Its timer was kept with it: it needs no look at the flood, and no process that remembers."""
    async with counter_of(FLOODED) as desk:
        await _flood(desk)
        await desk.opened("later !low")
        calm = yaml(group("it", "bo"), more=PROMISED)
        await _apply(desk, calm)
        await desk.passes(minutes=10)
        assert [text for text, _ in await _deliver(desk) if "Gathered" in text and "later" in text]


async def test_a_long_digest_is_told_in_parts_that_name_everything(counter_of: CounterOf) -> None:
    """Sixty tickets are two messages, and each stands in one of them."""
    async with counter_of(FLOODED) as desk:
        await _flood(desk)
        low = [await desk.opened(f"later {n} !low") for n in range(60)]
        await desk.passes(minutes=10)
        told = [text for text, _ in await _deliver(desk) if "Gathered" in text]
        assert len(told) == 2
        lines = [line for text in told for line in text.splitlines()[1:]]
        assert len(lines) == len(low)


async def _flood(desk: Counter) -> None:
    for n in range(3):
        await desk.opened(f"wave {n}")
    await desk.passes(seconds=11)
    turn = await desk.store.queues.turn("it")
    assert turn.surge is not None
    assert turn.surge.on
    await _deliver(desk)


async def _apply(desk: Counter, text: str) -> None:
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec)
    await desk.store.settings.apply(spec, text, "tests")


async def _deliver(desk: Counter) -> list[tuple[str, list[str]]]:
    """Send all that waits, as the courier does; what messages said, and whom they called."""
    store, told = desk.store, list[tuple[str, list[str]]]()
    while claims := (await store.claim(timedelta(seconds=30), 16, FAST)).claims:
        for claim in claims:
            if claim.table != DRAW:
                if claim.kind in {"reminder", "digest"}:
                    await store.gather(claim)
                waiting = await store.postings.waiting(claim.id)
                said: Message = await words_for(store, waiting, waiting.place)
                told.append((said.text, [one.id for one in said.call]))
            await store.finish(claim, Sent(f"{claim.lane}/{claim.id}", claim.version))
        desk.steady.seconds += 0.002
    return told
