"""Rosters as files: out by a link from chat, changed, back in, told once; calendars both ways."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import pytest_asyncio
from aiohttp import FormData, web
from aiohttp.test_utils import TestServer

from cards.ical_reader import IcalShifts, read_ical
from tests.sandbox.conftest import eventually
from tests.stories.test_duty import SHANGHAI, asked, desk_time, desk_yaml
from tests.town import Town, settled
from tests.townspeople import IT_DING, IT_SUPPORT, OnSlack

pytestmark = pytest.mark.asyncio

NAMES = {"小王 Bo", "小周 Dan", "小李 Ana"}
LINK = re.compile(r"<(http[^|>]+)\|([^>]*)>")
PNG = b"\x89PNG"


@pytest_asyncio.fixture
async def rostered(town: Town, tmp_path: Path) -> AsyncIterator[Town]:
    """The town with a roster of its own for this story, applied and noticed."""
    await apply(town, tmp_path, desk_yaml(name=name_of(tmp_path)))
    await eventually(lambda: _said(town.lead.slack, "preview", name_of(tmp_path)))
    yield town


def name_of(folder: Path) -> str:
    """A name for this story's roster, with nothing in it that a messenger escapes."""
    return f"IT-{folder.name}".replace("_", "-")


async def apply(town: Town, folder: Path, text: str) -> None:
    """Have a desk.yaml applied."""
    file = folder / "desk.yaml"
    file.write_text(text, encoding="utf-8")
    done = town.bot.command("apply", str(file))
    assert done.returncode == 0, done.stderr + done.stdout


async def _said(who: OnSlack, line: str, words: str) -> bool:
    return words in await asked(who, line)


async def links(who: OnSlack, line: str) -> dict[str, str]:
    """The links in the answer to `/duty …`, by what stands on them."""
    answer = await who.hand.post(
        "/control/slack/command", user=who.user, channel=IT_SUPPORT, command="/duty", text=line
    )
    texts = (block.get("text", {}).get("text", "") for block in answer["shown"][0]["blocks"])
    return {
        label: address.replace("&amp;", "&")
        for text in texts
        for address, label in LINK.findall(text)
    }


async def fetched(town: Town, address: str, status: int = 200) -> bytes:
    """What stands at an address."""
    async with town.hand.http.get(address) as answer:
        body = await answer.read()
        assert answer.status == status, body
        return body


async def posted(town: Town, address: str, file: bytes) -> tuple[int, str]:
    """Send a form with a file."""
    form = FormData()
    form.add_field("file", file, filename="roster.xlsx")
    async with town.hand.http.post(address, data=form) as answer:
        return answer.status, await answer.text()


def open_sheet(file: Path, data: bytes) -> tuple[Any, Any]:
    """A workbook with its visible sheet."""
    file.write_bytes(data)
    book = openpyxl.load_workbook(file)
    return book, book.worksheets[0]


def swap_one_day(file: Path, data: bytes, day: int) -> tuple[bytes, str, str]:
    """The sheet with the shift of a day given to somebody else; from whom, and to whom."""
    book, sheet = open_sheet(file, data)
    head = next(row for row in sheet.iter_rows(max_row=15) if _days(row).count(day) == 1)
    column = next(cell.column for cell in head if _day(cell) == day)
    rows = {str(cell.value): cell.row for cell in sheet["A"] if str(cell.value) in NAMES}
    was = next(name for name, row in rows.items() if sheet.cell(row, column).value)
    becomes = next(name for name in sorted(rows) if name != was)
    code = sheet.cell(rows[was], column).value
    sheet.cell(rows[was], column).value = None
    sheet.cell(rows[becomes], column).value = code
    book.save(file)
    return file.read_bytes(), was, becomes


def _days(row: Any) -> list[int | None]:
    return [_day(cell) for cell in row]


def _day(cell: Any) -> int | None:
    value = cell.value
    return value.day if isinstance(value, datetime) else value if isinstance(value, int) else None


def applying(page: str, address: str) -> tuple[str, bytes]:
    """What the button of a preview sends, and where to."""
    where = re.search(r'action="(apply\?t=[^"]+)"', page)
    file = re.search(r'name="file" value="([^"]+)"', page)
    assert where, page
    assert file
    return address.partition("/import")[0] + "/" + where[1], file[1].encode()


async def test_a_sheet_goes_out_and_comes_back_changed(rostered: Town, tmp_path: Path) -> None:
    """By links from Slack: preview, apply, the week shows it, and the group is told once."""
    town, lead = rostered, rostered.lead.slack
    tomorrow = (await desk_time(town)).astimezone(SHANGHAI) + timedelta(days=1)
    given = await links(lead, f"sheet {tomorrow:%Y-%m}")
    download, template, upload = given.values()
    assert await fetched(town, template)
    sheet = await fetched(town, download)
    data, was, becomes = swap_one_day(tmp_path / "roster.xlsx", sheet, tomorrow.day)
    assert b'type="file"' in await fetched(town, upload)
    status, page = await posted(town, upload, data)
    assert status == 200, page
    assert f"{becomes} instead of {was}" in page
    assert "data:image/png;base64," in page
    before = await asked(lead, "week")
    where, file = applying(page, upload)
    assert (await posted(town, where, file))[0] == 200
    after = await asked(lead, "week")
    new = set(after.splitlines()) - set(before.splitlines())
    assert any(becomes in line for line in new), (before, after)
    assert "applied before" in (await posted(town, where, file))[1]
    told = name_of(tmp_path)
    await lead.reads(f"one change into {told}", IT_SUPPORT)
    await town.on_call.dingtalk.reads(told, IT_DING)
    await settled()
    assert len(await lead.bot_says(f"one change into {told}", IT_SUPPORT)) == 1


async def test_mistakes_in_a_sheet_are_told_by_cell(rostered: Town, tmp_path: Path) -> None:
    """Nothing can be applied then; who is no lead isn't even given a place to import."""
    town = rostered
    month = f"{await desk_time(town):%Y-%m}"
    download, _, upload = (await links(town.lead.slack, f"sheet {month}")).values()
    book, sheet = open_sheet(tmp_path / "roster.xlsx", await fetched(town, download))
    row = next(cell.row for cell in sheet["A"] if cell.value in NAMES)
    wrong = next(cell for cell in sheet[row][2:] if cell.value)
    wrong.value = "zzz"
    book.save(tmp_path / "roster.xlsx")
    status, page = await posted(town, upload, (tmp_path / "roster.xlsx").read_bytes())
    assert status == 422
    assert f"{wrong.coordinate}" in page
    assert "apply?t=" not in page
    assert len(await links(town.on_call.slack, "sheet")) == 2


async def test_calendars_go_out_by_addresses_that_can_be_voided(rostered: Town) -> None:
    """They are read back as the shifts; new addresses end the old ones; none is in the log."""
    town, bo = rostered, rostered.on_call.slack
    own, of_roster = (await links(bo, "calendar")).values()
    people = {"小王 Bo": 1, "小周 Dan": 2, "小李 Ana": 3, "老陈 Lea": 4}
    now = await desk_time(town)
    found = []
    for address in (own, of_roster):
        data = await fetched(town, address)
        read = read_ical(data, now, now + timedelta(days=9), people, "Asia/Shanghai")
        assert isinstance(read, IcalShifts)
        assert not read.unknown
        found.append({person for _, _, person in read.shifts})
    assert found == [{1}, {1, 2, 3, 4}]
    anew = (await links(bo, "calendar new")).values()
    assert await fetched(town, next(iter(anew)))
    await fetched(town, own, 404)
    await fetched(town, of_roster, 404)
    assert own.partition("t=")[2] not in town.bot.log


async def test_a_preview_shows_a_picture(rostered: Town) -> None:
    """On both messengers, by an address that they can fetch."""
    town = rostered
    answer = await town.hand.post(
        "/control/slack/command",
        user=town.lead.slack.user,
        channel=IT_SUPPORT,
        command="/duty",
        text="preview",
    )
    image = next(block for block in answer["shown"][0]["blocks"] if block["type"] == "image")
    assert (await fetched(town, image["image_url"])).startswith(PNG)
    await town.on_call.dingtalk.says("排班预览")
    said = (await town.on_call.dingtalk.reads("picture.png", IT_DING))["text"]
    address = re.search(r"!\[[^\]]*\]\((http[^)]+)\)", said)
    assert address
    assert (await fetched(town, address[1])).startswith(PNG)


async def test_a_month_goes_out_and_in_by_command(rostered: Town, tmp_path: Path) -> None:
    """`paidan roster export` and `import`, which changes nothing without --apply."""
    town, file = rostered, tmp_path / "month.xlsx"
    day = (await desk_time(town)).astimezone(SHANGHAI) + timedelta(days=2)
    done = town.bot.command(
        "roster", "export", "it-duty", "--month", f"{day:%Y-%m}", "-o", str(file)
    )
    assert done.returncode == 0, done.stderr
    data, was, becomes = swap_one_day(file, file.read_bytes(), day.day)
    file.write_bytes(data)
    for arguments, told in (((), "--apply"), (("--apply",), "Done"), ((), "changes nothing")):
        done = town.bot.command("roster", "import", str(file), *arguments)
        assert done.returncode == 0, done.stderr
        assert told in done.stdout
    assert was != becomes
    await town.lead.slack.reads(f"one change into {name_of(tmp_path)}", IT_SUPPORT)


async def test_a_roster_is_read_from_a_calendar_elsewhere(town: Town, tmp_path: Path) -> None:
    """Who is on duty, how fresh that is, and a lead told once when it can't be read for a day."""
    start = (await desk_time(town)).astimezone(UTC) - timedelta(hours=1)
    answers = {"status": 200}
    body = _calendar("小周 Dan", start, start + timedelta(days=20))

    async def duty(_: web.Request) -> web.Response:
        return web.Response(text=body, status=answers["status"])

    app = web.Application()
    app.router.add_get("/duty.ics", duty)
    name = f"Away-{name_of(tmp_path)}"
    async with TestServer(app) as server:
        text = desk_yaml(name=name)
        before, _, after = text.partition("    layers:\n")
        rest = after.partition("  store-duty:")[2]
        feed = f'    feed: "{server.make_url("/duty.ics")}"\n'
        await apply(town, tmp_path, f"{before}{feed}  store-duty:{rest}")
        lead = town.lead.slack
        await eventually(lambda: _said(lead, "", f"{name} is kept in a calendar elsewhere, read"))
        await eventually(lambda: _said(lead, "", "Primary: 小周 Dan"))
        answers["status"] = 500
        await town.advance(timedelta(hours=25).total_seconds())
        told = f"{name} 的外部日历"
        await lead.reads(told)
        await town.advance(timedelta(hours=2).total_seconds())
        await settled(2.5)
        assert len(await lead.bot_says(told, lead.chat)) == 1
        assert "小周 Dan" in await asked(lead, "")
        assert "can't be read" in await asked(lead, "")


def _calendar(title: str, start: datetime, end: datetime) -> str:
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1"),
        *("DTSTAMP:20260301T000000Z", f"DTSTART:{start:%Y%m%dT%H%M%SZ}"),
        *(f"DTEND:{end:%Y%m%dT%H%M%SZ}", f"SUMMARY:{title}", "END:VEVENT", "END:VCALENDAR", ""),
    )
    return "\r\n".join(lines)
