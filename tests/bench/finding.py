"""Finding among a million tickets, newest first, and listing, through the front desk."""

import asyncio
import itertools
import random
import statistics
import time
from collections.abc import Iterator, Sequence

from cards.card import Message
from desk.address import AccountAddress, ConversationAddress, MessengerName, Place
from desk.events import Intake
from handlers.answer import FrontDesk
from handlers.request import Line as Typed
from handlers.request import Request
from storage.clock import in_ms
from storage.database import Database
from storage.postgres import COLUMN_TYPES
from storage.store import Store
from tests.bench.contenders import SECRET
from tests.bench.crowd import DESK, Raw, first_ones, spec_of
from tests.bench.figures import percentile
from tests.bench.load import CHANNELS
from tests.bench.plan import Line, Plan
from tests.bench.stand_in import TEAM

AT_MOST_MS = 60.0
FEW = 1000
APART_MS = 7_776  # so that a million come in within 90 days
OPEN = 5000
ONE_IN = 10
RARE = 40_000
LEAD = AccountAddress(MessengerName.SLACK, TEAM, "U10000")
FRONT = Place(ConversationAddress(MessengerName.SLACK, TEAM, "C0FRONT"))
# Of the product's words some are in every tenth ticket, and two in a handful of them all.
SEARCHES = {
    "a rare word": "find quokka",
    "a word in every tenth": "find printer",
    "two characters": "find 卡纸",
    "two words": "find printer 卡纸",
    "a rare and a common one": "find quokka printer",
    "a common word in a group": "find printer in:g7",
    "a common word still open": "find printer open",
    "a rare word in a group": "find wombat in:g7",
    "the beginning of many words": "find pri",
    "nothing": "find zyzzyva",
}
LISTS = {
    "a lead's groups": "list group",
    "one's own": "list mine",
    "the oldest": "list oldest in:g7",
}


async def found(plan: Plan) -> list[Line]:
    """Each search many times, beside the same among a thousand tickets."""
    lines: list[Line] = []
    for size in (FEW, plan.open_clocks[-1]):
        with plan.databases(f"finding-{size}") as urls:
            for name, url in urls.items():
                lines += await _at(url, name, size, plan.rounds)
    return [*_with_bars(lines)]


async def _at(url: str, name: str, size: int, rounds: int) -> list[Line]:
    store = await Store.opened(Database(url), SECRET)
    try:
        await _fill(store, Raw(url), size)
        begin = time.perf_counter()
        while (done := await store.search.gather()) is None or not done.is_idle:
            pass
        seconds = time.perf_counter() - begin
        await _settle(Raw(url))
        lines: list[Line] = [
            {
                "figure": "gone through for search",
                "of": name,
                "tickets": size,
                "per_second": round(size / seconds),
            }
        ]
        for figure, asked in (("find", SEARCHES), ("list", LISTS)):
            for what, line in asked.items():
                took = await _ask(store, line, 10 * rounds)
                lines.append({"figure": figure, "of": name, "what": what, "tickets": size, **took})
    finally:
        await store.close()
    return lines


async def _fill(store: Store, raw: Raw, size: int) -> None:
    """Tickets copied from one a group, each with a title of its own."""
    await store.settings.apply(spec_of(DESK), DESK, "bench")
    firsts = await first_ones(store)
    first, now = firsts[0].id, in_ms(store.clock.now())
    own = {"id": "$1", "title": "$2", "status": "$3", "opened_at": "$4"}
    columns = {column: own.get(column, column) for column in COLUMN_TYPES["ticket"]}
    casts = {"id": "bigint", "title": "text", "status": "text", "opened_at": "bigint"}
    values = [
        f"cast({value} as {casts[column]})" if column in own else value
        for column, value in columns.items()
    ]
    copying = (
        f"insert into ticket ({', '.join(columns)}) select {', '.join(values)} "  # noqa: S608
        "from ticket where id = $5"
    )
    chance = random.Random(17)  # noqa: S311 - no secret
    words = [*_words(chance, "abcdefghijklmnopqrstuvwxyz", 20_000)]
    chinese = [*_words(chance, "".join(map(chr, range(0x4E00, 0x5A00))), 20_000)]
    last = first + size
    rows = (
        (
            number,
            _title(number, chance, words, chinese),
            "new" if number > last - OPEN else "closed",
            now - (last - number) * APART_MS,
            first + number % CHANNELS,
        )
        for number in range(first + CHANNELS, last)
    )
    while some := list(itertools.islice(rows, 20_000)):
        await raw.many(copying, some)
    if not raw.is_sqlite:
        await raw.run("select setval('ticket_id_seq', (select max(id) from ticket))")


def _words(chance: random.Random, letters: str, count: int) -> Iterator[str]:
    for _ in range(count):
        yield "".join(chance.choice(letters) for _ in range(chance.randint(2, 8)))


def _title(number: int, chance: random.Random, words: Sequence[str], chinese: Sequence[str]) -> str:
    """Some words as often as people's are: few often, most seldom."""
    parts = [words[int(len(words) ** chance.random()) - 1] for _ in range(5)]
    parts += [chinese[int(len(chinese) ** chance.random()) - 1] for _ in range(3)]
    parts += ["printer"] * (chance.randrange(ONE_IN) == 0)
    parts += ["打印机卡纸"] * (chance.randrange(ONE_IN) == 0)
    parts += ["quokka"] * (number % RARE == 77) + ["wombat"] * (number % RARE == 7)
    return " ".join(parts)


async def _settle(raw: Raw) -> None:
    """What the server does by itself within minutes."""
    if not raw.is_sqlite:
        await raw.plainly("vacuum analyze")


async def _ask(store: Store, line: str, times: int) -> Line:
    took: list[float] = []
    shown = 0
    for n in range(times):
        request = Request(
            key=f"bench:{line}:{n}",
            who=LEAD,
            who_name="Person 0",
            where=FRONT,
            at=store.clock.real(),
            asked=Typed(line, Intake.COMMAND),
        )
        begin = time.perf_counter()
        reply = await FrontDesk(store).ask(request)
        took.append(time.perf_counter() - begin)
        assert isinstance(reply.says, Message)
        shown = reply.says.text.count("\n#")
        await asyncio.sleep(0)
    return {
        "shown": shown,
        "p50_ms": round(statistics.median(took) * 1000, 2),
        "p99_ms": round(percentile(took, 0.99) * 1000, 2),
    }


def _with_bars(lines: list[Line]) -> Iterator[Line]:
    few = {(line["of"], line.get("what")): line for line in lines if line["tickets"] == FEW}
    for line in lines:
        if line["figure"] == "gone through for search" or line["tickets"] == FEW:
            yield line
            continue
        p50 = line["p50_ms"]
        before = few[line["of"], line["what"]]["p50_ms"]
        assert isinstance(p50, float)
        assert isinstance(before, float)
        bar: Line = {"beside_few": round(p50 / before, 2)}
        if line["figure"] == "find":
            bar |= {"at_most": AT_MOST_MS, "holds": p50 <= AT_MOST_MS}
        yield {**line, **bar}
