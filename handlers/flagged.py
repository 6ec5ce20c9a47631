"""A message marked with an emoji becomes a ticket, once, however many mark it."""

from cards.source import unreadable_message, untitled
from desk.address import Place, direct_chat
from desk.events import Intake, Origin
from desk.languages import Language, language_of
from desk.people import Actor
from handlers.asking import asker, language_for, set_up
from handlers.choosing import keep_opened
from handlers.files import sent_along
from handlers.new_ticket import NewTicket, new_ticket
from handlers.request import NOTED, Flagged, Reply, Request, SourceMessage, Unreadable
from handlers.source import key_of, made_already, source_of, tell_made_already
from handlers.ticket_line import LONGEST_LINE
from storage.store import Store
from storage.work import Work


async def ticket_of_flagged(request: Request, store: Store, flagged: Flagged) -> Reply:
    """Whoever marks a message first is the reporter; the thread is told by the courier."""
    set_up(store)
    message = flagged.source
    if made := await made_already(request, store, message):
        return Reply(says=await tell_made_already(request, store, made))
    by, line = await asker(request, store), store.queues.line()
    key = key_of(request, message)

    async def decide() -> Work:
        work = Work(key=key)
        new = await _ticket_of(message, by, request, store)
        work.files += sent_along(request, new.ticket.language)
        await keep_opened(work, new, by, store, line)
        return work

    async with line:
        kept = await store.act(decide)
    made = await made_already(request, store, message) if kept.repeated else None
    if made is None or made.reporter == by.person.id:
        return NOTED
    return Reply(says=await tell_made_already(request, store, made))


async def say_unreadable(request: Request, store: Store, unreadable: Unreadable) -> Reply:
    """Whoever marked a message that can't be read is told so, and how the desk is let in."""
    language = await language_for(request, store)
    return Reply(says=unreadable_message(unreadable.channel, unreadable.closed, language))


def origin_of(message: SourceMessage, intake: Intake, request: Request) -> Origin:
    """Answers go below the message where the desk can write, else to whoever asked."""
    place = message.thread or Place(direct_chat(request.who))
    return Origin(intake, request.who, place, message.message)


def language_of_message(text: str, by: Actor, store: Store, here: Language | None) -> Language:
    """The language in which a ticket's reporter reads of it."""
    return by.person.language or language_of(text) or here or store.desk.language


async def _ticket_of(
    message: SourceMessage, by: Actor, request: Request, store: Store
) -> NewTicket:
    origin = origin_of(message, Intake.EMOJI, request)
    here = store.desk.language_at(origin.place.conversation)
    language = language_of_message(message.text, by, store, here)
    files = (file.name for file in message.files)
    text = message.text.strip() or untitled(message.author_name, files, language)
    source = await source_of(store, message)
    return new_ticket(text[:LONGEST_LINE], origin, by, request, store, language, source)
