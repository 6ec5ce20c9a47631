"""Lists with pages: what people have in hand, what groups have, and what somebody asked for."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from desk.sought import PAGE, Sought, Turn
from storage.clock import in_ms
from storage.search_tables import ListingRow
from storage.steps import Argument, Engine, Insert, NextIds, Query, Steps, number
from storage.tables import AccountRow

KEPT = timedelta(days=7)
SOUGHT = TypeAdapter(Sought)
BEYOND_ALL = 2**53
MOST_PIECES = 100  # of one statement

Way = tuple[str, str | int]
"""A column of `ticket` that an index begins with, and its value."""


class Listings:
    """Reads a page of a list, and remembers what is to be turned."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def accounts_of(self, person: int) -> tuple[int, ...]:
        """The accounts under which somebody reports."""
        found = (
            await AccountRow.filter(person_id=person).order_by("id").values_list("id", flat=True)
        )
        return tuple(int(str(account)) for account in found)

    async def keep(self, sought: Sought, person: int, at: datetime) -> int:
        """Remember what somebody asked for; gives the name under which it is turned."""
        kept = SOUGHT.dump_json(sought).decode()
        return await self._engine.run(lambda: _keep(kept, person, in_ms(at)))

    async def kept(self, listing: int) -> tuple[Sought, int] | None:
        """What was asked for, and by whom; None if it is forgotten."""
        row = await ListingRow.get_or_none(id=listing)
        return None if row is None else (SOUGHT.validate_json(row.sought), row.person_id)

    async def of_person(
        self, person: int, accounts: Sequence[int], sought: Sought, turn: Turn, now: datetime
    ) -> list[int]:
        """What a person reported or has in hand, in the order of the list from the turn on."""
        ways: list[Way] = [("assignee", person), *(("origin_account_id", one) for one in accounts)]
        return await self._engine.read(lambda: first_of(ways, sought, turn, now))

    async def in_groups(
        self, groups: Iterable[str], sought: Sought, turn: Turn, now: datetime
    ) -> list[int]:
        """What these groups have, in the order of the list from the turn on."""
        ways: list[Way] = [("group_key", group) for group in groups]
        return await self._engine.read(lambda: first_of(ways, sought, turn, now))


def first_of(ways: Sequence[Way], sought: Sought, turn: Turn, now: datetime) -> Steps[list[int]]:
    """The first of each state in each of the ways, which an index has in order, merged."""
    ascending = sought.oldest_first != turn.back
    beyond, order = (">", "asc") if ascending else ("<", "desc")
    start = turn.ticket or (0 if ascending else BEYOND_ALL)
    late = " and due_at < $2" if sought.late else ""
    found: set[int] = set()
    pieces = [(*way, str(status)) for way in ways for status in sought.states]
    for at in range(0, len(pieces), MOST_PIECES):
        args: list[Argument] = [start, *([in_ms(now)] if late else [])]
        parts: list[str] = []
        for column, value, status in pieces[at : at + MOST_PIECES]:
            args += [value, status]
            parts.append(
                f"select * from (select id from ticket where {column} = ${len(args) - 1} "  # noqa: S608
                f"and status = ${len(args)} and id {beyond} $1{late} "
                f"order by id {order} limit {PAGE + 1}) p{len(args)}"
            )
        rows = yield Query(" union ".join(parts), tuple(args))
        found |= {number(row, "id") for row in rows}
    return sorted(found, reverse=not ascending)[: PAGE + 1]


def _keep(sought: str, person: int, at: int) -> Steps[int]:
    ids = yield NextIds({"listing": 1})
    listing = number(ids[0], "id")
    yield Insert("listing", [{"id": listing, "person_id": person, "at": at, "sought": sought}])
    return listing


def forget_steps(real: datetime) -> Steps[None]:
    """Forget what nobody turns any more."""
    yield Query("delete from listing where at < $1", (in_ms(real - KEPT),))
