"""Files in the pretend Slack: given out to whoever shows the bot's token, taken in three steps."""

import json
from dataclasses import dataclass, field
from urllib.parse import quote

from aiohttp import web

from sandbox.core import Core
from sandbox.payload import Payload, number, objects, text
from sandbox.shelf import Shelf, Shelved
from sandbox.slack.arguments import needed
from sandbox.slack.errors import SlackError

SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body></body></html>"


@dataclass(frozen=True)
class Ticket:
    """A promised upload: nothing is there until its bytes have come."""

    name: str
    length: int


@dataclass
class SlackFiles:
    """The files of a workspace."""

    core: Core
    shelf: Shelf
    promised: dict[str, Ticket] = field(default_factory=dict)
    arrived: dict[str, Shelved] = field(default_factory=dict)

    @classmethod
    def of(cls, core: Core) -> "SlackFiles":
        """With what was kept of them."""
        return cls(core, Shelf(core, "slack", "F"))

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/files/{id}/{tail:.*}", self.give)
        app.router.add_post("/upload/{id}", self.take)
        self.shelf.add_to(app)

    def on_wire(self, file: Shelved) -> Payload:
        """A file object as messages and files.info have it."""
        name = quote(file.name or "file", safe="")
        return {
            "id": file.id,
            "name": file.name,
            "title": file.name,
            "mimetype": file.mimetype,
            "filetype": file.name.rpartition(".")[2],
            "size": file.size,
            "mode": "hosted",
            "is_external": False,
            "url_private": f"{self.core.url}/files/{file.id}/{name}",
            "url_private_download": f"{self.core.url}/files/{file.id}/download/{name}",
            "url": file.shown_at,
        }

    async def give(self, request: web.Request) -> web.Response:
        """The bytes; without the bot's token a page to sign in, as Slack does."""
        options = self.core.options
        wanted = f"Bearer {options.slack_bot_token}"
        may_read = "files:read" in options.slack_scopes
        if request.headers.get("Authorization") != wanted or not may_read:
            return web.Response(text=SIGN_IN, content_type="text/html")
        file = self.shelf.find(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        body = self.shelf.content(file)
        kind = file.mimetype or "application/octet-stream"
        return web.Response(body=body, content_type=kind)

    async def take(self, request: web.Request) -> web.Response:
        """The bytes of a promised upload."""
        id_ = request.match_info["id"]
        promise, data = self.promised.pop(id_, None), await request.read()
        if promise is None or promise.length != len(data):
            return web.Response(status=400, text="no such upload")
        self.arrived[id_] = self.shelf.put(promise.name, _kind_of(promise.name), data)
        return web.Response(text=f"OK - {len(data)}")

    def info(self, given: Payload) -> Payload:
        """files.info."""
        (id_,) = needed(given, "file")
        file = self.shelf.find(id_)
        if file is None:
            raise SlackError("file_not_found")
        return {"file": self.on_wire(file)}

    def promise(self, given: Payload) -> Payload:
        """files.getUploadURLExternal."""
        name, _ = needed(given, "filename", "length")
        id_ = f"F{len(self.promised) + len(self.arrived) + 1:09d}"
        self.promised[id_] = Ticket(name, int(number(given, "length")))
        return {"upload_url": f"{self.core.url}/upload/{id_}", "file_id": id_}

    def claimed(self, given: Payload) -> list[Shelved]:
        """The uploads that files.completeUploadExternal names, by their titles."""
        try:
            listed = objects({"files": json.loads(text(given, "files", "[]"))}, "files")
        except ValueError:
            raise SlackError("invalid_arguments") from None
        missing = [one for one in listed if text(one, "id") not in self.arrived]
        if missing or not listed:
            raise SlackError("file_not_found")
        return [self.arrived.pop(text(one, "id")) for one in listed]


def _kind_of(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    kinds = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "pdf": "application/pdf"}
    return kinds.get(ending, "application/octet-stream")
