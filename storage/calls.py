"""Reads who was called about a ticket: what was sent, not what was meant to be."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

from desk.address import ConversationAddress, ConversationKind, MessengerName
from desk.called import Called, CallState, CallWay
from desk.groups import Desk
from desk.notices import NoticeKind, PostingKind
from storage.directory import Directory
from storage.engine_tables import OutboxRow, PostingRow
from storage.history import FACTS
from storage.tables import EventRow

CALLS = (
    NoticeKind.ARRIVED,
    NoticeKind.COMMENT,
    NoticeKind.DIGEST,
    NoticeKind.REMINDER,
    NoticeKind.ROUTED,
    NoticeKind.YOUR_TURN,
)
"""What calls those who work on it; the reporter is only told."""

STATES = (CallState.WAITING, CallState.SENT, CallState.FAILED)
CARDS = (PostingKind.CARD, PostingKind.STUB)


class Calls:
    """Reads calls."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def of(self, ticket: int, desk: Desk) -> list[Called]:
        """Everybody who was called about a ticket, in the order of its events."""
        kinds = [str(kind) for kind in CARDS]
        cards = await PostingRow.filter(ticket_id=ticket, kind__in=kinds).order_by("id")
        names = [str(kind) for kind in CALLS]
        told = await OutboxRow.filter(ticket_id=ticket, kind__in=names).order_by("id")
        there = [*(row.conversation_id for row in cards), *(row.conversation_id for row in told)]
        await self._directory.know([], there)
        arrivals = await _arrivals(ticket, desk) if cards else {}
        calls = [
            *(self._on_card(row, arrivals) for row in cards if _calls(row.mention)),
            *(self._by_message(row) for row in told if _calls(row.called)),
        ]
        return sorted(calls, key=lambda one: one.seq)

    def _on_card(self, row: PostingRow, arrivals: Mapping[ConversationAddress, int]) -> Called:
        where = self._directory.conversation(row.conversation_id)
        state = CallState.SENT if row.message else CallState.WAITING
        if row.dead_at is not None and not row.message:
            state = CallState.FAILED
        seq = arrivals.get(where, 1)
        return Called(seq, _people(row.mention), CallWay.CARD, where.messenger, state)

    def _by_message(self, row: OutboxRow) -> Called:
        where = self._directory.conversation(row.conversation_id)
        later = 0 if row.sent_at is None else row.sent_at - row.queued_at
        return Called(
            row.event_seq,
            _people(row.called),
            _way(row, where),
            where.messenger,
            STATES[row.state],
            timedelta(milliseconds=later),
        )


async def _arrivals(ticket: int, desk: Desk) -> Mapping[ConversationAddress, int]:
    """By which event the ticket first came to each conversation."""
    found: dict[ConversationAddress, int] = {}
    rows = await EventRow.filter(ticket_id=ticket).order_by("seq").values_list("seq", "facts")
    for seq, facts in rows:
        group = desk.groups.get(str(FACTS.validate_json(facts).get("group")))
        for channel in group.channels if group else ():
            found.setdefault(channel.conversation, seq)
    return found


def _way(row: OutboxRow, where: ConversationAddress) -> CallWay:
    message = row.message or ""
    match where.kind:
        case ConversationKind.WORK:
            by_robot = bool(message) and not message.isdigit()  # the app has no agent id
            return CallWay.DIRECT if by_robot else CallWay.WORK
        case ConversationKind.DIRECT:
            return CallWay.DIRECT
        case ConversationKind.GROUP:
            # What a webhook of DingTalk took has no reference but our own; its API mentions nobody.
            by_api = bool(message) and not message.endswith(f"-m{row.id}")
            named = where.messenger is MessengerName.DINGTALK and by_api
            return CallWay.NAMED if named else CallWay.MENTION


def _calls(people: str) -> bool:
    return people != "[]"


def _people(listed: str) -> tuple[int, ...]:
    found: Sequence[int] = json.loads(listed)
    return tuple(found)
