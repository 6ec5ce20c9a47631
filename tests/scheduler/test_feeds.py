"""Rosters kept in calendars elsewhere: read, kept while they fail, fetched from public places."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.planning import plan_file
from cards.announcements import announcement_message
from cards.desk_file import read_desk_file
from cards.duty_words import names_with
from desk.duty import leave, new_holes, override
from desk.languages import Language
from desk.matters import Announcement
from desk.rota import shifts
from desk.spec import DeskSpec
from scheduler.feeds import FeedReader
from scheduler.fetching import LARGEST, Fetch, NotFetched
from scheduler.sweep import fire_due
from scheduler.timetable import JOBS
from storage.adjustments import NewChange
from storage.duty_tables import MatterRow
from storage.engine_tables import OutboxRow
from storage.matters import matter_of
from storage.past import Past
from storage.work import Work
from tests.storage.conftest import Desk

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)  # the desk's time is 04:00 on that day
HOUR = timedelta(hours=1)
TEXT = """
tenants: {{slack: T0PAIDAN}}
people:
  wang: {{name: 小王 Bo, slack: U0BO}}
  zhou: {{name: 小周 Dan, slack: U0DAN}}
  chen: {{name: 老陈 Lea, slack: U0LEA}}
  li: {{name: 小李 Ana, slack: U0ANA}}
rosters:
  away: {{name: 外部排班, timezone: Asia/Shanghai, feed: "{url}"}}
groups:
  it-support:
    name: IT
    timezone: Asia/Shanghai
    members: [wang, zhou]
    leads: [chen]
    roster: away
    channels: [{{slack: C0ITSUP}}]
"""


def calendar(*events: tuple[str, int, int]) -> bytes:
    """Events by title, with the hours from Monday on from and to which they last."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x"]
    for number, (title, start, end) in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}", "DTSTAMP:20260301T000000Z"]
        lines += [f"DTSTART:{MONDAY + start * HOUR:%Y%m%dT%H%M%SZ}"]
        lines += [f"DTEND:{MONDAY + end * HOUR:%Y%m%dT%H%M%SZ}", f"SUMMARY:{title}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


@dataclass
class Elsewhere:
    """A calendar's server, and a desk with a roster that is read from it."""

    desk: Desk
    url: str
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    reader: FeedReader = field(default_factory=lambda: FeedReader(Fetch(may_be_local=True)))

    async def answer(self, _: web.Request) -> web.Response:
        """What the calendar's server says."""
        self.asked += 1
        return web.Response(body=self.body, status=self.status, headers=self.headers)

    async def look(self, later: timedelta = timedelta(0)) -> None:
        """A round, after some desk time."""
        await self.desk.store.advance(later)
        await self.reader.read_due(self.desk.store)

    async def pass_time(self, by: timedelta) -> None:
        """Time passes: what is due fires, and it is looked again."""
        await self.look(by)
        await fire_due(self.desk.store, JOBS)

    def on_duty(self, hour: int) -> list[str]:
        """Who is, so many hours from Monday on."""
        desk = self.desk.store.desk
        serving = desk.on_duty("it-support", MONDAY + hour * HOUR)
        return [desk.people[one.person].name for one in serving]

    async def warned(self) -> list[str]:
        """What leads were told, by kind."""
        rows = await MatterRow.filter(kind="announcement").order_by("id")
        return [row.payload.partition('"news":"')[2].partition('"')[0] for row in rows]


@pytest_asyncio.fixture
async def elsewhere(desk: Desk) -> AsyncIterator[Elsewhere]:
    """A roster that was read once: Bo till 12:00, then Dan, then Bo and Dan together."""
    place = Elsewhere(desk, "")
    app = web.Application()
    app.router.add_get("/duty.ics", place.answer)
    app.router.add_get("/away", _away)
    async with TestServer(app) as server:
        place.url = str(server.make_url("/duty.ics"))
        text = TEXT.format(url=place.url)
        spec = read_desk_file(text)
        assert isinstance(spec, DeskSpec), spec
        await desk.store.settings.apply(spec, text, "tests")
        place.body = calendar(
            ("小王 Bo", 0, 12), ("On call: Dan", 12, 24), ("小王", 24, 36), ("小周", 30, 40)
        )
        await place.look()
        yield place


async def _away(request: web.Request) -> web.Response:
    raise web.HTTPFound(request.query["to"])


@pytest.mark.asyncio
async def test_who_is_gone_from_the_desk_serves_no_longer(elsewhere: Elsewhere) -> None:
    """At once, although the calendar that was read last still names Dan."""
    assert elsewhere.on_duty(18) == ["小周 Dan"]
    text = TEXT.format(url=elsewhere.url).replace("[wang, zhou]", "[wang]")
    text = text.replace("  zhou: {name: 小周 Dan, slack: U0DAN}\n", "")
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec), spec
    await elsewhere.desk.store.settings.apply(spec, text, "tests")
    assert [elsewhere.on_duty(hour) for hour in (6, 18, 32)] == [["小王 Bo"], [], ["小王 Bo"]]


@pytest.mark.asyncio
async def test_who_left_the_group_serves_no_longer_and_leads_hear(elsewhere: Elsewhere) -> None:
    """Dan is still of the desk and in the calendar: off duty at once, and told once."""
    store = elsewhere.desk.store
    text = TEXT.format(url=elsewhere.url).replace("[wang, zhou]", "[wang]")
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec), spec
    await store.settings.apply(spec, text, "tests")
    assert [elsewhere.on_duty(hour) for hour in (6, 18, 32)] == [["小王 Bo"], [], ["小王 Bo"]]
    await elsewhere.pass_time(timedelta(minutes=15))
    assert await elsewhere.warned() == ["feed_outsider"]
    assert [row.lane for row in await OutboxRow.filter(kind="matter")] == ["slack:T0PAIDAN:U0LEA"]
    await store.settings.apply(spec, text, "tests")
    await elsewhere.pass_time(timedelta(minutes=15))
    assert await elsewhere.warned() == ["feed_outsider"]


@pytest.mark.asyncio
async def test_who_stands_there_without_belonging_is_told_of(elsewhere: Elsewhere) -> None:
    """The lead, by name, when they come to stand there; the shift is nobody's."""
    elsewhere.body = calendar(("小王", 0, 12), ("小李", 12, 24))
    for _ in range(2):
        await elsewhere.look(timedelta(minutes=15))
    assert elsewhere.on_duty(18) == []
    assert await elsewhere.warned() == ["feed_outsider"]
    desk, (row,) = elsewhere.desk.store.desk, await MatterRow.filter(kind="announcement")
    news = matter_of(row)
    assert isinstance(news, Announcement)
    said = announcement_message(news, desk, names_with(desk, {}), Language.ENGLISH).text
    assert said.startswith(
        "小李 Ana has shifts in the calendar of 外部排班 without belonging to IT"
    )


@pytest.mark.asyncio
async def test_a_plan_knows_the_shifts_that_were_read(elsewhere: Elsewhere, tmp_path: Path) -> None:
    """The file that is in force changes nobody's duty, and earlier settings had these shifts."""
    store, file = elsewhere.desk.store, tmp_path / "desk.yaml"
    text = TEXT.format(url=elsewhere.url)
    for written, changes in ((text, False), (text.replace("[wang, zhou]", "[wang]"), True)):
        file.write_text(written, encoding="utf-8")
        told = "\n".join(await plan_file(file, store, Language.ENGLISH))
        assert ("小周 Dan → " in told) is changes, told
    before = await Past(store).desk_of_version(store.desk.version)
    assert before is not None
    assert before.on_duty("it-support", MONDAY + 18 * HOUR) == store.desk.on_duty(
        "it-support", MONDAY + 18 * HOUR
    )


@pytest.mark.asyncio
async def test_the_shifts_that_stand_there_are_who_is_on_duty(elsewhere: Elsewhere) -> None:
    """By name or part of a name; beside each other where they overlap; nobody between."""
    found = [elsewhere.on_duty(hour) for hour in (5, 13, 25, 31, 39, 41)]
    bo, dan = "小王 Bo", "小周 Dan"
    assert found == [[bo], [dan], [bo], [bo, dan], [dan], []]


@pytest.mark.asyncio
async def test_each_event_is_one_shift(elsewhere: Elsewhere) -> None:
    """Also where another begins in the middle of it."""
    rota = elsewhere.desk.store.desk.rota("away")
    assert rota is not None
    spans = [
        (round((one.start - MONDAY) / HOUR), round((one.end - MONDAY) / HOUR))
        for one in shifts(rota, MONDAY, MONDAY + 48 * HOUR)
    ]
    assert spans == [(0, 12), (12, 24), (24, 36), (30, 40)]


@pytest.mark.asyncio
async def test_leave_and_overrides_count_on_top(elsewhere: Elsewhere) -> None:
    """Somebody who is away leaves a hole that is seen, and whoever takes over serves."""
    store = elsewhere.desk.store
    people = store.desk.people_keys
    rota, group = store.desk.rota("away"), store.desk.groups["it-support"]
    assert rota is not None
    away = leave(people["zhou"], (MONDAY + 12 * HOUR, MONDAY + 24 * HOUR), 1)
    holes = new_holes(rota, away)
    assert [(one.start, one.end) for one in holes] == [(away.start, away.end)]
    span = (MONDAY + 14 * HOUR, MONDAY + 16 * HOUR)
    cover = override(store.desk, group, span, people["wang"], people["zhou"], 1)
    for change in (away, cover):
        work = Work()
        work.also(NewChange(change).as_extra(store.settings.stamp))
        await store.commit(work)
        await store.settings.refresh()
    assert [elsewhere.on_duty(hour) for hour in (13, 15, 17)] == [[], ["小王 Bo"], []]


@pytest.mark.asyncio
async def test_it_is_read_each_quarter_of_an_hour(elsewhere: Elsewhere) -> None:
    """Not more often; and what didn't change disturbs nobody."""
    stamp = elsewhere.desk.store.settings.stamp
    await elsewhere.look(timedelta(minutes=14))
    assert elsewhere.asked == 1
    await elsewhere.look(timedelta(minutes=1))
    assert elsewhere.asked == 2
    assert elsewhere.desk.store.settings.stamp == stamp
    elsewhere.body = calendar(("Dan", 0, 24))
    await elsewhere.look(timedelta(minutes=15))
    assert elsewhere.on_duty(6) == ["小周 Dan"]


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [500, 404])
async def test_what_was_read_stays_while_it_fails(elsewhere: Elsewhere, status: int) -> None:
    """Leads are told once after a day, in their direct chat, and again only if it fails anew."""
    elsewhere.status = status
    await elsewhere.look(timedelta(minutes=15))
    assert elsewhere.on_duty(13) == ["小周 Dan"]
    await elsewhere.look(timedelta(hours=23))
    assert await elsewhere.warned() == []
    await elsewhere.look(timedelta(hours=2))
    await elsewhere.look(timedelta(hours=2))
    assert await elsewhere.warned() == ["feed_stale"]
    assert [row.lane for row in await OutboxRow.filter(kind="matter")] == ["slack:T0PAIDAN:U0LEA"]
    elsewhere.status = 200
    await elsewhere.look(timedelta(hours=1))
    elsewhere.status = 500
    await elsewhere.look(timedelta(hours=25))
    assert await elsewhere.warned() == ["feed_stale", "feed_stale"]


@pytest.mark.asyncio
async def test_an_empty_calendar_empties_no_roster(elsewhere: Elsewhere) -> None:
    """Leads are told at once, and only once; names of nobody count as empty too."""
    for body in (calendar(), calendar(), calendar(("Somebody else", 12, 24))):
        elsewhere.body = body
        await elsewhere.look(timedelta(minutes=15))
    assert elsewhere.on_duty(13) == ["小周 Dan"]
    assert await elsewhere.warned() == ["feed_empty"]
    feed = await elsewhere.desk.store.feeds.of("away")
    assert feed is not None
    assert feed.problem == "empty"


@pytest.mark.asyncio
async def test_what_is_no_calendar_changes_nothing(elsewhere: Elsewhere) -> None:
    """A page, a bomb, a packed answer: refused, and what was read stays."""
    tries: list[tuple[bytes, dict[str, str], str]] = [
        (b"<html>", {}, "not_a_calendar"),
        (b"x" * (LARGEST + 1), {}, "too_big"),
        (b"\x1f\x8b", {"Content-Encoding": "gzip"}, "packed"),
    ]
    for body, headers, problem in tries:
        elsewhere.body, elsewhere.headers = body, headers
        await elsewhere.look(timedelta(minutes=15))
        feed = await elsewhere.desk.store.feeds.of("away")
        assert feed is not None
        assert feed.problem == problem
    assert elsewhere.on_duty(13) == ["小周 Dan"]


@pytest.mark.asyncio
async def test_private_addresses_are_not_fetched(elsewhere: Elsewhere) -> None:
    """Not by number, by name, by a number in disguise, and by no redirect; unless they may be."""
    port = elsewhere.url.rpartition(":")[2].partition("/")[0]
    asked = elsewhere.asked
    hosts = ("127.0.0.1", "localhost", "[::1]", "2130706433", "127.1", "[::ffff:127.0.0.1]")
    for host in hosts:
        with pytest.raises(NotFetched, match=r"not_public|not_an_address"):
            await Fetch().get(f"http://{host}:{port}/duty.ics")
    assert elsewhere.asked == asked
    assert await Fetch(may_be_local=True).get(elsewhere.url)
    for target in ("file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:1/"):
        address = elsewhere.url.replace("/duty.ics", f"/away?to={target}")
        with pytest.raises(NotFetched, match="not_an_address"):
            await Fetch(may_be_local=True).get(address)


@pytest.mark.asyncio
async def test_redirects_end(elsewhere: Elsewhere) -> None:
    """A calendar may have moved, but doesn't lead in circles."""
    away = elsewhere.url.replace("/duty.ics", "/away?to=")
    assert await Fetch(may_be_local=True).get(away + elsewhere.url)
    app = web.Application()

    async def round_and_round(request: web.Request) -> web.Response:
        raise web.HTTPFound(str(request.url))

    app.router.add_get("/", round_and_round)
    async with TestServer(app) as server:
        with pytest.raises(NotFetched, match="too_many_redirects"):
            await Fetch(may_be_local=True).get(str(server.make_url("/")))


@pytest.mark.parametrize(
    ("roster", "mistake"),
    [
        ('{feed: "https://calendar.example/a.ics"}', ""),
        ('{feed: "http://127.0.0.1:9/a.ics"}', ""),
        ('{feed: "http://calendar.example/a.ics"}', "deskfile.want_feed"),
        ('{feed: "file:///etc/passwd"}', "deskfile.want_feed"),
        ('{feed: "https://["}', "deskfile.want_feed"),
        ("{name: x}", "deskfile.missing"),
        (
            '{feed: "https://a.example", layers: {a: {people: [wang], start: 2026-01-01}}}',
            "deskfile.feed_or_layers",
        ),
    ],
)
def test_a_feed_in_desk_yaml(roster: str, mistake: str) -> None:
    """An address instead of layers, by TLS unless it is on this machine."""
    text = TEXT.format(url="https://x.example").replace(
        '{name: 外部排班, timezone: Asia/Shanghai, feed: "https://x.example"}', roster
    )
    read = read_desk_file(text)
    if mistake:
        assert isinstance(read, tuple)
        assert [one.key for one in read] == [mistake]
    else:
        assert isinstance(read, DeskSpec), read
        assert read.rosters[0].feed
