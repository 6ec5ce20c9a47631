"""Sends what is waiting: cards that are no longer true, and messages, a lane at a time."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, runtime_checkable

import structlog

from cards.card import Card, Message
from cards.faces import face
from desk.address import AccountAddress, ConversationAddress, MessengerName, Place
from desk.errors import Gone
from desk.notices import NoticeKind
from desk.pace import UNPACED, Pace
from desk.scene import Scene
from scheduler.closed import warn_of_closed
from scheduler.telling import words_for
from scheduler.term import Send, Term, answered
from storage.digests import GATHERED
from storage.file_folder import FileFolder
from storage.lanes import DRAW, Claim
from storage.outcomes import Dead, Failed, Outcome, Sent
from storage.postings import Posting, Waiting
from storage.store import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Draw:
    """A card to be shown; `message` is None the first time, afterwards what `draw` returned then.

    `key` is the same for every attempt at the same card, and unique: the messenger keeps it with
    the message, so that it can be asked for.
    """

    key: str
    place: Place
    card: Card
    message: str | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is in our folder, to be handed to a messenger."""

    path: Path
    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Tell:
    """A message to be posted; `key` as in `Draw`. `file` is one that it brings."""

    key: str
    place: Place
    message: Message
    file: StoredFile | None = None


class Messenger(Protocol):
    """A messenger that the courier can send by; retries are the courier's alone.

    `draw` and `tell` return the reference of the message. They raise Busy (later), Gone (never),
    Unsure (the answer was lost).
    """

    @property
    def pace(self) -> Pace: ...

    async def draw(self, draw: Draw) -> str: ...

    async def tell(self, tell: Tell) -> str: ...

    async def find(self, key: str, place: Place, since: datetime) -> str | None:
        """The message that stands there with this key, if one does; asked after a crash."""
        ...


@runtime_checkable
class KeepsUserGroups(Protocol):
    """A messenger with groups of people that can be mentioned together."""

    async def set_user_group(
        self, group: ConversationAddress, members: Sequence[AccountAddress]
    ) -> None:
        """Let the group be these people, and nobody else."""
        ...


Cards = Mapping[int, tuple[Posting, Scene]]

LEASE = timedelta(seconds=30)
AT_ONCE = 32
POLL_SECONDS = 1.0
SWEEP_SECONDS = 5.0


class Courier:
    """Looks for what waits whenever it is woken, and leaves nothing that it leased undone."""

    def __init__(
        self,
        store: Store,
        messengers: Mapping[MessengerName, Messenger],
        lease: timedelta = LEASE,
        poll_seconds: float = POLL_SECONDS,
        paced: bool = True,
        folder: FileFolder | None = None,
    ) -> None:
        self._store = store
        self._messengers = messengers
        self._paces = {
            name: messenger.pace if paced else UNPACED for name, messenger in messengers.items()
        }
        self._folder = folder
        self._lease = lease
        self._poll_seconds = poll_seconds
        self._sending: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def run(self) -> None:
        """Deliver until `stop`; a look that fails is repeated a little later."""
        waits = self._store.something_waits
        while not self._stopping:
            waits.clear()
            try:
                pause = await self._look()
            except Exception:
                log.exception("Could not look for what waits; trying again.")
                pause = self._poll_seconds
                waits.clear()  # whatever failed meanwhile has woken us too
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(waits.wait(), pause)
        await asyncio.gather(*self._sending)

    def stop(self) -> None:
        """Send what is under way, and no more."""
        self._stopping = True
        self._store.something_waits.set()

    async def _look(self) -> float:
        """Claim as much as can be sent at once; returns for how many seconds to sleep."""
        room = AT_ONCE - len(self._sending)
        if not room or not self._paces:
            return self._poll_seconds
        term = Term.beginning_now(self._lease)
        claimed = await self._store.claim(self._lease, room, self._paces)
        cards = await self._cards(claimed.claims, term)
        for claim in claimed.claims:
            task = asyncio.create_task(self._deliver(claim, cards, term))
            self._sending.add(task)
            task.add_done_callback(self._delivered)
        if len(claimed.claims) == room or claimed.next_look is None:
            return self._poll_seconds
        until = (claimed.next_look - self._store.clock.real_ms()) / 1000
        return min(max(until, 0.005), self._poll_seconds)

    def _delivered(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._store.something_waits.set()

    async def _cards(self, claims: Sequence[Claim], term: Term) -> Cards:
        """The claimed cards, read together; if that fails each is read again, to fail alone."""
        draws = [claim.id for claim in claims if claim.table == DRAW]
        try:
            async with asyncio.timeout_at(term.read_by):
                return await self._store.scenes.of_all(draws) if draws else {}
        except Exception:
            log.exception("Could not read the cards of a look together.")
            return {}

    async def _deliver(self, claim: Claim, cards: Cards, term: Term) -> None:
        structlog.contextvars.bind_contextvars(request=claim.cause, lane=claim.lane)
        try:
            outcome = await self._outcome(claim, cards, term)
            log.info("Delivered.", how=type(outcome).__name__, call=claim.method.value)
            if not await self._store.finish(claim, outcome):
                log.warning("Took longer than the lease.")
            if isinstance(outcome, Dead) and outcome.closed:
                await warn_of_closed(self._store, claim.lane)
        except Exception:
            # The lease ends by itself and the delivery is taken up again.
            log.exception("Could not mark a delivery.")

    async def _outcome(self, claim: Claim, cards: Cards, term: Term) -> Outcome:
        """Send it; whatever comes of it is an outcome."""
        try:
            async with asyncio.timeout_at(term.read_by):
                send = await self._prepared(claim, cards)
            return send if isinstance(send, Dead) else await answered(send, term)
        except Gone as gone:
            log.error("Can't be delivered.", why=str(gone), what=claim.table)
            return Dead(str(gone), gone.closed)
        except Exception as broken:  # too slow a database as well: nobody was asked yet
            log.exception("A delivery failed.")
            return Failed(repr(broken))

    async def _prepared(self, claim: Claim, cards: Cards) -> Send | Dead:
        """All that has to be read for it, so that the messenger's time is the messenger's."""
        name = MessengerName(claim.lane.partition(":")[0])
        messenger = self._messengers[name]
        if claim.table == DRAW:
            return await self._drawing(claim, cards, messenger)
        return await self._telling(claim, messenger)

    async def _drawing(self, claim: Claim, cards: Cards, messenger: Messenger) -> Send | Dead:
        cards = cards if claim.id in cards else await self._store.scenes.of_all([claim.id])
        if claim.id not in cards:
            return Dead("nothing to show")
        posting, scene = cards[claim.id]
        key = f"{self._store.id}-p{claim.id}"

        async def draw() -> Outcome:
            message = posting.message
            if message is None and claim.in_doubt:
                message = await messenger.find(key, posting.place, posting.opened_at)
            message = await messenger.draw(Draw(key, posting.place, face(scene), message))
            return Sent(message, scene.version)

        return draw

    async def _telling(self, claim: Claim, messenger: Messenger) -> Send | Dead:
        if claim.kind in GATHERED and not claim.in_doubt and not claim.attempts:
            await self._until_all_have_fallen_due()
            await self._store.gather(claim)
        waiting = await self._store.postings.waiting(claim.id)
        if waiting.kind is NoticeKind.USER_GROUP:
            return await self._following(waiting, messenger)
        place = await self._place(waiting)
        words = await words_for(self._store, waiting, place)
        key = f"{self._store.id}-m{claim.id}"
        # An upload can't be asked for afterwards: in doubt the link alone is enough.
        file = None if claim.in_doubt else await self._stored(words)

        async def tell() -> Outcome:
            if claim.in_doubt:
                found = await messenger.find(key, place, waiting.queued_at)
                if found is not None:
                    return Sent(found)
            return Sent(await messenger.tell(Tell(key, place, words, file)))

        return tell

    async def _stored(self, message: Message) -> StoredFile | None:
        """The file that a message brings, where it can be reached from here."""
        if message.file is None or self._folder is None:
            return None
        file = await self._store.files.numbered(message.file)
        if file is None or not file.digest:
            return None
        path = self._folder.path(file.digest)
        there = await asyncio.to_thread(path.is_file)
        return StoredFile(path, file.name, file.kind, file.size) if there else None

    async def _until_all_have_fallen_due(self) -> None:
        """What falls due together is told together, so the sweep under way is waited for."""
        with contextlib.suppress(TimeoutError):
            seconds = min(SWEEP_SECONDS, self._lease.total_seconds() / 6)
            async with asyncio.timeout(seconds), self._store.firing:
                pass

    async def _following(self, waiting: Waiting, messenger: Messenger) -> Send | Dead:
        """A user group becomes whoever is on duty by now: doing it twice does no harm."""
        if not isinstance(messenger, KeepsUserGroups):
            return Dead("this messenger has no user groups")
        store, where = self._store, waiting.place.conversation
        matter = await store.matters.numbered(waiting.matter or 0)
        serving = store.desk.on_duty(matter.group, store.clock.now()) if matter else ()
        accounts = await store.directory.accounts_at(where, [one.person for one in serving])

        async def follow() -> Outcome:
            if accounts:
                await messenger.set_user_group(where, accounts)
            return Sent(where.id)

        return follow

    async def _place(self, waiting: Waiting) -> Place:
        """Where it goes: below the ticket's card, for a message that belongs there."""
        where = waiting.place.conversation
        gathers = bool(waiting.gathered) or waiting.ticket is None
        if not waiting.beside or not where.messenger.has_threads or gathers:
            return waiting.place
        return Place(where, await self._store.postings.card_message(waiting.ticket or 0, where))
