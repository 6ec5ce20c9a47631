"""A ticket from chat with all of duty on (clocks, rosters, calendars, a choice) and without."""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field

from tests.bench.contenders import Contender, all_running, product
from tests.bench.desks import duty_desk, spine_desk
from tests.bench.figures import Speed, middle, ratio
from tests.bench.load import Load
from tests.bench.plan import Line, Plan
from tests.bench.standing import cpu_seconds

AT_MOST_RATIO = 1.25
WITH = ", with duty"


@dataclass(slots=True)
class Rounds:
    """What one program reached, round by round; `cpu_ms` a ticket at full speed."""

    contender: Contender
    load: Load
    saturated: list[Speed] = field(default_factory=list)
    at_rate: list[Speed] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    async def turn(self, seconds: float) -> None:
        """Full speed, then 100 a second."""
        before, count = cpu_seconds(self.contender.pid), self.load.count
        self.saturated.append(await self.load.saturate(seconds))
        used = cpu_seconds(self.contender.pid) - before
        self.cpu_ms.append(1000 * used / max(self.load.count - count, 1))
        self.at_rate.append(await self.load.at_rate(seconds))


async def ticket_with_duty(plan: Plan) -> list[Line]:
    """The same program twice on each kind of database; each round gives each its turn."""
    with ExitStack() as closing:
        contenders: list[Contender] = []
        for way, desk in (("", spine_desk()), (WITH, duty_desk())):
            urls = closing.enter_context(plan.databases(f"duty{len(way)}"))
            for name, url in urls.items():
                contenders.append(product(f"{name}{way}", plan.folder, url, desk))
        async with all_running(contenders):
            rounds = {one.name: Rounds(one, Load(one.far_end)) for one in contenders}
            for each in rounds.values():
                await each.load.saturate(plan.warm_up_seconds, ramp=0)
            for _ in range(plan.rounds):
                for each in rounds.values():
                    await each.turn(plan.seconds)
    return [line for name, each in rounds.items() for line in _lines(name, each, rounds)]


def _lines(name: str, ours: Rounds, rounds: dict[str, Rounds]) -> Iterator[Line]:
    facts: Line = {"figure": "ticket with duty", "of": name}
    cpu: Line = {"cpu_ms": round(statistics.median(ours.cpu_ms), 2)}
    saturated = facts | {"load": "32 in flight"} | asdict(middle(ours.saturated)) | cpu
    at_rate = facts | {"load": "100 a second"} | asdict(middle(ours.at_rate))
    if not name.endswith(WITH):
        yield saturated
        yield at_rate
        return
    base = rounds[name.removesuffix(WITH)]
    speeds = [
        ([s.per_second for s in base.saturated], [s.per_second for s in ours.saturated]),
        ([s.p50_ms for s in ours.at_rate], [s.p50_ms for s in base.at_rate]),
    ]
    by_rate, by_p50 = (ratio(one, other) for one, other in speeds)
    by_cpu = ratio(ours.cpu_ms, base.cpu_ms)
    bar: Line = {"floor": base.contender.name, "at_most": AT_MOST_RATIO}
    yield (
        saturated
        | bar
        | {
            "rate_cost": by_rate,
            "cpu_cost": by_cpu,
            "holds": by_rate <= AT_MOST_RATIO,
        }
    )
    yield at_rate | bar | {"p50_cost": by_p50, "holds": by_p50 <= AT_MOST_RATIO}
