"""The demo's clock: desk time moves forward from event to event; real time is never touched."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from aiohttp.web import Application, Request, Response, json_response
from yarl import URL

from scheduler.seals import SEAL
from scheduler.sweep import OnDue, fire_due
from scheduler.timetable import JOBS
from storage.store import Store
from storage.timers import DueTimer

PATH = "/demo/clock"
LONGEST_MOVE_SECONDS = 366 * 86_400
MOST_STEPS = 20_000
MORNING = time(9)
# Nobody notices these, and they come each minute: they are no events, and fire after arrival.
UNNOTICED = frozenset({SEAL})

log = structlog.get_logger()


def add_demo(app: Application, store: Store, jobs: Mapping[str, OnDue] = JOBS) -> None:
    """Add the clock that pages and programs of this machine may move."""
    clock = DemoClock(store, jobs)
    app.router.add_get(PATH, clock.read)
    app.router.add_post(PATH, clock.move)
    app.router.add_options(PATH, clock.may_a_page_ask)


class WrongMove(Exception):
    """A move that makes no sense; the text says what would."""


@dataclass(frozen=True, slots=True)
class DemoClock:
    """Tells desk time and moves it, in the demo and in tests, one move at a time."""

    store: Store
    jobs: Mapping[str, OnDue] = field(default_factory=lambda: JOBS)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, request: Request) -> Response:
        """→ `{"now", "offset_seconds", "next_event": {"at", "kind"} or null, "timezone"}`."""
        if not _is_local(request):
            return _refusal()
        clock, following = self.store.clock, await self._next_event()
        event = following and {"at": following[0].isoformat(), "kind": following[1]}
        told = {
            "now": clock.now().isoformat(),
            "offset_seconds": clock.offset.total_seconds(),
            "next_event": event,
            "timezone": _timezone(self.store),
        }
        return _readable(json_response(told), request)

    async def move(self, request: Request) -> Response:
        """`{"advance_seconds": 3600}`, or `{"to": "next_event" | "next_morning"}`.

        → `{"now", "was", "fired"}`. Only for pages and programs of this machine, and as JSON: a
        page of anybody's could send a form here, but JSON only after asking.
        """
        if request.content_type != "application/json" or not _is_local(request):
            return _refusal()
        try:
            body = await request.json()
        except ValueError:
            body = None
        try:
            async with self.lock:
                told = await self._go_to(await self._target(body))
        except WrongMove as wrong:
            return _readable(json_response({"error": str(wrong)}, status=400), request)
        return _readable(json_response(told), request)

    async def may_a_page_ask(self, request: Request) -> Response:
        """The browser's question before a page of another port sends JSON."""
        if not _is_local(request):
            return _refusal()
        answer = Response(status=204)
        answer.headers["Access-Control-Allow-Methods"] = "GET, POST"
        answer.headers["Access-Control-Allow-Headers"] = "Content-Type"
        return _readable(answer, request)

    async def _target(self, body: object) -> datetime:
        asked = body if isinstance(body, dict) else {}
        now = self.store.clock.now()
        match asked.get("to"):
            case "next_event":
                following = await self._next_event()
                return max(now, following[0]) if following else now
            case "next_morning":
                return next_morning(self.store)
            case None:
                return now + _step(asked.get("advance_seconds"))
        raise WrongMove('"to" is "next_event" or "next_morning"')

    async def _go_to(self, target: datetime) -> dict[str, object]:
        """Fire on the way, each timer at its own time, and then whatever is left."""
        clock, was = self.store.clock, self.store.clock.now()
        firing, before = Firing(self.jobs), None
        for _ in range(MOST_STEPS):
            following = await self._next_event()
            if following is None or following[0] > target:
                break
            if following == before:  # nobody's to fire now: another replica is at it
                log.warning("A timer on the way does not fire.", kind=following[1])
                break
            await self._move_to(following[0])
            await fire_due(self.store, firing.on_the_way)
            before = following
        else:
            log.error("Too many timers on the way; the rest fires late.", target=target.isoformat())
        await self._move_to(target)
        await fire_due(self.store, firing.on_arrival)
        now = clock.now().isoformat()
        return {"now": now, "was": was.isoformat(), "fired": firing.fired}

    async def _move_to(self, target: datetime) -> None:
        by = target - self.store.clock.now()
        if by > timedelta(0):
            await self.store.advance(by)

    async def _next_event(self) -> tuple[datetime, str] | None:
        return await self.store.timers.next_due(UNNOTICED)


class Firing:
    """The jobs of one move: counted, and without what nobody notices until it has arrived."""

    def __init__(self, jobs: Mapping[str, OnDue]) -> None:
        self.fired = 0
        self.on_arrival = {kind: self._counted(job) for kind, job in jobs.items()}
        self.on_the_way = {
            kind: job for kind, job in self.on_arrival.items() if kind not in UNNOTICED
        }

    def _counted(self, job: OnDue) -> OnDue:
        async def fire(store: Store, timer: DueTimer, now: datetime) -> None:
            await job(store, timer, now)
            self.fired += timer.kind not in UNNOTICED

        return fire


def next_morning(store: Store) -> datetime:
    """The next 09:00 where the default group works."""
    here = ZoneInfo(_timezone(store))
    now = store.clock.now().astimezone(here)
    morning = datetime.combine(now.date(), MORNING, here)
    return morning if morning > now else datetime.combine(now + timedelta(days=1), MORNING, here)


def _timezone(store: Store) -> str:
    desk = store.desk
    group = desk.groups.get(desk.default_group)
    return group.timezone if group else "UTC"


def _step(seconds: object) -> timedelta:
    if isinstance(seconds, int | float) and 0 <= seconds <= LONGEST_MOVE_SECONDS:
        return timedelta(seconds=seconds)
    raise WrongMove('expected {"advance_seconds": a number from 0 to a year} or {"to": …}')


def _is_local(request: Request) -> bool:
    """Whether it was sent to this machine by its own name, by no page of another."""
    origin = request.headers.get("Origin")
    names = [URL(f"http://{request.host}").host, URL(origin).host if origin else "localhost"]
    return all(name in {"localhost", "127.0.0.1", "::1"} for name in names)


def _readable(answer: Response, request: Request) -> Response:
    """Let the page that asked read the answer; it is one of this machine."""
    if origin := request.headers.get("Origin"):
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Vary"] = "Origin"
    return answer


def _refusal() -> Response:
    return json_response({"error": "only from this machine, as JSON"}, status=403)
