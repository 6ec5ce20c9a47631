"""People who are told later: after quiet hours, or on their other messenger."""

from pathlib import Path

import pytest
import pytest_asyncio

from desk.address import AccountAddress, MessengerName
from desk.events import Said
from desk.moves import Action
from scheduler.telling import words_for
from storage.engine_tables import OutboxRow, TimerRow
from tests.storage.conftest import Desk
from tests.storage.watching import CHEN, CLIMBS, MINUTE, USUAL, WANG, Watch, climbs

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def climbing(desk: Desk, tmp_path: Path) -> Watch:
    """A desk whose tickets climb."""
    return await climbs(desk, tmp_path)


async def test_who_does_not_answer_is_told_on_their_other_messenger(climbing: Watch) -> None:
    """Lea is told on Slack; ten minutes later on DingTalk, once."""
    await climbing.wait(5 * MINUTE)
    await climbing.wait(5 * MINUTE)
    assert ("U0LEA", [CHEN]) in await climbing.told()
    await climbing.wait(9 * MINUTE)
    assert ("user-chen", [CHEN]) not in await climbing.told()
    await climbing.wait(MINUTE)
    assert (await climbing.told()).count(("user-chen", [CHEN])) == 1
    last = (await climbing.decided())[-1]
    assert (last.facts["because"], last.facts["told"]) == ("unanswered", str(CHEN))
    assert "step" not in last.facts
    await climbing.wait(9 * MINUTE)
    assert (await climbing.told()).count(("user-chen", [CHEN])) == 1


async def test_who_answers_is_not_told_again(climbing: Watch) -> None:
    """Lea comments within the ten minutes: DingTalk stays quiet."""
    lea = AccountAddress(MessengerName.DINGTALK, "dingpaidan0001", "user-chen")
    await climbing.wait(5 * MINUTE)
    await climbing.wait(5 * MINUTE)
    await climbing.desk.move(climbing.ticket, Action.COMMENT, Said(text="I look"), who=lea)
    await climbing.wait(15 * MINUTE)
    assert ("user-chen", [CHEN]) not in await climbing.told()


async def test_nobody_is_asked_for_once_the_clock_has_stopped(climbing: Watch) -> None:
    """With the promise kept, the timer that would have asked Lea elsewhere is gone."""
    await climbing.wait(5 * MINUTE)
    await climbing.wait(5 * MINUTE)
    waiting = TimerRow.filter(ticket_id=climbing.ticket, kind="reach", fired_at=None)
    assert await waiting.count() == 1
    await climbing.desk.move(climbing.ticket, Action.COMMENT, Said(text="hm"))
    assert await waiting.count() == 1
    await climbing.desk.move(climbing.ticket, Action.ACKNOWLEDGE)
    assert await waiting.count() == 0


async def test_two_roles_are_one_message_a_step(desk: Desk, tmp_path: Path) -> None:
    """Lea is asked for on her other messenger once, then told as lead on the first alone."""
    watch = Watch(desk)
    again = "{at: 100% + 30m, tell: lead}\n        - {at: 100% + 50m, next_tier: true,"
    text = CLIMBS.replace("{at: 100% + 30m, next_tier: true,", again)
    await watch.apply(text.replace("{NOTIFY}", USUAL), tmp_path)
    watch.ticket = await desk.opened()
    for _ in range(10):
        await watch.wait(5 * MINUTE)
    told = [where for where, _ in await watch.told() if where in {"U0LEA", "user-chen"}]
    assert told == ["U0LEA", "user-chen", "U0LEA"]


async def test_who_is_given_a_ticket_in_quiet_hours_is_told_when_they_end(
    desk: Desk, tmp_path: Path
) -> None:
    """Lea, who isn't on duty, is left alone until then, and told once."""
    watch = Watch(desk)
    dan = AccountAddress(MessengerName.SLACK, "T0PAIDAN", "U0DAN")
    text = CLIMBS.replace("leads: [chen]", "leads: [chen, zhou]")
    await watch.apply(text.replace("{NOTIFY}", '{quiet: "11:00-12:20"}'), tmp_path)
    watch.ticket = await desk.opened()
    await desk.move(watch.ticket, Action.ASSIGN, Said(person=CHEN), who=dan)
    turns = OutboxRow.filter(ticket_id=watch.ticket, kind="your_turn")
    assert await turns.count() == 0
    await watch.wait(21 * MINUTE)
    assert [row.lane.rpartition(":")[2] for row in await turns] == ["U0LEA"]
    await watch.wait(21 * MINUTE)
    assert await turns.count() == 1


async def test_in_quiet_hours_nobody_is_told_personally(desk: Desk, tmp_path: Path) -> None:
    """What was held back is told when they end, once, and still on one messenger first."""
    watch = Watch(desk)
    quiet = '{reminder: [group, personal], quiet: "11:00-14:00"}'
    await watch.apply(CLIMBS.replace("{NOTIFY}", quiet), tmp_path)
    watch.ticket = await desk.opened()
    for _ in range(6):
        await watch.wait(5 * MINUTE)
    assert not [where for where, _ in await watch.told() if where in {"user-wang", "U0LEA"}]
    await watch.wait(89 * MINUTE)
    assert not [where for where, _ in await watch.told() if where in {"user-wang", "U0LEA"}]
    ticket = await watch.now()
    assert ticket.group == "warehouse"  # it climbed meanwhile: it is no longer theirs
    await watch.wait(2 * MINUTE)
    assert not [where for where, _ in await watch.told() if where in {"user-wang", "U0LEA"}]


async def test_what_was_held_back_is_told_if_it_still_is_true(desk: Desk, tmp_path: Path) -> None:
    """Bo is left alone until two o'clock, and then told that it is overdue."""
    watch = Watch(desk)
    quiet = '{reminder: personal, quiet: "11:00-12:20"}'
    await watch.apply(CLIMBS.replace("{NOTIFY}", quiet), tmp_path)
    watch.ticket = await desk.opened()
    await watch.wait(5 * MINUTE)
    await watch.wait(6 * MINUTE)
    assert await watch.told() == [("C0ITSUP", []), ("cidITSUP0001==", [])]
    await watch.wait(9 * MINUTE)
    assert {("user-wang", (WANG,)), ("U0LEA", (CHEN,))} <= {
        (where, tuple(whom)) for where, whom in await watch.told()
    }
    because = [event.facts.get("because") for event in await watch.decided()]
    assert because.count("quiet") == 2


async def test_loud_priorities_are_told_at_once(desk: Desk, tmp_path: Path) -> None:
    """Raised to a loud priority by that very step, the lead is told in quiet hours too."""
    watch = Watch(desk)
    quiet = '{quiet: "11:00-14:00", loud: [high]}'
    await watch.apply(CLIMBS.replace("{NOTIFY}", quiet), tmp_path)
    watch.ticket = await desk.opened()
    await watch.wait(5 * MINUTE)
    await watch.wait(5 * MINUTE)
    assert ("U0LEA", [CHEN]) in await watch.told()


TWICE_THE_LEAD = """\
        - {at: 100%, tell: backup}
        - {at: 100% + 30m, tell: lead, raise: true}
        - {at: 100% + 60m, tell: lead}
"""


async def test_a_lead_who_stood_in_is_not_told_the_same_again(desk: Desk, tmp_path: Path) -> None:
    """Lea hears of it in the place of the missing back-up; at her own step the group does, and
    reads that she knows; only a later one is for her again."""
    watch = Watch(desk)
    head, _, _ = CLIMBS.replace("{NOTIFY}", USUAL).partition("        - {at: 50%")
    await watch.apply(head + TWICE_THE_LEAD, tmp_path)
    watch.ticket = await desk.opened()
    heard = []
    for _ in range(15):
        await watch.wait(5 * MINUTE)
        heard.append([where for where, whom in await watch.told() if CHEN in whom])
    assert heard[1] == ["U0LEA"]
    assert heard[12] == ["U0LEA", "user-chen"]
    assert heard[14] == ["U0LEA", "user-chen", "U0LEA"]
    (step,) = [one.facts for one in await watch.decided() if one.facts.get("step") == 1]
    assert (step["known"], step["told"], step["priority"]) == (str(CHEN), "", "high")
    event = next(one for one in await watch.decided() if one.facts.get("step") == 1)
    row = await OutboxRow.filter(event_seq=event.seq, lane__endswith=":C0ITSUP").get()
    waiting = await desk.store.postings.waiting(row.id)
    message = await words_for(desk.store, waiting, waiting.place)
    assert "Told before already: Lea." in message.text
