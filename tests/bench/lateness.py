"""How late the steps of clocks are: due → committed, 500 due a second among 100,000 open tickets.

The timetable runs as in the bot, in this process, with a seal over a minute's work in the midst.
Clocks are kept in whole seconds, so that in life all 500 fall due at once; beside it they are
spread evenly over the second.
"""

import asyncio
import gc
import os
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from scheduler.seals import EVERY, SEAL, next_seal
from scheduler.timetable import Timetable
from storage.clock import in_ms
from storage.database import Database
from storage.store import Store
from storage.work import Kept, NewTimer, Work
from tests.bench.contenders import SECRET
from tests.bench.crowd import Raw, gather
from tests.bench.figures import percentile
from tests.bench.load import CHANNELS
from tests.bench.plan import Line, Plan

A_SECOND = 500
AT_MOST_MS = 250
LEAD = timedelta(seconds=2)
SETTLE_SECONDS = 1.0


class WatchedStore(Store):
    """Notes by desk time when each timer's consequence was committed."""

    committed: dict[int, int]

    async def commit(self, work: Work) -> Kept:
        """As the store does."""
        kept = await super().commit(work)
        if not kept.repeated:
            self.committed.update(dict.fromkeys(work.fired, self.clock.now_ms()))
        return kept


async def timers_in_time(plan: Plan) -> list[Line]:
    """Both ways of falling due, on both databases."""
    lines: list[Line] = []
    with plan.databases("lateness") as urls:
        for name, url in urls.items():
            store = await WatchedStore.opened(Database(url), SECRET)
            assert isinstance(store, WatchedStore)
            store.committed = {}
            try:
                lines += await _of_store(name, store, Raw(url), plan)
            finally:
                await store.close()
    return lines


async def _of_store(name: str, store: WatchedStore, raw: Raw, plan: Plan) -> list[Line]:
    crowd = await gather(store, raw, plan.open_tickets)
    lines: list[Line] = []
    count = plan.firing_seconds * A_SECOND
    for place, way in enumerate(("evenly", "at whole seconds")):
        begin = store.clock.now().replace(microsecond=0) + LEAD
        dues = [begin + _after(number, way) for number in range(count)]
        await crowd.fall_due(raw, dues, CHANNELS + place * count)
        await _seal_amidst(store, begin + timedelta(seconds=plan.firing_seconds // 2))
        load, used = await _run(store, begin, plan.firing_seconds)
        late = await _lateness(store, raw, begin)
        assert len(late) == count, f"{len(late)} of {count} have fired"
        lines.append(_line(name, way, late, used) | {"load_average": load})
    return lines


def _after(number: int, way: str) -> timedelta:
    if way == "evenly":
        return timedelta(milliseconds=number * 1000 // A_SECOND)
    return timedelta(seconds=number // A_SECOND)


async def _seal_amidst(store: Store, at: datetime) -> None:
    work = Work()
    work.start(NewTimer(SEAL, SEAL, next_seal(at - EVERY)))
    await store.commit(work)


async def _run(store: Store, begin: datetime, seconds: int) -> tuple[float, float]:
    """Returns the machine's load and how much of a core this process used, in percent."""
    rounds = Timetable(store)
    gc.collect()
    gc.freeze()  # as the bot does
    rounds.start()
    await asyncio.sleep((begin - store.clock.now()).total_seconds())
    cpu = time.process_time()
    await asyncio.sleep(seconds)
    cpu = time.process_time() - cpu
    await asyncio.sleep(SETTLE_SECONDS)
    await rounds.stop()
    return round(os.getloadavg()[0], 2), 100 * cpu / seconds


async def _lateness(store: WatchedStore, raw: Raw, begin: datetime) -> list[int]:
    """In milliseconds, of each step that fell due from then on."""
    rows = await raw.rows(
        "select id, due from timer where fired_at is not null and kind = 'sla' "  # noqa: S608
        f"and due >= {in_ms(begin)}"
    )
    return [store.committed[key] - due for key, due in rows]


def _line(name: str, way: str, late: Sequence[int], used: float) -> Line:
    p99 = percentile(late, 0.99)
    return {
        "figure": "lateness of timers",
        "load": f"500 a second, {way}",
        "of": name,
        "p50_ms": percentile(late, 0.50),
        "p99_ms": p99,
        "most_ms": max(late),
        "cpu_percent": round(used),
        "at_most": AT_MOST_MS,
        "holds": p99 <= AT_MOST_MS,
    }
