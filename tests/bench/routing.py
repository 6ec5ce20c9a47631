"""A routing decision over 200 candidates, from the database: the best by skill and load."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace

from desk.giving import Wanted, wanted_for
from desk.ticket import Ticket
from storage.database import Database
from storage.store import Store
from tests.bench.contenders import SECRET
from tests.bench.crowd import Raw, gather
from tests.bench.desks import crowded_desk
from tests.bench.figures import percentile
from tests.bench.load import CHANNELS
from tests.bench.plan import Line, Plan

OPEN_EACH = 5
AT_MOST_MS = 5.0
MOST_TICKETS = 20_000
GIVEN = (
    f"update ticket set status = 'assigned', assignee = 1 + id % {CHANNELS} "  # noqa: S608
    f"where id <= {OPEN_EACH * CHANNELS}"
)


async def decisions(plan: Plan) -> list[Line]:
    """Each candidate has five open tickets with clocks among thousands of others."""
    lines: list[Line] = []
    with plan.databases("routing") as urls:
        for name, url in urls.items():
            store = await Store.opened(Database(url), SECRET)
            raw = Raw(url)
            try:
                tickets = min(plan.open_tickets, MOST_TICKETS)
                crowd = await gather(store, raw, tickets, crowded_desk())
                await raw.run(GIVEN)
                ticket = replace(crowd.firsts[0], group="everybody", category="network")
                took = await _decide(store, ticket, plan.seconds * plan.rounds / 4)
                lines.append(_line(name, took))
            finally:
                await store.close()
    return lines


async def _decide(store: Store, ticket: Ticket, seconds: float) -> list[float]:
    took: list[float] = []
    end = time.perf_counter() + seconds
    while (begin := time.perf_counter()) < end:
        wanted = Wanted(wanted_for(ticket, store.desk, store.clock.now()))
        async with store.queues.line() as line:
            chosen = await store.candidates.chosen_for(wanted, line)
        took.append(time.perf_counter() - begin)
        assert chosen is not None
        assert chosen.selection.choice.person is not None
        assert len(chosen.selection.choice.verdicts) == CHANNELS
        await asyncio.sleep(0)
    return took


def _line(name: str, took: Sequence[float]) -> Line:
    middle = statistics.median(took) * 1000
    return {
        "figure": "routing decision",
        "of": name,
        "p50_ms": round(middle, 2),
        "p99_ms": round(percentile(took, 0.99) * 1000, 2),
        "at_most": AT_MOST_MS,
        "holds": middle <= AT_MOST_MS,
    }
