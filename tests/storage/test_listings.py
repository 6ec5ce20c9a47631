"""Pages of lists: in the order of the list, and read by an index however many tickets there are."""

from collections.abc import Sequence

import pytest
from tortoise import Tortoise

from desk.moves import OPEN_STATES, Action
from desk.sought import PAGE, Scope, Sought, Turn
from storage.listings import MOST_PIECES, Way, first_of
from storage.sqlite import in_sqlite
from storage.steps import Query, Row, Steps
from tests.storage.conftest import Desk

pytestmark = pytest.mark.asyncio

OPEN = Sought("", Scope.GROUP, states=tuple(sorted(OPEN_STATES)))
OLDEST = Sought("", Scope.GROUP, states=tuple(sorted(OPEN_STATES)), oldest_first=True)
LATE = Sought("", Scope.GROUP, states=tuple(sorted(OPEN_STATES)), late=True)


async def test_states_are_merged_in_the_order_of_the_list(desk: Desk) -> None:
    """Newest or oldest first, on from a ticket or back from it."""
    tickets = [await desk.opened() for _ in range(PAGE + 3)]
    for number in tickets[::2]:
        await desk.move(number, Action.ACKNOWLEDGE)
    store = desk.store
    now = store.clock.now()
    newest = list(reversed(tickets))

    async def listed(sought: Sought, turn: Turn) -> list[int]:
        return await store.listings.in_groups(["it-support", "warehouse"], sought, turn, now)

    assert await listed(OPEN, Turn()) == newest[: PAGE + 1]
    assert await listed(OPEN, Turn(newest[4])) == newest[5:]
    assert await listed(OPEN, Turn(newest[4], back=True)) == [*reversed(newest[:4])]
    assert await listed(OLDEST, Turn()) == tickets[: PAGE + 1]
    assert await listed(OLDEST, Turn(tickets[2], back=True)) == [tickets[1], tickets[0]]
    assert await listed(LATE, Turn()) == []


@pytest.mark.parametrize("column", ["group_key", "assignee", "origin_account_id"])
async def test_no_list_goes_through_all_tickets(desk: Desk, column: str) -> None:
    """Each part is the beginning of an index, in its order: nothing is sorted but the pages."""
    ways: Sequence[Way] = [(column, "x" if column == "group_key" else 1)]
    statement = next(first_of(ways, OPEN, Turn(), desk.store.clock.now()))
    assert isinstance(statement, Query)
    plan = await _plan(desk, statement)
    assert "SCAN ticket" not in plan
    assert "Seq Scan on ticket" not in plan
    assert plan.count(column) >= len(OPEN.states)
    assert plan.count("USE TEMP B-TREE FOR ORDER BY") == 0


async def test_a_lead_of_very_many_groups_has_a_list(desk: Desk) -> None:
    """More groups than a statement may have parts."""
    ticket = await desk.opened()
    groups = [*(f"g{n}" for n in range(2 * MOST_PIECES)), "it-support"]
    now = desk.store.clock.now()
    assert await desk.store.listings.in_groups(groups, OPEN, Turn(), now) == [ticket]


async def _plan(desk: Desk, statement: Query) -> str:
    connection = Tortoise.get_connection("default")
    if connection.capabilities.dialect == "sqlite":
        asked = Query(f"explain query plan {in_sqlite(statement.sql)}", statement.args)
    else:
        asked = Query(f"explain {statement.sql}", statement.args)
    rows = await desk.store.listings._engine.read(lambda: _ask(asked))
    return "\n".join(str(value) for row in rows for value in row.values())


def _ask(statement: Query) -> Steps[list[Row]]:
    rows = yield statement
    return rows
