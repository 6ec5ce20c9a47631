"""A store on each kind of database, with a small desk, and a clock that is a value."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio

from bot.applying import apply_file
from desk.acts import decide_move, decide_open
from desk.address import AccountAddress, ConversationAddress, MessengerName, Place
from desk.events import SILENT, Intake, Origin, Said
from desk.languages import Language
from desk.moves import Action
from desk.ticket import Ticket
from storage.clock import Clock
from storage.database import Database
from storage.store import Store
from storage.work import Kept, Work
from tests import steady
from tests.beginnings import Beginnings

SAMPLE = steady.SAMPLE
BEGINNING_MS = 1_772_424_000_000
ANA = AccountAddress(MessengerName.SLACK, "T0PAIDAN", "U0ANA")
BO = AccountAddress(MessengerName.SLACK, "T0PAIDAN", "U0BO")
FRONTLINE = Place(ConversationAddress(MessengerName.SLACK, "T0PAIDAN", "C0FRONT"))


@dataclass
class Steady:
    """A counter that runs only when a test says so; in seconds."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Desk:
    """A store with hands on it."""

    store: Store
    steady: Steady

    def wait(self, seconds: float) -> None:
        """Let real time pass."""
        self.steady.seconds += seconds

    async def open(self, title: str = "printer", key: str | None = None) -> Kept:
        """Ana opens a ticket by a command."""
        store = self.store

        async def decide() -> Work:
            by = await store.actor(ANA, "Ana")
            now = store.clock.now()
            ticket = Ticket(
                title=title,
                group="it-support",
                priority="normal",
                reporter=by.person.id,
                origin=Origin(Intake.COMMAND, ANA, FRONTLINE),
                language=Language.ENGLISH,
                opened_at=now,
                changed_at=now,
                status_since=now,
                status_by=by.person.id,
            )
            work = Work(key=key)
            work.keep(decide_open(ticket, by, store.desk))
            return work

        return await store.act(decide)

    async def move(
        self,
        number: int,
        action: Action,
        said: Said = SILENT,
        key: str | None = None,
        press: int | None = None,
        who: AccountAddress = BO,
    ) -> Kept:
        """Somebody, usually Bo, moves a ticket."""
        store = self.store

        async def decide() -> Work:
            ticket = await store.tickets.numbered(number)
            assert ticket is not None
            by = await store.actor(who, "?", ticket)
            work = Work(key=key, press=press)
            work.keep(decide_move(ticket, action, by, store.clock.now(), said, store.desk))
            return work

        return await store.act(decide)

    async def opened(self, title: str = "printer") -> int:
        """The number of a new ticket."""
        kept = await self.open(title)
        assert kept.ticket_id is not None
        return kept.ticket_id


@pytest_asyncio.fixture
async def desk(database_url: str, beginnings: Beginnings) -> AsyncIterator[Desk]:
    """The sample desk on a database with nothing else in it."""
    await begin_with_sample(database_url, beginnings)
    store, steady = await _opened(database_url)
    try:
        yield Desk(store, steady)
    finally:
        await store.close()


async def begin_with_sample(database_url: str, beginnings: Beginnings) -> None:
    """Fill a database with the sample desk."""
    if await beginnings.migrated(database_url, "desk"):
        return
    store, _ = await _opened(database_url)
    await apply_file(SAMPLE, store, "tests", Language.ENGLISH)
    await store.close()
    beginnings.keep(database_url, "desk")


async def _opened(database_url: str) -> tuple[Store, Steady]:
    steady = Steady()
    store = await Store.opened(Database(database_url), "secret", Clock(BEGINNING_MS, steady))
    store.clock.set_real(BEGINNING_MS)
    return store, steady
