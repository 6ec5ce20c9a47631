"""The files of a pretend messenger: kept in the sandbox's folder, given out by id."""

import base64
import binascii
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from sandbox.calls import Messenger
from sandbox.core import Core
from sandbox.errors import ControlError
from sandbox.ledger import Ledger
from sandbox.payload import JSON, Payload, inner, number, text

SAFE_TO_SHOW = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True)
class Shelved:
    """One file, as whoever sent it called it."""

    id: str
    name: str
    mimetype: str
    size: int
    messenger: str

    @property
    def shown_at(self) -> str:
        """Where the page finds it."""
        return f"/control/{self.messenger}/files/{self.id}"

    def as_seen(self) -> Payload:
        """As the control interface tells of it."""
        return {**asdict(self), "url": self.shown_at}


class Shelf:
    """Files by id; `letter` begins the ids."""

    def __init__(self, core: Core, messenger: Messenger, letter: str) -> None:
        self._ledger: Ledger = core.ledger
        self._folder: Path = core.options.data / f"{messenger}_files"
        self._journal = f"{messenger}_files"
        self._messenger = messenger
        self._letter = letter
        self._files: dict[str, Shelved] = {}
        for line in self._ledger.lines(self._journal):
            if isinstance(line, dict):
                self._remember(line)
        core.on_reset(self._forget)

    def add_to(self, app: web.Application) -> None:
        """Add the page's way to a file."""
        app.router.add_get(f"/control/{self._messenger}/files/{{id}}", self.show)

    def put(self, name: str, mimetype: str, data: bytes) -> Shelved:
        """Keep a file."""
        file = Shelved(
            f"{self._letter}{secrets.token_hex(6).upper()}",
            name,
            mimetype,
            len(data),
            self._messenger,
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / file.id).write_bytes(data)
        self._files[file.id] = file
        self._ledger.append(self._journal, asdict(file))
        return file

    def take(self, given: JSON, kind: str = "") -> Shelved:
        """Keep a file that a control call brings: name, mimetype, base64."""
        body = given if isinstance(given, dict) else {}
        try:
            data = base64.b64decode(text(body, "base64"), validate=True)
        except binascii.Error:
            raise ControlError("a file's base64 is not base64") from None
        return self.put(text(body, "name"), text(body, "mimetype", kind), data)

    def find(self, id_: str) -> Shelved | None:
        """The file of this id."""
        return self._files.get(id_)

    def content(self, file: Shelved) -> bytes:
        """What is in it."""
        return (self._folder / file.id).read_bytes()

    async def show(self, request: web.Request) -> web.Response:
        """The file for the page: pictures are shown, everything else is saved."""
        file = self.find(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        safe = file.mimetype in SAFE_TO_SHOW
        how = "inline" if safe else "attachment"
        return web.Response(
            body=self.content(file),
            content_type=file.mimetype if safe else "application/octet-stream",
            headers={
                "Content-Disposition": f"{how}; filename*=UTF-8''{quote(file.name, safe='')}",
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'; sandbox",
            },
        )

    def _remember(self, line: Payload) -> None:
        kept = inner({"line": line}, "line")
        file = Shelved(
            text(kept, "id"),
            text(kept, "name"),
            text(kept, "mimetype"),
            int(number(kept, "size")),
            self._messenger,
        )
        self._files[file.id] = file

    def _forget(self) -> None:
        for file in self._files.values():
            (self._folder / file.id).unlink(missing_ok=True)
        self._files.clear()
        self._ledger.rewrite(self._journal, [])
