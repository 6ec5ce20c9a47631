"""What it costs to stand there: start to ready, memory, idle CPU, installed distributions."""

import asyncio
import os
import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from packaging.requirements import Requirement

from tests.bench.contenders import Contender, apply_desk, floor, product
from tests.bench.desks import duty_desk
from tests.bench.figures import ratio
from tests.bench.plan import Line, Plan
from tests.sandbox.conftest import ROOT

BASE = "bolt-tortoise"
TICKS = os.sysconf("SC_CLK_TCK")
SETTLE_SECONDS = 1.0
MOST_DISTRIBUTIONS = 70


@dataclass(slots=True)
class Stood:
    """Round by round: seconds until ready, megabytes, percent of one core while idle."""

    ready_seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    idle_percent: list[float] = field(default_factory=list)


async def start_and_stand(plan: Plan) -> list[Line]:
    """Each round starts each program anew, on a database that is up to date already."""
    folder = plan.folder / "standing"
    folder.mkdir()
    with ExitStack() as closing:
        file = folder / "paidan.db"
        contenders = [
            floor("tortoise", folder, f"sqlite://{folder / 'floor.db'}"),
            product("paidan-sqlite", folder, f"sqlite://{file}"),
            product("paidan-sqlite, with duty", folder, f"sqlite://{file}-duty", duty_desk()),
        ]
        if plan.postgres is not None:
            url = closing.enter_context(plan.postgres.new_database())
            contenders.append(product("paidan-postgres", folder, url))
        for one in contenders:
            await one.far_end.start()
            if one.ready_url:
                apply_desk(one)
        stood = {one.name: Stood() for one in contenders}
        for _ in range(plan.rounds):
            await _round(contenders, stood, plan.idle_seconds)
        for one in contenders:
            await one.far_end.close()
    count = distributions()
    bar: Line = {"at_most": MOST_DISTRIBUTIONS, "holds": count <= MOST_DISTRIBUTIONS}
    return [*_lines(stood), {"figure": "installed distributions", "count": count, **bar}]


async def _round(contenders: list[Contender], stood: dict[str, Stood], seconds: float) -> None:
    """Started one by one, idle all together."""
    try:
        for one in contenders:
            one.far_end.connected.clear()
            stood[one.name].ready_seconds.append(await one.start())
        await asyncio.sleep(SETTLE_SECONDS)
        before = {one.name: cpu_seconds(one.pid) for one in contenders}
        await asyncio.sleep(seconds)
        for one in contenders:
            used = cpu_seconds(one.pid) - before[one.name]
            stood[one.name].idle_percent.append(100 * used / seconds)
            stood[one.name].megabytes.append(resident_megabytes(one.pid))
    finally:
        await asyncio.gather(*(one.stop() for one in contenders))


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_megabytes(pid: int) -> float:
    """Memory that a process holds."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def distributions() -> int:
    """How many the lock installs for running, on a machine like this one."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    locked = (line.removesuffix("\\") for line in lines if "==" in line and line[0].isalnum())
    wanted = (Requirement(line.strip()) for line in locked)
    return sum(one.marker is None or one.marker.evaluate() for one in wanted)


def _lines(stood: dict[str, Stood]) -> Iterator[Line]:
    base = stood[BASE]
    for name, ours in stood.items():
        line: Line = {
            "figure": "start and stand",
            "of": name,
            "ready_seconds": round(statistics.median(ours.ready_seconds), 2),
            "megabytes": round(statistics.median(ours.megabytes), 1),
            "idle_percent": round(statistics.median(ours.idle_percent), 2),
        }
        if name != BASE:
            line |= {
                "floor": BASE,
                "ready_ratio": ratio(ours.ready_seconds, base.ready_seconds),
                "memory_ratio": ratio(ours.megabytes, base.megabytes),
            }
        yield line
