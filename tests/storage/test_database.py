"""The database itself: migrations, one bot a file, times and clocks."""

import asyncio
import sqlite3
import subprocess
import sys
from datetime import UTC, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.applying import apply_file
from desk.address import AccountAddress, MessengerName
from desk.errors import Refusal
from desk.groups import Desk as Settings
from desk.languages import Language
from desk.moves import Action
from storage.clock import Clock, from_ms, in_ms
from storage.database import Database, DatabaseInUse
from storage.sqlite import SqliteEngine, in_sqlite
from storage.steps import Query, Steps, number
from storage.store import Store
from tests.beginnings import Beginnings
from tests.storage.conftest import BO, SAMPLE, Desk

MIGRATE = """
import asyncio, sys
from storage.database import Database
from storage.migrate import bring_up_to_date
asyncio.run(bring_up_to_date(Database(sys.argv[1])))
"""


def test_the_migrations_say_what_the_tables_say(tmp_path: Path) -> None:
    """Nobody changed a table and forgot its migration."""
    tortoise = Path(sys.executable).with_name("tortoise")
    before = sorted(Path("storage/migrations").glob("*.py"))
    done = subprocess.run(
        [tortoise, "-c", "storage.migrate.TORTOISE_CONFIG", "makemigrations"],
        capture_output=True,
        text=True,
        check=True,
    )
    for written in set(Path("storage/migrations").glob("*.py")) - set(before):
        written.rename(tmp_path / written.name)
    assert "No changes detected" in done.stdout


def test_three_replicas_migrate_an_empty_database_at_once(empty_database_url: str) -> None:
    """Each waits for its turn; all but the first find it done, as every later start does."""
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE, empty_database_url], stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    for process in starting:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors


@pytest.mark.asyncio
async def test_a_second_bot_on_one_sqlite_file_is_refused(
    tmp_path: Path, beginnings: Beginnings
) -> None:
    """Until the first one lets go; a command beside it is welcome."""
    database = Database(f"sqlite://{tmp_path / 'desk.db'}")
    await beginnings.migrated(database.url)
    first = await Store.opened(database, "secret")
    with pytest.raises(DatabaseInUse):
        await Store.opened(database, "secret")
    await first.close()
    second = await Store.opened(database, "secret")
    await second.close()


@pytest.mark.asyncio
async def test_settings_applied_elsewhere_are_noticed(desk: Desk, database_url: str) -> None:
    """A command applies a desk.yaml beside the running bot; the bot's next round reads it."""
    store = desk.store
    version = store.desk.version
    newest = await store.settings.newest_text()
    assert newest is not None
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from bot.applying import apply_file\n"
        "from desk.languages import Language\n"
        "from storage.database import Database\n"
        "from storage.store import Store\n"
        "async def main():\n"
        "    store = await Store.opened(Database(sys.argv[1]), 'secret', alone=False)\n"
        "    await apply_file(Path('bot/samples/desk.yaml'), store, 'x', Language.ENGLISH)\n"
        "    await store.close()\n"
        "asyncio.run(main())\n"
    )
    applied = await asyncio.create_subprocess_exec(sys.executable, "-c", program, database_url)
    assert await applied.wait() == 0
    assert await store.settings.refresh()
    assert store.desk.version == version + 1
    assert isinstance(store.desk, Settings)


@pytest.mark.asyncio
async def test_an_account_that_is_taken_out_of_the_file_loses_its_persons_rights(
    desk: Desk, tmp_path: Path
) -> None:
    """Bo's Slack account is nobody of the group any more; his DingTalk account still is."""
    number = await desk.opened()
    text = SAMPLE.read_text(encoding="utf-8").replace(", slack: U0BO", "")
    file = tmp_path / "desk.yaml"
    file.write_text(text, encoding="utf-8")
    await apply_file(file, desk.store, "tests", Language.ENGLISH)
    with pytest.raises(Refusal):
        await desk.move(number, Action.ACKNOWLEDGE, who=BO)
    on_dingtalk = AccountAddress(MessengerName.DINGTALK, "dingpaidan0001", "user-wang")
    assert (await desk.move(number, Action.ACKNOWLEDGE, who=on_dingtalk)).ticket is not None


@given(
    at=st.integers(0, 4_000_000_000_000),
    hours=st.integers(-14, 14),
)
def test_a_time_is_kept_to_the_millisecond_whatever_its_zone(at: int, hours: int) -> None:
    """Eleven o'clock in Shanghai is three o'clock in UTC, on every database."""
    zoned = from_ms(at).astimezone(timezone(timedelta(hours=hours)))
    kept = from_ms(in_ms(zoned))
    assert in_ms(zoned) == at
    assert kept == zoned
    assert kept.tzinfo is UTC


def test_desk_time_moves_and_real_time_does_not() -> None:
    """Fast-forward is for what is due, not for leases."""
    clock = Clock(1_000, steady=lambda: 0.0)
    clock.advance(timedelta(hours=1))
    assert (clock.real_ms(), clock.now_ms()) == (1_000, 3_601_000)
    with pytest.raises(ValueError, match="forward"):
        clock.advance(timedelta(seconds=-1))


def test_a_statement_means_the_same_on_sqlite() -> None:
    """Arrays, locks and functions in SQLite's words."""
    assert in_sqlite("select a from t where id = any($1) order by id for update skip locked") == (
        "select a from t where id in (select value from json_each(?1)) order by id"
    )
    assert in_sqlite("update t set a = greatest(a, $2)") == "update t set a = max(a, ?2)"


@pytest.mark.asyncio
async def test_a_commit_that_sqlite_refuses_leaves_nothing_open(tmp_path: Path) -> None:
    """It fails alone: the next transaction begins as ever."""
    engine = SqliteEngine(tmp_path / "a.db")

    def made() -> Steps[None]:
        yield Query("create table p (id integer primary key)")
        yield Query("create table c (p integer references p (id) deferrable initially deferred)")

    def refused() -> Steps[None]:
        yield Query("insert into c values (1)")

    def read() -> Steps[int]:
        rows = yield Query("select count(*) as n from c")
        return number(rows[0], "n")

    await engine.run(made)
    with pytest.raises(sqlite3.IntegrityError):
        await engine.run(refused)
    assert await engine.run(read) == 0
    await engine.close()
