"""Summaries that go out by themselves: once a day whatever happens, where the group wants them."""

from datetime import UTC, datetime, timedelta

import pytest

from cards.card import Press
from cards.desk_file import read_desk_file
from desk.address import AccountAddress, MessengerName, Place
from desk.errors import Reason, Refusal
from desk.matters import SummaryPost
from desk.reports import Figure
from desk.spec import DeskSpec
from handlers.request import Pressed, Request
from handlers.summary import list_posted_figure
from scheduler.summaries import post_summary, watch_summaries
from storage.duty_tables import MatterRow
from storage.engine_tables import OutboxRow, TimerRow
from storage.tables import ConversationRow
from tests.scheduler.duty import BO, LEA, go_to
from tests.storage.conftest import ANA, FRONTLINE, Desk

pytestmark = pytest.mark.asyncio

EVENING = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai
DAY = timedelta(days=1)

TEXT = """
language: en
tenants: {slack: T0PAIDAN, dingtalk: dingpaidan0001}
people:
  wang: {name: 小王, slack: U0BO}
  chen: {name: 老陈, slack: U0LEA}
calendars:
  office: {timezone: Asia/Shanghai, hours: {mon-fri: "09:00-18:00"}}
groups:
  it-support:
    name: IT 支持
    timezone: Asia/Shanghai
    calendar: office
    members: [wang]
    leads: [chen]
    channels: [{slack: C0ITSUP, language: en}, {dingtalk: cidITSUP0001==, language: zh_CN}]
    summary: {WHEN}
"""


async def settle(desk: Desk, when: str = '{daily: "18:00"}') -> None:
    """Apply the desk, and wait for its first summary."""
    text = TEXT.replace("{WHEN}", when)
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec), spec
    await desk.store.settings.apply(spec, text, "tests")
    await watch_summaries(desk.store)


async def posted() -> list[MatterRow]:
    """All summaries that went out."""
    return await MatterRow.filter(kind="summary").order_by("id")


async def test_a_summary_goes_to_each_channel_of_the_group_once(desk: Desk) -> None:
    """Also if it is watched for again and again, and the next day has one of its own."""
    await settle(desk)
    await desk.opened("printer")
    await go_to(desk, EVENING)
    await watch_summaries(desk.store)
    await go_to(desk, EVENING + timedelta(hours=5))
    rows = await posted()
    assert len(rows) == 1
    matter = await desk.store.matters.numbered(rows[0].id)
    assert isinstance(matter, SummaryPost)
    assert matter.summary.total(Figure.CREATED) == 1
    told = await OutboxRow.filter(matter_id=matter.id).order_by("id")
    assert [row.language for row in told] == ["en", "zh_CN"]
    await go_to(desk, EVENING + DAY)
    assert len(await posted()) == 2


async def test_of_two_replicas_one_posts(desk: Desk) -> None:
    """Both have claimed the timer: whoever commits first has posted it."""
    await settle(desk)
    await desk.store.advance(EVENING - desk.store.clock.now())
    (timer,) = await desk.store.timers.claim(EVENING, ["summary"])
    for _ in range(2):
        await post_summary(desk.store, timer, EVENING)
    assert len(await posted()) == 1


async def test_an_outage_of_hours_is_made_up_for_and_one_of_days_is_not(desk: Desk) -> None:
    """At ten in the evening it still goes out; what belongs to an earlier day is dropped."""
    await settle(desk)
    await go_to(desk, EVENING + timedelta(hours=4))
    assert len(await posted()) == 1
    await go_to(desk, EVENING + 3 * DAY - timedelta(hours=1))  # on Thursday, for Tuesday
    assert len(await posted()) == 1
    await go_to(desk, EVENING + 3 * DAY)
    assert len(await posted()) == 2


async def test_closed_days_have_none(desk: Desk) -> None:
    """After Friday's comes Monday's."""
    await settle(desk)
    for n in range(8):
        await go_to(desk, EVENING + n * DAY)
    days = [datetime.fromtimestamp(row.at / 1000, UTC).weekday() for row in await posted()]
    assert days == [0, 1, 2, 3, 4, 0]


async def test_new_settings_move_it_and_take_it_away(desk: Desk) -> None:
    """The timer of today goes by what is applied when it falls due."""
    await settle(desk)
    await settle(desk, '{daily: "17:00"}')
    await go_to(desk, EVENING - timedelta(hours=1))
    assert len(await posted()) == 1
    await settle(desk, '{weekly: "tue 10:00"}')
    await go_to(desk, EVENING + DAY)
    assert len(await posted()) == 2  # Tuesday's of the week, and none of the day
    waiting = await TimerRow.filter(kind="summary", fired_at=None)
    assert [row.key for row in waiting] == ["summary:it-support:weekly:2026-03-10"]


async def test_leads_can_have_it_for_themselves(desk: Desk) -> None:
    """Then the channels have none."""
    await settle(desk, '{daily: "18:00", to: leads}')
    await go_to(desk, EVENING)
    (row,) = await posted()
    told = await OutboxRow.filter(matter_id=row.id)
    places = await ConversationRow.filter(id__in=[one.conversation_id for one in told])
    assert [place.external_id for place in places] == ["U0LEA"]


async def test_the_groups_people_look_behind_its_figures(desk: Desk) -> None:
    """Members and leads; others are told that it is not theirs."""
    await settle(desk)
    ticket = await desk.opened("printer")
    await go_to(desk, EVENING)
    (row,) = await posted()

    def pressed(who: AccountAddress) -> tuple[Request, Press]:
        press = Press("figure_of", row.id, choice=Figure.CREATED)
        place, at = Place(FRONTLINE.conversation), desk.store.clock.real()
        return Request("k", who, who.id, place, at, Pressed(press.pack())), press

    for who in (BO, LEA):
        request, press = pressed(who)
        reply = await list_posted_figure(request, desk.store, press)
        assert f"#{ticket}" in str(reply.says)
    request, press = pressed(AccountAddress(MessengerName.SLACK, ANA.tenant, ANA.id))
    with pytest.raises(Refusal) as refused:
        await list_posted_figure(request, desk.store, press)
    assert refused.value.reason is Reason.NO_SUMMARY
