"""Files that people sent: fetched after the answer, kept once, and then shown and told of.

What is to be fetched stands in the table `file`, so nothing is lost with a process. A file that
can't be had is tried again for some minutes; then whoever sent it is told.
"""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import structlog

from cards.words import words
from desk.acts import decide_move
from desk.address import MessengerName
from desk.errors import Busy, Conflict, Fact, Gone, Unsure
from desk.events import Said
from desk.file_kinds import FileKind, kind_of
from desk.files import File, FileState, name_for, safe_name
from desk.matters import Announcement, News
from desk.moves import Action
from desk.notices import Notice, NoticeKind
from desk.people import Actor, Role
from scheduler.downloads import Whence, download
from scheduler.fetching import NotFetched
from storage.file_folder import Arriving, FileFolder
from storage.files import Outcome
from storage.store import Store
from storage.work import Work

MEGABYTE = 1_000_000
AT_ONCE = 4
MOST_ATTEMPTS = 6
FIRST_PAUSE_MS = 2_000  # then four times as long each time
FOR_GOOD: Mapping[str, tuple[FileState, News]] = {
    "too_big": (FileState.TOO_BIG, News.FILE_TOO_BIG),
    "empty": (FileState.FAILED, News.FILE_EMPTY),
    **dict.fromkeys(
        ("gone", "refused", "not_public", "not_an_address", "http_404", "http_410", "http_403"),
        (FileState.FAILED, News.FILE_FAILED),
    ),
}
"""Why a file will never come, and what is said then; everything else may pass."""

log = structlog.get_logger()


class FileSource(Protocol):
    """A messenger that keeps files; it raises Busy and Unsure (later) and Gone (never)."""

    async def whence(self, reference: str) -> Whence:
        """Where a file can be had now."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """A file that has arrived."""

    digest: str
    size: int
    kind: FileKind


@dataclass(slots=True)
class FileFetcher:
    """Fetches what is wanted, some at once; `largest` is in bytes."""

    folder: FileFolder
    sources: Mapping[MessengerName, FileSource]
    largest: int
    lease: timedelta
    _under_way: dict[asyncio.Task[None], int] = field(default_factory=dict)

    async def fetch_due(self, store: Store) -> None:
        """Begin with what is wanted; a slow one keeps no other waiting."""
        lease_ms = round(self.lease.total_seconds() * 1000)
        for file in await store.files.claim(lease_ms, AT_ONCE - len(self._under_way)):
            task = asyncio.create_task(self._deal_with(store, file))
            self._under_way[task] = file.id
            task.add_done_callback(self._under_way.pop)

    async def tidy(self, store: Store) -> None:
        """Clear the folder of what never arrived."""
        await self.folder.tidy(store.clock.real())

    async def finish(self) -> None:
        """Wait for what is under way."""
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def close(self, store: Store) -> None:
        """Leave what is under way to others, or to the next start."""
        left = dict(self._under_way)
        for task in left:
            task.cancel()
        await self.finish()
        for task, file in left.items():
            if task.cancelled():
                await store.files.let_go(file)

    async def _deal_with(self, store: Store, file: File) -> None:
        structlog.contextvars.bind_contextvars(file=file.id, ticket=file.ticket)
        try:
            await self._fetch(store, file)
        except Exception:  # the database, most likely: the claim ends, and it is taken up again
            log.exception("What became of a file could not be kept.")

    async def _fetch(self, store: Store, file: File) -> None:
        try:
            here = await self._fetched(file)
        except NotFetched as problem:
            await self._not_fetched(store, file, str(problem))
        except (Busy, Unsure, Gone) as problem:
            log.warning("A messenger doesn't hand out a file.", why=str(problem))
            word = "gone" if isinstance(problem, Gone) else "not_reached"
            await self._not_fetched(store, file, word)
        except Exception as broken:
            log.exception("A file could not be taken in.")
            await self._not_fetched(store, file, type(broken).__name__)
        else:
            await _keep(store, file, here)

    async def _fetched(self, file: File) -> Here:
        """The file, in the folder.

        Raises:
            NotFetched: it isn't to be had, or not to be taken.
        """
        if file.claimed_size > self.largest:
            raise NotFetched("too_big")
        source = self.sources.get(file.place.conversation.messenger)
        if source is None:
            raise NotFetched("not_connected")
        whence = await source.whence(file.reference)
        async with self.folder.arriving() as arriving:
            seconds = self.lease.total_seconds() * 0.8
            given = await download(whence, arriving, self.largest, seconds)
            _must_be_the_file(file, given, arriving)
            digest = await self.folder.keep(arriving)
            return Here(digest, arriving.size, kind_of(arriving.head))

    async def _not_fetched(self, store: Store, file: File, word: str) -> None:
        lasting = FOR_GOOD.get(word)
        if lasting is None and file.attempts < MOST_ATTEMPTS:
            pause = FIRST_PAUSE_MS * 4 ** (file.attempts - 1)
            log.warning("A file was not fetched; it is tried again.", why=word)
            spread = random.uniform(0.8, 1.2)  # noqa: S311 - a pause is no secret
            await store.files.again(file.id, round(pause * spread), word)
            return
        state, news = lasting or (FileState.FAILED, News.FILE_FAILED)
        log.warning("A file is given up.", why=word)
        await self._give_up(store, file, Outcome(file.id, state, file.name, error=word), news)

    async def _give_up(self, store: Store, file: File, outcome: Outcome, news: News) -> None:
        """Whoever sent it hears of it where they sent it."""
        ticket = await store.tickets.numbered(file.ticket)
        unnamed = words(file.language).say("file.unnamed")
        shown = safe_name(file.name) if file.name else unnamed
        facts: dict[str, Fact] = {
            "file": shown,
            "ticket": file.ticket,
            "limit": self.largest // MEGABYTE,
        }
        work = Work(key=f"file:{file.id}:given-up")
        work.also(outcome.as_extra())
        work.keep_matter(
            Announcement(
                group=ticket.group if ticket else store.desk.default_group,
                news=news,
                at=store.clock.now(),
                facts=facts,
            ),
            notices=(Notice(NoticeKind.MATTER, file.place, file.language, (file.person,)),),
        )
        try:
            await store.commit(work)
        except Conflict:
            log.info("Another replica has dealt with a file.")


def _must_be_the_file(file: File, given: str, arriving: Arriving) -> None:
    """A messenger that wants a right which we don't have answers with a page to sign in."""
    is_page = given == "text/html" and file.claimed_kind != "text/html"
    if is_page and arriving.head.lstrip()[:1] == b"<":
        raise NotFetched("refused")


async def _keep(store: Store, file: File, here: Here) -> None:
    """An event of the ticket: its cards show the file, and it goes to where it isn't yet."""
    name = name_for(file.name or _unnamed(here.kind), here.kind)
    outcome = Outcome(
        file.id, FileState.FETCHED, name, here.kind.media_type, here.size, here.digest
    )

    async def decide() -> Work:
        work, ticket = Work(), await store.tickets.numbered(file.ticket)
        now = await store.files.numbered(file.id)
        if ticket is None or now is None or now.state is not FileState.WANTED:
            return work
        person = await store.directory.person(file.person)
        by = Actor(
            person, file.account, store.directory.account(file.account), frozenset({Role.DESK})
        )
        facts: dict[str, Fact] = {
            "file": file.id,
            "sha256": here.digest,
            "seen": file.visibility.value,
        }
        said = Said(text=name, facts=facts)
        at, desk = store.clock.now(), store.desk
        work.keep(decide_move(ticket, Action.ATTACH, by, at, said, desk, file.place))
        work.also(outcome.as_extra())
        return work

    await store.act(decide)
    log.info("A file is here.", kind=here.kind.media_type, size=here.size)


def _unnamed(kind: FileKind) -> str:
    """DingTalk's pictures have no names."""
    what = kind.media_type.partition("/")[0]
    stem = what if what in {"image", "audio", "video"} else "file"
    return f"{stem}.{kind.endings[0]}" if kind.endings else stem
