"""`paidan plan` and `paidan replay` on a real store: what is told is what was, and would be."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.applying import FileMistakes
from bot.planning import (
    NothingToCompare,
    open_now,
    plan_file,
    read_since,
    replay_since,
    tally_since,
)
from cards.desk_file import read_desk_file
from desk.clocks import ClockKind
from desk.duty import RosterChange
from desk.languages import Language
from desk.moves import Action
from desk.planning import Touched
from desk.replay import Period
from desk.replay_tally import Sort, Tally
from desk.roster import Override, OverrideKind
from desk.spec import DeskSpec
from desk.ticket import Ticket
from scheduler.draining import hand_out_what_waits
from storage.adjustments import NewChange
from storage.outages import outages
from storage.past import Past
from storage.tables import ConfigRow, EventRow, PersonRow, TicketRow
from storage.work import Work
from tests.bot.replayed import (
    CHEN,
    HOUR,
    MINUTE,
    TEXT,
    TO_WAREHOUSE,
    WANG,
    ZHOU,
    apply,
    go_to,
    lived,
    moves,
    opens,
)
from tests.storage.conftest import SAMPLE, Desk, desk
from tests.town import BotProcess

__all__ = ["desk"]

DAY = timedelta(days=1)
SOONER = TEXT.replace("resolution: 4h", "resolution: 1h")


async def tally_of(desk: Desk, back: timedelta) -> Tally:
    """A replay of the last days under the settings in force."""
    past, until = Past(desk.store), desk.store.clock.now()
    period = Period(until - back, until, await outages(until - back))
    return await tally_since(past, await past.as_known_then(desk.store.desk), period, None)


async def replayed(desk: Desk, text: str, folder: Path) -> str:
    """What `paidan replay --since 2d --file` says of this file, in English."""
    file = folder / "desk.yaml"
    file.write_text(text, encoding="utf-8")
    lines, _ = await replay_since(desk.store, "2d", file, None, Language.ENGLISH)
    return "\n".join(lines)


async def planned(desk: Desk, text: str, folder: Path) -> str:
    """What `paidan plan` says of this file, in English."""
    file = folder / "desk.yaml"
    file.write_text(text, encoding="utf-8")
    return "\n".join(await plan_file(file, desk.store, Language.ENGLISH))


async def every_ticket(desk: Desk) -> list[Ticket]:
    """All tickets as they are."""
    return [*await desk.store.tickets.all_numbered([row.id for row in await TicketRow.all()])]


@pytest.mark.parametrize(("seed", "outages_a_round"), [(1, 0.0), (9, 0.1)])
@pytest.mark.asyncio
async def test_what_happened_is_reproduced(desk: Desk, seed: int, outages_a_round: float) -> None:
    """With the settings that were in force, each reminder, escalation and choice comes again: for
    the whole time, and from the middle of it on, with outages and without."""
    await apply(desk)
    await lived(desk, seed, 2 * DAY, outages_a_round)
    for back in (3 * DAY, 24 * HOUR):
        tally = await tally_of(desk, back)
        assert tally.examples == []
        assert tally.is_same
        assert tally.happened == tally.would
        assert min(tally.happened.calls[sort] for sort in (Sort.REMINDERS, Sort.ESCALATIONS)) > 9
        assert tally.choices > 9


@pytest.mark.asyncio
async def test_tickets_of_earlier_settings_are_reproduced_too(desk: Desk) -> None:
    """What was opened under other settings goes on from where it stood when the period began."""
    await apply(desk, TEXT.replace("resolution: 4h", "resolution: 9h"))
    await lived(desk, 3, 15 * HOUR)
    await apply(desk)
    await go_to(desk, desk.store.clock.now() + MINUTE)
    begin = desk.store.clock.now()
    await lived(desk, 4, 15 * HOUR)
    assert await EventRow.filter(action=str(Action.REPLAN)).exists()
    tally = await tally_of(desk, desk.store.clock.now() - begin)
    assert tally.examples == []
    assert tally.happened.calls[Sort.ESCALATIONS] > 5


@pytest.mark.asyncio
async def test_a_shorter_promise_would_have_been_broken(desk: Desk, tmp_path: Path) -> None:
    """A ticket resolved after two hours keeps four hours and breaks one; who is told is named."""
    await apply(desk)
    number = await opens(desk.store, "slow printer")
    await moves(desk.store, number, Action.ACKNOWLEDGE, WANG)
    await go_to(desk, desk.store.clock.now() + 3 * HOUR)
    await moves(desk.store, number, Action.START, WANG)
    tally = await tally_of(desk, DAY)
    assert tally.is_same
    told = await replayed(desk, SOONER, tmp_path)
    assert f"#{number} slow printer" in told
    assert "Resolve: kept 0 → 0, broken 0 → 1" in told
    assert "would have happened as well: 2 Mar 14:00 Resolve, reminder, 小王" in told
    assert "Tickets with other reminders, escalations or promises kept: 1" in told


@pytest.mark.asyncio
async def test_other_skills_would_have_chosen_others(desk: Desk, tmp_path: Path) -> None:
    """The same inputs give the same choice; with other strategies in the file, another one."""
    await apply(desk)
    number = await opens(desk.store, "no wifi", category="network")
    told = await replayed(desk, TEXT, tmp_path)
    assert (
        "People chosen for tickets: 1 times. The same facts gave the same person each time." in told
    )
    assert "Somebody else" not in told
    others = TEXT.replace("strategy: [least_load, best_skill]", "strategy: on_duty").replace(
        "day: {people: [wang, zhou]", "day: {people: [zhou, wang]"
    )
    told = await replayed(desk, others, tmp_path)
    assert "Somebody else would have been chosen, or called: 1 times" in told
    assert f"#{number}: given to 小王 (IT 支持) → given to 小周 (IT 支持)" in told


@pytest.mark.asyncio
async def test_one_ticket_alone(desk: Desk) -> None:
    """`--ticket` looks at that one."""
    await apply(desk)
    for title in ("one", "two"):
        await opens(desk.store, title)
    lines, is_proven = await replay_since(desk.store, "30d", None, 1, Language.CHINESE)
    assert "工单 1 个" in lines[0]
    assert "提醒、升级和时限达成都不会有变化。" in lines[-1]
    assert is_proven


@pytest.mark.asyncio
async def test_a_plan_tells_other_deadlines_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    """The open ticket is due three hours earlier, in the group's zone; nothing is written."""
    await apply(desk)
    number = await opens(desk.store, "printer")
    before = [await rows.all().values() for rows in (ConfigRow, TicketRow, EventRow, PersonRow)]
    told = await planned(desk, SOONER, tmp_path)
    assert "sla: changed: usual" in told
    assert "Open tickets: 1. With another deadline: 1, another owner: 0" in told
    assert f"#{number} printer: Resolve 2 Mar 17:00 → 2 Mar 14:00" in told
    after = [await rows.all().values() for rows in (ConfigRow, TicketRow, EventRow, PersonRow)]
    assert before == after
    await apply(desk, SOONER)
    await go_to(desk, desk.store.clock.now() + MINUTE)
    ticket = await desk.store.tickets.numbered(number)
    assert ticket is not None
    clock = next(clock for clock in ticket.clocks if clock.kind is ClockKind.RESOLUTION)
    assert clock.due == datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@pytest.mark.asyncio
async def test_a_plan_tells_who_changes_places(desk: Desk, tmp_path: Path) -> None:
    """Where the same people are on duty, and only who is asked first is otherwise."""
    await apply(desk)
    later = TEXT.replace("position: backup", "position: 3")
    assert "2 Mar 12:00 – 16 Mar 12:00: Back-up: 老陈 → Position 3: 老陈" in await planned(
        desk, later, tmp_path
    )
    turned = TEXT.replace("{people: [chen], every", "{people: [wang], every").replace(
        "day: {people: [wang, zhou]", "day: {people: [chen]"
    )
    assert "Primary: 小王; Back-up: 老陈 → Primary: 老陈; Back-up: 小王" in await planned(
        desk, turned, tmp_path
    )


@pytest.mark.asyncio
async def test_a_plan_tells_owners_channels_and_groups(desk: Desk, tmp_path: Path) -> None:
    """Whoever leaves a group, a group that is gone, another channel, and people who are new."""
    await apply(desk)
    printer, crate = await opens(desk.store, "printer"), await opens(desk.store, "crate")
    await moves(desk.store, printer, Action.ACKNOWLEDGE, WANG)
    await moves(desk.store, crate, Action.TRANSFER, CHEN, said=TO_WAREHOUSE)
    text = TEXT.replace("zhou: {name: 小周", "mei: {name: 小梅, slack: U0MEI}\n  zhou: {name: 小周")
    text = text.replace("members: [wang, zhou]", "members: [mei, zhou]", 1)
    text = text.replace("day: {people: [wang, zhou]", "day: {people: [mei, zhou]")
    text = text.replace("{slack: C0ITSUP, language: en}", "{slack: C0HELP, language: en}")
    text = text.replace("  warehouse:", "  store:", 1)
    told = await planned(desk, text, tmp_path)
    assert "people: new: mei" in told
    assert "groups: new: store; gone: warehouse; changed: it-support" in told
    assert f"#{printer} printer: 小王 no longer belongs to IT 支持" in told
    assert f"#{crate} crate: 仓库 is gone, IT 支持 has it" in told
    assert f"#{crate} crate: nobody has it; who is called: 小周 → 小梅" in told
    assert "slack C0ITSUP, dingtalk cidITSUP0001== → slack C0HELP" in told
    assert "2 Mar 12:00 – 3 Mar 09:00: 小王 → 小梅" in told


BY_BUTTON = TEXT.replace("[least_load, best_skill]\n    pool: members", "by_button")


async def busy_afternoon(desk: Desk) -> None:
    """What waits in two groups, of several kinds; some of it was given back, some is in hands, and
    the first was given to somebody by the desk."""
    await apply(desk)
    await opens(desk.store, "early")
    await apply(desk, BY_BUTTON)
    for number in range(9):
        group = {"group": "warehouse"} if number % 4 == 3 else {}
        category = {"category": "network"} if number % 3 == 1 else {}
        priority = "high" if number % 5 == 2 else "normal"
        await opens(desk.store, f"t{number}", priority, **group, **category)
    for number, who in ((2, WANG), (3, CHEN), (5, ZHOU), (6, WANG)):
        await moves(desk.store, number, Action.ACKNOWLEDGE, who)
    await moves(desk.store, 6, Action.GIVE_BACK, WANG)
    await go_to(desk, desk.store.clock.now() + MINUTE)


@pytest.mark.parametrize(
    ("database_url", "strategy", "pool", "limit"),
    [
        ("sqlite", "on_duty", "on_duty", 4),
        ("postgres", "round_robin", "on_duty", 4),
        ("sqlite", "[best_skill, least_load]", "on_duty", 2),
        ("sqlite", "[best_skill, least_load]", "members", 4),
        ("postgres", "[best_skill, least_load]", "members", 4),
        ("sqlite", "least_load", "members", 2),
        ("postgres", "by_button", "members", 4),
    ],
    indirect=["database_url"],
)
@pytest.mark.asyncio
async def test_a_plan_gives_what_waits_as_apply_does(
    desk: Desk, strategy: str, pool: str, limit: int
) -> None:
    """By another strategy, with other promises beside it, each ticket goes to whom it went to in
    the plan, and no other one does."""
    await busy_afternoon(desk)
    text = TEXT.replace("[least_load, best_skill]", strategy)
    for promise in ("acknowledge: 15m", "first_reply: 30m", "resolution: 2h"):
        text = text.replace(promise, promise.split(":")[0] + ": 9h")  # urgent ones come last now
    text = text.replace("pool: members", f"pool: {pool}").replace("limit: 4", f"limit: {limit}")
    text = text.replace("on_duty: [zhou]", f"on_duty: [zhou, chen]\n    strategy: {strategy}")
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec)
    past, now = Past(desk.store), desk.store.clock.now()
    tally = await open_now(past, desk.store.desk, await past.desk_of_file(spec), now)
    owners = tally.examples.get(Touched.OWNER, [])
    planned = {one.ticket.id: one.given.after for one in owners if one.given}
    before = {ticket.id: ticket.assignee for ticket in await every_ticket(desk)}
    await apply(desk, text)
    await go_to(desk, now + timedelta(seconds=3))
    await hand_out_what_waits(desk.store)
    after = {ticket.id: ticket.assignee for ticket in await every_ticket(desk)}
    assert planned == {key: who for key, who in after.items() if who != before[key]}
    assert bool(planned) is (strategy != "by_button")
    assert tally.counts[Touched.OWNER] == len(owners)


@pytest.mark.asyncio
async def test_who_is_given_what_waits_is_told(desk: Desk, tmp_path: Path) -> None:
    """By a plan and by a replay alike, each ticket with its owner; the settings in force tell
    nothing of the kind."""
    await apply(desk, BY_BUTTON)
    first, second = [await opens(desk.store, title) for title in ("one", "two")]
    text = BY_BUTTON.replace("by_button", "[best_skill, least_load]")
    plan, replay = await planned(desk, text, tmp_path), await replayed(desk, text, tmp_path)
    assert "another owner: 2" in plan
    assert "If this file were applied now, open tickets with another owner: 2" in replay
    for told in (plan, replay):
        assert f"#{first} one: nobody has it; who is given it at once: nobody → 小王" in told
        assert f"#{second} two: nobody has it; who is given it at once: nobody → 老陈" in told
    for told in (
        await planned(desk, BY_BUTTON, tmp_path),
        await replayed(desk, BY_BUTTON, tmp_path),
    ):
        assert "given it at once" not in told


@pytest.mark.asyncio
async def test_a_replay_does_not_contradict_itself(desk: Desk, tmp_path: Path) -> None:
    """Where only other people would have been chosen, it doesn't say that nothing is otherwise."""
    await apply(desk, BY_BUTTON)
    await opens(desk.store, "one")
    told = await replayed(desk, BY_BUTTON.replace("by_button", "round_robin"), tmp_path)
    assert "Somebody else would have been chosen, or called: 1 times" in told
    assert "No reminder, escalation or promise would have been otherwise." in told
    assert "No ticket" not in told


@pytest.mark.asyncio
async def test_a_ticket_that_is_not_there_is_told(desk: Desk) -> None:
    """By its number; one to which nothing happened lately is there."""
    await apply(desk)
    number = await opens(desk.store, "one")
    with pytest.raises(NothingToCompare, match="There is no #999"):
        await replay_since(desk.store, "30d", None, 999, Language.ENGLISH)
    lines, _ = await replay_since(desk.store, "30d", None, number, Language.ENGLISH)
    assert "tickets: 1." in lines[0]


@pytest.mark.asyncio
async def test_a_plan_tells_gaps_and_unknown_holidays(desk: Desk, tmp_path: Path) -> None:
    """Hours that nobody covers any more, and until when the official list is out."""
    await apply(desk)
    text = TEXT.replace("start: 2026-03-02 09:00}", "start: 2026-03-02 09:00, until: 2026-03-10}")
    told = await planned(desk, text, tmp_path)
    assert "Roster IT 值班, the coming two weeks:" in told
    assert "10 Mar 00:00 – 16 Mar 12:00: nobody is on duty any more" in told
    assert "Calendar “office”: the official holidays are known until 2026-12-31" in told


@pytest.mark.asyncio
async def test_a_file_with_mistakes_is_no_plan(desk: Desk, tmp_path: Path) -> None:
    """They are told by file and line, as when it is applied."""
    await apply(desk)
    with pytest.raises(FileMistakes, match=r"desk\.yaml:\d+:.*wagn"):
        await planned(desk, TEXT.replace("members: [wang,", "members: [wagn,"), tmp_path)


@pytest.mark.asyncio
async def test_what_was_changed_in_a_roster_later_is_not_known_before(desk: Desk) -> None:
    """An override that somebody made in the evening for the whole day had not counted by noon."""
    await apply(desk)
    await opens(desk.store, "printer")
    await go_to(desk, desk.store.clock.now() + 3 * HOUR)
    (wang, zhou) = (desk.store.desk.people_keys[key] for key in ("wang", "zhou"))
    start, end = desk.store.clock.now() - 5 * HOUR, desk.store.clock.now() + 5 * HOUR
    part = Override(id=0, kind=OverrideKind.REPLACE, start=start, end=end, person=wang, other=zhou)
    change = RosterChange(roster="it-duty", parts=(part,), start=start, end=end, made_by=1)
    work = Work()
    work.also(NewChange(change).as_extra(desk.store.settings.stamp))
    await desk.store.commit(work)
    await desk.store.settings.refresh()
    assert desk.store.desk.on_duty("it-support", start + HOUR)[0].person == zhou
    tally = await tally_of(desk, DAY)
    assert tally.happened.pages[wang] > 1
    assert tally.is_same


def test_the_commands_run_beside_a_bot(tmp_path: Path) -> None:
    """Without a database the file alone is checked; then it is compared, and history is run."""
    bot = BotProcess("", f"sqlite://{tmp_path / 'paidan.db'}", tmp_path)
    first = bot.command("plan", str(SAMPLE))
    assert (first.returncode, "No settings are in force yet" in first.stdout) == (0, True)
    assert bot.command("replay").returncode == 1
    assert not (tmp_path / "paidan.db").exists()
    assert bot.command("apply", str(SAMPLE)).returncode == 0
    second = bot.command("plan", str(SAMPLE))
    assert (second.returncode, "says what is in force already" in second.stdout) == (0, True)
    replayed = bot.command("replay", "--since", "7d")
    assert (replayed.returncode, "No reminder, escalation or promise" in replayed.stdout) == (
        0,
        True,
    )
    nowhere = bot.command("replay", "--ticket", "999")
    assert (nowhere.returncode, "There is no #999" in nowhere.stderr) == (1, True)
    unclear = bot.command("replay", "--since", "often")
    assert (unclear.returncode, "often" in unclear.stderr) == (1, True)


def test_since_when() -> None:
    """Days, hours, or a date of the group's zone."""
    now = datetime(2026, 3, 10, 4, tzinfo=UTC)
    said = {word: read_since(word, now, "Asia/Shanghai", Language.ENGLISH) for word in SINCE}
    assert said == SINCE
    with pytest.raises(NothingToCompare, match="last week"):
        read_since("last week", now, "Asia/Shanghai", Language.ENGLISH)


SINCE = {
    "30d": datetime(2026, 2, 8, 4, tzinfo=UTC),
    "400 天": datetime(2025, 2, 3, 4, tzinfo=UTC),
    "12h": datetime(2026, 3, 9, 16, tzinfo=UTC),
    "2026-03-01": datetime(2026, 2, 28, 16, tzinfo=UTC),
}
