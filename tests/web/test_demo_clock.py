"""The demo's clock: it moves from event to event, in order, and only for this machine."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from scheduler.seals import SEAL, begin_sealing, seal_chains
from scheduler.sweep import OnDue
from storage.clock import Clock
from storage.database import Database
from storage.store import Store
from storage.timers import DueTimer
from storage.work import NewTimer, Work
from tests.beginnings import Beginnings
from tests.storage.conftest import BEGINNING_MS, Steady, begin_with_sample
from web.demo import PATH, add_demo, next_morning

MONDAY = datetime.fromtimestamp(BEGINNING_MS / 1000, UTC)  # 12:00 in Shanghai
PAGE = "http://127.0.0.1:8765"

Json = Any


@dataclass
class Demo:
    """A store whose real time stands still, the clock's pages, and what has fired so far."""

    store: Store
    http: TestClient[Request, Application]
    fired: list[tuple[str, datetime]] = field(default_factory=list)

    async def start(self, key: str, after: timedelta, kind: str = "remind") -> None:
        """Let something fall due that long after the beginning."""
        work = Work()
        work.start(NewTimer(key=key, kind=kind, due=MONDAY + after))
        await self.store.commit(work)

    async def move(self, status: int = 200, **asked: object) -> Json:
        """Ask for a move."""
        async with self.http.post(PATH, json=asked) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()

    async def read(self) -> Json:
        """What the clock tells."""
        async with self.http.get(PATH) as answer:
            assert answer.status == 200
            return await answer.json()

    async def remind(self, store: Store, timer: DueTimer, now: datetime) -> None:
        """A job that notes when it ran."""
        self.fired.append((timer.key, now))
        await store.commit(Work(fired=[timer.id]))

    async def chain(self, store: Store, timer: DueTimer, now: datetime) -> None:
        """A job whose consequence falls due ten minutes later."""
        await self.remind(store, timer, now)
        await self.start("second", now - MONDAY + timedelta(minutes=10))

    async def again(self, store: Store, timer: DueTimer, now: datetime) -> None:
        """A job that comes again a minute later, for ever."""
        await self.remind(store, timer, now)
        await self.start(f"{timer.key}'", now - MONDAY + timedelta(minutes=1), kind="again")

    async def fail(self, store: Store, timer: DueTimer, now: datetime) -> None:
        """A job that runs into a mistake after it has begun."""
        await store.alive()
        raise ValueError(timer.key, now)

    async def seal(self, store: Store, timer: DueTimer, now: datetime) -> None:
        """The real seal, noted."""
        self.fired.append((timer.key, now))
        await seal_chains(store, timer, now)


@pytest_asyncio.fixture
async def demo(tmp_path: Path, beginnings: Beginnings) -> AsyncIterator[Demo]:
    """The sample desk in a SQLite file, and the clock's pages before it."""
    clock = Clock(BEGINNING_MS, Steady())
    url = f"sqlite://{tmp_path / 'paidan.db'}"
    await begin_with_sample(url, beginnings)
    store = await Store.opened(Database(url), "secret", clock)
    clock.set_real(BEGINNING_MS)
    app, jobs = Application(), dict[str, OnDue]()
    add_demo(app, store, jobs)
    async with TestClient(TestServer(app)) as http:
        stage = Demo(store, http)
        jobs |= {"remind": stage.remind, "chain": stage.chain, "again": stage.again}
        jobs |= {"fail": stage.fail, SEAL: stage.seal}
        yield stage
    await store.close()


def after(minutes: float) -> timedelta:
    """So long after the beginning."""
    return timedelta(minutes=minutes)


@pytest.mark.asyncio
async def test_each_timer_fires_at_its_own_time_and_in_order(demo: Demo) -> None:
    """What a timer starts fires on the same way, and what lies beyond the target waits."""
    await demo.start("late", after(50))
    await demo.start("early", after(5), kind="chain")
    await demo.start("beyond", after(61))

    told = await demo.move(advance_seconds=3600)

    times = [(key, at - MONDAY) for key, at in demo.fired]
    assert times == [("early", after(5)), ("second", after(15)), ("late", after(50))]
    assert told == {
        "was": MONDAY.isoformat(),
        "now": (MONDAY + after(60)).isoformat(),
        "fired": 3,
    }
    assert await demo.store.timers.waits("beyond")


@pytest.mark.asyncio
async def test_seals_are_no_events_and_fire_once_after_arrival(demo: Demo) -> None:
    """An hour is one step, not sixty; the chains are sealed when it is over."""
    await begin_sealing(demo.store)
    await demo.start("reminder", after(30))
    assert (await demo.read())["next_event"]["kind"] == "remind"

    told = await demo.move(advance_seconds=3600)

    assert [key for key, _ in demo.fired] == ["reminder", SEAL]
    assert demo.fired[-1][1] == MONDAY + after(60)
    assert told["fired"] == 1
    assert (await demo.read())["next_event"] is None


@pytest.mark.asyncio
async def test_to_the_next_event_and_no_further(demo: Demo) -> None:
    """It goes to the earliest waiting timer; where there is none it stays."""
    await demo.start("one", after(40))
    await demo.start("two", after(41))
    at = (MONDAY + after(40)).isoformat()
    assert await demo.read() == {
        "now": MONDAY.isoformat(),
        "offset_seconds": 0,
        "next_event": {"at": at, "kind": "remind"},
        "timezone": "Asia/Shanghai",
    }

    moved = await demo.move(to="next_event")
    assert (moved["now"], moved["fired"]) == (at, 1)
    assert (await demo.read())["offset_seconds"] == 2400

    await demo.move(to="next_event")
    last = await demo.move(to="next_event")
    assert (last["was"], last["fired"]) == (last["now"], 0)


@pytest.mark.asyncio
async def test_to_the_next_morning(demo: Demo) -> None:
    """From noon to nine on the next day, and from nine to nine, in the default group's time."""
    await demo.start("in the night", after(600))
    assert next_morning(demo.store).isoformat() == "2026-03-03T09:00:00+08:00"

    told = await demo.move(to="next_morning")
    assert (told["now"], told["fired"]) == ("2026-03-03T01:00:00+00:00", 1)

    told = await demo.move(to="next_morning")
    assert told["now"] == "2026-03-04T01:00:00+00:00"


@pytest.mark.asyncio
async def test_a_timer_that_always_fails_ends_no_move(demo: Demo) -> None:
    """It is tried until it is given up, and the way goes on."""
    await demo.start("broken", after(1), kind="fail")
    await demo.start("sound", after(30))

    told = await demo.move(advance_seconds=3600)

    assert told["fired"] == 1
    assert not await demo.store.timers.waits("broken")


@pytest.mark.asyncio
async def test_a_timer_that_is_nobodys_to_fire_holds_no_move(demo: Demo) -> None:
    """It stays due, and desk time arrives all the same."""
    await demo.start("unknown", after(1), kind="nobody knows this kind")
    await demo.start("sound", after(30))

    async with asyncio.timeout(10):
        told = await demo.move(advance_seconds=3600)

    assert (told["now"], told["fired"]) == ((MONDAY + after(60)).isoformat(), 1)


@pytest.mark.asyncio
async def test_a_loop_of_timers_is_left_at_last(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A timer that starts itself again and again doesn't hold the clock for ever."""
    monkeypatch.setattr("web.demo.MOST_STEPS", 20)
    await demo.start("endless", after(1), kind="again")

    async with asyncio.timeout(10):
        told = await demo.move(advance_seconds=86_400)

    assert told["now"] == (MONDAY + timedelta(days=1)).isoformat()
    assert told["fired"] == 21


@pytest.mark.asyncio
async def test_two_moves_at_once_follow_each_other(demo: Demo) -> None:
    """The second begins where the first has ended, and nothing fires twice."""
    for minutes in range(10, 130, 10):
        await demo.start(f"after {minutes}", after(minutes))

    first, second = await asyncio.gather(
        demo.move(advance_seconds=3600), demo.move(advance_seconds=3600)
    )

    assert {first["was"], second["was"]} - {first["now"], second["now"]} == {MONDAY.isoformat()}
    assert [first["fired"], second["fired"]] == [6, 6]
    assert [key for key, _ in demo.fired] == [f"after {n}" for n in range(10, 130, 10)]


@pytest.mark.asyncio
async def test_what_a_move_has_passed_is_kept(demo: Demo) -> None:
    """Desk time is written with each step, so that a start afterwards goes on from there."""
    await demo.start("one", after(40))
    await demo.move(to="next_event")
    assert demo.store.clock.offset == after(40)


@pytest.mark.asyncio
async def test_moves_that_make_no_sense_are_mistakes(demo: Demo) -> None:
    """Nothing moves, and the answer says what would."""
    senseless: list[Json] = [
        *({}, [], "soon"),
        *({"advance_seconds": wrong} for wrong in (-1, 400 * 86_400, "soon", None, float("nan"))),
        {"to": "yesterday"},
    ]
    for asked in senseless:
        async with demo.http.post(PATH, json=asked) as answer:
            assert answer.status == 400, asked
            assert "error" in await answer.json()
    assert demo.store.clock.offset == timedelta(0)


@pytest.mark.asyncio
async def test_pages_of_other_machines_are_refused(demo: Demo) -> None:
    """By their Origin, by a Host that is no name of this machine, or as a form: 403, unmoved."""
    body = {"advance_seconds": 60}
    calls = [
        demo.http.post(PATH, json=body, headers={"Origin": "https://evil.example"}),
        demo.http.post(PATH, json=body, headers={"Origin": "null"}),
        demo.http.post(PATH, json=body, headers={"Host": "evil.example"}),
        demo.http.post(PATH, data='{"advance_seconds": 60}', headers={"Origin": PAGE}),
        demo.http.get(PATH, headers={"Origin": "https://evil.example"}),
        demo.http.options(PATH, headers={"Origin": "https://evil.example"}),
    ]
    for call in calls:
        async with call as answer:
            assert answer.status == 403
            assert "Access-Control-Allow-Origin" not in answer.headers
    assert demo.store.clock.offset == timedelta(0)


@pytest.mark.asyncio
async def test_the_demos_page_may_ask(demo: Demo) -> None:
    """A page of this machine, on another port, may send JSON and read what comes of it."""
    calls = [
        (demo.http.options(PATH, headers={"Origin": PAGE}), 204),
        (demo.http.get(PATH, headers={"Origin": PAGE}), 200),
        (demo.http.post(PATH, json={"advance_seconds": 60}, headers={"Origin": PAGE}), 200),
        (demo.http.post(PATH, json={"to": "?"}, headers={"Origin": PAGE}), 400),
    ]
    for call, status in calls:
        async with call as answer:
            assert answer.status == status
            assert answer.headers["Access-Control-Allow-Origin"] == PAGE
