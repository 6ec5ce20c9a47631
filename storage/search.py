"""Finding tickets by words and by what they are, newest first.

Newest first is what makes common words cheap: of one that is in every tenth ticket a page is among
the last few hundred, so these are looked at one by one before the index is asked at all. What the
index is asked for then is rare, or in few groups. Measured in docs/decisions/0026-search.md.

The statements are put together from directions and conditions that stand here; all that comes from
people goes as arguments.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.moves import OPEN_STATES, Status
from desk.search_terms import Formula
from desk.sought import PAGE, Turn
from storage.clock import in_ms
from storage.search_index import KEPT_AS, Progress, gather_steps, progress_of
from storage.search_sql import has_prefix, in_fts5, in_tsquery, in_words, simplified
from storage.steps import Argument, Engine, Query, Row, Steps, number, text

PIECES_BEFORE_FINDING = 5
LOOKED_AT = 2000
LOOKED_AT_ON_POSTGRES = 20_000
BEYOND_ALL = 2**53


@dataclass(frozen=True, slots=True)
class Wanted:
    """What tickets must be: `formula` by the index, the rest by looking at each."""

    formula: Formula
    states: tuple[Status, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


class Search:
    """The door to the index over what tickets say."""

    def __init__(self, engine: Engine) -> None:
        self.has_news = True  # since the index was last seen to be behind nothing
        self._engine = engine

    async def gather(self) -> Progress | None:
        """Bring a piece of what has happened into the index; None if somebody else is at it."""
        self.has_news = False
        done = await self._engine.run(gather_steps)
        self.has_news |= done is None or not done.is_idle
        return done

    async def catch_up(self) -> None:
        """Whoever looks for what was just said finds it."""
        for _ in range(PIECES_BEFORE_FINDING):
            done = await self.gather()
            if done is None or not done.followed:
                return

    async def older_than(self) -> int:
        """The number below which tickets can't be found yet; 0 if all can."""
        rows = await self._engine.read(_progress_asked)
        return progress_of(text(rows[0], "value")).older if rows else 0

    async def find(self, wanted: Wanted, turn: Turn) -> list[int]:
        """The tickets behind the turn's in the order of the list, newest first, or before it the
        other way round; one more than a page has room for."""
        formula = simplified(wanted.formula)
        if formula is True:
            raise ValueError("a search must say what is looked for")
        if formula is False:
            return []
        steps = _on_postgres if self._engine.is_postgres else _on_sqlite
        return await self._engine.read(lambda: steps(formula, wanted, turn))


def _on_sqlite(formula: Formula, wanted: Wanted, turn: Turn) -> Steps[list[int]]:
    fine = _Fine(wanted, turn)
    at: int | None = fine.start
    found: list[int] = []
    if has_prefix(formula):  # FTS5 gathers all words that begin so before it gives the first
        args: list[Argument] = [fine.start]
        condition = in_words(formula, "w.words", args)
        rows = yield fine.query(
            f"(select ticket_id, words from ticket_words where ticket_id {fine.beyond} $1 "  # noqa: S608
            f"order by ticket_id {fine.order} limit {LOOKED_AT}) w",
            condition,
            args,
        )
        found = [number(row, "ticket_id") for row in rows]
        if len(found) > PAGE:
            return found
        at = yield from _end_of_look(fine, LOOKED_AT)
        if at is None:
            return found
    args = [at, in_fts5(formula)]
    rows = yield fine.query(
        "(select rowid as ticket_id from found where found match $2 "  # noqa: S608
        f"and rowid {fine.beyond} $1 order by rowid {fine.order}) w",
        "true",
        args,
        PAGE + 1 - len(found),
    )
    return found + [number(row, "ticket_id") for row in rows]


def _on_postgres(formula: Formula, wanted: Wanted, turn: Turn) -> Steps[list[int]]:
    fine = _Fine(wanted, turn)
    asked = in_tsquery(formula)
    rows = yield fine.query(
        f"(select ticket_id, found from ticket_words where ticket_id {fine.beyond} $1 "  # noqa: S608
        f"order by ticket_id {fine.order} limit {LOOKED_AT_ON_POSTGRES}) w",
        "w.found @@ $2::tsquery",
        [fine.start, asked],
    )
    found = [number(row, "ticket_id") for row in rows]
    if len(found) > PAGE:
        return found
    at = yield from _end_of_look(fine, LOOKED_AT_ON_POSTGRES)
    if at is None:
        return found
    # Its own step, or the plan might be to go through all tickets in their order.
    rows = yield fine.query(
        "hit w",
        "true",
        [at, asked],
        PAGE + 1 - len(found),
        "with hit as materialized (select ticket_id from ticket_words "  # noqa: S608
        f"where found @@ $2::tsquery and ticket_id + 0 {fine.beyond} $1) ",
    )
    return found + [number(row, "ticket_id") for row in rows]


class _Fine:
    """What both steps have in common: the direction, and what is asked of the ticket itself."""

    def __init__(self, wanted: Wanted, turn: Turn) -> None:
        self.beyond, self.order = (">", "asc") if turn.back else ("<", "desc")
        self.start = turn.ticket or BEYOND_ALL
        self._wanted = wanted

    def query(
        self,
        source: str,
        condition: str,
        args: Sequence[Argument],
        limit: int = PAGE + 1,
        before: str = "",
    ) -> Query:
        """Those of a source `w` that fulfil the condition, and are what is wanted."""
        given = list(args)
        more, join = "", ""
        wanted = self._wanted
        if _is_fine(wanted.states):
            given.append([str(status) for status in wanted.states])
            more += f" and t.status = any(${len(given)})"
        if wanted.since is not None and wanted.until is not None:
            given += [in_ms(wanted.since), in_ms(wanted.until)]
            more += f" and t.opened_at >= ${len(given) - 1} and t.opened_at < ${len(given)}"
        if more:
            join = " cross join ticket t"
            more = f" and t.id = w.ticket_id{more}"
        sql = (
            f"{before}select w.ticket_id from {source}{join} where {condition}{more} "  # noqa: S608
            f"order by w.ticket_id {self.order} limit {limit}"
        )
        return Query(sql, tuple(given))


def _is_fine(states: Sequence[Status]) -> bool:
    """Whether the index, which knows of open ones only that they are, can't tell."""
    some = OPEN_STATES & set(states)
    return bool(some) and some != OPEN_STATES


def _end_of_look(fine: _Fine, looked_at: int) -> Steps[int | None]:
    """How far the look went: the index is asked for what lies beyond. None if it saw all."""
    rows = yield Query(
        f"select ticket_id from ticket_words where ticket_id {fine.beyond} $1 "  # noqa: S608
        f"order by ticket_id {fine.order} limit 1 offset {looked_at - 1}",
        (fine.start,),
    )
    return number(rows[0], "ticket_id") if rows else None


def _progress_asked() -> Steps[list[Row]]:
    rows = yield Query("select value from meta where key = $1", (KEPT_AS,))
    return rows
