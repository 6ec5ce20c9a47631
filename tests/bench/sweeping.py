"""What it costs to claim and fire 200 timers, among 100,000 running clocks and among a million."""

import statistics
import time
from datetime import timedelta

from scheduler.sweep import fire_due
from scheduler.timetable import JOBS
from storage.database import Database
from storage.store import Store
from tests.bench.contenders import SECRET
from tests.bench.crowd import CLOCKS_A_TICKET, Crowd, Raw, gather
from tests.bench.plan import Line, Plan

BATCH = 200
TURNS = 5
AT_MOST_RATIO = 1.5
GROWING = ("timer", "ticket", "event", "posting", "outbox", "lane")


async def sweeps(plan: Plan) -> list[Line]:
    """On PostgreSQL twice: before anybody has counted the rows, and after ANALYZE."""
    took: dict[str, list[float]] = {}
    lines: list[Line] = []
    for clocks in plan.open_clocks:
        with plan.databases(f"sweeping-{clocks}") as urls:
            for name, url in urls.items():
                for state, times in (await _of_store(url, clocks, plan.rounds)).items():
                    of = f"{name}{state}"
                    least = took.setdefault(of, times)
                    lines.append(_line(of, clocks, times, least))
    return lines


async def _of_store(url: str, clocks: int, rounds: int) -> dict[str, list[float]]:
    store = await Store.opened(Database(url), SECRET)
    raw = Raw(url)
    try:
        crowd = await gather(store, raw, clocks // CLOCKS_A_TICKET)
        turns = range(rounds * TURNS)
        if raw.is_sqlite:
            return {"": [await _turn(store, raw, crowd, number) for number in turns]}
        nobody_counts = (f"alter table {table} set (autovacuum_enabled = off)" for table in GROWING)
        await raw.run(*nobody_counts)
        before = [await _turn(store, raw, crowd, number) for number in turns]
        await raw.run("analyze")
        after = [await _turn(store, raw, crowd, number + len(turns)) for number in turns]
        return {", never analyzed": before, ", analyzed": after}
    finally:
        await store.close()


async def _turn(store: Store, raw: Raw, crowd: Crowd, number: int) -> float:
    """Milliseconds from the look at what is due next to the last commit."""
    due = store.clock.now().replace(microsecond=0) - timedelta(seconds=1)
    await crowd.fall_due(raw, [due] * BATCH, BATCH * number)
    begin = time.perf_counter()
    assert await store.timers.next_due(frozenset()) is not None
    fired = await fire_due(store, JOBS)
    took = (time.perf_counter() - begin) * 1000
    assert fired >= BATCH, f"{fired} of {BATCH}"
    return took


def _line(name: str, clocks: int, times: list[float], least: list[float]) -> Line:
    middle, base = statistics.median(times), statistics.median(least)
    line: Line = {
        "figure": "sweep",
        "load": f"{BATCH} of {clocks:,} clocks",
        "of": name,
        "median_ms": round(middle, 1),
        "least_ms": round(min(times), 1),
    }
    if times is least:
        return line
    by = middle / base
    return line | {
        "by_fewer": round(by, 2),
        "least_by_fewer": round(min(times) / min(least), 2),
        "at_most": AT_MOST_RATIO,
        "holds": by <= AT_MOST_RATIO,
    }
