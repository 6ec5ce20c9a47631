"""Tickets and drafts as rows, and back."""

from collections.abc import Mapping
from typing import Protocol

from pydantic import TypeAdapter

from desk.address import AccountAddress, ConversationAddress, Place
from desk.clocks import Clock
from desk.degrees import Degree
from desk.drafts import Draft, DraftState
from desk.events import Intake, Origin
from desk.languages import Language
from desk.moves import Status, WaitingFor
from desk.source import Source
from desk.ticket import Ticket
from storage.clock import from_ms, in_ms
from storage.steps import Row
from storage.tables import DraftRow, TicketRow

CLOCKS = TypeAdapter(tuple[Clock, ...])
SOURCE = TypeAdapter(Source)


class Ids(Protocol):
    """The ids under which accounts and conversations are kept."""

    @property
    def conversations(self) -> Mapping[ConversationAddress, int]: ...

    @property
    def accounts(self) -> Mapping[AccountAddress, int]: ...


class Addresses(Protocol):
    """Which account, person and conversation an id stands for."""

    def account(self, account: int) -> AccountAddress: ...

    def person_of(self, account: int) -> int: ...

    def stands_for(self, person: int) -> int: ...

    def conversation(self, conversation: int) -> ConversationAddress: ...


def ticket_row(ticket: Ticket, head: str, ids: Ids) -> Row:
    """All columns of a ticket."""
    return {
        "id": ticket.id,
        "version": ticket.version,
        "head": head,
        "status": ticket.status,
        "title": ticket.title,
        "body": ticket.body,
        "group_key": ticket.group,
        "category": ticket.category,
        "priority": ticket.priority,
        "assignee": ticket.assignee,
        "language": ticket.language,
        "opened_at": in_ms(ticket.opened_at),
        "changed_at": in_ms(ticket.changed_at),
        "status_since": in_ms(ticket.status_since),
        "status_by": ticket.status_by,
        "waiting_for": ticket.waiting_for,
        "waiting_note": ticket.waiting_note,
        "result": ticket.result,
        "reopened": ticket.reopened,
        "replies": ticket.replies,
        "customer_tier": ticket.customer_tier,
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "sent_from": ticket.sent_from,
        "clocks": CLOCKS.dump_json(ticket.clocks).decode() if ticket.clocks else "[]",
        "due_at": in_ms(ticket.due) if ticket.due else None,
        "source": SOURCE.dump_json(ticket.source).decode() if ticket.source else None,
        "files": ticket.files,
        **_origin_columns(ticket.origin, ids),
    }


def ticket_of(row: TicketRow, addresses: Addresses) -> Ticket:
    """A ticket as the desk knows it."""
    return Ticket(
        id=row.id,
        version=row.version,
        status=Status(row.status),
        title=row.title,
        body=row.body,
        group=row.group_key,
        category=row.category,
        priority=row.priority,
        reporter=addresses.person_of(row.origin_account_id),
        assignee=None if row.assignee is None else addresses.stands_for(row.assignee),
        origin=_origin(row, addresses),
        language=Language(row.language),
        opened_at=from_ms(row.opened_at),
        changed_at=from_ms(row.changed_at),
        status_since=from_ms(row.status_since),
        status_by=row.status_by,
        waiting_for=WaitingFor(row.waiting_for) if row.waiting_for else None,
        waiting_note=row.waiting_note,
        result=row.result,
        reopened=row.reopened,
        replies=row.replies,
        customer_tier=row.customer_tier,
        impact=Degree(row.impact) if row.impact else None,
        urgency=Degree(row.urgency) if row.urgency else None,
        sent_from=row.sent_from,
        clocks=CLOCKS.validate_json(row.clocks) if row.clocks != "[]" else (),
        source=SOURCE.validate_json(row.source) if row.source else None,
        files=row.files,
    )


def draft_row(draft: Draft, ids: Ids) -> Row:
    """All columns of a draft."""
    return {
        "id": draft.id,
        "version": draft.version,
        "state": draft.state,
        "text": draft.text,
        "language": draft.language,
        "at": in_ms(draft.at),
        "expires_at": in_ms(draft.expires_at),
        "ticket_id": draft.ticket,
        **_origin_columns(draft.origin, ids),
    }


def draft_of(row: DraftRow, addresses: Addresses) -> Draft:
    """A draft as the desk knows it."""
    return Draft(
        id=row.id,
        version=row.version,
        state=DraftState(row.state),
        author=addresses.person_of(row.origin_account_id),
        text=row.text,
        origin=_origin(row, addresses),
        language=Language(row.language),
        at=from_ms(row.at),
        expires_at=from_ms(row.expires_at),
        ticket=row.ticket_id,
    )


def _origin_columns(origin: Origin, ids: Ids) -> Row:
    return {
        "intake": origin.intake,
        "origin_account_id": ids.accounts[origin.account],
        "origin_conversation_id": ids.conversations[origin.place.conversation],
        "origin_thread": origin.place.thread,
        "origin_message": origin.message,
    }


def _origin(row: TicketRow | DraftRow, addresses: Addresses) -> Origin:
    return Origin(
        intake=Intake(row.intake),
        account=addresses.account(row.origin_account_id),
        place=Place(addresses.conversation(row.origin_conversation_id), row.origin_thread),
        message=row.origin_message,
    )
