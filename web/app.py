"""The desk by browser and by program: health, files of rosters, the API, the demo's clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog
from aiohttp.web import Application, Request, Response, json_response

from storage.file_folder import FileFolder
from storage.store import Store
from web.api.app import add_api
from web.demo import add_demo
from web.files import add_files
from web.hooks import add_hooks
from web.rosters import add_rosters

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


def web_app(health: Health, folder: FileFolder, demo: bool) -> Application:
    """All pages; `demo` adds the clock that the demo may move."""
    app = Application()
    app.router.add_get("/healthz", health.healthz)
    app.router.add_get("/readyz", health.readyz)
    add_rosters(app, health.store)
    add_files(app, health.store, folder)
    add_api(app, health.store)
    add_hooks(app, health.store)
    if demo:
        add_demo(app, health.store)
    return app
