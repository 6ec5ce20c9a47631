"""Duty at the front desk: swaps, overrides, leave, and that the roster follows at once."""

import asyncio
import json
import re

import pytest

from desk.duty import away
from desk.matters import MatterState
from storage.duty_tables import AdjustmentRow
from storage.engine_tables import OutboxRow
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import group, said, yaml
from tests.handlers.duty_desk import (
    bodies,
    buttons,
    desk_yaml,
    news,
    on_duty,
    press,
    swaps,
    told,
)

pytestmark = pytest.mark.asyncio


async def test_the_board_names_who_is_on_till_when_and_who_comes(counter_of: CounterOf) -> None:
    """Ana until Tuesday 9:00, then Bo; the back-up has nobody after him; in both languages."""
    async with counter_of(desk_yaml()) as desk:
        board = said(await desk.ask("ana", "/duty"))
        assert "Primary: Ana until Tue 3 Mar 09:00, then Bo" in board
        assert "Back-up: Dan" in board
        chinese = said(await desk.ask("eva", "值班 IT"))
        assert "主班：Ana，到 3月3日 周二 09:00，之后是 Bo" in chinese
        assert "Nowhere" in said(await desk.ask("eva", "/duty Nowhere"))


async def test_the_week_the_own_shifts_and_the_preview(counter_of: CounterOf) -> None:
    """Seven days, four weeks of one's own shifts, twelve weeks of hours."""
    async with counter_of(desk_yaml()) as desk:
        week = said(await desk.ask("ana", "/duty week"))
        assert "Tue 3 Mar: Primary Ana 00:00–09:00, Bo 09:00–24:00; Back-up Dan all day" in week
        assert len(week.splitlines()) == 8
        own = said(await desk.ask("bo", "duty me"))
        assert "Tue 3 Mar 09:00 – Wed 4 Mar 09:00 · IT · Primary" in own
        assert "没有排到你" in said(await desk.ask("eva", "我的值班"))
        seen = said(await desk.ask("lea", "duty preview"))
        assert "Ana: 6" in seen
        assert "No gaps." in seen


async def test_an_accepted_swap_changes_the_roster_at_once(counter_of: CounterOf) -> None:
    """Bo asks Cai for Tuesday; she accepts, serves then, and the group hears of it once."""
    async with counter_of(desk_yaml()) as desk:
        answer = said(await desk.ask("bo", "duty swap @Cai tomorrow"))
        assert "Cai has been asked to take your shift" in answer
        assert "Tue 3 Mar 09:00 – Wed 4 Mar 09:00" in answer
        (swap,) = await swaps()
        assert await buttons(desk, swap.id) == {
            "UCAI": ["swap_accept", "swap_decline"],
            "UBO": ["swap_withdraw"],
        }
        assert on_duty(desk, hours=24) == "bo"
        await press(desk, "cai", "swap_accept", swap.id)
        assert on_duty(desk, hours=24) == "cai"
        assert on_duty(desk, hours=48) == "cai"
        assert await news() == ["swapped"]
        assert await OutboxRow.filter(kind="matter").count() == 1
        assert await buttons(desk, swap.id) == {"UCAI": [], "UBO": []}
        assert "Cai takes the shift of Bo" in said(await desk.ask("bo", "duty changes"))


async def test_all_that_a_swap_does_is_told_to_those_who_swap(counter_of: CounterOf) -> None:
    """Dan, the back-up, would stand behind himself: the asker, he, and the lead read it."""
    twice = "⚠ With this swap Dan is on duty twice, Tue 3 Mar 09:00 – Wed 4 Mar 09:00: IT (Primary)"
    nobody = "⚠ With this swap nobody is Back-up: Tue 3 Mar 09:00 – Wed 4 Mar 09:00."
    async with counter_of(desk_yaml(swap_needs_lead="true")) as desk:
        answer = said(await desk.ask("bo", "duty swap @Dan tomorrow"))
        (swap,) = await swaps()
        accepted = said(await desk.ask("dan", f"duty accept R{swap.id}"))
        for text in (answer, accepted, *await bodies(swap.id, desk)):
            assert twice in text
            assert nobody in text
        await press(desk, "lea", "swap_approve", swap.id)
        assert on_duty(desk, hours=24) == "dan"
        told = await bodies(swap.id, desk)
        assert [twice in text for text in told] == [True] * 3
        calm = said(await desk.ask("bo", "duty swap @Cai 03-06"))
        assert "⚠" not in calm


async def test_only_whoever_was_asked_accepts_and_only_the_asker_withdraws(
    counter_of: CounterOf,
) -> None:
    """Each press is checked again: other people are refused, and nothing changes."""
    async with counter_of(desk_yaml()) as desk:
        await desk.ask("bo", "duty swap @Cai tomorrow")
        (swap,) = await swaps()
        for who, button in (
            ("bo", "swap_accept"),
            ("lea", "swap_accept"),
            ("dan", "swap_decline"),
            ("cai", "swap_withdraw"),
            ("lea", "swap_approve"),
        ):
            assert "isn't for you" in said(await press(desk, who, button, swap.id))
        assert (await swaps())[0].state is MatterState.OPEN
        await press(desk, "bo", "swap_withdraw", swap.id)
        assert (await swaps())[0].state is MatterState.WITHDRAWN
        assert "Withdrawn" in said(await press(desk, "cai", "swap_accept", swap.id))
        assert on_duty(desk, hours=24) == "bo"


async def test_a_declined_swap_changes_nothing_and_the_asker_hears(counter_of: CounterOf) -> None:
    """Cai declines by words; Bo is told directly, the group is not."""
    async with counter_of(desk_yaml()) as desk:
        await desk.ask("bo", "duty swap @Cai tomorrow")
        (swap,) = await swaps()
        assert "declined" in said(await desk.ask("cai", f"/duty decline {swap.id}"))
        assert on_duty(desk, hours=24) == "bo"
        assert await news() == ["swap_declined"]
        rows = await OutboxRow.filter(kind="matter")
        assert [row.lane.rpartition(":")[2] for row in rows] == ["UBO"]


async def test_a_lead_agrees_where_the_group_wants_it(counter_of: CounterOf) -> None:
    """Accepting leads to a card for Lea; once she approves, the roster follows."""
    async with counter_of(desk_yaml(swap_needs_lead="true")) as desk:
        await desk.ask("bo", "duty swap @Cai tomorrow")
        (swap,) = await swaps()
        await press(desk, "cai", "swap_accept", swap.id)
        assert (await swaps())[0].state is MatterState.AGREED
        assert on_duty(desk, hours=24) == "bo"
        offered = await buttons(desk, swap.id)
        assert offered["ULEA"] == ["swap_approve", "swap_decline"]
        assert offered["UCAI"] == []
        assert "isn't for you" in said(await press(desk, "cai", "swap_approve", swap.id))
        await press(desk, "lea", "swap_approve", swap.id)
        assert (await swaps())[0].state is MatterState.DONE
        assert on_duty(desk, hours=24) == "cai"


async def test_of_two_swaps_of_one_shift_at_once_one_wins(counter_of: CounterOf) -> None:
    """Bo asks Cai and Ana; both accept at the same moment: one serves, the other is told who."""
    async with counter_of(desk_yaml()) as desk:
        await desk.ask("bo", "duty swap @Cai tomorrow")
        await desk.ask("bo", "duty swap @Ana tomorrow")
        first, second = await swaps()
        replies = await asyncio.gather(
            press(desk, "cai", "swap_accept", first.id),
            press(desk, "ana", "swap_accept", second.id),
        )
        states = sorted(swap.state.value for swap in await swaps())
        assert states == ["done", "void"]
        refused = [said(reply) for reply in replies if reply.says is not None]
        assert len(refused) == 1
        assert "took that shift by a swap" in refused[0]
        assert await AdjustmentRow.filter(kind="swap").count() == 1
        assert await news() == ["swapped"]
        assert on_duty(desk, hours=24) in {"cai", "ana"}
        assert "took that shift by a swap" in said(await desk.ask("bo", "duty swap @Dan tomorrow"))


async def test_of_requests_at_the_same_moment_one_is_open(counter_of: CounterOf) -> None:
    """Bo asks Cai for one shift three times at once: she is asked once, he is told so twice."""
    async with counter_of(desk_yaml()) as desk:
        line = "duty swap @Cai tomorrow"
        replies = await asyncio.gather(*(desk.ask("bo", line) for _ in range(3)))
        (swap,) = await swaps()
        assert len(await buttons(desk, swap.id)) == 2
        told = sorted("asked for that shift already" in said(reply) for reply in replies)
        assert told == [False, True, True]
        await press(desk, "bo", "swap_withdraw", swap.id)
        await desk.ask("bo", line)
        assert [one.state for one in await swaps()] == [MatterState.WITHDRAWN, MatterState.OPEN]


async def test_requests_and_changes_are_told_apart_by_their_letter(counter_of: CounterOf) -> None:
    """Each number is shown with its letter, and taken with it; to undo a request withdraws it."""
    async with counter_of(desk_yaml()) as desk:
        await desk.ask("lea", "duty override @Dan 18:00-22:00")
        answer = said(await desk.ask("bo", "duty swap @Cai tomorrow"))
        (swap,) = await swaps()
        assert f"Request R{swap.id}: Cai" in answer
        assert "Change C1: Dan" in said(await desk.ask("lea", "duty changes"))
        for line in ("duty accept C1", "duty decline C1"):
            assert "as in R5" in said(await desk.ask("cai", f"/{line}"))
        assert "number R99" in said(await desk.ask("cai", "/duty accept R99"))
        assert "withdrawn" in said(await desk.ask("bo", f"duty undo R{swap.id}"))
        assert "Taken back. Change C1" in said(await desk.ask("lea", "duty undo C1"))


async def test_the_card_of_a_swap_that_is_taken_back_says_so(counter_of: CounterOf) -> None:
    """Cai took Bo's Tuesday; a lead takes that back: nobody's card goes on saying “Swapped”."""
    async with counter_of(desk_yaml()) as desk:
        await desk.ask("bo", "duty swap @Cai tomorrow")
        (swap,) = await swaps()
        await press(desk, "cai", "swap_accept", swap.id)
        number = re.findall(r"Change (C\d+)", said(await desk.ask("lea", "duty changes")))[0]
        await desk.ask("lea", f"duty undo {number}")
        assert [one.state for one in await swaps()] == [MatterState.UNDONE]
        assert on_duty(desk, hours=24) == "bo"


async def test_a_shift_that_begins_ends_the_request(counter_of: CounterOf) -> None:
    """Nobody answers until Tuesday 9:00: Bo serves, and is told."""
    async with counter_of(desk_yaml()) as desk:
        await desk.ask("bo", "duty swap @Cai tomorrow")
        (swap,) = await swaps()
        await desk.passes(hours=21)
        assert (await swaps())[0].state is MatterState.OVER
        assert "swap_over" in await news()
        refused = said(await press(desk, "cai", "swap_accept", swap.id))
        assert "has begun" in refused
        assert on_duty(desk) == "bo"


REFUSED = [
    ("eva", "duty swap @Cai tomorrow", "No roster has turns"),
    ("bo", "duty swap @Eva tomorrow", "Eva"),
    ("bo", "duty swap @Bo tomorrow", "yourself"),
    ("bo", "duty swap @Nobody tomorrow", "don't know"),
    ("bo", "duty swap @Cai today", "no shift then"),
    ("ana", "duty swap @Bo today", "has begun"),
    ("bo", "duty swap @Cai next week", "several shifts"),
    ("bo", "duty override @Cai 18:00-22:00", "Only a lead"),
    ("lea", "duty override @Cai 18:00-22:00 today instead of @Bo", "wouldn't be on duty"),
    ("lea", "duty override @Cai 18:00-22:00 today instead of @Eva", "Eva isn't in IT"),
    ("lea", "duty override @Cai 08:00-09:00 today", "over already"),
    ("bo", "duty leave @Cai tomorrow", "Only a lead"),
    ("bo", "duty undo 99", "no change"),
    ("bo", "duty leave 2026-03-04..2026-03-03", "no such time"),
    ("bo", "duty leave 24:00-24:00 tomorrow", "no such time"),
]


async def test_what_cannot_be_is_refused_with_a_reason(
    counter_of: CounterOf, subtests: pytest.Subtests
) -> None:
    """Who has no right, no shift or no such time is told so, and nothing changes."""
    async with counter_of(desk_yaml()) as desk:
        for who, line, words in REFUSED:
            with subtests.test(who=who, line=line):
                assert words in said(await desk.ask(who, line))
        assert not await AdjustmentRow.all().count()
        assert not await swaps()


@pytest.mark.parametrize(
    ("who", "line"),
    [
        ("lea", "duty override @Cai 2026-03-08 02:15-02:45"),
        ("bo", "duty leave 2026-03-08 02:30-03:00"),
        ("bo", "duty swap @Cai 2026-03-08 02:30-03:00"),
    ],
)
async def test_a_time_that_clocks_leave_out_is_refused(
    counter_of: CounterOf, who: str, line: str
) -> None:
    """That night New York goes from 2:00 to 3:00: there is no such time, and nothing is kept."""
    async with counter_of(desk_yaml(timezone="America/New_York")) as desk:
        assert "clocks go forward" in said(await desk.ask(who, line))
        assert not await AdjustmentRow.all().count()
        assert "C1" in said(await desk.ask("lea", "duty override @Cai 2026-03-08 02:15-03:15"))


async def test_holes_in_two_rosters_are_told_by_group(counter_of: CounterOf) -> None:
    """Bo serves in both all week: of each group it is said when nobody is on duty there."""
    layer = "{layers: {all: {people: [bo], every: 1 week, start: 2026-03-02 09:00}}}"
    groups = (group(key, "bo", roster=key, leads="[lea]") for key in ("it", "store", "shop"))
    rosters = f"rosters: {{it: {layer}, store: {layer}, shop: {layer}}}".replace(
        f"shop: {layer}", "shop: " + layer.replace("[bo]", "[lea]")
    )
    async with counter_of(yaml(*groups, more=rosters)) as desk:
        lines = said(await desk.ask("bo", "duty leave tomorrow")).splitlines()
        assert lines[1:4] == [
            "⚠ Nobody is on duty for IT then: Tue 3 Mar.",
            "⚠ Nobody is on duty for STORE then: Tue 3 Mar.",
            "The leads have been told.",
        ]


async def test_a_lead_puts_somebody_on_duty_and_takes_it_back(counter_of: CounterOf) -> None:
    """Cai serves from 18:00 to 22:00; after the undo it is Ana again; the group hears of both."""
    async with counter_of(desk_yaml()) as desk:
        answer = said(await desk.ask("lea", "duty override @Cai 18:00-22:00"))
        assert "Cai is on duty, Mon 2 Mar 18:00–22:00" in answer
        assert [on_duty(desk, hours=h) for h in (5, 6, 9, 10)] == ["ana", "cai", "cai", "ana"]
        number = int(re.findall(r"undo C(\d+)", answer)[0])
        assert "Only a lead" in said(await desk.ask("cai", f"duty undo {number}"))
        assert "Taken back" in said(await desk.ask("lea", f"duty undo {number}"))
        assert on_duty(desk, hours=6) == "ana"
        assert "was taken back" in said(await desk.ask("lea", f"duty undo {number}"))
        assert await news() == ["override", "adjustment_ended"]
        keys = desk.store.desk.people_keys
        rows = await OutboxRow.filter(kind="matter").order_by("id")
        called = [set(json.loads(row.called)) for row in rows]
        assert all({keys["ana"], keys["cai"]} <= them for them in called)  # Ana wasn't named


async def test_leave_is_entered_once(counter_of: CounterOf) -> None:
    """What is known is refused by its number; of what overlaps only the rest is new, so that
    taking either back tells the truth."""
    async with counter_of(desk_yaml()) as desk:
        await desk.ask("bo", "duty leave 03-05..03-06")
        (first,) = await AdjustmentRow.all()
        again = said(await desk.ask("bo", "duty leave 2026-03-06"))
        assert f"entered already (C{first.id}: Thu 5 Mar – Fri 6 Mar)" in again
        assert await news() == ["leave", "holes"]
        wider = said(await desk.ask("lea", "duty leave @Bo 03-04..03-08"))
        assert f"Change C{first.id}: Bo is away, Thu 5 Mar – Fri 6 Mar" in wider
        assert f"Change C{first.id + 1}: Bo is away, Wed 4 Mar, Sat 7 Mar – Sun 8 Mar" in wider
        assert "Wed 4 Mar, Sat 7 Mar – Sun 8 Mar" in (await told(desk.store))[-2]
        assert "Thu 5" in said(await desk.ask("bo", f"duty undo C{first.id}"))
        assert on_duty(desk, hours=24 * 4) == "bo"
        bo = desk.store.desk.people_keys["bo"]
        rota = desk.store.desk.rota("duty")
        assert rota is not None
        assert [(one.start.day, one.end.day) for one in away(rota, bo)] == [(3, 4), (6, 8)]


async def test_leave_makes_a_hole_that_the_leads_hear_of(counter_of: CounterOf) -> None:
    """Bo is away on Tuesday: nobody is primary, Lea is told when; Cai can stand in for him."""
    async with counter_of(desk_yaml()) as desk:
        answer = said(await desk.ask("bo", "请假 明天"))
        assert "Bo 请假，3月3日 周二" in answer
        assert "没有人值班：3月3日 周二 09:00–24:00" in answer
        assert await news() == ["leave", "holes"]
        rows = await OutboxRow.filter(kind="matter").order_by("id")
        assert [row.lane.rpartition(":")[2] for row in rows] == ["CIT", "ULEA"]
        assert on_duty(desk, hours=24) == "dan"  # the back-up, where nobody is primary
        await desk.ask("lea", "duty override @Cai tomorrow instead of @Bo")
        assert on_duty(desk, hours=24) == "cai"
