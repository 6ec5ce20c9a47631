"""The official list of a year is not out: operators hear of it a month before, once."""

from datetime import UTC, datetime

import pytest

from cards.desk_file import read_desk_file
from desk.spec import DeskSpec
from scheduler.holidays import watch_lists
from storage.engine_tables import OutboxRow, TimerRow
from tests.scheduler.duty import IN_TURN, TEXT, go_to
from tests.storage.conftest import Desk

pytestmark = pytest.mark.asyncio

CHINESE = """
calendars:
  office: {timezone: Asia/Shanghai, hours: {mon-fri: "09:00-18:00"}, holidays: CN}
operators: [chen]
"""


async def test_operators_hear_before_the_official_list_ends(desk: Desk) -> None:
    """In time to write the dates down themselves, in their direct chat."""
    text = TEXT.replace("{after}", "stay").replace("{layer}", IN_TURN) + CHINESE
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec), spec
    await desk.store.settings.apply(spec, text, "tests")
    await watch_lists(desk.store)
    until = desk.store.desk.calendars["office"].listed_until
    assert until is not None
    await go_to(desk, datetime(until.year, 11, 30, tzinfo=UTC))
    assert not await OutboxRow.filter(kind="matter", lane="slack:T0PAIDAN:U0LEA").exists()
    await go_to(desk, datetime(until.year, 12, 2, tzinfo=UTC))
    await watch_lists(desk.store)
    await go_to(desk, datetime(until.year, 12, 3, tzinfo=UTC))
    assert await OutboxRow.filter(kind="matter", lane="slack:T0PAIDAN:U0LEA").count() == 1
    assert not await TimerRow.filter(kind="holiday_list_ends", fired_at=None).exists()
