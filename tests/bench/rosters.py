"""Who is on duty: from a compiled roster, read cold from the database, and twelve weeks ahead."""

import random
import statistics
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from cards.desk_file import read_desk_file
from desk.duty import RosterChange
from desk.roster import Override, OverrideKind, Roster
from desk.roster_preview import preview
from desk.rota import Rota, compile_roster, on_duty, shifts
from desk.spec import DeskSpec
from storage.adjustments import NewChange
from storage.database import Database
from storage.directory import Directory
from storage.settings import Settings
from storage.store import Store
from storage.work import Work
from tests.bench.contenders import SECRET
from tests.bench.figures import ratio
from tests.bench.plan import Line, Plan
from tests.bench.stand_in import TEAM

PEOPLE = [f"p{number}" for number in range(20)]
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
WEEKS = 12
INSTANTS = 10_000
LEAST = {"compiled": 50_000, "cold": 150, "preview": 300}


def desk_of_twenty() -> str:
    """One group with four rotations: daily of six, weekly of five, weekdays of four, weekends."""

    def ring(first: int, last: int) -> str:
        return f"[{', '.join(PEOPLE[first:last])}]"

    people = "".join(f"  {key}: {{name: Person {key}, slack: U2{key}}}\n" for key in PEOPLE)
    return f"""language: en
tenants: {{slack: {TEAM}}}
people:
{people}calendars:
  office:
    {{timezone: Asia/Shanghai, hours: {{mon-fri: ["09:00-12:00", "13:00-18:00"]}}, holidays: CN}}
rosters:
  duty:
    timezone: Asia/Shanghai
    calendar: office
    layers:
      daily: {{people: {ring(0, 6)}, every: 1 day, start: 2026-01-05 09:00}}
      weekly:
        {{people: {ring(6, 11)}, every: 1 week, start: 2026-01-05 09:00, position: backup}}
      weekday:
        {{people: {ring(11, 15)}, every: 1 day, start: 2026-01-05 09:00, on: mon-fri,
         hours: "09:00-18:00", position: 2}}
      weekend:
        {{people: {ring(15, 19)}, every: 1 week, start: 2026-01-05, on: [sat, sun], position: 3}}
groups:
  it:
    name: IT
    members: {ring(0, 20)}
    leads: [p19]
    roster: duty
    calendar: office
    channels: [{{slack: C1}}]
"""


async def who_is_on_duty(plan: Plan) -> list[Line]:
    """The same roster, with a person replaced once a week, in all three."""
    lines: list[Line] = []
    roster: Roster | None = None
    with plan.databases("rosters") as urls:
        for name, url in urls.items():
            store = await Store.opened(Database(url), SECRET)
            try:
                await _fill(store)
                roster = store.desk.rosters["duty"]
                speeds = [await _cold(store, plan.seconds / 4) for _ in range(plan.rounds)]
                lines.append(_line(name, "cold", speeds))
            finally:
                await store.close()
    assert roster is not None
    return [*_compiled(roster, plan), *lines, *_previewed(roster, plan)]


async def _fill(store: Store) -> None:
    text = desk_of_twenty()
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec)
    await store.settings.apply(spec, text, "bench")
    other = store.desk.people_keys["p19"]
    for week in range(WEEKS):
        start = BEGIN + timedelta(weeks=week, hours=3)
        end = start + timedelta(hours=6)
        part = Override(
            id=0, kind=OverrideKind.REPLACE, start=start, end=end, layer="daily", other=other
        )
        change = RosterChange(roster="duty", parts=(part,), start=start, end=end, made_by=0)
        work = Work()
        work.also(NewChange(change).as_extra(store.settings.stamp))
        await store.commit(work)
        await store.settings.refresh()
    assert len(store.desk.rosters["duty"].adjustments) == WEEKS


async def _cold(store: Store, seconds: float) -> float:
    """Questions a second, each by somebody who knows nothing yet: they read all settings anew."""
    engine = store._engine
    count, begin = 0, time.perf_counter()
    while (now := time.perf_counter()) < begin + seconds:
        settings = Settings(engine, Directory(engine, store.clock), store.clock)
        await settings.refresh()
        assert settings.desk.on_duty("it", BEGIN + timedelta(days=count % 80))
        count += 1
    return count / (now - begin)


def _compiled(roster: Roster, plan: Plan) -> Iterator[Line]:
    """Beside it the floor: a search in a sorted list of instants, with the answers beside them."""
    rota = compile_roster(roster)
    chance = random.Random(17)  # noqa: S311 - no secret
    instants = [BEGIN + timedelta(seconds=chance.randrange(365 * 86_400)) for _ in range(INSTANTS)]
    first = _each(lambda at: on_duty(rota, at), instants)
    search = _search(rota)
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(plan.rounds * 3):
        ours.append(_each(lambda at: on_duty(rota, at), instants))
        theirs.append(_each(search, instants))
    line = _line("paidan", "compiled", ours)
    yield {"figure": "on duty", "of": "bisect", "per_second": round(statistics.median(theirs))}
    yield line | {"first_use": round(first), "floor": "bisect", "rate_ratio": ratio(ours, theirs)}


def _search(rota: Rota) -> Callable[[datetime], object]:
    edges = {edge for s in shifts(rota, BEGIN, BEGIN + timedelta(days=365)) for edge in (s.start,)}
    starts = sorted(edges)
    answers = [on_duty(rota, start) for start in starts]
    return lambda at: answers[bisect_right(starts, at) - 1]


def _each(ask: Callable[[datetime], object], instants: list[datetime]) -> float:
    begin = time.perf_counter()
    for at in instants:
        ask(at)
    return len(instants) / (time.perf_counter() - begin)


def _previewed(roster: Roster, plan: Plan) -> Iterator[Line]:
    """Of a roster that was asked before, and of one that is not even saved yet."""
    rota = compile_roster(roster)
    again, anew = [], []
    for _ in range(plan.rounds):
        again.append(_rate(lambda: preview(rota, BEGIN, WEEKS), plan.seconds / 4))
        anew.append(_rate(lambda: preview(compile_roster(roster), BEGIN, WEEKS), plan.seconds / 4))
    yield _line("paidan, compiled anew", "preview", anew)
    yield _line("paidan", "preview", again)


def _rate(do: Callable[[], object], seconds: float) -> float:
    count, begin = 0, time.perf_counter()
    while (now := time.perf_counter()) < begin + seconds:
        do()
        count += 1
    return count / (now - begin)


def _line(name: str, figure: str, speeds: list[float]) -> Line:
    speed = statistics.median(speeds)
    return {
        "figure": "12-week preview" if figure == "preview" else "on duty",
        "of": name if figure != "cold" else f"{name}, cold",
        "per_second": round(speed),
        "at_least": LEAST[figure],
        "holds": speed >= LEAST[figure],
    }
