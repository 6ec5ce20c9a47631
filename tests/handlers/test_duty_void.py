"""What was changed and is void once turns or people are others, and who hears of it."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.address import AccountAddress, MessengerName
from desk.duty import RosterChange
from desk.languages import Language
from desk.matters import Announcement, MatterState
from desk.roster import Override, OverrideKind
from desk.roster_import import imported
from scheduler.swaps import end_void_changes
from storage.adjustments import NewChange
from storage.duty_tables import AdjustmentRow, MatterRow
from storage.engine_tables import OutboxRow
from storage.matters import matter_of
from storage.settings import VOID_CHANGES
from storage.work import Work
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import Counter, group, said, yaml
from tests.handlers.duty_desk import (
    MEMBERS,
    ROSTER,
    apply,
    desk_yaml,
    news,
    on_duty,
    press,
    swaps,
)

pytestmark = pytest.mark.asyncio


async def test_a_swap_is_void_once_the_rotation_is_another(counter_of: CounterOf) -> None:
    """New participants end an agreed swap and a request, once; both people and the group hear."""
    async with counter_of(desk_yaml()) as desk:
        await desk.ask("bo", "duty swap @Cai tomorrow")
        await desk.ask("cai", "duty swap @Ana 03-04")
        agreed, asked = await swaps()
        await press(desk, "cai", "swap_accept", agreed.id)
        await apply(desk, desk_yaml("bo, ana, cai"))
        assert on_duty(desk, hours=24) == "ana"
        await desk.passes(seconds=5)
        assert (await news()).count("swap_void") == 2
        states = [swap.state for swap in await swaps()]
        assert states == [MatterState.VOID, MatterState.VOID]
        assert await AdjustmentRow.filter(ended_at=None).count() == 0
        void = [row for row in await MatterRow.all() if "swap_void" in row.payload]
        rows = await OutboxRow.filter(matter_id__in=[row.id for row in void])
        heard = sorted(row.lane.rpartition(":")[2] for row in rows)
        assert heard == ["CIT", "UBO", "UCAI"]
        assert "排班已经变了" in said(await desk.ask("ana", f"换班 同意 {asked.id}"))
        await apply(desk, desk_yaml("bo, ana, cai") + "\n")
        await desk.passes(seconds=5)
        assert (await news()).count("swap_void") == 2


BY_DAY = ROSTER.replace("09:00}", "09:00, hours: '09:00-18:00'}", 1)


def with_eva(where: str | None, roster: str = ROSTER) -> str:
    """IT and its roster; Eva is in that group, or the desk doesn't know her any more.

    Dan is on duty where the roster has nobody.
    """
    it = group("it", MEMBERS + ", eva" * (where == "it"), "dan", leads="[lea]", roster="duty")
    store = group("store", "dan" + ", eva" * (where == "store"))
    text = yaml(it, store, more=roster)
    return text if where else text.replace("  eva: {name: Eva, slack: UEVA}\n", "")


async def bring_in(desk: Counter, *overrides: Override, by: int) -> RosterChange:
    """Keep an import, as its page does."""
    store = desk.store
    roster = store.desk.rosters["duty"]
    new, work = NewChange(imported(roster, overrides, by)), Work()
    work.also(new.as_extra(store.settings.stamp))
    await store.commit(work)
    await store.settings.refresh()
    return replace(new.change, id=new.id)


def put_on(desk: Counter, who: str, layer: str, day: int) -> Override:
    """Somebody serves in a layer from 9:00 of a day of March on, instead of whoever would."""
    start = datetime(2026, 3, day, 1, tzinfo=UTC)
    return Override(
        id=0,
        kind=OverrideKind.REPLACE,
        start=start,
        end=start + timedelta(days=1),
        layer=layer,
        other=desk.store.desk.people_keys[who],
    )


async def lea_imports(desk: Counter) -> int:
    """Dan on Tuesday and Thursday, herself as back-up on Friday; the number of the change."""
    lea = AccountAddress(MessengerName.SLACK, "T1", "ULEA")
    account, _ = await desk.store.directory.account_for(lea, "Lea")
    wanted = [put_on(desk, "dan", "day", 3), put_on(desk, "dan", "day", 5)]
    change = await bring_in(desk, *wanted, put_on(desk, "lea", "backup", 6), by=account)
    assert on_duty(desk, hours=24) == "dan"
    return change.id


async def told_void() -> list[tuple[str, Mapping[str, object], int]]:
    """Of each message about a change that is void: its lane, facts, and how many it calls."""
    rows = await MatterRow.filter(kind="announcement").order_by("id")
    told = {row.id: one for row in rows if isinstance(one := matter_of(row), Announcement)}
    return [
        (row.lane.rpartition(":")[2], told[row.matter_id].facts, len(json.loads(row.called)))
        for row in await OutboxRow.filter(kind="matter").order_by("id")
        if row.matter_id and told[row.matter_id].news.value == "change_void"
    ]


async def test_an_import_is_void_where_its_turns_are_others(counter_of: CounterOf) -> None:
    """Other people take turns by day: what was imported there ends, once told; the rest stands."""
    async with counter_of(desk_yaml()) as desk:
        number = await lea_imports(desk)
        await apply(desk, desk_yaml("bo, ana, cai"))
        assert on_duty(desk, hours=24) == "ana"
        for _ in range(2):
            await desk.passes(seconds=5)
            ((where, facts, called),) = await told_void()
            assert (where, facts["change"], facts["n"], called) == ("CIT", number, 2, 1)
            changes = said(await desk.ask("lea", "duty changes"))
            assert f"Change C{number}: Lea is on duty, Fri 6 Mar 09:00" in changes
            await apply(desk, desk_yaml("bo, ana, cai") + "\n")
        backup = desk.store.desk.on_duty("it", desk.store.clock.now() + timedelta(days=4))[1]
        assert desk.name(backup.person) == "lea"


async def test_an_import_that_is_void_whole_leaves_the_list(counter_of: CounterOf) -> None:
    """Its roster is gone: no group is left to tell, whoever imported it hears."""
    async with counter_of(desk_yaml()) as desk:
        number = await lea_imports(desk)
        await apply(desk, yaml(group("it", MEMBERS, "dan", leads="[lea]")))
        await desk.passes(seconds=5)
        assert [(one[0], one[1]["n"]) for one in await told_void()] == [("ULEA", 3)]
        assert f"C{number}" not in said(await desk.ask("lea", "duty changes"))
        assert await AdjustmentRow.filter(ended_at=None).count() == 0


async def test_what_was_so_stays_so_when_the_rest_is_void(counter_of: CounterOf) -> None:
    """Dan has served for six hours of his imported day when the rotation changes."""
    async with counter_of(desk_yaml()) as desk:
        await lea_imports(desk)
        await desk.passes(hours=27)
        await apply(desk, desk_yaml("bo, ana, cai"))
        await desk.passes(seconds=5)
        assert on_duty(desk, hours=-1) == "dan"
        assert on_duty(desk) == "ana"
        assert "C" in said(await desk.ask("lea", "duty changes"))


async def test_two_replicas_end_a_void_swap_once(counter_of: CounterOf) -> None:
    """Both decide on the same timer: one has its effect, the other none."""
    async with counter_of(desk_yaml()) as desk:
        await desk.ask("bo", "duty swap @Cai tomorrow")
        await press(desk, "cai", "swap_accept", (await swaps())[0].id)
        await apply(desk, desk_yaml("bo, ana, cai"))
        desk.steady.seconds += 5
        now = desk.store.clock.now()
        (timer,) = await desk.store.timers.claim(now, [VOID_CHANGES])
        await asyncio.gather(*(end_void_changes(desk.store, timer, now) for _ in range(3)))
        assert (await news()).count("swap_void") == 2  # one for the group, one for the two


async def test_a_swap_outlives_settings_that_leave_its_rotation_alone(
    counter_of: CounterOf,
) -> None:
    """Other settings change; the swap stays."""
    async with counter_of(desk_yaml()) as desk:
        await desk.ask("bo", "duty swap @Cai tomorrow")
        (swap,) = await swaps()
        await press(desk, "cai", "swap_accept", swap.id)
        await apply(desk, desk_yaml(swap_needs_lead="true"))
        await desk.passes(seconds=5)
        assert on_duty(desk, hours=24) == "cai"
        assert desk.store.desk.language is Language.ENGLISH


GONE = [
    pytest.param(False, id="from the desk"),
    pytest.param(True, id="from the group"),
]


@pytest.mark.parametrize("known", GONE)
async def test_who_is_gone_serves_no_longer(counter_of: CounterOf, known: bool) -> None:
    """Eva, who took a shift, stands in today and was asked for another, leaves: all is void, told
    once, the roster is as if she had never been there, and she can accept nothing any more."""
    async with counter_of(with_eva("it")) as desk:
        await desk.ask("bo", "duty swap @Eva tomorrow")
        await desk.ask("ana", "duty swap @Eva 03-05")
        agreed, asked = await swaps()
        await press(desk, "eva", "swap_accept", agreed.id)
        await desk.ask("lea", "duty override @Eva today")
        assert [on_duty(desk), on_duty(desk, hours=24)] == ["eva", "eva"]
        await apply(desk, with_eva("store" if known else None))
        assert [on_duty(desk), on_duty(desk, hours=24)] == ["ana", "bo"]
        refused = said(await desk.ask("eva", f"duty accept {asked.id}"))
        assert "no longer be on duty in IT" in refused
        assert "Eva" not in said(await desk.ask("lea", "duty preview"))
        for _ in range(2):
            await desk.passes(seconds=5)
            told = await news()
            assert (told.count("swap_void"), told.count("change_void")) == (2, 1)
            await apply(desk, with_eva("store" if known else None) + "\n")
        assert [swap.state for swap in await swaps()] == [MatterState.VOID] * 2
        assert await AdjustmentRow.filter(ended_at=None).count() == 0
        assert "C1" not in said(await desk.ask("lea", "duty changes"))
        assert refused == said(await desk.ask("eva", f"duty accept {asked.id}"))


async def test_where_only_a_stranger_was_the_fallback_serves(counter_of: CounterOf) -> None:
    """Nobody else has turns that night: the preview has a gap once Eva, who stood in, is gone."""
    async with counter_of(with_eva("it", BY_DAY)) as desk:
        await desk.ask("lea", "duty override @Eva 20:00-22:00")
        assert on_duty(desk, hours=9) == "eva"
        await apply(desk, with_eva(None, BY_DAY))
        assert on_duty(desk, hours=9) == "dan"


async def test_leave_is_for_people_of_the_desk(counter_of: CounterOf) -> None:
    """Eva is taken out of the desk: she is refused with the reason, and nothing is kept."""
    async with counter_of(with_eva("it")) as desk:
        await apply(desk, with_eva(None))
        assert "aren't among the people" in said(await desk.ask("eva", "duty leave tomorrow"))
        assert not await AdjustmentRow.all().count()
