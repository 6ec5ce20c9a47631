"""The desk by browser and by program: for now its health, and the demo's clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog
from aiohttp.web import Application, Request, Response, json_response
from yarl import URL

from storage.store import Store

LONGEST_STEP_SECONDS = 366 * 86_400

log = structlog.get_logger()


class Connection(Protocol):
    """Something that is up or not."""

    @property
    def connected(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Health:
    """What `/readyz` looks at: the database, and whether each messenger is connected."""

    store: Store
    messengers: Mapping[str, Connection]

    async def healthz(self, _: Request) -> Response:
        """The process lives."""
        return json_response({"status": "ok"})

    async def readyz(self, _: Request) -> Response:
        """Whether it can do its work; says what it waits for."""
        parts = {
            name: "ok" if messenger.connected else "not connected"
            for name, messenger in self.messengers.items()
        }
        parts["database"] = await self._database()
        ready = all(state == "ok" for state in parts.values())
        body = {"status": "ok" if ready else "not ready", "parts": parts}
        return json_response(body, status=200 if ready else 503)

    async def _database(self) -> str:
        try:
            await self.store.alive()
        except Exception:
            log.exception("The database does not answer.")
            return "no answer"
        return "ok"


@dataclass(frozen=True, slots=True)
class DemoClock:
    """Moves desk time, in the demo and in tests; real time is never touched."""

    store: Store

    async def advance(self, request: Request) -> Response:
        """`{"advance_seconds": 3600}` → `{"now": …}`, in desk time.

        Only for pages and programs of this machine: any page in a browser could send a form here.
        """
        if request.content_type != "application/json" or not _is_local(request):
            return json_response({"error": "only from this machine, as JSON"}, status=403)
        try:
            seconds = float((await request.json())["advance_seconds"])
        except (ValueError, KeyError, TypeError):
            return _mistake('expected {"advance_seconds": a number}')
        if not 0 <= seconds <= LONGEST_STEP_SECONDS:
            return _mistake("advance_seconds is from 0 to a year")
        await self.store.advance(timedelta(seconds=seconds))
        return json_response({"now": self.store.clock.now().isoformat()})


def web_app(health: Health, demo: bool) -> Application:
    """All pages; `demo` adds the clock that the demo may move."""
    app = Application()
    app.router.add_get("/healthz", health.healthz)
    app.router.add_get("/readyz", health.readyz)
    if demo:
        app.router.add_post("/demo/clock", DemoClock(health.store).advance)
    return app


def _is_local(request: Request) -> bool:
    """Whether it was sent to this machine by its own name, by no page of another."""
    origin = request.headers.get("Origin")
    names = [URL(f"http://{request.host}").host, URL(origin).host if origin else "localhost"]
    return all(name in {"localhost", "127.0.0.1", "::1"} for name in names)


def _mistake(what: str) -> Response:
    return json_response({"error": what}, status=400)
