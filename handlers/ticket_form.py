"""The form of a new ticket: opened empty or on a message, and filled in."""

from cards.card import Message, Press
from cards.cut import cut
from cards.notices import opened_message
from cards.source import untitled
from cards.ticket_form import (
    BODY,
    CATEGORY,
    GROUP,
    PRIORITY,
    TITLE,
    TITLE_LENGTH,
    Shown,
    ticket_form,
)
from desk.address import Place, direct_chat
from desk.errors import Reason, Refusal
from desk.events import Intake, Origin
from desk.people import Actor
from handlers.asking import asker, language_for, set_up, ticket_asked_for
from handlers.choosing import keep_opened
from handlers.files import sent_along
from handlers.flagged import language_of_message, origin_of
from handlers.new_ticket import NewTicket, ticket_of_line
from handlers.request import NOTED, AskForForm, Filled, Reply, Request, SourceMessage
from handlers.source import key_of, made_already, source_of, tell_made_already
from handlers.ticket_line import TicketLine
from storage.store import Store
from storage.work import Work


async def ask_for_form(request: Request, store: Store, asked: AskForForm) -> Reply:
    """The form; a message that a ticket was made of already brings that ticket instead."""
    desk, message = set_up(store), asked.source
    language = await language_for(request, store)
    if message is None:
        return Reply(opens=ticket_form(desk, language))
    if made := await made_already(request, store, message):
        return Reply(says=await tell_made_already(request, store, made))
    files = tuple(file.name for file in message.files)
    text = message.text.strip() or untitled(message.author_name, files, language)
    first = text.splitlines()[0].strip()
    shown = Shown(
        title=cut(first, TITLE_LENGTH)[0],
        body="" if text == first and len(first) <= TITLE_LENGTH else text,
        author=message.author_name,
        files=files,
        answered_there=message.thread is not None,
    )
    return Reply(opens=ticket_form(desk, language, shown))


async def press_new_ticket(request: Request, store: Store, press: Press) -> Reply:  # noqa: ARG001 - a route
    """The button of the same name."""
    return await ask_for_form(request, store, AskForForm())


async def fill_new_ticket(request: Request, store: Store, press: Press, filled: Filled) -> Reply:  # noqa: ARG001 - a route
    """What was filled in becomes a ticket; of a message only the first time."""
    set_up(store)
    line, message = _line_of(filled, store), filled.source
    by, queue = await asker(request, store), store.queues.line()
    key = key_of(request, message) if message else request.key
    if message and (made := await made_already(request, store, message)):
        return Reply(says=await _told_of_message(request, store, made.id, by))

    async def decide() -> Work:
        work = Work(key=key)
        new = await _ticket(line, filled, by, request, store)
        work.files += sent_along(request, new.ticket.language)
        await keep_opened(work, new, by, store, queue)
        return work

    async with queue:
        kept = await store.act(decide)
    if message is None or kept.ticket_id is None:
        return NOTED  # the courier tells, in the direct chat
    return Reply(says=await _told_of_message(request, store, kept.ticket_id, by))


async def _told_of_message(request: Request, store: Store, number: int, by: Actor) -> Message:
    """The same answer each time the same is submitted: by what stands, not by who was first."""
    ticket = await ticket_asked_for(store, number)
    if ticket.reporter != by.person.id or ticket.origin.intake is not Intake.MESSAGE:
        return await tell_made_already(request, store, ticket)
    return opened_message(ticket, store.desk, await language_for(request, store, ticket))


def _line_of(filled: Filled, store: Store) -> TicketLine:
    """The answers, as a line would have said them; what the desk doesn't know was tampered with.

    Raises:
        Refusal: there is no title, or it chose what there is not.
    """
    fields, desk = filled.fields, store.desk
    title, body = fields.get(TITLE, "").strip(), fields.get(BODY, "").strip()
    if not title:
        raise Refusal(Reason.WORD_MISSING)
    group, category = fields.get(GROUP) or None, fields.get(CATEGORY) or None
    priority = fields.get(PRIORITY) or None
    if group is not None and group not in desk.groups:
        raise Refusal(Reason.NO_SUCH_GROUP, word=group)
    by_category = desk.group_for_category(category) if category else None
    if category is not None and by_category is None:
        raise Refusal(Reason.UNKNOWN_PRESS)
    if priority is not None and priority not in {one.key for one in desk.priorities}:
        raise Refusal(Reason.NO_SUCH_PRIORITY, word=priority)
    title, was_cut = cut(" ".join(title.split()), TITLE_LENGTH)
    whole = "\n".join(filter(None, (" ".join(fields.get(TITLE, "").split()), body)))
    return TicketLine(title, whole if was_cut else body, group, category, priority)


async def _ticket(
    line: TicketLine, filled: Filled, by: Actor, request: Request, store: Store
) -> NewTicket:
    message: SourceMessage | None = filled.source
    if message is None:
        origin = Origin(Intake.FORM, request.who, Place(direct_chat(request.who)))
    else:
        origin = origin_of(message, Intake.MESSAGE, request)
    here = store.desk.language_at(origin.place.conversation)
    language = language_of_message(f"{line.title}\n{line.body}", by, store, here)
    source = await source_of(store, message) if message else None
    return ticket_of_line(line, origin, by, request, store, language, source)
