"""Figures: what is counted is what is listed and what happened, and no figure reads all tickets."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tortoise import Tortoise

from desk.clocks import ClockKind, Mood
from desk.moves import MOVES, OPEN_STATES, Action, Status, actions_from
from desk.reports import COUNTED_BY, MOMENT, Figure, Part, Period, part_before, part_of
from storage.clock import in_ms
from storage.reports import behind_steps, count_steps, statements
from storage.sqlite import _driven, in_sqlite
from storage.steps import Query, Row, Steps
from tests.storage.conftest import Desk

BEGINNING = datetime(2026, 3, 2, 4, tzinfo=UTC)
NOW = BEGINNING + timedelta(days=16)
GROUPS = ("it", "store")
WHOSE = ("it", "store", "hall")  # nobody asks for the last one's figures
MINUTE = timedelta(minutes=1)
TABLES = """
create table ticket (id integer primary key, group_key, status, status_since, opened_at);
create table event (
    id integer primary key, ticket_id, seq, action, at, before, after, facts,
    unique (ticket_id, seq)
);
"""


@dataclass(frozen=True)
class Happened:
    """A link of a ticket's record; `due` is the deadline of a promise that ran out by then."""

    action: Action
    at: datetime
    before: Status | None
    after: Status
    due: datetime | None = None


@dataclass(frozen=True)
class Life:
    """A ticket and all that happened to it."""

    group: str
    events: tuple[Happened, ...]

    def status_at(self, at: datetime) -> Status | None:
        """Its state then."""
        return next((one.after for one in reversed(self.events) if one.at <= at), None)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Any life that the moves allow, with deadlines that pass on the way."""
    at = BEGINNING + draw(st.integers(0, 15 * 24 * 60)) * MINUTE
    events = [Happened(Action.OPEN, at, None, Status.NEW)]
    for _ in range(draw(st.integers(0, 8))):
        at += draw(st.integers(0, 2 * 24 * 60)) * MINUTE
        if at > NOW:
            break
        status = events[-1].after
        if status in OPEN_STATES and draw(st.booleans()):
            due = at - draw(st.integers(0, 120)) * MINUTE
            events.append(Happened(Action.REMIND, at, status, status, due))
        action = draw(st.sampled_from(actions_from(status)))
        events.append(Happened(action, at, status, MOVES[action].to or status))
    return Life(draw(st.sampled_from(WHOSE)), tuple(events))


def kept(every: Sequence[Life]) -> sqlite3.Connection:
    """The tickets in a database, as commits leave them."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.executescript(TABLES)
    for number, life in enumerate(every, 1):
        moved = [one for one in life.events if one.before != one.after]
        row = (
            number,
            life.group,
            life.events[-1].after,
            in_ms(moved[-1].at),
            in_ms(life.events[0].at),
        )
        connection.execute("insert into ticket values (?, ?, ?, ?, ?)", row)
        for seq, one in enumerate(life.events, 1):
            facts = (
                {
                    "clock": ClockKind.ACKNOWLEDGE.value,
                    "mood": Mood.LATE.value,
                    "due": one.due.isoformat(),
                }
                if one.due
                else {}
            )
            connection.execute(
                "insert into event (ticket_id, seq, action, at, before, after, facts) "
                "values (?, ?, ?, ?, ?, ?, ?)",
                (
                    number,
                    seq,
                    one.action,
                    in_ms(one.at),
                    one.before,
                    one.after,
                    json.dumps(facts, separators=(",", ":")),
                ),
            )
    return connection


def belongs(life: Life, figure: Figure, part: Part) -> bool:
    """Whether a ticket counts, told from its whole record."""
    if life.group != part.group:
        return False
    if figure is Figure.BACKLOG:
        return life.status_at(part.until - MOMENT) in OPEN_STATES
    if figure is Figure.BREACHED:
        return any(one.due and part.since <= one.due < part.until for one in life.events)
    return any(
        one.action is COUNTED_BY[figure] and part.since <= one.at < part.until
        for one in life.events
    )


@given(st.lists(lives(), max_size=12), st.sampled_from(Period), st.integers(0, 5 * 24 * 60))
def test_a_figure_is_the_number_of_tickets_behind_it(
    every: Sequence[Life], period: Period, ago: int
) -> None:
    """And both are what the record says, whatever happened before, meanwhile, and since."""
    connection = kept(every)
    then = [part_of(group, period, "Asia/Shanghai", NOW - ago * MINUTE) for group in GROUPS]
    before = [part_before(part, period, "Asia/Shanghai") for part in then]
    for parts in ([replace(part, as_of=NOW) for part in one] for one in (then, before)):
        counts = _driven(connection, count_steps(parts))
        for figure in Figure:
            listed = _driven(connection, behind_steps(figure, parts))
            for part in parts:
                meant = {n for n, life in enumerate(every, 1) if belongs(life, figure, part)}
                assert counts.numbers[part.group][figure] == len(meant), figure
                assert {n for n in listed if every[n - 1].group == part.group} == meant, figure
    connection.close()


@pytest.mark.asyncio
async def test_no_figure_goes_through_all_tickets(desk: Desk) -> None:
    """Each begins at an index: of what happened in the time, or of what is open."""
    await desk.opened()
    part = part_of("it-support", Period.TODAY, "Asia/Shanghai", desk.store.clock.now())
    for statement in statements(part):
        plan = await _plan(desk, statement)
        for whole in ("SCAN t", "SCAN e", "SCAN ticket", "SCAN event", "Seq Scan"):
            assert whole not in plan.replace("SCAN ended", ""), plan
        assert "event_counted" in plan


async def _plan(desk: Desk, statement: Query) -> str:
    connection = Tortoise.get_connection("default")
    if connection.capabilities.dialect == "sqlite":
        before: tuple[Query, ...] = ()
        asked = Query(f"explain query plan {in_sqlite(statement.sql)}", statement.args)
    else:  # on so few tickets it would go through all of them if it may
        before = (Query("set local enable_seqscan = off"),)
        asked = Query(f"explain {statement.sql}", statement.args)
    rows = await desk.store.listings._engine.read(lambda: _ask(*before, asked))
    return "\n".join(str(value) for row in rows for value in row.values())


def _ask(*asked: Query) -> Steps[list[Row]]:
    rows: list[Row] = []
    for statement in asked:
        rows = yield statement
    return rows
