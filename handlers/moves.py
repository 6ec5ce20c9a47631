"""Moves of a ticket, however they are asked for: by button, by form, by verb, by a thread reply."""

from cards.card import Press
from cards.forms import form_for
from cards.notices import done_message
from desk.acts import decide_move
from desk.address import Place
from desk.errors import Reason, Refusal
from desk.groups import Desk
from desk.moves import MOVES, Action, Ask, WaitingFor
from desk.ticket import SILENT, Said
from handlers.asking import asker, language_for, ticket_asked_for
from handlers.lines import MoveTicket, SayOnTicket, read_waiting
from handlers.redraw import pressed_card, redrawn
from handlers.request import NOTED, Filled, Line, Reply, Request
from storage.store import Store
from storage.work import Kept, Work

LONGEST_WORDS = 10_000


async def press_move(request: Request, store: Store, press: Press) -> Reply:
    """A button: done at once, or the question that the move asks, if it can be done at all."""
    action = Action(press.name)
    if MOVES[action].asks is Ask.NOTHING:
        kept = await _move(request, store, press.subject, action, SILENT, press=press)
        return await redrawn(store, press.posting, kept)
    ticket = await ticket_asked_for(store, press.subject)
    by = await asker(request, store, ticket)
    ticket.check(action, by)
    language = await language_for(request, store, ticket)
    form = form_for(action, ticket, store.desk, language, press.posting, roles=by.roles)
    return Reply(opens=form)


async def fill_move(request: Request, store: Store, press: Press, filled: Filled) -> Reply:
    """The answer to a move's question."""
    action = Action(press.name)
    said = _said_in_form(action, filled, store.desk)
    kept = await _move(request, store, press.subject, action, said, press=press)
    return await redrawn(store, press.posting, kept)


async def move_by_verb(request: Request, store: Store, command: MoveTicket) -> Reply:
    """`#1042 挂起 等客户`."""
    ticket = await ticket_asked_for(store, command.number)
    said = _said_in_line(command.action, command.rest, store.desk)
    by = await asker(request, store, ticket)
    ticket.check(command.action, by)
    kept = await _move(request, store, ticket.id, command.action, said, _spoken_in(request))
    return await _done(request, store, kept, command.action, said)


async def say_on_ticket(request: Request, store: Store, command: SayOnTicket) -> Reply:
    """`#1042 I called them` is a comment."""
    said = Said(text=command.text)
    kept = await _move(request, store, command.number, Action.COMMENT, said, _spoken_in(request))
    return await _done(request, store, kept, Action.COMMENT, said)


async def reply_in_thread(request: Request, store: Store, text: str) -> Reply:
    """A message in a thread that is about a ticket is a comment; other threads are left alone.

    In the thread in which the reporter reads on, they see it, so it is a reply to them.
    """
    if request.where.thread is None:
        return NOTED
    number = await store.postings.ticket_at(request.where.conversation, request.where.thread)
    if number is None or not text.strip():
        return NOTED
    ticket = await ticket_asked_for(store, number)
    by = await asker(request, store, ticket)
    before_the_reporter = request.where == ticket.origin.place
    action = Action.REPLY if before_the_reporter and by.is_staff else Action.COMMENT
    await _move(request, store, number, action, Said(text=text), request.where)
    return NOTED


async def _move(
    request: Request,
    store: Store,
    number: int,
    action: Action,
    said: Said,
    spoken_in: Place | None = None,
    press: Press | None = None,
) -> Kept:
    if len(said.text) > LONGEST_WORDS:
        raise Refusal(Reason.TOO_LONG, limit=LONGEST_WORDS)

    async def decide() -> Work:
        ticket = await ticket_asked_for(store, number)
        by = await asker(request, store, ticket)
        at = min(request.at + store.clock.offset, store.clock.now())
        work = Work(key=request.key, press=pressed_card(request, press) if press else None)
        work.keep(decide_move(ticket, action, by, at, said, store.desk, spoken_in))
        return work

    return await store.act(decide)


async def _done(request: Request, store: Store, kept: Kept, action: Action, said: Said) -> Reply:
    """What was done, for whoever typed it: no card changes before their eyes."""
    ticket = kept.ticket or await ticket_asked_for(store, kept.ticket_id or 0)
    by = await asker(request, store, ticket)
    message = done_message(
        ticket,
        action,
        by.person.name,
        said.text,
        store.desk,
        await store.names_on(ticket),
        await language_for(request, store, ticket),
    )
    here = store.desk.group_at(request.where.conversation)
    return Reply(says=message, public=here is not None and here.key == ticket.group)


def _spoken_in(request: Request) -> Place | None:
    """Where others can read the line itself: nowhere, if only the desk saw it."""
    asked = request.asked
    seen = isinstance(asked, Line) and asked.message is not None
    return request.where if seen else None


def _said_in_form(action: Action, filled: Filled, desk: Desk) -> Said:
    """What a form brings; without a choice, the text may name it (menus can only offer so many)."""
    text, choice = filled.text.strip(), filled.choice
    match MOVES[action].asks:
        case Ask.NOTHING | Ask.TEXT:
            return Said(text=text)
        case Ask.WAITING_FOR if choice:
            return Said(text=text, waiting_for=WaitingFor(choice))
        case Ask.PERSON if choice:
            return Said(text=text, person=int(choice))
        case Ask.GROUP if choice:
            return Said(text=text, group=choice)
        case Ask.PRIORITY if choice:
            return Said(text=text, priority=choice)
        case _:
            return _said_in_line(action, text, desk)


def _said_in_line(action: Action, rest: str, desk: Desk) -> Said:
    """What follows a verb: whom or what it asks for first, then a note.

    Raises:
        Refusal: the desk knows no such person, group or priority.
    """
    first, _, note = rest.partition(" ")
    match MOVES[action].asks:
        case Ask.NOTHING | Ask.TEXT:
            return Said(text=rest)
        case Ask.WAITING_FOR:
            waiting_for, why = read_waiting(rest)
            return Said(text=why, waiting_for=waiting_for)
        case _ if not first:
            return SILENT
        case Ask.PERSON:
            person = desk.person_called(first)
            if person is None:
                raise Refusal(Reason.NO_SUCH_PERSON, word=first)
            return Said(text=note.strip(), person=person.id)
        case Ask.GROUP:
            group = desk.group_called(rest) or desk.group_called(first)
            if group is None:
                raise Refusal(Reason.NO_SUCH_GROUP, word=first)
            return Said(text="" if desk.group_called(rest) else note.strip(), group=group.key)
        case Ask.PRIORITY:
            priority = desk.priority_called(first)
            if priority is None:
                raise Refusal(Reason.NO_SUCH_PRIORITY, word=first)
            return Said(text=note.strip(), priority=priority.key)
