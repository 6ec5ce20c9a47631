"""Somebody with links before the pages of rosters."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest_asyncio
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from desk.links import Links, Purpose
from storage.duty_tables import AdjustmentRow
from tests.scheduler.duty import settle
from tests.storage.conftest import Desk
from web.rosters import add_rosters

ROSTER, MONTH = "it-duty", "2026-03"
Facts = dict[str, str | int]


@dataclass
class Browser:
    """Somebody with links, before the bot's pages."""

    desk: Desk
    http: TestClient[Request, Application]
    people: dict[str, int]

    def facts(self, who: str = "chen", **more: str | int) -> Facts:
        """What a link of theirs says."""
        person = self.people[who]
        return {"person": person, "account": person, "language": "en", "roster": ROSTER, **more}

    def token(self, purpose: Purpose, facts: Facts) -> str:
        """A token made now."""
        return self.desk.store.links.token(purpose, facts, self.desk.store.clock.real())

    async def get(self, path: str, token: str, status: int = 200, **headers: str) -> bytes:
        """What stands at a link."""
        async with self.http.get(path, params={"t": token}, headers=headers) as answer:
            body: bytes = await answer.read()
            assert answer.status == status, body
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            return body

    async def sheet(self) -> bytes:
        """This month's sheet."""
        token = self.token(Purpose.SHEET, self.facts(month=MONTH))
        return await self.get(f"/rosters/{ROSTER}/sheet.xlsx", token)

    async def upload(self, data: bytes, status: int = 200, who: str = "chen") -> str:
        """Send a file to be looked at; returns the page."""
        form = FormData()
        form.add_field("file", data, filename="x.xlsx", content_type="application/octet-stream")
        token = self.token(Purpose.IMPORT, self.facts(who))
        where = f"/rosters/{ROSTER}/import"
        async with self.http.post(where, params={"t": token}, data=form) as answer:
            text: str = await answer.text()
            assert answer.status == status, text
            return text

    async def press_apply(self, page: str, token: str = "", data: str = "") -> str:
        """Press the button of a preview; another token or file, if given."""
        found = re.search(r'action="apply\?t=([^"]+)"', page)
        file = re.search(r'name="file" value="([^"]+)"', page)
        assert found
        assert file
        form = FormData()
        form.add_field("file", data or unescape(file[1]))
        form._is_multipart = True  # as the page's form says
        where, params = f"/rosters/{ROSTER}/apply", {"t": token or found[1]}
        async with self.http.post(where, params=params, data=form) as answer:
            return f"{answer.status} {await answer.text()}"

    async def changes(self) -> int:
        """How many changes are kept."""
        return await AdjustmentRow.all().count()


@pytest_asyncio.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    """A desk with a roster that turns each day, and its pages."""
    await settle(desk)
    desk.store.links = Links("secret", "https://desk.example")
    app = Application()
    add_rosters(app, desk.store)
    async with TestClient(TestServer(app)) as http:
        yield Browser(desk, http, dict(desk.store.desk.people_keys))


def changed(data: bytes, was: str, becomes: str, day: int) -> bytes:
    """The sheet with one day's code moved from one person's row to another's."""
    book = openpyxl.load_workbook(BytesIO(data))
    sheet: Any = book.worksheets[0]
    rows = {str(cell.value): cell.row for column in ("A", "B") for cell in sheet[column]}
    head = next(r for r in sheet.iter_rows(max_row=15) if sum(day_of(c) == day for c in r) == 1)
    column = next(cell.column for cell in head if day_of(cell) == day)
    code = sheet.cell(rows[was], column).value
    assert code
    sheet.cell(rows[was], column).value = None
    sheet.cell(rows[becomes], column).value = code
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def day_of(cell: Any) -> int | None:
    """The day that a head of a column stands for."""
    value = cell.value
    return value.day if hasattr(value, "day") else value if isinstance(value, int) else None
