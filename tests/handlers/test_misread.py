"""Lines that lack something, or have something that can't be read: what is answered."""

import pytest

from storage.tables import DraftRow, TicketRow
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import group, said, yaml
from tests.handlers.duty_desk import desk_yaml

pytestmark = pytest.mark.asyncio


async def test_why_not_somebody_asks_for_the_ticket(counter_of: CounterOf) -> None:
    """It opens no ticket; the answer shows how, with one of the asker's own."""
    async with counter_of(yaml(group("it", "bo, cai"))) as desk:
        asked = said(await desk.ask("ana", "why not @Bo?"))
        assert "Which ticket?" in asked
        assert "why not @Bo #12" in asked
        ticket = await desk.opened("printer on fire")
        assert f"why not @Bo #{ticket.id}" in said(await desk.ask("ana", "why not @Bo?"))
        assert await _numbers() == [ticket.id]


async def test_why_not_nobody_asks_whom(counter_of: CounterOf) -> None:
    """It opens no ticket; the answer shows how, with somebody of the group."""
    async with counter_of(yaml(group("it", "bo, cai"))) as desk:
        ticket = await desk.opened("printer on fire")
        asked = said(await desk.ask("bo", f"why not #{ticket.id}"))
        assert "Why not whom?" in asked
        assert f"why not @Bo #{ticket.id}" in asked
        assert await _numbers() == [ticket.id]


async def test_a_reporter_is_told_that_who_was_chosen_is_not_theirs_to_see(
    counter_of: CounterOf,
) -> None:
    """Rather than something that they have not asked for."""
    async with counter_of(yaml(group("it", "bo, cai"))) as desk:
        ticket = await desk.opened("printer on fire")
        for line in (f"why not @Bo #{ticket.id}", f"why not #{ticket.id}"):
            told = said(await desk.ask("ana", line))
            assert told == f"Who was chosen for #{ticket.id}, and why, is for IT to see."


async def test_a_title_that_asks_why_not_somebody_unknown_is_asked_about(
    counter_of: CounterOf,
) -> None:
    """Nobody is called that: it may be somebody's ticket."""
    async with counter_of(yaml(group("it", "bo, cai"))) as desk:
        assert said(await desk.ask("ana", "why not @paper in tray")) == ""
        assert [draft.text for draft in await DraftRow.all()] == ["why not @paper in tray"]


MISREAD = [
    ("/duty leave 2026-02-30", "“2026-02-30”. Write a day"),
    ("/duty leave", "From when to when?"),
    ("/duty swap @Bo 31.13", "“31.13” as a day"),
    ("/duty override 18:00-22:00", "name the person"),
    ("/duty undo that", "“that” does not fit there"),
    ("/duty week 12", "“12”"),
    ("/duty calendar please", "“please”"),
    ("/duty sheet 12", "“12” as a month"),
    ("/duty sheet it 2026-13", "“2026-13” as a month"),
    ("duty sheet 2026-13", "“2026-13” as a month"),
    ("/duty sheet nowhere", "no group called “nowhere”"),
]


async def test_what_is_wrong_is_said(counter_of: CounterOf, subtests: pytest.Subtests) -> None:
    """The word, and how such a thing is written: not the whole help."""
    async with counter_of(desk_yaml()) as desk:
        for line, told in MISREAD:
            with subtests.test(line=line):
                answer = said(await desk.ask("lea", line))
                assert told in answer
                assert "\n" not in answer


async def _numbers() -> list[int]:
    return [row.id for row in await TicketRow.all().order_by("id")]
