"""Storage alone: acts through `Store.commit` beside the same number of rows by the bare driver."""

import asyncio
import itertools
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path

from cards.desk_file import read_desk_file
from desk.acts import decide_open
from desk.address import AccountAddress, ConversationAddress, MessengerName, Place
from desk.events import Intake, Origin
from desk.languages import Language
from desk.spec import DeskSpec
from desk.ticket import Ticket
from storage.database import Database
from storage.store import Store
from storage.work import Work
from tests.bench.contenders import SECRET, SPINE
from tests.bench.figures import Speed, middle, ratio
from tests.bench.floor import writing_asyncpg
from tests.bench.load import CHANNELS, IN_FLIGHT
from tests.bench.plan import Line, Plan
from tests.bench.rows import create, inserts, values
from tests.bench.stand_in import TEAM

Write = Callable[[int], Awaitable[object]]
FLOOR_OF = {"paidan-postgres": "asyncpg", "paidan-sqlite": "sqlite3"}


async def storage_alone(plan: Plan) -> list[Line]:
    """32 in flight; each round gives each its turn."""
    speeds: dict[str, list[Speed]] = {}
    async with AsyncExitStack() as closing:
        folder = plan.folder / "storing"
        folder.mkdir()
        urls = {"paidan-sqlite": f"sqlite://{folder / 'paidan.db'}"}
        writes = {"sqlite3": await _by_sqlite3(folder / "floor.db", closing)}
        if plan.postgres is not None:
            base = closing.enter_context(plan.postgres.new_database())
            writes["asyncpg"] = await _by_asyncpg(base, closing)
            urls["paidan-postgres"] = closing.enter_context(plan.postgres.new_database())
        for _ in range(plan.rounds):
            for name, write in writes.items():
                speeds.setdefault(name, []).append(await _saturated(write, plan.seconds))
            for name, url in urls.items():
                speeds.setdefault(name, []).append(await _of_store(url, plan.seconds))
    return list(_lines(speeds))


async def _of_store(url: str, seconds: float) -> Speed:
    """Opened for the turn alone: Tortoise knows one database at a time."""
    store = await Store.opened(Database(url), SECRET)
    try:
        spec = read_desk_file(SPINE)
        assert isinstance(spec, DeskSpec)
        await store.settings.apply(spec, SPINE, "bench")
        return await _saturated(await _by_store(store), seconds)
    finally:
        await store.close()


async def _by_store(store: Store) -> Write:
    who = AccountAddress(MessengerName.SLACK, TEAM, "U00001")
    place = Place(ConversationAddress(MessengerName.SLACK, TEAM, "C0FRONT"))
    by = await store.actor(who, "Ana")
    run = store.clock.real_ms()

    async def write(number: int) -> object:
        now = store.clock.now()
        ticket = Ticket(
            title="printer on floor 3 is out of toner",
            body="",
            group=f"g{number % CHANNELS}",
            category=None,
            priority=store.desk.default_priority,
            reporter=by.person.id,
            origin=Origin(Intake.COMMAND, who, place, None),
            language=Language.ENGLISH,
            opened_at=now,
            changed_at=now,
            status_since=now,
            status_by=by.person.id,
        )
        work = Work(key=f"bench:{run}:{number}")
        work.keep(decide_open(ticket, by, store.desk))
        return await store.commit(work)

    return write


async def _by_asyncpg(url: str, closing: AsyncExitStack) -> Write:
    write = await writing_asyncpg(url, closing)
    return lambda number: write(number, "printer on floor 3", f"C{number % CHANNELS}")


async def _by_sqlite3(file: Path, closing: AsyncExitStack) -> Write:
    """A whole transaction in one hop to the thread that owns the connection."""
    thread = closing.enter_context(ThreadPoolExecutor(1))
    loop = asyncio.get_running_loop()
    statements = inserts(dollar=False)

    def open_file() -> sqlite3.Connection:
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=full")
        for table in create("integer primary key"):
            connection.execute(table)
        return connection

    connection = await loop.run_in_executor(thread, open_file)

    def write(number: int) -> None:
        connection.execute("begin immediate")
        rows = values(number, "printer on floor 3", f"C{number % CHANNELS}")
        for statement, row in zip(statements, rows, strict=True):
            connection.execute(statement, row)
        connection.execute("commit")

    return lambda number: loop.run_in_executor(thread, write, number)


async def _saturated(write: Write, seconds: float) -> Speed:
    numbers = itertools.count()
    took: list[float] = []
    end = time.perf_counter() + seconds

    async def one_after_another() -> None:
        while (begin := time.perf_counter()) < end:
            await write(next(numbers))
            took.append(time.perf_counter() - begin)

    await asyncio.gather(*(one_after_another() for _ in range(IN_FLIGHT)))
    return Speed.of(took, seconds)


def _lines(speeds: dict[str, list[Speed]]) -> Iterator[Line]:
    for name, ours in speeds.items():
        line: Line = {"figure": "storage alone", "load": "32 in flight", "of": name}
        line |= asdict(middle(ours))
        base = FLOOR_OF.get(name)
        if base is not None:
            theirs = speeds[base]
            rates = ratio([s.per_second for s in ours], [s.per_second for s in theirs])
            p99s = ratio([s.p99_ms for s in ours], [s.p99_ms for s in theirs])
            line |= {"floor": base, "rate_ratio": rates, "p99_ratio": p99s}
        yield line
