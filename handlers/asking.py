"""Who asks, in which language, about which ticket: what most handlers begin with."""

from desk.address import ConversationKind, Place
from desk.errors import Reason, Refusal
from desk.groups import Desk
from desk.languages import Language, language_of
from desk.people import Actor, Sight, sight
from desk.ticket import Ticket
from handlers.request import (
    AskForForm,
    Filled,
    Flagged,
    Line,
    Request,
    SourceMessage,
    ThreadReply,
)
from storage.store import Store


async def ticket_asked_for(store: Store, number: int) -> Ticket:
    """The ticket of that number.

    Raises:
        Refusal: there is none.
    """
    ticket = await store.tickets.numbered(number)
    if ticket is None:
        raise Refusal(Reason.NO_SUCH_TICKET, ticket=number)
    return ticket


async def asker(request: Request, store: Store, ticket: Ticket | None = None) -> Actor:
    """Who asks, with what they are to this ticket.

    Raises:
        Refusal: they must not know that there is such a ticket.
    """
    by = await store.actor(request.who, request.who_name, ticket)
    if ticket is not None and sight(by.roles) is Sight.NOTHING:
        raise Refusal(Reason.NO_SUCH_TICKET, ticket=ticket.id)
    return by


async def asker_there(request: Request, store: Store, ticket: Ticket) -> Actor:
    """The same for whoever named no ticket, but a place that is about one.

    Raises:
        Refusal: the ticket is not theirs to know; which one it is isn't told.
    """
    by = await store.actor(request.who, request.who_name, ticket)
    if sight(by.roles) is Sight.NOTHING:
        raise Refusal(Reason.NOT_FOR_PARTNERS)
    return by


async def language_for(request: Request, store: Store, ticket: Ticket | None = None) -> Language:
    """The language of an answer: their own, else that of their words now or before.

    Where nothing tells: a reporter's ticket, then what is spoken here, then the desk's.
    """
    _, person = await store.directory.account_for(request.who, request.who_name)
    if spoken := language_of(words_of(request)):
        store.directory.spoken[person.id] = spoken
    own = ticket.language if ticket and ticket.reporter == person.id else None
    here = store.desk.language_at(request.where.conversation)
    before = store.directory.spoken.get(person.id)
    return person.language or before or own or here or store.desk.language


def reading_place(request: Request) -> Place:
    """Where whoever asks reads on: in a group with threads the one below their message."""
    where, asked = request.where, request.asked
    direct = where.conversation.kind is ConversationKind.DIRECT
    if direct or where.thread or not where.conversation.messenger.has_threads:
        return where
    return Place(where.conversation, asked.message if isinstance(asked, Line) else None)


def words_of(request: Request) -> str:
    """What they typed, if they typed anything; a message that they point at may be theirs."""
    match request.asked:
        case Line(text) | ThreadReply(text):
            return text
        case Filled(_, text, _, fields):
            return " ".join((text, *fields.values())).strip()
        case AskForForm(SourceMessage(text=text, author=request.who)):
            return text
        case Flagged(SourceMessage(text=text, author=request.who)):
            return text
        case _:
            return ""


def set_up(store: Store) -> Desk:
    """The desk's settings.

    Raises:
        Refusal: nobody has applied any yet.
    """
    if not store.desk.version:
        raise Refusal(Reason.NOT_SET_UP)
    return store.desk
