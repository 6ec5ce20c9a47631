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
