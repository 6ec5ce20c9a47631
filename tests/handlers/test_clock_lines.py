"""Putting off and extending by line: the answer says what was done to which clock."""

import pytest

from tests.handlers.conftest import CounterOf
from tests.handlers.counter import group, said, yaml

pytestmark = pytest.mark.asyncio

PROMISED = "sla:\n  - {name: usual, acknowledge: 15m, first_reply: 1h, resolution: 8h}\n"
DESK = yaml(group("it", "bo, cai", on_duty="bo", leads="[lea]"), more=PROMISED)


async def test_a_lead_extends_the_resolution_and_is_told_so(counter_of: CounterOf) -> None:
    """Though the clock of acknowledging is nearer."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer on fire")
        answer = said(await desk.ask("lea", f"#{ticket.id} extend 4h waiting"))
        assert "moved the deadline for “Resolve”" in answer
        assert " from " in answer


async def test_a_snooze_that_is_cut_says_why(counter_of: CounterOf) -> None:
    """At the deadline somebody has to be told."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer on fire")
        answer = said(await desk.ask("bo", f"#{ticket.id} snooze 2h"))
        assert "reminders for “Acknowledge”" in answer
        assert "its deadline: a broken promise is never hushed up." in answer
