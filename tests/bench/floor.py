"""The floor, a process of its own: bare Bolt, six INSERTs and one post for each command.

`python -m tests.bench.floor KIND FAR_END DATABASE`; KIND is echo, asyncpg, aiosqlite or tortoise.
"""

import asyncio
import itertools
import re
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import aiosqlite
import asyncpg
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from tortoise import Tortoise

from tests.bench.rows import create, inserts, values

Write = Callable[[int, str, str], Awaitable[None]]
POOL = 16


async def nothing_written(number: int, text: str, channel: str) -> None:
    """For the echo."""


async def writing_asyncpg(url: str, closing: AsyncExitStack) -> Write:
    """BEGIN, six INSERTs, COMMIT on a connection of a pool."""
    pool: Any = await asyncpg.create_pool(url, min_size=POOL, max_size=POOL)
    closing.push_async_callback(pool.close)
    for table in create("bigserial primary key"):
        await pool.execute(table)
    statements = inserts(dollar=True)

    async def write(number: int, text: str, channel: str) -> None:
        async with pool.acquire() as connection, connection.transaction():
            for statement, row in zip(statements, values(number, text, channel), strict=True):
                await connection.execute(statement, *row)

    return write


async def writing_aiosqlite(file: str, closing: AsyncExitStack) -> Write:
    """The same on the one connection, a lock around each transaction."""
    connection = await closing.enter_async_context(aiosqlite.connect(file, isolation_level=None))
    await connection.execute("pragma journal_mode=wal")
    await connection.execute("pragma synchronous=full")
    for table in create("integer primary key"):
        await connection.execute(table)
    statements = inserts(dollar=False)
    turn = asyncio.Lock()

    async def write(number: int, text: str, channel: str) -> None:
        async with turn:
            await connection.execute("begin immediate")
            for statement, row in zip(statements, values(number, text, channel), strict=True):
                await connection.execute(statement, row)
            await connection.execute("commit")

    return write


async def with_tortoise(url: str, closing: AsyncExitStack) -> Write:
    """Not for load: what a bot of Bolt, Tortoise and APScheduler needs to stand there."""
    await Tortoise.init(db_url=url, modules={"desk": ["storage.tables"]})
    closing.push_async_callback(Tortoise.close_connections)
    await Tortoise.get_connection("default").execute_query("select 1")
    AsyncIOScheduler(timezone="UTC").start()
    return nothing_written


async def writing(kind: str, database: str, closing: AsyncExitStack) -> Write:
    """How this floor writes."""
    match kind:
        case "asyncpg":
            return await writing_asyncpg(database, closing)
        case "aiosqlite":
            return await writing_aiosqlite(database, closing)
        case "tortoise":
            return await with_tortoise(database, closing)
        case _:
            return nothing_written


async def main(kind: str, far_end: str, database: str) -> None:
    """Serve until killed."""
    async with AsyncExitStack() as closing:
        write = await writing(kind, database, closing)
        session = await closing.enter_async_context(aiohttp.ClientSession())
        client = AsyncWebClient("xoxb-bench", f"{far_end}/api/", session=session, retry_handlers=[])
        client.proxy = None
        app = AsyncApp(client=client, process_before_response=True)
        numbers = itertools.count()

        @app.command("/ticket")
        async def on_command(ack: Any, body: dict[str, Any]) -> None:
            text: str = body["text"]
            channel = re.sub(r".*#g", "C", text)
            await write(next(numbers), text, channel)
            await ack(text)
            await client.chat_postMessage(channel=channel, text=text)

        handler = AsyncSocketModeHandler(app, "xapp-bench")
        await handler.connect_async()  # type: ignore[no-untyped-call] # by Bolt
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
