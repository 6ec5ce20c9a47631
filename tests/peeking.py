"""Looking into the bot's database from outside, and changing what nobody should."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

PREFIX = "sqlite://"


async def first_value(url: str, sql: str) -> object:
    """The first column of the first row, or None."""
    if url.startswith(PREFIX):
        with sqlite3.connect(url.removeprefix(PREFIX)) as file:
            row = file.execute(sql).fetchone()
            return row[0] if row else None
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def every_row(url: str, sql: str) -> list[tuple[object, ...]]:
    """All rows."""
    if url.startswith(PREFIX):
        with sqlite3.connect(url.removeprefix(PREFIX)) as file:
            return [tuple(row) for row in file.execute(sql).fetchall()]
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


async def let_desk_time_pass(url: str, seconds: float) -> None:
    """Desk time moves on while the bot is away."""
    was = await first_value(url, "select value from meta where key = 'desk_offset_ms'")
    now = int(str(was or "0")) + round(seconds * 1000)
    await tamper(
        url,
        "delete from meta where key = 'desk_offset_ms'",
        f"insert into meta (key, value) values ('desk_offset_ms', '{now}')",  # noqa: S608
    )


async def nothing_waits(url: str) -> bool:
    """Whether every card is true and every message is sent."""
    waiting = (
        "select (select count(*) from posting where stale_at is not null) "
        "+ (select count(*) from outbox where state = 0)"
    )
    return await first_value(url, waiting) == 0


async def tamper(url: str, *statements: str) -> None:
    """Change the database behind the bot's back."""
    if url.startswith(PREFIX):
        with sqlite3.connect(url.removeprefix(PREFIX)) as file:
            file.executescript(";".join(statements))
        return
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(";".join(statements))
    finally:
        await connection.close()


@asynccontextmanager
async def nothing_can_be_written(url: str) -> AsyncIterator[None]:
    """Hold the locks that a commit needs."""
    if url.startswith(PREFIX):
        file = sqlite3.connect(url.removeprefix(PREFIX), isolation_level=None)
        file.execute("begin immediate")
        try:
            yield
        finally:
            file.execute("rollback")
            file.close()
        return
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("lock table ticket, event in exclusive mode")
            yield
    finally:
        await connection.close()
