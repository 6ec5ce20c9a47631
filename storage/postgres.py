"""Transactions on PostgreSQL, each in a task of its own: a cancelled caller spoils nothing."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, assert_never

import asyncpg
import structlog
from tortoise.exceptions import DBConnectionError
from tortoise.fields import BigIntField, BooleanField, IntField, SmallIntField
from tortoise.fields.relational import RelationalField

from storage.duty_tables import DUTY_TABLES
from storage.engine_tables import ENGINE_TABLES
from storage.file_tables import FILE_TABLES
from storage.people_tables import PEOPLE_TABLES
from storage.program_tables import PROGRAM_TABLES
from storage.search_tables import SEARCH_TABLES
from storage.steps import Insert, NextIds, Query, Row, Statement, Steps, T, Together, Update
from storage.tables import TABLES

# What a server says to whom it doesn't let in: a wrong password, no such database, too many.
REFUSED = (asyncpg.PostgresError, asyncpg.InterfaceError, DBConnectionError)

log = structlog.get_logger()

MOST_DEADLOCKS = 3  # whoever the server gives up has had no effect, and goes again

# asyncpg's own connection is untyped; nothing of it leaves this module.
Connection = Any


class PlainConnection(asyncpg.Connection):  # type: ignore[misc] # it is untyped
    """Of a session nothing is ever changed here, so nothing has to be put back after each use."""

    def get_reset_query(self) -> str:
        """None to be sent: it would be a round trip a transaction."""
        return ""


class PostgresEngine:
    """Runs transactions on a pool of its own, beside the one that Tortoise reads with."""

    is_postgres = True

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool
        self._running: set[asyncio.Task[object]] = set()

    @classmethod
    async def connected(cls, url: str) -> "PostgresEngine":
        """Connect; `url` is postgres://user:password@host:port/database."""
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=6,
            command_timeout=30,
            connection_class=PlainConnection,
            init=_planned_plainly,
        )
        return cls(pool)

    async def run(self, transaction: Callable[[], Steps[T]]) -> T:
        """Run it and commit; a cancelled caller doesn't stop it half-way."""
        task = asyncio.create_task(self._run(transaction))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def read(self, transaction: Callable[[], Steps[T]]) -> T:
        """Beside what is written, as everything is here."""
        return await self.run(transaction)

    async def time_ms(self) -> int | None:
        """The server's time: replicas on several machines go by one clock."""
        async with self._pool.acquire() as connection:
            now = await connection.fetchval(
                "select (extract(epoch from clock_timestamp()) * 1000)::bigint"
            )
        return int(now)

    async def close(self) -> None:
        """Finish what is under way and give the connections back."""
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._pool.close()

    async def _run(self, transaction: Callable[[], Steps[T]]) -> T:
        for _ in range(MOST_DEADLOCKS):
            try:
                return await self._run_once(transaction)
            except asyncpg.DeadlockDetectedError as deadlock:
                log.warning(
                    "A transaction was given up for another; trying again.", why=str(deadlock)
                )
        return await self._run_once(transaction)

    async def _run_once(self, transaction: Callable[[], Steps[T]]) -> T:
        async with self._pool.acquire() as connection, connection.transaction():
            return await _driven(connection, transaction())


async def _planned_plainly(connection: Connection) -> None:
    """A plan that was made while a table was small would read all of it for long afterwards.

    Compiling plans costs more than it gains where every statement is short.
    """
    await connection.execute("set enable_seqscan = off; set jit = off")


async def _driven(connection: Connection, steps: Steps[T]) -> T:
    try:
        statement = next(steps)
        while True:
            statement = steps.send(await _done(connection, statement))
    except StopIteration as finished:
        result: T = finished.value
        return result


async def _done(connection: Connection, statement: Statement) -> list[Row]:
    match statement:
        case Query(sql, args):
            return list(await connection.fetch(sql, *args))
        case Insert() | Update():
            return await _written(connection, [statement])
        case Together(statements):
            return await _written(connection, statements)
        case NextIds(counts):
            return await _ids(connection, counts)
        case _:
            assert_never(statement)


async def _written(connection: Connection, statements: Sequence[Insert | Update]) -> list[Row]:
    """All in one statement, the last of them at its end; its rows come back."""
    parts: list[str] = []
    args: list[list[object]] = []
    for statement in statements:
        if statement.rows:
            sql, more = _sql(statement, len(args) + 1)
            parts.append(sql)
            args += more
    if not parts:
        return []
    before = ", ".join(f"w{n} as ({sql})" for n, sql in enumerate(parts[:-1]))
    whole = f"with {before} {parts[-1]}" if before else parts[-1]
    rows = await connection.fetch(whole, *args)
    return list(rows) if statements[-1].rows else []


def _sql(statement: Insert | Update, first: int) -> tuple[str, list[list[object]]]:
    """The statement, with its arguments numbered from `first` on; a column is an argument."""
    columns = list(statement.rows[0])
    rows = _unnested(statement.table, columns, first)
    args: list[list[object]] = [[row[c] for row in statement.rows] for c in columns]
    if isinstance(statement, Update):
        return _update_sql(statement, columns, rows), args
    sql = (
        f"insert into {statement.table} ({', '.join(columns)}) "  # noqa: S608 - names of our own tables
        f"select * from {rows}"
    )
    if statement.unless_known:
        key = ", ".join(statement.unless_known)
        known = f"update set {statement.or_else}" if statement.or_else else "nothing"
        sql += f" on conflict ({key}) do {known} returning {key}"
    return sql, args


def _update_sql(update: Update, columns: list[str], rows: str) -> str:
    news = [column for column in columns if column not in update.key]
    return (
        f"update {update.table} t set {', '.join(f'{c} = n.{c}' for c in news)} "  # noqa: S608 - as above
        f"from {rows} n({', '.join(columns)}) "
        f"where {' and '.join(f't.{c} = n.{c}' for c in update.key)}"
    )


async def _ids(connection: Connection, counts: Mapping[str, int]) -> list[Row]:
    asked = [
        f"select '{table}' as name, nextval('{table}_id_seq') as id "  # noqa: S608 - as above
        f"from generate_series(1, {count})"
        for table, count in counts.items()
        if count
    ]
    return list(await connection.fetch(" union all ".join(asked))) if asked else []


def _unnested(table: str, columns: list[str], first: int) -> str:
    types = COLUMN_TYPES[table]
    return f"unnest({', '.join(f'${n}::{types[c]}[]' for n, c in enumerate(columns, first))})"


def _column_types() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    beside = (*DUTY_TABLES, *PEOPLE_TABLES, *SEARCH_TABLES, *FILE_TABLES, *PROGRAM_TABLES)
    for model in (*TABLES, *ENGINE_TABLES, *beside):
        types = found.setdefault(str(model._meta.db_table), {})
        for name, field in model._meta.fields_map.items():
            if isinstance(field, RelationalField):
                types[f"{name}_id"] = "bigint"
            elif isinstance(field, BooleanField):
                types[name] = "boolean"
            elif isinstance(field, (BigIntField, IntField, SmallIntField)):
                types[name] = "bigint"
            else:
                types[name] = "text"
    return found


COLUMN_TYPES = _column_types()
