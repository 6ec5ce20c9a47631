"""A look at a database that changes nothing in it: what answers, and how old its tables are."""

import asyncio
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from storage.clock import wall_ms
from storage.database import Database, DatabaseUnreachable

MIGRATIONS = Path(__file__).parent / "migrations"
APPLIED = "select name from tortoise_migrations where app = 'desk'"
IN_FORCE = "select max(version) from config"


@dataclass(frozen=True, slots=True)
class Found:
    """What is there.

    `seconds_ahead`: by how much its clock is before ours, None if it is the same clock. `missing`
    are the migrations that it has not seen, `settings` the version of the desk.yaml in force.
    """

    kind: str
    server: str
    seconds_ahead: int | None
    missing: tuple[str, ...]
    settings: int | None


async def look_at(database: Database) -> Found:
    """Look.

    Raises:
        DatabaseUnreachable: nothing answers, or it doesn't let us in.
    """
    if database.file is not None:
        return await asyncio.to_thread(_look_at_file, database.file)
    return await _look_at_server(database.url)


def _look_at_file(file: Path) -> Found:
    try:
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
        try:
            return Found(
                "SQLite",
                sqlite3.sqlite_version,
                None,
                _unseen([str(name) for name in _rows(connection, APPLIED)]),
                next((int(version) for version in _rows(connection, IN_FORCE)), None),
            )
        finally:
            connection.close()
    except sqlite3.Error as problem:
        raise DatabaseUnreachable(f"{file}: {problem}") from problem


def _rows(connection: sqlite3.Connection, sql: str) -> list[str | int]:
    try:
        return [row[0] for row in connection.execute(sql) if row[0] is not None]
    except sqlite3.OperationalError:  # an empty file: there is no such table yet
        return []


async def _look_at_server(url: str) -> Found:
    try:
        connection = await asyncpg.connect(url)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
        raise DatabaseUnreachable(str(problem)) from problem
    try:
        now = await connection.fetchval("select extract(epoch from clock_timestamp())")
        ahead = round(float(now) - wall_ms() / 1000)
        version = str(await connection.fetchval("show server_version")).split()[0]
        try:
            applied = [row["name"] for row in await connection.fetch(APPLIED)]
            settings = await connection.fetchval(IN_FORCE)
        except asyncpg.UndefinedTableError:
            applied, settings = [], None
        return Found("PostgreSQL", version, ahead, _unseen(applied), settings)
    finally:
        await connection.close()


def _unseen(applied: list[str]) -> tuple[str, ...]:
    ours = sorted(file.stem for file in MIGRATIONS.glob("[0-9]*.py"))
    return tuple(name for name in ours if name not in applied)
