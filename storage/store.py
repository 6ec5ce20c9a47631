"""The way in: a store opened on a database, with its reads by noun and `commit` for acts."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import IO

from tortoise import Tortoise

from desk.address import AccountAddress, MessengerName
from desk.errors import Conflict, Refusal
from desk.groups import Desk
from desk.links import Links
from desk.moves import STAFF
from desk.pace import Pace
from desk.people import Actor, Role
from desk.ticket import Ticket
from storage.act import Surroundings
from storage.adjustments import Adjustments
from storage.answers import Answers
from storage.audit import Audit
from storage.calendar_addresses import CalendarAddresses
from storage.calls import Calls
from storage.candidates import Candidates
from storage.chain import Sealer
from storage.choices import Choices
from storage.clock import FOLLOWED_FROM_MS, Clock
from storage.committer import Committer
from storage.database import Database, DatabaseUnreachable, WrongSecret, lock_for_one_bot
from storage.digests import gather_steps
from storage.directory import Directory
from storage.engine_tables import InboxRow
from storage.feeds import Feeds
from storage.files import Files
from storage.floods import Floods
from storage.gathering import Gathering
from storage.history import History
from storage.introductions import Introductions
from storage.lanes import Claim, Claimed, claim_steps
from storage.listings import Listings
from storage.matters import Matters
from storage.meta import ask_nothing_steps, identify_steps, keep_value_steps
from storage.migrate import bring_up_to_date, tortoise_config
from storage.outcomes import Finished, Outcome, finish_steps, shown_steps
from storage.people import People
from storage.postgres import REFUSED, PostgresEngine
from storage.postings import Postings
from storage.profiles import Profiles
from storage.queues import Queues
from storage.record import Recorder
from storage.reports import Reports
from storage.rights import outsider_steps
from storage.scenes import Scenes
from storage.search import Search
from storage.settings import Settings
from storage.sqlite import SqliteEngine, probe
from storage.steps import Engine
from storage.tables import MetaRow
from storage.ticket_reads import Tickets
from storage.tidying import tidy_steps
from storage.timers import Timers
from storage.tokens import Tokens
from storage.touched import conversations_in, due_times
from storage.watchers import watches
from storage.work import Kept, Work

MOST_DECISIONS = 100
DESK_OFFSET = "desk_offset_ms"


class Store:
    """Everything that is kept. Open it with `opened`, close it with `close`."""

    def __init__(
        self, engine: Engine, secret: str, clock: Clock, batches: int, lock: IO[str] | None
    ) -> None:
        self.clock = clock
        self.directory = Directory(engine, clock)
        self.settings = Settings(engine, self.directory, clock)
        self.history = History(self.directory)
        self.postings = Postings(self.directory)
        self.calls = Calls(self.directory)
        self.search = Search(engine)
        self.listings = Listings(engine, self.directory)
        self.reports = Reports(engine)
        self.tickets = Tickets(self.directory)
        self.timers = Timers(engine, clock)
        self.introductions = Introductions()
        self.matters = Matters()
        self.files = Files(engine, self.directory, clock, lambda: self.links)
        self.scenes = Scenes(self.tickets, self.postings, self.settings, self.files, clock)
        self.adjustments = Adjustments(self.directory)
        self.feeds = Feeds()
        self.calendar_addresses = CalendarAddresses()
        self.tokens = Tokens(engine, clock, secret)
        self.answers = Answers()
        self.links = Links(secret, "", is_public=False)
        self.choices = Choices()
        self.queues = Queues(self.directory)
        self.candidates = Candidates(self.settings, self.queues)
        self.floods = Floods(self.settings, self.queues)
        self.sealer = Sealer(secret)
        self.people = People(self.directory, self.sealer)
        self.profiles = Profiles(engine, self.sealer, clock)
        self.audit = Audit(engine, self.sealer, clock)
        self.id = ""
        self.something_waits = asyncio.Event()
        self.firing = asyncio.Lock()  # what is due is fired in order, whoever asks for it
        self._engine = engine
        self._lock = lock
        self._committer = Committer(engine, clock, self._around, self.something_waits.set, batches)
        self._finished = Gathering(self._write_finished, self.something_waits.set)

    @classmethod
    async def opened(
        cls, database: Database, secret: str, clock: Clock | None = None, alone: bool = True
    ) -> "Store":
        """Bring the database up to date and open it.

        `alone`: as the one bot of a SQLite file. Command-line tools that work beside it say False.

        Raises:
            DatabaseProblem: see storage/database.py.
        """
        lock = lock_for_one_bot(database) if alone else None
        try:
            if database.file is not None:
                probe(database.file)
            await bring_up_to_date(database)
            await Tortoise.init(
                config=tortoise_config(database.tortoise_url), _enable_global_fallback=True
            )
            engine = await _engine(database)
        except (OSError, *REFUSED) as problem:
            raise DatabaseUnreachable(str(problem) or repr(problem)) from problem
        batches = 1 if database.file is not None else 2
        store = cls(engine, secret, clock or Clock(), batches, lock)
        try:
            await store._begin()
        except BaseException:
            await store.close()
            raise
        return store

    async def close(self) -> None:
        """Write what waits and let go of the database."""
        await self._committer.close()
        await self._finished.close()
        await self._engine.close()
        await Tortoise.close_connections()
        if self._lock is not None:
            self._lock.close()

    @property
    def desk(self) -> Desk:
        """The settings as they are now."""
        return self.settings.desk

    async def commit(self, work: Work) -> Kept:
        """Keep all of an act, or nothing.

        Raises:
            Conflict: what it was decided on has changed.
        """
        await self.floods.gather(work)
        for conversation in conversations_in(work):
            await self.directory.conversation_id(conversation)
        kept = await self._committer.commit(work)
        self.search.has_news |= bool(work.decisions)
        for due in due_times(work):
            self.timers.expect(due)
        return kept

    async def act(self, decide: Callable[[], Awaitable[Work]], key: str | None = None) -> Kept:
        """Decide and commit, anew for as long as others change the same data meanwhile.

        A delivery (`key`) that had its effect before is not refused for the change that it made.
        """
        for _ in range(MOST_DECISIONS):
            try:
                return await self.commit(await decide())
            except Conflict:
                continue
            except Refusal:
                before = await InboxRow.get_or_none(key=key) if key else None
                if before is None:
                    raise
                return Kept(repeated=True, ticket_id=before.ticket_id)
        raise Conflict(f"still in conflict after {MOST_DECISIONS} decisions")

    async def actor(self, who: AccountAddress, name: str, ticket: Ticket | None = None) -> Actor:
        """Who acts, with what they are to the ticket (without one: to the desk)."""
        account, person = await self.directory.account_for(who, name)
        group, reporter = (ticket.group, ticket.reporter) if ticket else ("", None)
        roles = self.desk.roles(person.id, group, reporter)
        if ticket and not roles & STAFF and await watches(person.id, ticket.id):
            roles |= {Role.WATCHER}
        return Actor(person, account, who, roles)

    async def said_of(self, who: AccountAddress, name: str, from_outside: bool) -> None:
        """Keep what a messenger says of somebody; guests are partners."""
        account, _ = await self.directory.account_for(who, name)
        if bool(self.directory.is_outside(account)) is from_outside:
            return
        now = self.clock.real_ms()
        await self._engine.run(lambda: outsider_steps(account, from_outside, now))
        await self.settings.refresh()

    @property
    def recorder(self) -> Recorder:
        """Adds to the desk's own record, for acts that are decided now."""
        return Recorder(self.sealer, self.desk.version)

    async def claim(
        self, lease: timedelta, limit: int, paces: Mapping[MessengerName, Pace]
    ) -> Claimed:
        """Lease what may be sent now; see storage/lanes.py."""
        now, lease_ms = self.clock.real_ms(), round(lease.total_seconds() * 1000)
        return await self._engine.run(lambda: claim_steps(now, lease_ms, limit, paces))

    async def finish(self, claim: Claim, outcome: Outcome) -> bool:
        """Mark how a delivery went; False if the lease was lost meanwhile."""
        return await self._finished.put(Finished(claim, outcome, secrets.randbelow(1000) / 1000))

    async def gather(self, claim: Claim) -> None:
        """Have a claimed reminder tell others that wait behind it; see storage/digests.py."""
        await self._engine.run(lambda: gather_steps(claim))

    async def shown(self, posting: int, version: int, in_time: bool) -> None:
        """Mark a card that the answer to a press showed, or didn't."""
        now = self.clock.real_ms()
        await self._engine.run(lambda: shown_steps(posting, version, in_time, now))
        self.something_waits.set()

    async def follow_clock(self) -> None:
        """Take over the database's time, so that replicas agree."""
        time_ms = await self._engine.time_ms()
        if time_ms is not None and abs(time_ms - self.clock.real_ms()) > FOLLOWED_FROM_MS:
            self.clock.set_real(time_ms)

    async def advance(self, by: timedelta) -> None:
        """Move desk time forward, for good: what was written later must not come before it."""
        self.clock.advance(by)
        offset = str(round(self.clock.offset.total_seconds() * 1000))
        await self._engine.run(lambda: keep_value_steps(DESK_OFFSET, offset))
        self.something_waits.set()

    async def tidy(self) -> None:
        """Forget what has done its service."""
        real, now = self.clock.real(), self.clock.now()
        await self._engine.run(lambda: tidy_steps(real, now))

    async def alive(self) -> bool:
        """Whether the database answers."""
        await self._engine.run(ask_nothing_steps)
        return True

    async def _begin(self) -> None:
        proof = self.sealer.proof()
        first = await self._engine.run(lambda: identify_steps(secrets.token_hex(4), proof))
        if first != proof:
            raise WrongSecret
        await self.follow_clock()
        row = await MetaRow.get(key="desk_id")
        self.id = row.value
        offset = await MetaRow.get_or_none(key=DESK_OFFSET)
        if offset is not None:
            self.clock.advance(timedelta(milliseconds=int(offset.value)))
        await self.settings.refresh()

    async def _write_finished(self, finished: Sequence[Finished]) -> list[bool]:
        now = self.clock.real_ms()
        return await self._engine.run(lambda: finish_steps(finished, now))

    def _around(self) -> Surroundings:
        return Surroundings(
            conversations=self.directory.conversations,
            accounts=self.directory.accounts,
            config_version=self.desk.version,
            sealer=self.sealer,
        )


async def _engine(database: Database) -> Engine:
    if database.file is not None:
        return SqliteEngine(database.file)
    return await PostgresEngine.connected(database.url)
