"""Opening and showing tickets."""

from cards.comments import SaidComment
from cards.notices import opened_message
from cards.ticket_card import private_card
from desk.events import Intake, Origin, Visibility
from desk.languages import language_of
from desk.people import Sight, sight
from desk.ticket import Ticket
from handlers.asking import asker, language_for, reading_place, set_up, ticket_asked_for
from handlers.choosing import keep_opened
from handlers.drafts import ask_first
from handlers.lines import OpenTicket, ShowTicket
from handlers.new_ticket import new_ticket
from handlers.request import NOTED, Line, Reply, Request
from handlers.ticket_line import read_ticket_line
from storage.store import Store
from storage.work import Work


async def open_ticket(request: Request, store: Store, command: OpenTicket) -> Reply:
    """A line becomes a ticket; where it is not sure to be meant as one, its author is asked."""
    desk = set_up(store)
    read_ticket_line(command.text, desk)
    if not command.sure:
        return await ask_first(request, store, command.text)
    intake = request.asked.intake if isinstance(request.asked, Line) else Intake.DIRECT
    message = request.asked.message if isinstance(request.asked, Line) else None
    origin = Origin(intake, request.who, reading_place(request), message)
    by = await asker(request, store)
    line = store.queues.line()

    async def decide() -> Work:
        work = Work(key=request.key)
        language = by.person.language or language_of(command.text) or desk.language
        new = new_ticket(command.text, origin, by, request, store, language)
        await keep_opened(work, new, by, store, line)
        return work

    async with line:
        kept = await store.act(decide)
    if intake is not Intake.COMMAND or kept.ticket_id is None:
        return NOTED  # the courier answers in the thread or chat: that answer survives a crash
    ticket = kept.ticket or await ticket_asked_for(store, kept.ticket_id)
    language = await language_for(request, store)
    return Reply(says=opened_message(ticket, store.desk, language))


async def show_ticket(request: Request, store: Store, command: ShowTicket) -> Reply:
    """A ticket for whoever asks, with what they may see of it and may do; where the group reads it
    too, in the group's language."""
    ticket = await ticket_asked_for(store, command.number)
    by = await asker(request, store, ticket)
    seen = sight(by.roles)
    here = store.desk.group_at(request.where.conversation)
    public = here is not None and here.key == ticket.group
    spoken = store.desk.language_at(request.where.conversation) if public else None
    language = await language_for(request, store, ticket)  # what they wrote in is noted anyway
    card = private_card(
        ticket,
        store.desk,
        await store.tickets.names_on(ticket),
        spoken or language,
        by.roles,
        await comments_for(store, ticket, seen),
        seen,
    )
    return Reply(says=card, public=public)


async def comments_for(store: Store, ticket: Ticket, seen: Sight) -> list[SaidComment]:
    """What was said about a ticket, as far as somebody may read it."""
    if seen is Sight.OUTLINE:
        return []
    said = [
        event
        for event in await store.history.comments(ticket.id)
        if seen is Sight.ALL or event.visibility is not Visibility.INTERNAL
    ]
    names = await store.directory.names([event.person for event in said])
    return [
        SaidComment(
            author=names.get(event.person, "?"),
            at=event.at,
            text=event.body,
            internal=event.visibility is Visibility.INTERNAL,
        )
        for event in said
    ]
