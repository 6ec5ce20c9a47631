"""Reads of the cards that stand and the messages that went out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.address import ConversationAddress, Place
from desk.languages import Language
from desk.notices import NoticeKind, PostingKind
from storage.clock import from_ms
from storage.directory import Directory
from storage.engine_tables import OutboxRow, PostingRow
from storage.tables import TicketRow


@dataclass(frozen=True, slots=True)
class Posting:
    """A card in a conversation; `message` is None until it was first shown."""

    id: int
    kind: PostingKind
    ticket: int | None
    draft: int | None
    matter: int | None
    place: Place
    language: Language
    mention: tuple[int, ...]
    message: str | None
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that has not gone out yet, about a ticket's event or a matter.

    `gathered` are messages of the same lane that it tells as well.
    """

    id: int
    kind: NoticeKind
    ticket: int | None
    event_seq: int
    matter: int | None
    place: Place
    language: Language
    mention: tuple[int, ...]
    beside: bool
    queued_at: datetime
    gathered: tuple["Waiting", ...] = ()


class Postings:
    """Reads what stands where."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def postings(self, postings: Sequence[int]) -> list[Posting]:
        """Cards by their ids; those that are not there are left out."""
        rows = await PostingRow.filter(id__in=list(postings))
        await self._directory.know([], [row.conversation_id for row in rows])
        return [self._posting(row) for row in rows]

    async def waiting(self, message: int) -> Waiting:
        """A message by its id, with those that were gathered into it."""
        rows = await OutboxRow.filter(id=message)
        row = rows[0]
        others = await OutboxRow.filter(gathered=message).order_by("id")
        place = await self._place(row.conversation_id, row.thread)
        return _waiting(row, place, tuple(_waiting(other, place) for other in others))

    async def card_message(self, ticket: int, conversation: ConversationAddress) -> str | None:
        """The message in which this conversation shows the ticket's card."""
        where = await self._directory.conversation_id(conversation)
        row = await PostingRow.filter(
            ticket_id=ticket, conversation_id=where, kind=PostingKind.CARD
        ).first()
        return row.message if row else None

    async def ticket_at(self, conversation: ConversationAddress, message: str) -> int | None:
        """The ticket that a thread under this message is about: its card, a message of ours about
        it, or the message in which it was asked for."""
        where = await self._directory.conversation_id(conversation)
        card = await PostingRow.filter(conversation_id=where, message=message).first()
        if card is not None and card.ticket_id is not None:
            return int(card.ticket_id)
        told = await OutboxRow.filter(conversation_id=where, message=message).first()
        if told is not None and told.ticket_id is not None:
            return int(told.ticket_id)
        asked = (
            await TicketRow.filter(origin_conversation_id=where, origin_thread=message)
            .order_by("-id")
            .first()
        )
        return int(asked.id) if asked else None

    async def arrives_at(self, conversation: ConversationAddress) -> bool:
        """Whether something is on its way there whose reference isn't known yet."""
        where = await self._directory.conversation_id(conversation)
        cards = PostingRow.filter(
            conversation_id=where, message=None, claimed_until__isnull=False, dead_at=None
        )
        told = OutboxRow.filter(conversation_id=where, state=0, sending_at__isnull=False)
        return await cards.exists() or await told.exists()

    def _posting(self, row: PostingRow) -> Posting:
        return Posting(
            id=row.id,
            kind=PostingKind(row.kind),
            ticket=row.ticket_id,
            draft=row.draft_id,
            matter=row.matter_id,
            place=Place(self._directory.conversation(row.conversation_id), row.thread),
            language=Language(row.language),
            mention=tuple(json.loads(row.mention)),
            message=row.message,
            opened_at=from_ms(row.opened_at),
        )

    async def _place(self, conversation: int, thread: str | None) -> Place:
        await self._directory.know([], [conversation])
        return Place(self._directory.conversation(conversation), thread)


def _waiting(row: OutboxRow, place: Place, gathered: tuple[Waiting, ...] = ()) -> Waiting:
    return Waiting(
        id=row.id,
        kind=NoticeKind(row.kind),
        ticket=row.ticket_id,
        event_seq=row.event_seq,
        matter=row.matter_id,
        place=place,
        language=Language(row.language),
        mention=tuple(json.loads(row.called)),
        beside=row.beside,
        queued_at=from_ms(row.queued_at),
        gathered=gathered,
    )
