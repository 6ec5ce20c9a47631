"""A roster's calendars by browser: fetched, and imported."""

import pytest

from cards.desk_file import read_desk_file
from desk.links import Purpose
from desk.rota import on_duty
from desk.spec import DeskSpec
from storage.calendar_addresses import begin_anew
from storage.work import Work
from tests.scheduler.duty import IN_TURN, TEXT
from tests.storage.conftest import desk
from tests.web.browsing import ROSTER, Browser, browser

__all__ = ["browser", "desk"]

pytestmark = pytest.mark.asyncio


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
