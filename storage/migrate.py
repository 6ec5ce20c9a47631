"""Brings a database to the tables of today, one process at a time."""

import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from tortoise import Tortoise
from tortoise.migrations.api.migrate import migrate

from storage.database import Database

ADVISORY_LOCK = 0x9A1DA1
CONFIG_URL_FOR_TOOLS = "sqlite://:memory:"


def tortoise_config(url: str) -> dict[str, Any]:
    """What Tortoise wants to know; dates are never its business here, see storage/tables.py."""
    return {
        "connections": {"default": url},
        "apps": {
            "desk": {
                "models": [
                    "storage.tables",
                    "storage.engine_tables",
                    "storage.duty_tables",
                    "storage.file_tables",
                    "storage.search_tables",
                    "storage.people_tables",
                    "storage.program_tables",
                ],
                "migrations": "storage.migrations",
                "default_connection": "default",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


# For `tortoise makemigrations`, which looks for a config by name.
TORTOISE_CONFIG = tortoise_config(CONFIG_URL_FOR_TOOLS)


async def bring_up_to_date(database: Database) -> None:
    """Apply the migrations that are missing; several processes may ask for it at once."""
    async with _one_at_a_time(database):
        try:
            await migrate(config=tortoise_config(database.tortoise_url))
        finally:
            await Tortoise.close_connections()


@asynccontextmanager
async def _one_at_a_time(database: Database) -> AsyncIterator[None]:
    if database.file is None:
        connection = await asyncpg.connect(database.url)
        try:
            await connection.execute("select pg_advisory_lock($1)", ADVISORY_LOCK)
            yield
        finally:
            await connection.close()
        return
    # The wait for the file lock is short and happens at start, before anything else runs.
    with Path(f"{database.file}.migrating").open("w") as handle:  # noqa: ASYNC230
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
