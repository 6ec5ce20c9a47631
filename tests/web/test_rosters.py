"""A roster's files by browser: downloads, imports with a preview, and calendars, behind links."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import pytest_asyncio
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from cards.desk_file import read_desk_file
from desk.links import Links, Purpose
from desk.roster import Override
from desk.rota import on_duty
from desk.spec import DeskSpec
from storage.adjustments import ending
from storage.calendar_addresses import begin_anew
from storage.duty_tables import AdjustmentRow, MatterRow
from storage.work import Work
from tests.handlers.duty_desk import told
from tests.scheduler.duty import IN_TURN, TEXT, settle
from tests.storage.conftest import Desk, desk
from web.rosters import add_rosters

__all__ = ["desk"]

pytestmark = pytest.mark.asyncio

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


async def test_a_sheet_comes_back_changed_and_is_kept_once(browser: Browser) -> None:
    """Preview, apply, apply again: one change, one announcement a group, and on duty is the new."""
    # 2 March is wang's, 3 March zhou's, 4 March wang's …
    data = changed(await browser.sheet(), "小王", "小周", 4)
    page = await browser.upload(data)
    assert "小周" in page
    assert "data:image/png;base64," in page
    assert await browser.changes() == 0
    assert (await browser.press_apply(page)).startswith("200")
    assert "applied before" in await browser.press_apply(page)
    assert await browser.changes() == 1
    assert await MatterRow.filter(kind="announcement").count() == 1
    rota = browser.desk.store.desk.rota(ROSTER)
    assert rota is not None
    at = browser.desk.store.clock.now().replace(day=4, hour=6)
    assert [one.person for one in on_duty(rota, at)] == [browser.people["zhou"]]
    override = rota.roster.adjustments[0]
    assert isinstance(override, Override)
    assert (override.person, override.other) == (browser.people["wang"], browser.people["zhou"])


async def test_mistakes_are_told_by_cell(browser: Browser) -> None:
    """Each with where it stands, and nothing to press."""
    book = openpyxl.load_workbook(BytesIO(await browser.sheet()))
    sheet: Any = book.worksheets[0]
    row = next(cell.row for cell in sheet["A"] if cell.value == "小王")
    filled = next(cell for cell in sheet[row][2:] if cell.value)
    filled.value = "<b>nonsense"
    file = BytesIO()
    book.save(file)
    page = await browser.upload(file.getvalue(), 422)
    assert filled.coordinate in page
    assert "&lt;b&gt;nonsense" in page
    assert "<b>" not in page
    assert "apply?t=" not in page


async def test_what_was_not_shown_is_not_applied(browser: Browser) -> None:
    """Another file, another purpose, or a roster that changed meanwhile: nothing is kept."""
    sheet = await browser.sheet()
    page = await browser.upload(changed(sheet, "小王", "小周", 4))
    other = await browser.upload(changed(sheet, "小王", "小周", 6))
    file = re.search(r'name="file" value="([^"]+)"', other)
    assert file
    assert (await browser.press_apply(page, data=file[1])).startswith("404")
    to_import = browser.token(Purpose.IMPORT, browser.facts())
    assert (await browser.press_apply(page, token=to_import)).startswith("404")
    assert await browser.changes() == 0
    second = await browser.upload(changed(changed(sheet, "小王", "小周", 4), "小王", "小周", 6))
    assert (await browser.press_apply(page)).startswith("200")
    assert "Please upload the file again" in await browser.press_apply(second)
    assert await browser.changes() == 1


async def test_rights_are_looked_up_at_the_press(browser: Browser) -> None:
    """Somebody who leads no longer keeps their link, but nothing comes of it."""
    page = await browser.upload(changed(await browser.sheet(), "小王", "小周", 4))
    action = re.search(r'action="apply\?t=([^"]+)"', page)
    assert action
    store = browser.desk.store
    facts = store.links.read(Purpose.APPLY, action[1], store.clock.real())
    assert facts
    demoted = store.links.token(
        Purpose.APPLY, {**facts, "person": browser.people["zhou"]}, store.clock.real()
    )
    assert "Only leads" in await browser.press_apply(page, token=demoted)
    await browser.upload(b"x", 404, who="zhou")
    assert await browser.changes() == 0


LINKS = [
    ("/rosters/it-duty/sheet.xlsx", Purpose.SHEET),
    ("/rosters/it-duty/template.xlsx", Purpose.TEMPLATE),
    ("/rosters/it-duty/picture.png", Purpose.PICTURE),
    ("/rosters/it-duty/import", Purpose.IMPORT),
    ("/rosters/it-duty.ics", Purpose.ROSTER_CALENDAR),
    ("/people/{chen}.ics", Purpose.PERSON_CALENDAR),
]


async def test_a_link_opens_only_what_it_is_for(
    browser: Browser, subtests: pytest.Subtests
) -> None:
    """Tampered, expired, of another purpose, roster or person: the same page that says nothing."""
    for path, purpose in LINKS:
        with subtests.test(path=path):
            await opens_only(browser, path.format(**browser.people), purpose)


async def opens_only(browser: Browser, path: str, purpose: Purpose) -> None:
    """A link of this purpose opens this page, and nothing else does."""
    facts = browser.facts(month=MONTH, round=0)
    token = browser.token(purpose, facts)
    assert await browser.get(path, token)
    wrong = [
        "",
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        browser.token(Purpose.APPLY, facts),
        browser.token(purpose, {**facts, "roster": "another", "person": browser.people["zhou"]}),
    ]
    pages = {await browser.get(path, bad, 404) for bad in wrong}
    browser.desk.wait(timedelta(days=367).total_seconds())
    pages.add(await browser.get(path, token, 404))
    (nothing,) = pages
    assert all(said in nothing.decode() for said in ("It has expired", "链接已过期"))


async def test_what_is_too_large_is_refused_before_it_is_read(browser: Browser) -> None:
    """By its length; and a form that doesn't tell its length, or is none, is refused as well."""
    token = browser.token(Purpose.IMPORT, browser.facts())
    where, params = f"/rosters/{ROSTER}/import", {"t": token}
    multipart = {"Content-Type": "multipart/form-data; boundary=x"}

    async def chunks() -> AsyncIterator[bytes]:
        yield b"--x\r\n"

    tries: list[tuple[Any, dict[str, str], int]] = [
        (b"x" * 4_000_000, multipart, 413),
        (chunks(), multipart, 411),
        (b"file=x", {"Content-Type": "application/x-www-form-urlencoded"}, 400),
        (b"--y\r\nnonsense", multipart, 400),
    ]
    for data, headers, status in tries:
        async with browser.http.post(where, params=params, data=data, headers=headers) as answer:
            assert answer.status == status


async def test_pages_load_nothing_and_are_kept_by_nobody(browser: Browser) -> None:
    """No script, no frame, no resource from elsewhere, no cache."""
    token = browser.token(Purpose.IMPORT, browser.facts())
    async with browser.http.get(f"/rosters/{ROSTER}/import", params={"t": token}) as answer:
        policy, text = answer.headers["Content-Security-Policy"], await answer.text()
        assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"<script|https?://", text)


async def test_a_sheet_is_a_download(browser: Browser) -> None:
    """With a name that says roster and month."""
    token = browser.token(Purpose.SHEET, browser.facts(month=MONTH))
    async with browser.http.get(f"/rosters/{ROSTER}/sheet.xlsx", params={"t": token}) as answer:
        assert "attachment" in answer.headers["Content-Disposition"]
        assert 'filename="it-duty-2026-03.xlsx"' in answer.headers["Content-Disposition"]


async def test_a_calendar_is_fetched_again_only_if_it_changed(browser: Browser) -> None:
    """An unchanged one is 304; it is each person's own, and a new address voids the old one."""
    path = f"/people/{browser.people['wang']}.ics"
    token = browser.token(Purpose.PERSON_CALENDAR, browser.facts("wang", round=0))
    async with browser.http.get(path, params={"t": token}) as answer:
        tag, text = answer.headers["ETag"], await answer.text()
        assert "max-age" in answer.headers["Cache-Control"]
    assert "小王" in text
    assert "小周" not in text
    assert await browser.get(path, token, 304, **{"If-None-Match": tag}) == b""
    work = Work()
    work.also(begin_anew(browser.people["wang"]))
    await browser.desk.store.commit(work)
    await browser.get(path, token, 404, **{"If-None-Match": tag})
    anew = browser.token(Purpose.PERSON_CALENDAR, browser.facts("wang", round=1))
    assert await browser.get(path, anew)


async def test_a_calendar_can_be_imported(browser: Browser) -> None:
    """An .ics file: whom it names is on duty then, after the same preview."""
    event = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        "DTSTAMP:20260301T000000Z\r\nDTSTART:20260304T020000Z\r\nDTEND:20260304T080000Z\r\n"
        "SUMMARY:小周\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    page = await browser.upload(event.encode())
    assert "小周 instead of 小王" in page
    assert (await browser.press_apply(page)).startswith("200")
    rota = browser.desk.store.desk.rota(ROSTER)
    assert rota is not None
    day = browser.desk.store.clock.now().replace(day=4)
    serving = {
        hour: [one.person for one in on_duty(rota, day.replace(hour=hour))] for hour in (1, 6, 9)
    }
    wang, zhou = browser.people["wang"], browser.people["zhou"]
    assert serving[6] == [zhou]
    assert serving[9] == [wang]


async def test_the_group_hears_who_serves_when(browser: Browser) -> None:
    """Each changed shift with whose it was and whose it is; of many the first, and how many more
    there are."""
    sheet = changed(await browser.sheet(), "小王", "小周", 4)
    assert (await browser.press_apply(await browser.upload(sheet))).startswith("200")
    assert (await told(browser.desk.store))[-1].splitlines()[1:] == [
        "• Wed 4 Mar 09:00 – Thu 5 Mar 09:00: 小王 → 小周"
    ]
    sheet = await browser.sheet()
    for day in range(6, 26, 2):
        sheet = changed(sheet, "小王", "小周", day)
    assert (await browser.press_apply(await browser.upload(sheet))).startswith("200")
    lines = (await told(browser.desk.store))[-1].splitlines()[1:]
    assert len(lines) == 9
    assert lines[0] == "• Fri 6 Mar 09:00 – Sat 7 Mar 09:00: 小王 → 小周"
    assert lines[-1] == "2 more are not listed."


async def test_a_calendar_puts_no_stranger_on_duty(browser: Browser) -> None:
    """Sun is of the desk, but in no group of this roster: nothing is changed for her, and it says
    so."""
    text = TEXT.replace("{after}", "stay").replace("{layer}", IN_TURN)
    text = text.replace("rosters:\n", "  sun: {name: 小孙, slack: U0SUN}\nrosters:\n", 1)
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec), spec
    await browser.desk.store.settings.apply(spec, text, "tests")
    event = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        "DTSTAMP:20260301T000000Z\r\nDTSTART:20260304T020000Z\r\nDTEND:20260304T080000Z\r\n"
        "SUMMARY:小孙\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    page = await browser.upload(event.encode())
    assert "“小孙” names nobody who can be on duty in this roster." in page
    assert "小孙 instead" not in page


async def test_a_calendar_with_times_turned_around_is_refused(browser: Browser) -> None:
    """The event is named with when it begins, and nothing can be applied."""
    event = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        "DTSTAMP:20260301T000000Z\r\nDTSTART:20260304T080000Z\r\nDTEND:20260304T020000Z\r\n"
        "SUMMARY:小周\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    page = await browser.upload(event.encode(), status=422)
    assert "“小周” ends before it begins (4 Mar 16:00)" in page


async def test_an_import_names_whom_it_books_twice(browser: Browser) -> None:
    """Zhou serves the store all day; days on which that is so already are not told again."""
    store = """  store:
    name: 仓库
    timezone: Asia/Shanghai
    layers: {day: {people: [zhou], every: 1 day, start: 2026-03-02 09:00}}
"""
    text = TEXT.replace("{after}", "stay").replace("{layer}", IN_TURN)
    text = text.replace("groups:\n", f"{store}groups:\n")
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec), spec
    await browser.desk.store.settings.apply(spec, text, "tests")
    page = await browser.upload(changed(await browser.sheet(), "小王", "小周", 4))
    told = unescape(page.partition("<h2>On duty twice at once (1):</h2>")[2].partition("</ul>")[0])
    assert "小周, Wed 4 Mar 09:00 – Thu 5 Mar 09:00: IT 支持 (Primary), 仓库 (Primary)" in told
    assert told.count("<li>") == 1


async def test_an_import_is_taken_back_as_one(browser: Browser) -> None:
    """From then on: what was served by it stays as it was, what lies ahead is as before."""
    store = browser.desk.store
    sheet = changed(await browser.sheet(), "小王", "小周", 4)
    page = await browser.upload(changed(sheet, "小王", "小周", 8))
    assert (await browser.press_apply(page)).startswith("200")
    await store.advance(timedelta(days=4))
    (change,) = await store.adjustments.ahead(store.clock.now())
    assert change.is_import
    work = Work()
    work.also(ending([change.id], 1, store.settings.stamp))
    await store.commit(work)
    await store.settings.refresh()
    rota = store.desk.rota(ROSTER)
    assert rota is not None
    serving = [
        [one.person for one in on_duty(rota, store.clock.now().replace(day=day, hour=6))]
        for day in (4, 5, 6, 8)
    ]
    wang, zhou = browser.people["wang"], browser.people["zhou"]
    assert serving == [[zhou], [zhou], [wang], [wang]]
