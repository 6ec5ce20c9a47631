"""A database of the first version is brought to today's tables with everything on its way."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tortoise import Tortoise
from tortoise.migrations.api.migrate import migrate

from storage.clock import Clock
from storage.database import Database
from storage.migrate import tortoise_config
from storage.postgres import PostgresEngine
from storage.sqlite import SqliteEngine
from storage.steps import Engine, Query, Steps
from storage.store import Store

pytestmark = pytest.mark.asyncio

NOW = 1_772_424_000_000
OUTBOX_INDEXES = {"outbox_waiting", "outbox_dead"}

ROWS = (
    "insert into person (id, key, name, language, created_at) values (1, 'bo', 'Bo', null, $1)",
    "insert into account (id, messenger, tenant, external_id, person_id, name, rank) "
    "values (1, 'slack', 'T1', 'UBO', 1, 'Bo', 0)",
    "insert into conversation (id, messenger, tenant, external_id, kind) "
    "values (1, 'slack', 'T1', 'C1', 'group')",
    "insert into ticket (id, version, head, status, title, body, group_key, priority, intake, "
    "origin_account_id, origin_conversation_id, language, opened_at, changed_at, status_since, "
    "status_by, waiting_note, result, reopened, replies) values (1, 1, 'h', 'new', 'printer', '', "
    "'it', 'normal', 'command', 1, 1, 'en', $1, $1, $1, 1, '', '', 0, 0)",
    "insert into outbox (id, lane, kind, ticket_id, event_seq, conversation_id, language, mention, "
    "beside, dedup, state, attempts, queued_at) values (1, 'slack:T1:C1', 'your_turn', 1, 1, 1, "
    "'en', 1, {false}, 'your_turn:1:1:slack:T1:C1', 0, 0, $1)",
)


def written(false: str) -> Steps[None]:
    """A ticket, and a message to Bo that has not gone out."""
    for row in ROWS:
        sql = row.replace("{false}", false)
        yield Query(sql, (NOW,) if "$1" in sql else ())


@pytest_asyncio.fixture
async def upgraded(empty_database_url: str) -> AsyncIterator[Store]:
    """The tables of the first version with rows in them, opened by this one."""
    database = Database(empty_database_url)
    await migrate(config=tortoise_config(database.tortoise_url), target="desk.0002_partial_indexes")
    await Tortoise.close_connections()
    file = database.file
    engine: Engine = (
        SqliteEngine(file) if file is not None else await PostgresEngine.connected(database.url)
    )
    await engine.run(lambda: written("0" if file is not None else "false"))
    await engine.close()
    store = await Store.opened(database, "secret", Clock(NOW))
    yield store
    await store.close()


async def test_tickets_messages_and_indexes_survive_an_upgrade(
    upgraded: Store, database_url: str
) -> None:
    """The ticket has no clocks yet, the message still calls whom it called, and where SQLite made a
    table anew to change a column, the engine's indexes are put back."""
    ticket = await upgraded.tickets.numbered(1)
    assert ticket is not None
    assert (ticket.title, ticket.clocks, ticket.sent_from) == ("printer", (), None)
    waiting = await upgraded.postings.waiting(1)
    assert waiting.mention == (1,)
    names = "select name from sqlite_master where type = 'index'"
    if not database_url.startswith("sqlite"):
        names = "select indexname as name from pg_indexes where schemaname = 'public'"
    rows = await Tortoise.get_connection("default").execute_query_dict(names)
    assert {str(row["name"]) for row in rows} >= OUTBOX_INDEXES
