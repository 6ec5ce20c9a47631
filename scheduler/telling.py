"""The words of a message, made when it goes out: as the ticket is, and as its event was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from cards.announcements import announcement_message
from cards.card import Message
from cards.file_words import file_message
from cards.gathered import gathered_message
from cards.names import person_name
from cards.notices import notice_message
from cards.reminders import Reminded, digest_message, reminder_message
from cards.summary_card import Behind, summary_message
from cards.webhook_body import webhook_body
from cards.why_routing import routed_message
from desk.address import AccountAddress, ConversationKind, Place
from desk.errors import Gone
from desk.files import Attached
from desk.matters import Announcement, SummaryPost
from desk.notices import NoticeKind
from desk.ticket import Ticket
from storage.history import PastEvent
from storage.postings import Waiting
from storage.store import Store

NEWS_FOR = timedelta(hours=24)
"""How long an address that can't be reached is tried."""

PERSONAL = frozenset({NoticeKind.REMINDER, NoticeKind.YOUR_TURN, NoticeKind.MATTER})
"""What is in the language of whoever reads it alone; a reporter reads a ticket in its own."""


async def words_for(store: Store, waiting: Waiting, place: Place) -> Message:
    """What a message says. Only below the ticket's card it needn't name the ticket.

    Raises:
        Gone: what it is about is no longer there.
    """
    everybody = {person: None for one in (waiting, *waiting.gathered) for person in one.mention}
    call = await store.directory.accounts_at(waiting.place.conversation, everybody)
    waiting = await _in_their_language(store, waiting)
    if waiting.matter is not None:
        return await _about_matter(store, waiting, waiting.matter, call)
    beside = waiting.beside and place.thread is not None
    if waiting.kind is NoticeKind.WEBHOOK:
        return await _for_a_program(store, waiting)
    if waiting.kind is NoticeKind.DIGEST:
        tickets = await _tickets(store, (waiting, *waiting.gathered))
        return gathered_message(tickets, store.desk, waiting.language, call)
    if waiting.kind is not NoticeKind.REMINDER:
        return await _about_ticket(store, waiting, call, beside)
    reminded = await _reminded(store, (waiting, *waiting.gathered))
    apart = waiting.place.conversation.kind is not ConversationKind.GROUP
    alone = next(iter(everybody), None) if apart else None
    if len(reminded) > 1:
        return digest_message(reminded, store.desk, waiting.language, call, alone)
    return reminder_message(reminded[0], store.desk, waiting.language, call, beside, alone)


async def _in_their_language(store: Store, waiting: Waiting) -> Waiting:
    if waiting.kind not in PERSONAL:
        return waiting
    where, directory = waiting.place.conversation, store.directory
    language = await directory.language_of(where, waiting.mention, waiting.language)
    return replace(waiting, language=language)


async def _about_matter(
    store: Store, waiting: Waiting, number: int, call: tuple[AccountAddress, ...]
) -> Message:
    matter = await store.matters.numbered(number)
    if isinstance(matter, SummaryPost):
        behind = Behind("figure_of", number)
        return summary_message(matter.summary, store.desk, waiting.language, behind)
    if not isinstance(matter, Announcement):
        raise Gone("the matter is gone, or shown by a card")
    names = await store.directory.names(matter.people)
    return announcement_message(matter, store.desk, names, waiting.language, call)


async def _about_ticket(
    store: Store, waiting: Waiting, call: tuple[AccountAddress, ...], beside: bool
) -> Message:
    ticket, event = await _ticket_and_event(store, waiting)
    if waiting.kind is NoticeKind.FILE:
        return await _about_file(store, waiting, ticket, event, call, beside)
    if waiting.kind is NoticeKind.ROUTED:
        return routed_message(ticket, event.facts, store.desk, waiting.language, call, beside)
    names = {
        **await store.tickets.names_on(ticket),
        **await store.directory.names([event.person]),
    }
    return notice_message(
        waiting.kind,
        ticket,
        event.action,
        names.get(event.person, ""),
        event.body,
        store.desk,
        names,
        waiting.language,
        call,
        beside=beside,
        facts=event.facts,
    )


async def _about_file(
    store: Store,
    waiting: Waiting,
    ticket: Ticket,
    event: PastEvent,
    call: tuple[AccountAddress, ...],
    beside: bool,
) -> Message:
    file = await store.files.numbered(int(str(event.facts["file"])))
    if file is None:
        raise Gone("the file is gone")
    names = await store.directory.names([event.person])
    return file_message(
        ticket,
        person_name(event.person, names, waiting.language),
        Attached(file.name, store.files.address_of(file)),
        waiting.language,
        call,
        beside,
        file.id,
    )


async def _for_a_program(store: Store, waiting: Waiting) -> Message:
    if store.clock.real() - waiting.queued_at > NEWS_FOR:
        raise Gone("nobody took it for too long")
    ticket, event = await _ticket_and_event(store, waiting)
    name = f"{store.id}-m{waiting.id}"
    at = event.at.isoformat()
    return Message(webhook_body(name, ticket, event.seq, event.action, at, event.facts))


async def _reminded(store: Store, waiting: Sequence[Waiting]) -> list[Reminded]:
    """All that is told together is read together: it may be hundreds, and must be sent in time."""
    tickets = {ticket.id: ticket for ticket in await _tickets(store, waiting)}
    keys = [(one.ticket, one.event_seq) for one in waiting if one.ticket in tickets]
    events = await store.history.events(keys)
    found = [Reminded(tickets[key[0]], events[key].facts) for key in keys if key in events]
    if not found:
        raise Gone("the tickets are gone")
    return found


async def _tickets(store: Store, waiting: Sequence[Waiting]) -> list[Ticket]:
    """What messages are about, each ticket once, in the order in which they were queued."""
    numbers = [one.ticket for one in waiting if one.ticket is not None]
    known = {one.id: one for one in await store.tickets.all_numbered(sorted(set(numbers)))}
    return [known[number] for number in dict.fromkeys(numbers) if number in known]


async def _ticket_and_event(store: Store, waiting: Waiting) -> tuple[Ticket, PastEvent]:
    ticket = await store.tickets.numbered(waiting.ticket or 0)
    if ticket is None:
        raise Gone("the ticket is gone")
    return ticket, await store.history.event(ticket.id, waiting.event_seq)
