"""Clocks ride on tickets, and their timers fire: who is told, what climbs, and when it stops."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from desk.address import MessengerName
from desk.clocks import ClockKind, Mood, nearest
from desk.events import Said
from desk.moves import Action, Status, WaitingFor
from storage.engine_tables import OutboxRow, PostingRow, TimerRow
from storage.tables import EventRow
from storage.timers import put_off
from storage.work import Work
from tests.storage.conftest import Desk
from tests.storage.watching import (
    CHEN,
    CLIMBS,
    DUE,
    HALF,
    HOUR,
    MINUTE,
    USUAL,
    WANG,
    Watch,
    climbs,
    json_list,
)

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def watch(desk: Desk) -> Watch:
    """The sample desk with a ticket of Ana's."""
    return Watch(desk, await desk.opened())


@pytest_asyncio.fixture
async def climbing(desk: Desk, tmp_path: Path) -> Watch:
    """A desk whose tickets climb."""
    return await climbs(desk, tmp_path)


async def test_the_card_shows_the_nearest_clock_and_who_is_next(watch: Watch) -> None:
    """Until when, how near that is, and who is told next, changing with each step."""
    card = await watch.card()
    assert card["Acknowledge by"] == "🟢 2 Mar 13:15"
    assert card["Next"] == "2 Mar 13:07: remind whoever is on duty"
    await watch.wait(HALF)
    card = await watch.card()
    assert (card["Acknowledge by"], card["Next"]) == (
        "🟡 2 Mar 13:15, soon",
        "2 Mar 13:15: remind whoever is on duty and the group",
    )
    await watch.wait(DUE - HALF)
    card = await watch.card()
    assert (card["Acknowledge by"], card["Next"]) == (
        "🔴 2 Mar 13:15, overdue",
        "2 Mar 13:25: remind the back-up",
    )


async def test_a_card_is_redrawn_when_its_clock_turns(watch: Watch) -> None:
    """A step makes both cards stale, in one version."""
    await watch.wait(HALF - 1)
    wanted = {row.wanted for row in await PostingRow.filter(ticket_id=watch.ticket)}
    assert wanted == {1}
    await watch.wait(1)
    wanted = {row.wanted for row in await PostingRow.filter(ticket_id=watch.ticket)}
    assert wanted == {2}


async def test_whoever_is_on_duty_is_mentioned_once(watch: Watch) -> None:
    """The reminder calls Bo on the messenger that he prefers, and on no other."""
    await watch.wait(HALF)
    assert await watch.told() == [("cidITSUP0001==", [WANG])]


async def test_it_climbs_to_back_up_and_lead(watch: Watch) -> None:
    """Ten minutes later the back-up is told personally, after half an hour the lead, and the
    priority is raised; the group reads of it without being called."""
    for wait in (HALF, DUE - HALF, 10 * MINUTE):
        await watch.wait(wait)
    assert [whom for where, whom in await watch.told() if where == "U0LEA"] == [[CHEN]]
    assert (await watch.now()).priority == "normal"
    await watch.wait(20 * MINUTE)
    assert (await watch.now()).priority == "high"
    called = [whom for where, whom in await watch.told() if where.startswith(("C0", "cid"))]
    assert called.count([CHEN]) == 0
    actions = [event.action for event in await watch.decided()]
    assert actions.count(Action.ESCALATE) == 2


async def test_each_step_says_what_it_was_based_on(watch: Watch) -> None:
    """Clock, round, step, deadline, policy and version of the settings, and who was told."""
    await watch.wait(HALF)
    (event,) = await watch.decided()
    assert event.person == 0
    assert dict(event.facts) == {
        "clock": "acknowledge",
        "round": 1,
        "step": 0,
        "steps": "0",
        "policy": "usual",
        "version": 1,
        "mood": "near",
        "told": str(WANG),
        "due": "2026-03-02T05:15:00+00:00",
    }


async def test_it_stops_when_somebody_takes_it(watch: Watch) -> None:
    """Acknowledged in time: nothing of that clock is told any more, and no timer waits for it."""
    await watch.wait(HALF)
    await watch.desk.move(watch.ticket, Action.ACKNOWLEDGE)
    waiting = await TimerRow.filter(ticket_id=watch.ticket, fired_at=None).values_list(
        "key", flat=True
    )
    assert not [key for key in waiting if ":acknowledge:" in str(key)]
    await watch.wait(HOUR)
    assert [step for step in await watch.steps() if step[0] == "acknowledge"] == [
        ("acknowledge", "0")
    ]


async def test_a_pause_moves_the_timer_that_waits(watch: Watch) -> None:
    """Waiting for the customer stops the clock of resolution; going on moves the same timer."""
    await watch.desk.move(watch.ticket, Action.ACKNOWLEDGE)
    await watch.desk.move(watch.ticket, Action.START)
    before = await TimerRow.get(key=f"sla:{watch.ticket}:resolution:0:r1")
    await watch.desk.move(watch.ticket, Action.PEND, Said(waiting_for=WaitingFor.CUSTOMER))
    assert await TimerRow.filter(key=before.key).count() == 0
    await watch.wait(2 * HOUR)
    await watch.desk.move(watch.ticket, Action.START)
    after = await TimerRow.get(key=before.key)
    # Of the two hours one was lunch, which would not have counted anyway.
    assert after.due - before.due == HOUR * 1000


async def test_late_steps_are_one_decision(watch: Watch) -> None:
    """After an outage what fell due meanwhile is decided once, and the last of it is told."""
    await watch.wait(100 * MINUTE)
    assert ("acknowledge", "0,1,2") in await watch.steps()
    assert len([step for step in await watch.steps() if step[0] == "acknowledge"]) == 1


async def test_the_next_rung_gets_it_with_everything(climbing: Watch) -> None:
    """The warehouse has the ticket, its card and its promise; a stub stays where it was."""
    before = await climbing.now()
    for wait in (5 * MINUTE, 5 * MINUTE, 30 * MINUTE):
        await climbing.wait(wait)
    ticket = await climbing.now()
    assert (ticket.group, ticket.sent_from, ticket.status) == (
        "warehouse",
        "it-support",
        Status.NEW,
    )
    resolution = [clock for clock in ticket.clocks if clock.kind is ClockKind.RESOLUTION]
    assert [clock.due for clock in resolution] == [
        clock.due for clock in before.clocks if clock.kind is ClockKind.RESOLUTION
    ]
    assert (await climbing.card())["tag"] == "Moved"
    card = await PostingRow.get(ticket_id=ticket.id, lane="slack:T0PAIDAN:C0STORE")
    assert json_list(card.mention) == [4]
    event = (await climbing.decided())[-1]
    assert (event.facts["from_group"], event.facts["group"]) == ("it-support", "warehouse")


async def test_a_step_posts_elsewhere_and_calls_a_webhook(climbing: Watch) -> None:
    """The other channel reads of it, and the webhook waits in a lane of its own."""
    await climbing.wait(40 * MINUTE)
    rows = await OutboxRow.filter(ticket_id=climbing.ticket).values_list("kind", "lane")
    lanes = {lane.split(":")[0]: lane for kind, lane in rows if kind == "webhook"}
    assert set(lanes) == {MessengerName.WEBHOOK}
    assert "pager.example" not in lanes["webhook"]
    assert ("reminder", "slack:T0PAIDAN:C0FRONT") in rows


async def test_a_snooze_keeps_reminders_away(watch: Watch) -> None:
    """Put off for half an hour: the step comes then, and the deadline stays."""
    due = nearest((await watch.now()).clocks)
    assert due is not None
    await watch.desk.move(
        watch.ticket, Action.SNOOZE, Said(how_long=timedelta(seconds=HALF + 10 * MINUTE))
    )
    await watch.wait(HALF)
    assert not await watch.steps()
    await watch.wait(10 * MINUTE)
    clock = nearest((await watch.now()).clocks)
    assert clock is not None
    assert (clock.due, clock.mood) == (due.due, Mood.LATE)


async def test_new_settings_move_the_deadlines_of_open_tickets(desk: Desk, tmp_path: Path) -> None:
    """Only tickets whose clocks change get an event, once; their timers and cards follow."""
    watch = Watch(desk)
    await watch.apply(CLIMBS.replace("{NOTIFY}", USUAL), tmp_path)
    watch.ticket = await desk.opened()
    taken = await desk.opened("taken already")
    await desk.move(taken, Action.ACKNOWLEDGE)
    longer = CLIMBS.replace("acknowledge: 10m", "acknowledge: 20m").replace("{NOTIFY}", USUAL)
    await watch.apply(longer, tmp_path)
    await watch.wait(3)
    (event,) = await watch.decided()
    assert event.action is Action.REPLAN
    assert event.facts == {
        "version": 3,
        "from_acknowledge": "2026-03-02T04:10:00+00:00",
        "acknowledge": "2026-03-02T04:20:00+00:00",
    }
    assert (await watch.card())["Acknowledge by"] == "🟢 2 Mar 12:20"
    timer = await TimerRow.get(key=f"sla:{watch.ticket}:acknowledge:0:r1")
    assert datetime.fromtimestamp(timer.due / 1000, UTC).minute == 10
    assert await EventRow.filter(action="replan").count() == 1
    await watch.wait(60)
    assert await EventRow.filter(action="replan").count() == 1


async def test_many_tickets_are_replanned_in_batches(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each batch sets the timer for the next; every ticket gets its event once."""
    monkeypatch.setattr("scheduler.replanning.AT_ONCE", 2)
    watch = Watch(desk)
    await watch.apply(CLIMBS.replace("{NOTIFY}", USUAL), tmp_path)
    for number in range(5):
        await desk.opened(f"printer {number}")
    text = CLIMBS.replace("resolution: 4h", "resolution: 5h").replace("{NOTIFY}", USUAL)
    await watch.apply(text, tmp_path)
    for _ in range(4):
        await watch.wait(3)
    assert await EventRow.filter(action="replan").count() == 5
    assert await TimerRow.filter(kind="replan", fired_at=None).count() == 0


async def test_a_step_that_was_given_up_comes_again_with_a_new_time(watch: Watch) -> None:
    """Deciding it failed eight times; then the priority changes, and with it the deadline."""
    key = f"sla:{watch.ticket}:acknowledge:0:r1"
    await TimerRow.filter(key=key).update(attempts=8, dead_at=1, error="a passing fault")
    await watch.desk.move(watch.ticket, Action.PRIORITIZE, Said(priority="urgent"))
    assert await TimerRow.filter(key=key, attempts=0, dead_at=None, error=None).exists()


async def test_a_timer_that_is_put_off_while_it_is_stopped_stays_whole(watch: Watch) -> None:
    """Another replica stops it between a decision and its commit: it can still be decided on."""
    store = watch.desk.store
    key = f"sla:{watch.ticket}:acknowledge:0:r1"
    later = store.clock.now() + timedelta(seconds=HALF + HOUR)
    (timer,) = [t for t in await store.timers.claim(later, ["sla"]) if t.key == key]
    await TimerRow.filter(key=key).delete()
    work = Work()
    work.start(put_off(timer, later))
    await store.commit(work)
    row = await TimerRow.get(key=key)
    assert (row.ticket_id, json.loads(row.payload)) == (watch.ticket, timer.payload)
