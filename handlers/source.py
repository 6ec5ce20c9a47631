"""Messages that tickets are made of: which ticket was, and what becomes of it when they change."""

from cards.card import Message
from cards.source import made_already_message
from desk.acts import decide_move
from desk.events import Said
from desk.moves import Action
from desk.people import ITSELF, Actor, Role
from desk.source import Source
from desk.ticket import Ticket
from handlers.asking import asker_there, language_for
from handlers.request import NOTED, Reply, Request, SourceChanged, SourceMessage
from storage.store import Store
from storage.work import Work

LONGEST_VERSION = 10_000


def key_of(request: Request, message: SourceMessage) -> str:
    """The key of the one ticket that can be made of a message, whoever asks for it and how."""
    who = request.who
    return f"{who.messenger}:{who.tenant}:{message.message}:ticket"


async def source_of(store: Store, message: SourceMessage) -> Source:
    """What the ticket keeps of it; its author is somebody the desk knows from now on."""
    author = None
    if message.author is not None:
        _, author = await store.directory.account_for(message.author, message.author_name)
    return Source(
        author=author.id if author else None,
        name=message.author_name,
        link=message.link,
        files=tuple(file.name for file in message.files),
    )


async def made_already(request: Request, store: Store, message: SourceMessage) -> Ticket | None:
    """The ticket that was made of this message, if one was."""
    return await store.tickets.made_of(request.who.tenant, message.message)


async def tell_made_already(request: Request, store: Store, ticket: Ticket) -> Message:
    """That there is one, and whose."""
    by = await asker_there(request, store, ticket)
    names = await store.tickets.names_on(ticket)
    language = await language_for(request, store, ticket)
    return made_already_message(ticket, store.desk, names, by.person.id, language)


async def keep_version(request: Request, store: Store, changed: SourceChanged) -> Reply:
    """A message was edited or deleted: what it says now is kept with the ticket made of it.

    The ticket itself stays as it was asked for: those who work on it are told, and decide.
    """
    made = await store.tickets.made_of(request.who.tenant, changed.message)
    if made is None or (made.source is not None and made.source.deleted):
        return NOTED
    number, text = made.id, (changed.text or "")[:LONGEST_VERSION]
    if changed.text is not None and not text.strip():
        return NOTED

    async def decide() -> Work:
        ticket = await store.tickets.numbered(number)
        if ticket is None:
            return Work(key=request.key)
        at = min(request.at + store.clock.offset, store.clock.now())
        action = Action.SOURCE_DELETED if changed.text is None else Action.SOURCE_EDITED
        by = ITSELF if changed.text is None else await _author(request, store)
        work = Work(key=request.key)
        work.keep(decide_move(ticket, action, by, at, Said(text=text), store.desk))
        return work

    await store.act(decide, request.key)
    return NOTED


async def _author(request: Request, store: Store) -> Actor:
    """Whoever edited it: to their own message they may do that, whatever they are to the ticket."""
    account, person = await store.directory.account_for(request.who, request.who_name)
    return Actor(person, account, request.who, frozenset({Role.DESK}))
