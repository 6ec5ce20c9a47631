"""Putting off and extending by line: the answer says what was done to which clock."""

import pytest

from cards.card import Card
from desk.clocks import ClockKind
from storage.engine_tables import OutboxRow
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import group, said, yaml

pytestmark = pytest.mark.asyncio

PROMISED = """\
sla:
  - name: usual
    acknowledge: 15m
    first_reply: 1h
    resolution: 8h
    steps: {sent_back: {at: 0m, tell: lead}}
"""
DESK = yaml(group("it", "bo, cai", on_duty="bo", leads="[lea]"), more=PROMISED)


async def test_a_lead_extends_the_resolution_and_is_told_so(counter_of: CounterOf) -> None:
    """Though the clock of acknowledging is nearer."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer on fire")
        answer = said(await desk.ask("lea", f"#{ticket.id} extend 4h waiting"))
        assert "moved the deadline for “Resolve”" in answer
        assert " from " in answer
        (row,) = await OutboxRow.filter(kind="moved")
        assert row.lane.endswith(":UANA")  # whom it was promised to


async def test_a_snooze_that_is_cut_says_why(counter_of: CounterOf) -> None:
    """At the deadline somebody has to be told."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer on fire")
        answer = said(await desk.ask("bo", f"#{ticket.id} snooze 2h"))
        assert "reminders for “Acknowledge”" in answer
        assert "its deadline: a broken promise is never hushed up." in answer


async def test_giving_back_is_no_broken_promise(counter_of: CounterOf) -> None:
    """That somebody else was looked for is not told among promises once it is over."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer on fire")
        await desk.ask("lea", f"#{ticket.id} assign Bo")
        await desk.ask("bo", f"#{ticket.id} acknowledge")
        await desk.ask("bo", f"#{ticket.id} giveback")
        await desk.passes(minutes=1)
        looked_for = await desk.ticket(ticket.id)
        assert ClockKind.SENT_BACK in {clock.kind for clock in looked_for.clocks}
        assert "Find somebody" in said(await desk.ask("bo", f"sla #{ticket.id}"))
        await desk.ask("cai", f"#{ticket.id} acknowledge")
        assert "Find somebody" not in said(await desk.ask("bo", f"sla #{ticket.id}"))
        why = (await desk.ask("bo", f"why #{ticket.id}")).says
        assert isinstance(why, Card)
        assert "Find somebody" not in why.body
        assert "Lea assigned it to Bo" in why.news
