"""Files are fetched after the answer: once, whole, from where they may be; or people are told."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from desk.address import MessengerName, Place
from desk.errors import Busy, Gone
from desk.events import Visibility
from desk.files import File, FileState, NewFile
from desk.languages import Language
from desk.matters import Announcement, News
from desk.moves import Action
from scheduler.downloads import Whence
from scheduler.files import MOST_ATTEMPTS, FileFetcher
from storage.duty_tables import MatterRow
from storage.engine_tables import OutboxRow
from storage.file_folder import PARTS, FileFolder
from storage.file_tables import FileRow
from storage.matters import matter_of
from storage.work import Work
from tests.storage.conftest import ANA, FRONTLINE, Desk

pytestmark = pytest.mark.asyncio

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
LARGEST = 1000
TOKEN = {"Authorization": "Bearer secret"}


@dataclass
class Messenger:
    """A far end with files, and a fetcher that gets them for a desk."""

    desk: Desk
    folder: FileFolder
    fetcher: FileFetcher
    url: str = ""
    content: bytes = PNG
    kind: str = "image/png"
    status: int = 200
    location: str = ""
    refuses: Exception | None = None
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[str] = field(default_factory=list)

    async def whence(self, reference: str) -> Whence:
        """As a messenger's source does."""
        if self.refuses:
            raise self.refuses
        return Whence(f"{self.url}/{reference}", TOKEN, own=(self.url,))

    async def serve(self, request: web.Request) -> web.Response:
        """The file."""
        self.asked.append(request.headers.get("Authorization", ""))
        await self.may_answer.wait()
        if self.location:
            return web.Response(status=302, headers={"Location": self.location})
        return web.Response(body=self.content, content_type=self.kind, status=self.status)

    async def sent(self, name: str = "smoke.png", **more: object) -> int:
        """Ana opens a ticket with a file; its number."""
        number = await self.desk.opened()
        new = NewFile(
            reference="F1",
            name=name,
            account=ANA,
            place=Place(FRONTLINE.conversation, "C0FRONT/1.2"),
            visibility=Visibility.REPORTER,
            language=Language.ENGLISH,
            ticket=number,
        )
        work = Work(key=f"k{number}")
        work.files.append(replace(new, **more))  # type: ignore[arg-type] # a test's own fields
        await self.desk.store.commit(work)
        return number

    async def fetch(self) -> None:
        """One round, to its end."""
        await self.fetcher.fetch_due(self.desk.store)
        await self.fetcher.finish()

    async def file(self, ticket: int) -> File:
        """The ticket's file as it is now."""
        row = await FileRow.get(ticket_id=ticket)
        file = await self.desk.store.files.numbered(row.id)
        assert file is not None
        return file

    async def told(self) -> Announcement:
        """What the sender was told last."""
        row = await MatterRow.all().order_by("-id").first()
        assert row is not None
        assert await OutboxRow.filter(matter_id=row.id, thread="C0FRONT/1.2").exists()
        matter = matter_of(row)
        assert isinstance(matter, Announcement)
        return matter

    def kept(self) -> list[Path]:
        """Every content in the folder."""
        return [path for path in self.folder.folder.rglob("*") if path.is_file()]


@pytest_asyncio.fixture
async def messenger(desk: Desk, tmp_path: Path) -> AsyncIterator[Messenger]:
    """Slack's far end, which answers at once unless a test holds it."""
    folder = FileFolder(tmp_path / "files")
    fetcher = FileFetcher(folder, {}, LARGEST, timedelta(seconds=5))
    far_end = Messenger(desk, folder, fetcher)
    far_end.may_answer.set()
    fetcher.sources = {MessengerName.SLACK: far_end}
    app = web.Application()
    app.router.add_get("/{file}", far_end.serve)
    async with TestServer(app) as server:
        far_end.url = str(server.make_url("")).rstrip("/")
        yield far_end
        far_end.may_answer.set()
        await fetcher.close(desk.store)


async def test_a_file_is_kept_and_is_an_event_of_its_ticket(messenger: Messenger) -> None:
    """By its content, with who sent it; its card has to be drawn anew."""
    number = await messenger.sent()
    await messenger.fetch()
    file, store = await messenger.file(number), messenger.desk.store
    assert (file.state, file.name, file.kind) == (FileState.FETCHED, "smoke.png", "image/png")
    assert messenger.folder.path(file.digest).read_bytes() == PNG
    ticket = await store.tickets.numbered(number)
    assert ticket is not None
    event = await store.history.event(number, ticket.version)
    assert (event.action, event.body, ticket.files) == (Action.ATTACH, "smoke.png", 1)
    assert event.facts["sha256"] == file.digest
    assert event.person == ticket.reporter
    assert (await store.audit.verify()).flaw is None
    assert messenger.asked == ["Bearer secret"]


async def test_the_same_content_is_kept_once(messenger: Messenger) -> None:
    """Two tickets, two names, one file in the folder, and nothing unfinished beside it."""
    one, two = await messenger.sent("a.png"), await messenger.sent("b.png")
    await messenger.fetch()
    assert (await messenger.file(one)).digest == (await messenger.file(two)).digest
    assert [path.parent.name for path in messenger.kept()] != [PARTS]
    assert len(messenger.kept()) == 1


async def test_a_delivery_that_comes_again_brings_no_second_file(messenger: Messenger) -> None:
    """The act is known by its key, and the file with it."""
    number = await messenger.sent()
    work = Work(key=f"k{number}")
    work.files.append(
        NewFile(
            reference="F1",
            account=ANA,
            place=FRONTLINE,
            visibility=Visibility.REPORTER,
            language=Language.ENGLISH,
            ticket=number,
        )
    )
    assert (await messenger.desk.store.commit(work)).repeated
    assert await FileRow.all().count() == 1


@pytest.mark.parametrize(
    ("content", "claimed", "news", "state"),
    [
        (b"x" * (LARGEST + 1), 0, News.FILE_TOO_BIG, FileState.TOO_BIG),
        (PNG, LARGEST + 1, News.FILE_TOO_BIG, FileState.TOO_BIG),
        (b"", 0, News.FILE_EMPTY, FileState.FAILED),
    ],
)
async def test_what_is_not_taken_is_told_where_it_was_sent(
    messenger: Messenger, content: bytes, claimed: int, news: News, state: FileState
) -> None:
    """By what it is, or already by what it claims to be; it is not tried again."""
    messenger.content = content
    number = await messenger.sent(size=claimed)
    await messenger.fetch()
    assert (await messenger.file(number)).state is state
    told = await messenger.told()
    assert (told.news, told.facts["file"], told.facts["ticket"]) == (news, "smoke.png", number)
    await messenger.fetch()
    assert len(messenger.asked) == (0 if claimed else 1)
    assert not messenger.kept()


async def test_a_page_called_a_picture_is_no_picture(messenger: Messenger) -> None:
    """It is kept as bytes under a name that no browser would show."""
    messenger.content = b"<html><script>alert(1)</script>"
    number = await messenger.sent("../cat\u202e.png")
    await messenger.fetch()
    file = await messenger.file(number)
    assert (file.name, file.kind) == ("cat .png.bin", "application/octet-stream")


async def test_a_page_to_sign_in_is_not_the_file(messenger: Messenger) -> None:
    """A messenger that wants more rights answers so, and with success."""
    messenger.content, messenger.kind = b"<!DOCTYPE html><title>Sign in", "text/html"
    number = await messenger.sent()
    await messenger.fetch()
    assert (await messenger.file(number)).state is FileState.FAILED
    assert (await messenger.told()).news is News.FILE_FAILED


async def test_what_fails_is_tried_again_and_given_up_at_last(messenger: Messenger) -> None:
    """A far end in trouble may recover; after some minutes its sender is told, once."""
    messenger.status = 503
    number = await messenger.sent()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        await messenger.fetch()
        assert len(messenger.asked) == attempt
        await messenger.fetch()  # not yet
        assert len(messenger.asked) == attempt
        messenger.desk.wait(3 * 4**attempt)
    assert (await messenger.file(number)).state is FileState.FAILED
    assert (await messenger.told()).news is News.FILE_FAILED
    assert await MatterRow.all().count() == 1


async def test_a_messenger_in_trouble_is_asked_again(messenger: Messenger) -> None:
    """It recovers, and the file is there."""
    messenger.refuses = Busy("later")
    number = await messenger.sent()
    await messenger.fetch()
    assert (await messenger.file(number)).state is FileState.WANTED
    messenger.refuses = None
    messenger.desk.wait(5)
    await messenger.fetch()
    assert (await messenger.file(number)).state is FileState.FETCHED


async def test_a_file_that_is_gone_is_not_asked_for_twice(messenger: Messenger) -> None:
    """The messenger has said so."""
    messenger.refuses = Gone("deleted")
    number = await messenger.sent()
    await messenger.fetch()
    assert (await messenger.file(number)).state is FileState.FAILED


async def test_credentials_and_connections_do_not_go_astray(messenger: Messenger) -> None:
    """A redirect to an address inside is not followed: it isn't the messenger's own."""
    messenger.location = messenger.url.replace("127.0.0.1", "127.0.0.2") + "/F1"
    number = await messenger.sent()
    await messenger.fetch()
    assert len(messenger.asked) == 1
    assert (await messenger.file(number)).state is FileState.FAILED


async def test_a_slow_far_end_keeps_no_other_file_waiting(messenger: Messenger) -> None:
    """A round begins what is wanted, and returns; what it has begun isn't begun again."""
    messenger.may_answer.clear()
    number = await messenger.sent()
    await messenger.fetcher.fetch_due(messenger.desk.store)
    await messenger.fetcher.fetch_due(messenger.desk.store)
    messenger.may_answer.set()
    await messenger.fetcher.finish()
    assert (await messenger.file(number)).state is FileState.FETCHED
    assert len(messenger.asked) == 1


async def test_a_far_end_that_takes_too_long_is_left(messenger: Messenger) -> None:
    """Within the lease it is given up for this time, and tried again later."""
    messenger.may_answer.clear()
    messenger.fetcher.lease = timedelta(seconds=0.2)
    number = await messenger.sent()
    await messenger.fetch()
    messenger.may_answer.set()
    assert (await messenger.file(number)).state is FileState.WANTED
    assert (await FileRow.get(ticket_id=number)).error == "too_slow"
    assert not messenger.kept()


async def test_a_stop_leaves_the_file_to_the_next_start(messenger: Messenger) -> None:
    """What was under way is let go at once, and nothing of it stays in the folder."""
    messenger.may_answer.clear()
    number = await messenger.sent()
    await messenger.fetcher.fetch_due(messenger.desk.store)
    await messenger.fetcher.close(messenger.desk.store)
    messenger.may_answer.set()
    assert not messenger.kept()
    await messenger.fetch()
    assert (await messenger.file(number)).state is FileState.FETCHED


async def test_what_a_killed_process_left_half_way_goes(messenger: Messenger) -> None:
    """After a day; what may still be arriving stays."""
    for name, age in (("old", timedelta(hours=25)), ("new", timedelta(hours=1))):
        part = messenger.folder.folder / PARTS / name
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(PNG)
        then = (messenger.desk.store.clock.real() - age).timestamp()
        os.utime(part, (then, then))
    await messenger.fetcher.tidy(messenger.desk.store)
    assert [path.name for path in messenger.kept()] == ["new"]


async def test_a_killed_replica_loses_no_file(messenger: Messenger) -> None:
    """Its claim ends, and another takes the file up."""
    number = await messenger.sent()
    assert await messenger.desk.store.files.claim(5_000, 4)
    await messenger.fetch()
    assert not messenger.asked
    messenger.desk.wait(6)
    await messenger.fetch()
    assert (await messenger.file(number)).state is FileState.FETCHED
