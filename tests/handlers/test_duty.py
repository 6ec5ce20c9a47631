"""Duty at the front desk: swaps, overrides, leave, and that the roster follows at once."""

import asyncio
import re
from collections.abc import Mapping
from datetime import timedelta

import pytest

from cards.card import Press
from cards.desk_file import read_desk_file
from cards.faces import face
from desk.address import AccountAddress, ConversationAddress, ConversationKind, MessengerName, Place
from desk.languages import Language
from desk.matters import Announcement, MatterState, SwapRequest
from desk.spec import DeskSpec
from handlers.answer import FrontDesk
from handlers.request import Pressed, Reply, Request
from scheduler.swaps import end_void_swaps
from storage.duty_tables import AdjustmentRow, MatterRow
from storage.matters import matter_of
from storage.settings import VOID_SWAPS
from storage.tables import OutboxRow, PostingRow
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import Counter, group, said, yaml

pytestmark = pytest.mark.asyncio

ROSTER = """
rosters:
  duty:
    name: Duty
    timezone: Asia/Shanghai
    layers:
      day: {people: [ana, bo, cai], every: 1 day, start: 2026-03-02 09:00}
      backup: {people: [dan], every: 1 week, start: 2026-03-02 09:00, position: backup}
"""
MEMBERS = "ana, bo, cai, dan"


def desk_yaml(people: str = "ana, bo, cai", **more: str) -> str:
    """IT, whose people serve a day each from 9:00; Monday, 2 March 2026, noon, is Ana's."""
    it = group("it", MEMBERS, "dan", roster="duty", leads="[lea]", **more)
    return yaml(it, more=ROSTER.replace("ana, bo, cai", people))


def on_duty(desk: Counter, **ahead: float) -> str | None:
    """Who is primary now, or that many hours ahead."""
    at = desk.store.clock.now() + timedelta(**ahead)
    serving = desk.store.desk.on_duty("it", at)
    return desk.name(serving[0].person) if serving else None


async def press(desk: Counter, who: str, name: str, subject: int) -> Reply:
    """Somebody presses a button of a swap's card."""
    account = AccountAddress(MessengerName.SLACK, "T1", f"U{who.upper()}")
    where = ConversationAddress(MessengerName.SLACK, "T1", account.id, ConversationKind.DIRECT)
    return await FrontDesk(desk.store).ask(
        Request(
            key=f"p{next(desk.keys)}",
            who=account,
            who_name=who.title(),
            where=Place(where),
            at=desk.store.clock.real(),
            asked=Pressed(Press(name, subject).pack()),
        )
    )


async def swaps() -> list[SwapRequest]:
    """All requests, in order."""
    rows = await MatterRow.filter(kind="swap").order_by("id")
    return [swap for row in rows if isinstance(swap := matter_of(row), SwapRequest)]


async def news() -> list[str]:
    """What was announced, in order."""
    rows = await MatterRow.filter(kind="announcement").order_by("id")
    told = [one for row in rows if isinstance(one := matter_of(row), Announcement)]
    return [one.news.value for one in told]


async def buttons(desk: Counter, swap: int) -> Mapping[str, list[str]]:
    """What each card of a swap offers, by whose direct chat it stands in."""
    rows = await PostingRow.filter(matter_id=swap).order_by("id")
    seen = {}
    for row in rows:
        scene = await desk.store.scenes.of(row.id)
        assert scene is not None
        seen[row.lane.rpartition(":")[2]] = [b.press.name for b in face(scene).buttons]
    return seen


async def bodies(swap: int, desk: Counter) -> list[str]:
    """What each card of a swap says."""
    rows = await PostingRow.filter(matter_id=swap).order_by("id")
    scenes = [await desk.store.scenes.of(row.id) for row in rows]
    cards = [face(scene) for scene in scenes if scene is not None]
    return [f"{card.body}{card.news}" for card in cards]


async def apply(desk: Counter, text: str) -> None:
    """Apply other settings."""
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec), spec
    await desk.store.settings.apply(spec, text, "tests")


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
            assert "About duty you can type" in said(await desk.ask("cai", f"/{line}"))
        assert "number R99" in said(await desk.ask("cai", "/duty accept R99"))
        assert "withdrawn" in said(await desk.ask("bo", f"duty undo R{swap.id}"))
        assert "Taken back. Change C1" in said(await desk.ask("lea", "duty undo C1"))


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


@pytest.mark.parametrize(
    ("who", "line", "words"),
    [
        ("eva", "duty swap @Cai tomorrow", "No roster has turns"),
        ("bo", "duty swap @Eva tomorrow", "Eva"),
        ("bo", "duty swap @Bo tomorrow", "yourself"),
        ("bo", "duty swap @Nobody tomorrow", "don't know"),
        ("bo", "duty swap @Cai today", "no shift then"),
        ("ana", "duty swap @Bo today", "has begun"),
        ("bo", "duty swap @Cai next week", "several shifts"),
        ("bo", "duty override @Cai 18:00-22:00", "Only a lead"),
        ("lea", "duty override @Cai 18:00-22:00 today instead of @Bo", "wouldn't be on duty"),
        ("lea", "duty override @Cai 08:00-09:00 today", "over already"),
        ("bo", "duty leave @Cai tomorrow", "Only a lead"),
        ("bo", "duty undo 99", "no change"),
        ("bo", "duty leave 2026-03-04..2026-03-03", "no such time"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_reason(
    counter_of: CounterOf, who: str, line: str, words: str
) -> None:
    """Who has no right, no shift or no such time is told so, and nothing changes."""
    async with counter_of(desk_yaml()) as desk:
        assert words in said(await desk.ask(who, line))
        assert not await AdjustmentRow.all().count()
        assert not await swaps()


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
        assert states == [MatterState.DONE, MatterState.VOID]
        assert await AdjustmentRow.filter(ended_at=None).count() == 0
        void = [row for row in await MatterRow.all() if "swap_void" in row.payload]
        rows = await OutboxRow.filter(matter_id__in=[row.id for row in void])
        heard = sorted(row.lane.rpartition(":")[2] for row in rows)
        assert heard == ["CIT", "UBO", "UCAI"]
        assert "排班已经变了" in said(await desk.ask("ana", f"换班 同意 {asked.id}"))
        await apply(desk, desk_yaml("bo, ana, cai") + "\n")
        await desk.passes(seconds=5)
        assert (await news()).count("swap_void") == 2


async def test_two_replicas_end_a_void_swap_once(counter_of: CounterOf) -> None:
    """Both decide on the same timer: one has its effect, the other none."""
    async with counter_of(desk_yaml()) as desk:
        await desk.ask("bo", "duty swap @Cai tomorrow")
        await press(desk, "cai", "swap_accept", (await swaps())[0].id)
        await apply(desk, desk_yaml("bo, ana, cai"))
        desk.steady.seconds += 5
        now = desk.store.clock.now()
        (timer,) = await desk.store.timers.claim(now, [VOID_SWAPS])
        await asyncio.gather(*(end_void_swaps(desk.store, timer, now) for _ in range(3)))
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
