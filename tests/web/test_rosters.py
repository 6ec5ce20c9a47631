"""A roster's files by browser: downloads and imports with a preview, behind links."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from cards.desk_file import read_desk_file
from desk.links import Purpose
from desk.roster import Override
from desk.rota import on_duty
from desk.spec import DeskSpec
from storage.adjustments import ending
from storage.duty_tables import MatterRow
from storage.work import Work
from tests.handlers.duty_desk import told
from tests.scheduler.duty import IN_TURN, TEXT
from tests.storage.conftest import desk
from tests.web.browsing import MONTH, ROSTER, Browser, browser, changed

__all__ = ["browser", "desk"]

pytestmark = pytest.mark.asyncio


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
