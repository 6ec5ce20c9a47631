"""Transactions on PostgreSQL, each in a task of its own: a cancelled caller spoils nothing."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, assert_never

import asyncpg
from tortoise.exceptions import DBConnectionError
from tortoise.fields import BigIntField, BooleanField, IntField, SmallIntField
from tortoise.fields.relational import RelationalField

from storage.duty_tables import DUTY_TABLES
from storage.steps import Insert, NextIds, Query, Row, Statement, Steps, T, Update
from storage.tables import TABLES

# What a server says to whom it doesn't let in: a wrong password, no such database, too many.
REFUSED = (asyncpg.PostgresError, asyncpg.InterfaceError, DBConnectionError)

# asyncpg's own connection is untyped; nothing of it leaves this module.
Connection = Any


class PlainConnection(asyncpg.Connection):  # type: ignore[misc] # it is untyped
    """Of a session nothing is ever changed here, so nothing has to be put back after each use."""

    def get_reset_query(self) -> str:
        """None to be sent: it would be a round trip a transaction."""
        return ""


class PostgresEngine:
    """Runs transactions on a pool of its own, beside the one that Tortoise reads with."""

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
        case Insert():
            return await _inserted(connection, statement)
        case Update():
            return await _updated(connection, statement)
        case NextIds(counts):
            return await _ids(connection, counts)
        case _:
            assert_never(statement)


async def _inserted(connection: Connection, insert: Insert) -> list[Row]:
    if not insert.rows:
        return []
    columns = list(insert.rows[0])
    sql = (
        f"insert into {insert.table} ({', '.join(columns)}) "  # noqa: S608 - names of our own tables
        f"select * from {_unnested(insert.table, columns)}"
    )
    if insert.unless_known:
        key = ", ".join(insert.unless_known)
        sql += f" on conflict ({key}) do nothing returning {key}"
    return list(await connection.fetch(sql, *_by_column(insert.rows, columns)))


async def _updated(connection: Connection, update: Update) -> list[Row]:
    if not update.rows:
        return []
    columns = list(update.rows[0])
    news = [column for column in columns if column not in update.key]
    sql = (
        f"update {update.table} t set {', '.join(f'{c} = n.{c}' for c in news)} "  # noqa: S608 - as above
        f"from {_unnested(update.table, columns)} n({', '.join(columns)}) "
        f"where {' and '.join(f't.{c} = n.{c}' for c in update.key)}"
    )
    await connection.execute(sql, *_by_column(update.rows, columns))
    return []


async def _ids(connection: Connection, counts: Mapping[str, int]) -> list[Row]:
    asked = [
        f"select '{table}' as name, nextval('{table}_id_seq') as id "  # noqa: S608 - as above
        f"from generate_series(1, {count})"
        for table, count in counts.items()
        if count
    ]
    return list(await connection.fetch(" union all ".join(asked))) if asked else []


def _by_column(rows: "list[Row] | Any", columns: list[str]) -> list[list[object]]:
    return [[row[column] for row in rows] for column in columns]


def _unnested(table: str, columns: list[str]) -> str:
    types = COLUMN_TYPES[table]
    return f"unnest({', '.join(f'${n}::{types[c]}[]' for n, c in enumerate(columns, 1))})"


def _column_types() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for model in (*TABLES, *DUTY_TABLES):
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
