"""Files by browser: only by a signed link, only for a while, and only to be saved."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from desk.events import Visibility
from desk.files import File, FileState, NewFile
from desk.languages import Language
from desk.links import Links, Purpose
from storage.file_folder import FileFolder
from storage.file_tables import FileRow
from storage.files import Outcome
from storage.work import Work
from tests.storage.conftest import ANA, FRONTLINE, Desk, desk
from web.files import add_files

__all__ = ["desk"]

pytestmark = pytest.mark.asyncio

PAGE = b"<html><script>alert(document.domain)</script>"


@dataclass
class Browser:
    """Somebody before our pages, and a file of a ticket."""

    desk: Desk
    http: TestClient[Request, Application]
    file: File
    folder: FileFolder

    @property
    def address(self) -> str:
        """As a card has it."""
        return self.desk.store.files.address_of(self.file)

    async def get(self, address: str, status: int, **headers: str) -> tuple[bytes, dict[str, str]]:
        """What is there."""
        async with self.http.get(address, headers=headers) as answer:
            assert answer.status == status
            return await answer.read(), dict(answer.headers)


@pytest_asyncio.fixture
async def browser(desk: Desk, tmp_path: Path) -> AsyncIterator[Browser]:
    """A page that calls itself a picture, in the folder."""
    store, folder = desk.store, FileFolder(tmp_path / "files")
    store.links = Links("secret", "", is_public=True)
    async with folder.arriving() as arriving:
        await arriving.write(PAGE)
        digest = await folder.keep(arriving)
    work = Work(key="k")
    work.files.append(
        NewFile(
            reference="F1",
            account=ANA,
            place=FRONTLINE,
            visibility=Visibility.REPORTER,
            language=Language.ENGLISH,
            ticket=await desk.opened(),
        )
    )
    await store.commit(work)
    row = await FileRow.get(delivery="k:0")
    kept, kind = Work(), "application/octet-stream"
    kept.also(Outcome(row.id, FileState.FETCHED, "猫.png.bin", kind, len(PAGE), digest).as_extra())
    await store.commit(kept)
    file = await store.files.numbered(row.id)
    assert file is not None
    app = Application()
    add_files(app, store, folder)
    async with TestClient(TestServer(app)) as http:
        yield Browser(desk, http, file, folder)


async def test_a_file_can_only_be_saved(browser: Browser) -> None:
    """Its name is whole, its kind isn't guessed, and nothing in it may run here."""
    body, headers = await browser.get(browser.address, 200)
    assert body == PAGE
    saved = headers["Content-Disposition"]
    assert saved == "attachment; filename=\"_.png.bin\"; filename*=UTF-8''%E7%8C%AB.png.bin"
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "private, no-store"
    part, _ = await browser.get(browser.address, 206, Range="bytes=0-3")
    assert part == PAGE[:4]


async def test_a_link_ends(browser: Browser) -> None:
    """A week later it tells how to get a new one."""
    address = browser.address
    browser.desk.wait(timedelta(days=7).total_seconds() + 1)
    body, _ = await browser.get(address, 404)
    assert "#1042" in body.decode()


async def test_a_content_that_is_not_here_is_answered_like_an_ended_link(browser: Browser) -> None:
    """Replicas that don't share their folder are told of in the log, and nobody sees a failure."""
    browser.folder.path(browser.file.digest).unlink()
    await browser.get(browser.address, 404)


async def test_a_link_is_good_for_its_file_alone(browser: Browser) -> None:
    """Not for the next number, not without its token, not with a token of another purpose."""
    number = browser.file.id
    await browser.get(browser.address.replace(f"/{number}?", f"/{number + 1}?"), 404)
    await browser.get(f"/files/{number}", 404)
    store = browser.desk.store
    token = store.links.token(Purpose.SHEET, {"file": number}, store.clock.real())
    await browser.get(f"/files/{number}?t={token}", 404)
    await browser.get(f"/files/..%2f..%2fetc%2fpasswd?t={token}", 404)
