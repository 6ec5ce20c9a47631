"""The way in: a store opened on a database, with its reads by noun and `commit` for acts."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from typing import IO

from tortoise import Tortoise

from desk.address import AccountAddress, ConversationAddress, MessengerName
from desk.drafts import Draft
from desk.errors import Conflict
from desk.groups import Desk
from desk.moves import OPEN_STATES
from desk.pace import Pace
from desk.people import Actor, Person
from desk.scene import Scene
from desk.ticket import Ticket
from storage.audit import Audit
from storage.chain import Sealer
from storage.clock import Clock
from storage.commit import Surroundings
from storage.committer import Committer
from storage.database import Database, lock_for_one_bot
from storage.directory import Directory
from storage.history import History
from storage.lanes import Claim, Claimed, claim_steps
from storage.migrate import bring_up_to_date, tortoise_config
from storage.outcomes import Outcome, finish_steps, shown_steps
from storage.postgres import PostgresEngine
from storage.postings import Postings
from storage.settings import Settings
from storage.sqlite import SqliteEngine
from storage.steps import Engine, Insert, Query, Steps, Update
from storage.tables import AccountRow, DraftRow, MetaRow, TicketRow
from storage.tickets import draft_of, ticket_of
from storage.timers import Timers
from storage.work import Kept, Work

MOST_DECISIONS = 100
LIST_LENGTH = 20
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
        self.timers = Timers(engine)
        self.sealer = Sealer(secret)
        self.audit = Audit(engine, self.sealer, clock)
        self.id = ""
        self.something_waits = asyncio.Event()
        self._engine = engine
        self._lock = lock
        self._committer = Committer(engine, clock, self._around, self.something_waits.set, batches)

    @classmethod
    async def opened(
        cls, database: Database, secret: str, clock: Clock | None = None, alone: bool = True
    ) -> "Store":
        """Bring the database up to date and open it.

        `alone`: as the one bot of a SQLite file. Command-line tools that work beside it say False.

        Raises:
            DatabaseInUse: another bot works on this SQLite file.
        """
        lock = lock_for_one_bot(database) if alone else None
        if database.file is not None:
            database.file.parent.mkdir(parents=True, exist_ok=True)
        await bring_up_to_date(database)
        await Tortoise.init(
            config=tortoise_config(database.tortoise_url), _enable_global_fallback=True
        )
        engine: Engine
        if database.file is not None:
            engine = SqliteEngine(database.file)
        else:
            engine = await PostgresEngine.connected(database.url)
        batches = 1 if database.file is not None else 2
        store = cls(engine, secret, clock or Clock(), batches, lock)
        await store._begin()
        return store

    async def close(self) -> None:
        """Write what waits and let go of the database."""
        await self._committer.close()
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
        for conversation in _conversations_in(work):
            await self.directory.conversation_id(conversation)
        return await self._committer.commit(work)

    async def act(self, decide: Callable[[], Awaitable[Work]]) -> Kept:
        """Decide and commit, anew for as long as others change the same data meanwhile."""
        for _ in range(MOST_DECISIONS):
            try:
                return await self.commit(await decide())
            except Conflict:
                continue
        raise Conflict(f"still in conflict after {MOST_DECISIONS} decisions")

    async def actor(self, who: AccountAddress, name: str, ticket: Ticket | None = None) -> Actor:
        """Who acts, with what they are to the ticket (without one: to the desk)."""
        account, person = await self.directory.account_for(who, name)
        group, reporter = (ticket.group, ticket.reporter) if ticket else ("", None)
        roles = self.desk.roles(person.id, group, reporter)
        return Actor(person, account, who, roles)

    async def ticket(self, number: int) -> Ticket | None:
        """A ticket by its number."""
        found = await self._tickets(await TicketRow.filter(id=number))
        return found[0] if found else None

    async def open_tickets_of(self, person: Person) -> list[Ticket]:
        """What this person reported or answers for and is not over, newest first."""
        accounts = await AccountRow.filter(person_id=person.id).values_list("id", flat=True)
        waiting = [str(status) for status in OPEN_STATES]
        reported = TicketRow.filter(origin_account_id__in=list(accounts), status__in=waiting)
        assigned = TicketRow.filter(assignee=person.id, status__in=waiting)
        rows = {row.id: row for row in await reported.order_by("-id").limit(LIST_LENGTH)}
        rows |= {row.id: row for row in await assigned.order_by("-id").limit(LIST_LENGTH)}
        return await self._tickets([rows[key] for key in sorted(rows, reverse=True)][:LIST_LENGTH])

    async def open_tickets_in(self, groups: Iterable[str]) -> list[Ticket]:
        """What is not over in these groups, newest first."""
        waiting = [str(status) for status in OPEN_STATES]
        rows = TicketRow.filter(group_key__in=list(groups), status__in=waiting)
        return await self._tickets(await rows.order_by("-id").limit(LIST_LENGTH))

    async def draft(self, draft: int) -> Draft | None:
        """A draft by its id."""
        row = await DraftRow.get_or_none(id=draft)
        if row is None:
            return None
        await self.directory.know([row.origin_account_id], [row.origin_conversation_id])
        return draft_of(row, self.directory)

    async def scene(self, posting: int) -> Scene | None:
        """What a card is drawn from, now; None if there is no such card or nothing to show."""
        card = await self.postings.posting(posting)
        if card is None:
            return None
        ticket = await self.ticket(card.ticket) if card.ticket is not None else None
        draft = await self.draft(card.draft) if card.draft is not None else None
        about = ticket or draft
        if about is None:
            return None
        names = await self.names_on(ticket) if ticket else {}
        return Scene(
            posting=card.id,
            kind=card.kind,
            language=card.language,
            desk=self.desk,
            about=about,
            names=names,
            call=await self.accounts_at(card.place.conversation, card.mention),
            now=self.clock.now(),
        )

    async def accounts_at(
        self, conversation: ConversationAddress, people: Iterable[int]
    ) -> tuple[AccountAddress, ...]:
        """These people's accounts on the messenger of that conversation, of those who have one."""
        persons = [await self.directory.person(person) for person in people]
        found = [p.account_on(conversation.messenger, conversation.tenant) for p in persons]
        return tuple(account for account in found if account is not None)

    async def names_on(self, ticket: Ticket) -> Mapping[int, str]:
        """What the people on a ticket are called."""
        return await self.directory.names([ticket.reporter, ticket.assignee, ticket.status_by])

    async def claim(
        self, lease: timedelta, limit: int, paces: Mapping[MessengerName, Pace]
    ) -> Claimed:
        """Lease what may be sent now; see storage/lanes.py."""
        now, lease_ms = self.clock.real_ms(), round(lease.total_seconds() * 1000)
        return await self._engine.run(lambda: claim_steps(now, lease_ms, limit, paces))

    async def finish(self, claim: Claim, outcome: Outcome) -> bool:
        """Mark how a delivery went; False if the lease was lost meanwhile."""
        now, jitter = self.clock.real_ms(), secrets.randbelow(1000) / 1000
        return await self._engine.run(lambda: finish_steps(claim, outcome, now, jitter))

    async def shown(self, posting: int, version: int, in_time: bool) -> None:
        """Mark a card that the answer to a press showed, or didn't."""
        now = self.clock.real_ms()
        await self._engine.run(lambda: shown_steps(posting, version, in_time, now))
        self.something_waits.set()

    async def follow_clock(self) -> None:
        """Take over the database's time, so that replicas agree."""
        time_ms = await self._engine.time_ms()
        if time_ms is not None:
            self.clock.set_real(time_ms)

    async def advance(self, by: timedelta) -> None:
        """Move desk time forward, for good: what was written later must not come before it."""
        self.clock.advance(by)
        offset = str(round(self.clock.offset.total_seconds() * 1000))
        await self._engine.run(lambda: _keep_value(DESK_OFFSET, offset))
        self.something_waits.set()

    async def alive(self) -> bool:
        """Whether the database answers."""
        await self._engine.run(_ask_nothing)
        return True

    async def _begin(self) -> None:
        await self._engine.run(lambda: _identify(secrets.token_hex(4)))
        await self.follow_clock()
        row = await MetaRow.get(key="desk_id")
        self.id = row.value
        offset = await MetaRow.get_or_none(key=DESK_OFFSET)
        if offset is not None:
            self.clock.advance(timedelta(milliseconds=int(offset.value)))
        await self.settings.refresh()

    async def _tickets(self, rows: list[TicketRow]) -> list[Ticket]:
        await self.directory.know(
            [row.origin_account_id for row in rows], [row.origin_conversation_id for row in rows]
        )
        return [ticket_of(row, self.directory) for row in rows]

    def _around(self) -> Surroundings:
        return Surroundings(
            conversations=self.directory.conversations,
            accounts=self.directory.accounts,
            config_version=self.desk.version,
            sealer=self.sealer,
        )


def _identify(new_id: str) -> Steps[None]:
    yield Insert("meta", [{"key": "desk_id", "value": new_id}], unless_known=("key",))


def _keep_value(key: str, value: str) -> Steps[None]:
    yield Insert("meta", [{"key": key, "value": value}], unless_known=("key",))
    yield Update("meta", ("key",), [{"key": key, "value": value}])


def _ask_nothing() -> Steps[None]:
    yield Query("select 1")


def _conversations_in(work: Work) -> set[ConversationAddress]:
    found: set[ConversationAddress] = set()
    for decision in work.decisions:
        found.add(decision.change.ticket.origin.place.conversation)
        found |= {posting.place.conversation for posting in decision.follows.postings}
        found |= {notice.place.conversation for notice in decision.follows.notices}
    for kept in work.drafts:
        found.add(kept.draft.origin.place.conversation)
        if kept.place is not None:
            found.add(kept.place.conversation)
    return found
