"""Ticket from chat: a slash command goes in, is committed, and its post is seen."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.bench.areas import areas
from tests.bench.contenders import Contender, all_running, floor, product
from tests.bench.desks import duty_desk, spine_desk
from tests.bench.figures import Speed, middle, ratio
from tests.bench.load import Load
from tests.bench.plan import Line, Plan

ECHO = "bolt-echo"
FLOOR_OF = {
    "paidan-postgres": "bolt-asyncpg",
    "paidan-sqlite": "bolt-aiosqlite",
    "bolt-asyncpg": ECHO,
    "bolt-aiosqlite": ECHO,
}


@dataclass(slots=True)
class Rounds:
    """What one program reached, round by round."""

    load: Load
    saturated: list[Speed] = field(default_factory=list)
    at_rate: list[Speed] = field(default_factory=list)


async def ticket_from_chat(plan: Plan) -> list[Line]:
    """All programs stand ready all the time; each round gives each its turn."""
    with ExitStack() as closing:
        contenders = _contenders(plan, closing)
        async with all_running(contenders):
            rounds = {one.name: Rounds(Load(one.far_end)) for one in contenders}
            for each in rounds.values():
                await each.load.saturate(plan.warm_up_seconds, ramp=0)
            for _ in range(plan.rounds):
                for each in rounds.values():
                    each.saturated.append(await each.load.saturate(plan.seconds))
                    each.at_rate.append(await each.load.at_rate(plan.seconds))
            _nothing_was_posted_twice(contenders)
    return list(_lines(rounds))


def _contenders(plan: Plan, closing: ExitStack) -> list[Contender]:
    folder = plan.folder
    found = [
        floor("echo", folder),
        floor("aiosqlite", folder, str(folder / "floor.db")),
        product("paidan-sqlite", folder, f"sqlite://{folder / 'paidan.db'}"),
    ]
    if plan.postgres is not None:
        base, ours = (closing.enter_context(plan.postgres.new_database()) for _ in range(2))
        found.append(floor("asyncpg", folder, base))
        found.append(product("paidan-postgres", folder, ours))
    return found


def _nothing_was_posted_twice(contenders: list[Contender]) -> None:
    for one in contenders:
        assert one.far_end.twice == 0, f"{one.name} posted {one.far_end.twice} twice"


def _lines(rounds: dict[str, Rounds]) -> Iterator[Line]:
    for load, speeds in (
        ("32 in flight", {name: each.saturated for name, each in rounds.items()}),
        ("100 a second", {name: each.at_rate for name, each in rounds.items()}),
    ):
        for name, ours in speeds.items():
            line: Line = {"figure": "ticket from chat", "load": load, "of": name}
            line |= asdict(middle(ours)) | {"rounds": [speed.per_second for speed in ours]}
            yield line | _beside(FLOOR_OF.get(name), ours, speeds)


def _beside(base: str | None, ours: list[Speed], speeds: dict[str, list[Speed]]) -> Line:
    """The ratios to the floor, round by round."""
    if base is None:
        return {}
    theirs = speeds[base]
    return {
        "floor": base,
        "rate_ratio": ratio([s.per_second for s in ours], [s.per_second for s in theirs]),
        "p50_ratio": ratio([s.p50_ms for s in ours], [s.p50_ms for s in theirs]),
        "p99_ratio": ratio([s.p99_ms for s in ours], [s.p99_ms for s in theirs]),
    }


async def profile(plan: Plan, into: Path) -> list[Line]:
    """Watch each of our programs by cProfile at 32 in flight; what it saw is kept in a folder."""
    files: list[Path] = []
    for way, desk in (("", spine_desk()), ("-with-duty", duty_desk())):
        with plan.databases(f"profile{way}") as urls:
            for name, url in urls.items():
                files.append(into / f"{name}{way}.prof")
                watched = product(f"{name}{way}", plan.folder, url, desk, profile=files[-1])
                async with all_running([watched]):
                    load = Load(watched.far_end)
                    await load.saturate(plan.warm_up_seconds)
                    os.kill(watched.pid, signal.SIGUSR1)
                    await load.saturate(plan.seconds)
                    os.kill(watched.pid, signal.SIGUSR2)
    return [areas(file) for file in files]
