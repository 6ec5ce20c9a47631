"""Summaries on demand: who gets which figures, and the tickets behind each."""

import pytest

from cards.card import Message
from cards.desk_file import read_desk_file
from desk.sought import PAGE
from desk.spec import DeskSpec
from handlers.lines import OpenTicket, Unclear, read_line
from handlers.request import Reply
from handlers.summary_lines import AskSummary
from storage.tables import TicketRow
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import group, said, yaml
from tests.handlers.test_finding import labels, numbers, press

pytestmark = pytest.mark.asyncio

ZONE = {"timezone": "UTC"}
IT = group("it", "bo, cai", leads="[lea]", **ZONE)
STORE = group("store", "dan", leads="[lea, eva]", **ZONE)
HALL = group("hall", "dan", leads="[eva]", **ZONE)
DESK = yaml(IT, STORE, HALL, more="operators: [cai]\n")
IN_IT = "CIT"
SLA = "sla:\n  - {name: quick, acknowledge: 30m, resolution: 48h}\n"


async def test_a_lead_gets_the_figures_of_the_day_and_the_tickets_behind(
    counter_of: CounterOf,
) -> None:
    """Each figure has a button that lists as many tickets as it says, and those very ones."""
    async with counter_of(DESK) as desk:
        first, second, third = [(await desk.opened(f"lamp {n} #it")).id for n in range(3)]
        await desk.passes(minutes=20)
        await desk.ask("bo", f"#{first} ack", IN_IT)
        await desk.ask("bo", f"#{second} ack", IN_IT)
        await desk.passes(minutes=40)
        await desk.ask("bo", f"#{first} resolve new bulb", IN_IT)
        await desk.ask("bo", f"#{third} cancel not ours", IN_IT)
        answer = await desk.ask("lea", "summary today it")
        assert not answer.public
        told = said(answer).splitlines()
        assert told[0] == "Summary · IT"
        assert told[2:6] == [
            "Created: 3 (0)",
            "Acknowledged: 2 (0)",
            "Resolved: 1 (0)",
            "Closed: 0 (0)",
        ]
        assert told[6:9] == [
            "Reopened: 0 (0)",
            "Cancelled: 1 (0)",
            f"Open: 1 (0), median age 1 h, oldest #{second}, 1 h",
        ]
        assert f"Slowest to be acknowledged: #{first}, 20 min (working time)" in told
        assert f"Slowest to be resolved: #{first}, 1 h (working time)" in told
        behind = {
            "Created 3": [third, second, first],
            "Acknowledged 2": [second, first],
            "Resolved 1": [first],
            "Cancelled 1": [third],
            "Open 1": [second],
        }
        assert labels(answer) == list(behind)
        for label, tickets in behind.items():
            listed = await press(desk, "lea", answer, label)
            assert numbers(listed) == [f"#{number}" for number in tickets], label
            assert said(listed).startswith(f"{label.split()[0]} · IT · ")
            assert not listed.public


async def test_the_day_before_is_held_against_the_same_hours(counter_of: CounterOf) -> None:
    """What came later yesterday is not in the brackets of today, but in those of tomorrow."""
    async with counter_of(DESK) as desk:
        await desk.opened("early #it")
        await desk.passes(hours=5)
        await desk.opened("late #it")
        await desk.passes(hours=20)
        assert "Created: 0 (1)" in said(await desk.ask("lea", "summary today it"))
        assert "新建：2（0）" in said(await desk.ask("lea", "日报 昨天 it"))
        assert "新建：2（0）" in said(await desk.ask("lea", "周报 it"))
        assert "Created: 0 (0)" in said(await desk.ask("lea", "summary last week it"))
        await desk.passes(hours=23)
        assert "Created: 0 (2)" in said(await desk.ask("lea", "summary yesterday it"))


async def test_a_broken_promise_is_counted_where_its_deadline_was(counter_of: CounterOf) -> None:
    """One that was kept is not, and a ticket is counted once however late it is."""
    async with counter_of(DESK + SLA) as desk:
        late, kept = await desk.opened("late #it"), await desk.opened("kept #it")
        await desk.ask("bo", f"#{kept.id} ack", IN_IT)
        await desk.passes(hours=1)
        answer = await desk.ask("lea", "summary it")
        assert "Overdue: 1 (0)" in said(answer)
        assert numbers(await press(desk, "lea", answer, "Overdue 1")) == [f"#{late.id}"]
        await desk.passes(hours=24)
        assert "Overdue: 0 (1)" in said(await desk.ask("lea", "summary it"))


async def test_a_lead_of_several_groups_gets_a_line_for_each(counter_of: CounterOf) -> None:
    """With the totals above; operators get every group."""
    async with counter_of(DESK) as desk:
        await desk.opened("lamp #it")
        await desk.opened("shelf #store")
        await desk.opened("door #hall")
        told = said(await desk.ask("lea", "summary"))
        assert "2 groups" in told
        assert "Created: 2 (0)" in told
        assert "\nIT: Created 1, Acknowledged 0," in told
        assert "\nSTORE: Created 1," in told
        assert "HALL" not in told
        both = await desk.ask("lea", "summary")
        assert labels(both) == ["Created 2", "Open 2", "IT", "STORE"]
        store = await press(desk, "lea", both, "STORE")
        assert said(store).startswith("Summary · STORE\n")
        assert "shelf" in said(await press(desk, "lea", store, "Created 1"))
        assert "Created: 3 (0)" in said(await desk.ask("cai", "summary"))


async def test_others_are_told_whom_to_ask(counter_of: CounterOf) -> None:
    """Members, reporters, and leads of other groups; nothing is counted for them."""
    async with counter_of(DESK) as desk:
        for who, line in (("bo", "summary"), ("ana", "日报"), ("eva", "summary it")):
            answer = await desk.ask(who, line)
            assert "leads" in said(answer) or "主管" in said(answer)
            assert isinstance(answer.says, Message)
            assert not answer.says.buttons


async def test_a_figure_is_pressed_by_whoever_asked(counter_of: CounterOf) -> None:
    """Somebody else's press opens nothing."""
    async with counter_of(DESK) as desk:
        await desk.opened("lamp #it")
        answer = await desk.ask("lea", "summary it")
        assert "ask for it again" in said(await press(desk, "eva", answer, "Created 1"))


async def test_whoever_leads_no_longer_opens_no_figure(counter_of: CounterOf) -> None:
    """Rights are looked at with each press, not when the summary was made."""
    async with counter_of(DESK) as desk:
        await desk.opened("lamp #it")
        answer = await desk.ask("lea", "summary it")
        text = DESK.replace("leads: [lea]", "leads: [eva]")
        spec = read_desk_file(text)
        assert isinstance(spec, DeskSpec)
        await desk.store.settings.apply(spec, text, "tests")
        assert "for leads" in said(await press(desk, "lea", answer, "Created 1"))


async def test_a_group_that_is_nearly_named_is_told(counter_of: CounterOf) -> None:
    """With the names that there are."""
    async with counter_of(DESK) as desk:
        assert "STORE" in said(await desk.ask("lea", "summary week stoer"))


async def test_the_list_behind_a_figure_is_turned(counter_of: CounterOf) -> None:
    """All pages together are the figure; what is open comes oldest first."""
    async with counter_of(DESK) as desk:
        lamps = [f"#{(await desk.opened(f'lamp {n} #it')).id}" for n in range(2 * PAGE + 1)]
        answer = await desk.ask("lea", "summary it")
        number = len(lamps)
        for label, expected in ((f"Created {number}", lamps[::-1]), (f"Open {number}", lamps)):
            page: Reply = await press(desk, "lea", answer, label)
            found = numbers(page)
            while "Next page" in labels(page):
                page = await press(desk, "lea", page, "Next page")
                found += numbers(page)
            assert found == expected


async def test_a_title_that_begins_so_is_asked_about(counter_of: CounterOf) -> None:
    """Neither figures nor a ticket come of it before its author has said."""
    async with counter_of(DESK) as desk:
        await desk.ask("lea", "日报 打不开")
        assert await TicketRow.all().count() == 0


@pytest.mark.parametrize(
    ("line", "period", "group_named"),
    [
        ("summary", "today", ""),
        ("日报", "today", ""),
        ("周报", "week", ""),
        ("汇总", "today", ""),
        ("日报 昨天", "yesterday", ""),
        ("周报 上周", "last_week", ""),
        ("周报 仓库", "week", "仓库"),
        ("Summary WEEK IT", "week", "it"),
        ("summary it last week", "last_week", "it"),
        ("summary yesterday in:IT", "yesterday", "it"),
        ("ｓｕｍｍａｒｙ　today", "today", ""),
        ("日报：昨天", "yesterday", ""),
    ],
)
async def test_lines_ask_for_a_time_and_a_group(line: str, period: str, group_named: str) -> None:
    """In any order, in both languages."""
    asked = read_line(line, sure=True)
    assert isinstance(asked, AskSummary), asked
    assert (asked.period, asked.group) == (period, group_named)


async def test_longer_lines_are_no_summary() -> None:
    """They are asked about; a word that only begins so is a ticket's title."""
    assert isinstance(read_line("summary of the sales meeting is lost", sure=True), Unclear)
    assert isinstance(read_line("日报打不开了", sure=True), OpenTicket)
