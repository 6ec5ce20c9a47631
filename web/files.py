"""Files by browser: behind signed links that end, and only to be saved, never shown as a page."""

import re
from dataclasses import dataclass
from urllib.parse import quote

import structlog
from aiohttp.web import Application, FileResponse, Request, StreamResponse

from cards.words import words
from desk.files import FileState
from desk.links import Purpose
from storage.file_folder import FileFolder
from storage.store import Store
from web.pages import page, paragraph

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


log = structlog.get_logger()


def add_files(app: Application, store: Store, folder: FileFolder) -> None:
    """Add the address of a file."""
    app.router.add_get("/files/{file}", TicketFiles(store, folder).file)


@dataclass(frozen=True, slots=True)
class TicketFiles:
    """Hands out what is in the folder to whoever has a link."""

    store: Store
    folder: FileFolder

    async def file(self, request: Request) -> StreamResponse:
        """The file, to be saved under its name."""
        store = self.store
        token, real = request.query.get("t", ""), store.clock.real()
        facts = store.links.read(Purpose.FILE, token, real)
        if facts is None or str(facts["file"]) != request.match_info["file"]:
            return self._nothing()
        file = await store.files.numbered(int(facts["file"]))
        if file is None or file.state is not FileState.FETCHED:
            return self._nothing()
        path = self.folder.path(file.digest)
        if not path.is_file():
            log.error("A content is not in the folder: do all replicas share it?", file=file.id)
            return self._nothing()
        headers = {
            **HEADERS,
            "Content-Type": file.kind,
            "Content-Disposition": _saved_as(file.name),
        }
        return FileResponse(path, headers=headers)

    def _nothing(self) -> StreamResponse:
        """Also for what is there, but not by this link."""
        language = self.store.desk.language
        say = words(language).say
        return page(say("link.title"), [paragraph(say("link.file_over"))], language, 404)


def _saved_as(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
