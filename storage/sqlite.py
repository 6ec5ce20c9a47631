"""Transactions on SQLite: one thread owns the only connection that writes."""

import asyncio
import contextlib
import functools
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import assert_never

from storage.clock import wall_ms
from storage.steps import (
    Argument,
    Insert,
    NextIds,
    Query,
    Row,
    Statement,
    Steps,
    T,
    Together,
    Update,
)

_IN_OTHER_WORDS = (
    (re.compile(r"= any\(\$(\d+)\)"), r"in (select value from json_each(?\1))"),
    (re.compile(r"\s+for (no key )?update( of \w+)?( skip locked)?", re.IGNORECASE), ""),
    (re.compile(r"^lock table .*"), "select 1"),
    (re.compile(r"\$(\d+)"), r"?\1"),
    (re.compile(r"\bgreatest\("), "max("),
    (re.compile(r"\bleast\("), "min("),
)

MOST_VALUES = 30_000  # SQLite takes 32,766 of one statement


@functools.lru_cache(maxsize=500)
def in_sqlite(sql: str) -> str:
    """The same statement in SQLite's words."""
    for pattern, words in _IN_OTHER_WORDS:
        sql = pattern.sub(words, sql)
    return sql


def probe(file: Path) -> None:
    """See that this can be a database: Tortoise would wait for ever on one that can't be opened.

    Raises:
        OSError: it can't, and why.
    """
    if set("?#:") & set(file.name):
        raise OSError(f"{file} is not a name for a database: ?, # and : have a meaning there")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(file)
        try:
            connection.execute("pragma schema_version")
        finally:
            connection.close()
    except sqlite3.Error as problem:
        raise OSError(f"{file}: {problem}") from problem


class SqliteEngine:
    """Runs each transaction whole in the writer's thread, after BEGIN IMMEDIATE."""

    is_postgres = False

    def __init__(self, path: Path) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="paidan-writer")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="paidan-reader")
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._reading: sqlite3.Connection | None = None

    async def run(self, transaction: Callable[[], Steps[T]]) -> T:
        """Run it and commit; a cancelled caller doesn't stop it half-way."""
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(self._thread, self._run, transaction))

    async def read(self, transaction: Callable[[], Steps[T]]) -> T:
        """In a thread of its own, on the file as it is at that moment."""
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(self._reader, self._read, transaction))

    async def time_ms(self) -> int | None:
        """The machine's clock: a steady counter stands still while the machine sleeps."""
        return wall_ms()

    async def close(self) -> None:
        """Finish what is under way and close the file."""
        loop = asyncio.get_running_loop()
        if self._connection is not None:
            await loop.run_in_executor(self._thread, self._connection.close)
        if self._reading is not None:
            await loop.run_in_executor(self._reader, self._reading.close)
        self._thread.shutdown()
        self._reader.shutdown()

    def _run(self, transaction: Callable[[], Steps[T]]) -> T:
        connection = self._connection or self._connected()
        connection.execute("begin immediate")
        try:
            result = _driven(connection, transaction())
            connection.execute("commit")
        except BaseException:
            with contextlib.suppress(sqlite3.OperationalError):  # a full disk has ended it already
                connection.execute("rollback")
            raise
        return result

    def _read(self, transaction: Callable[[], Steps[T]]) -> T:
        connection = self._reading or self._connected_for_reading()
        connection.execute("begin")
        try:
            return _driven(connection, transaction())
        finally:
            connection.execute("rollback")

    def _connected_for_reading(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=10)
        connection.row_factory = sqlite3.Row
        connection.execute("pragma query_only=on")
        self._reading = connection
        return connection

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=10)
        connection.row_factory = sqlite3.Row
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=full")
        connection.execute("pragma foreign_keys=on")
        self._connection = connection
        return connection


def _driven(connection: sqlite3.Connection, steps: Steps[T]) -> T:
    rows: list[Row] = []
    try:
        statement = next(steps)
        while True:
            rows = _done(connection, statement)
            statement = steps.send(rows)
    except StopIteration as finished:
        result: T = finished.value
        return result


def _done(connection: sqlite3.Connection, statement: Statement) -> list[Row]:
    match statement:
        case Query(sql, args):
            found = connection.execute(in_sqlite(sql), [_argument(arg) for arg in args])
            return [dict(row) for row in found.fetchall()]
        case Insert() | Update():
            return _written(connection, statement)
        case NextIds(counts):
            return [
                row for table, count in counts.items() for row in _ids(connection, table, count)
            ]
        case Together(statements):
            return [_written(connection, each) for each in statements][-1]
        case _:
            assert_never(statement)


def _argument(arg: Argument) -> str | int | bool | None:
    return arg if arg is None or isinstance(arg, (str, int)) else json.dumps(list(arg))


def _written(connection: sqlite3.Connection, statement: Insert | Update) -> list[Row]:
    """All rows by as few steps as can be: each gives the interpreter away, and has to wait for it
    while the loop is busy."""
    columns = list(statement.rows[0]) if statement.rows else []
    found: list[Row] = []
    for rows in _chunks(statement.rows, MOST_VALUES // max(len(columns), 1)):
        values = [row[column] for row in rows for column in columns]
        sql = _sql(statement, columns, len(rows))
        found += [dict(row) for row in connection.execute(sql, values).fetchall()]
    return found


def _chunks(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _sql(statement: Insert | Update, columns: Sequence[str], count: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    values = f"values {', '.join([row] * count)}"
    if isinstance(statement, Update):
        return _update_sql(statement, columns, values)
    sql = f"insert into {statement.table} ({', '.join(columns)}) {values}"
    if not statement.unless_known:
        return sql
    key = ", ".join(statement.unless_known)
    known = f"update set {statement.or_else}" if statement.or_else else "nothing"
    return f"{sql} on conflict ({key}) do {known} returning {key}"


def _update_sql(update: Update, columns: Sequence[str], values: str) -> str:
    news = [column for column in columns if column not in update.key]
    table = update.table
    return (
        f"with n ({', '.join(columns)}) as ({values}) "  # noqa: S608 - as above
        f"update {table} set {', '.join(f'{c} = n.{c}' for c in news)} "
        f"from n where {' and '.join(f'{table}.{c} = n.{c}' for c in update.key)}"
    )


def _ids(connection: sqlite3.Connection, table: str, count: int) -> list[Row]:
    last = connection.execute("select seq from sqlite_sequence where name = ?", [table]).fetchone()
    first = (last["seq"] if last else 0) + 1
    return [{"name": table, "id": first + n} for n in range(count)]
