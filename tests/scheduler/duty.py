"""A desk with a roster that changes hands each morning, and its clock moved by hand."""

from datetime import datetime, timedelta

from cards.desk_file import read_desk_file
from desk.address import AccountAddress, MessengerName
from desk.spec import DeskSpec
from scheduler.handover import watch_rosters
from scheduler.sweep import fire_due
from scheduler.timetable import JOBS
from tests.storage.conftest import Desk

BO = AccountAddress(MessengerName.SLACK, "T0PAIDAN", "U0BO")
DAN = AccountAddress(MessengerName.SLACK, "T0PAIDAN", "U0DAN")
LEA = AccountAddress(MessengerName.SLACK, "T0PAIDAN", "U0LEA")

TEXT = """
tenants: {slack: T0PAIDAN, dingtalk: dingpaidan0001}
people:
  wang: {name: 小王, dingtalk: user-wang, slack: U0BO}
  zhou: {name: 小周, slack: U0DAN}
  chen: {name: 老陈, slack: U0LEA}
rosters:
  it-duty:
    name: IT 值班
    timezone: Asia/Shanghai
    layers:
      day: {layer}
groups:
  it-support:
    name: IT 支持
    timezone: Asia/Shanghai
    members: [wang, zhou]
    leads: [chen]
    roster: it-duty
    user_group: S0ITONCALL
    after_hand_over: {after}
    channels: [{slack: C0ITSUP, language: en}, {dingtalk: cidITSUP0001==}]
"""


IN_TURN = "{people: [wang, zhou], every: 1 day, start: 2026-03-02 09:00}"


async def settle(desk: Desk, after: str = "by_press", layer: str = IN_TURN) -> None:
    """Apply the desk, and wait for its first hand-off."""
    text = TEXT.replace("{after}", after).replace("{layer}", layer)
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec), spec
    await desk.store.settings.apply(spec, text, "tests")
    await watch_rosters(desk.store)


async def go_to(desk: Desk, at: datetime) -> None:
    """Move desk time, and fire what is due by then."""
    by = at - desk.store.clock.now()
    await desk.store.advance(max(by, timedelta(0)))
    await fire_due(desk.store, JOBS)
