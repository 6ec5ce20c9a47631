"""Moves of a ticket, however they are asked for: by button, by form, by verb, by a thread reply."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from cards.card import Press
from cards.forms import form_for
from cards.notices import done_message
from desk.address import Place
from desk.durations import read_duration
from desk.errors import Fact, Reason, Refusal
from desk.events import SILENT, Said, Visibility
from desk.groups import Desk
from desk.moves import MOVES, Action, Ask, WaitingFor
from desk.recorded import MOVES_A_CLOCK
from desk.ticket import Ticket
from handlers.asking import asker, asker_there, language_for, ticket_asked_for
from handlers.choosing import keep_moved
from handlers.files import attach_in_thread, files_of, sent_along
from handlers.lines import MoveTicket, SayOnTicket, TitleFiles, read_waiting
from handlers.redraw import pressed_card, redrawn
from handlers.request import NOTED, Filled, Line, Reply, Request
from handlers.threads import ticket_of_thread
from handlers.untitled import answers_question, title_files, untitled
from storage.store import Store
from storage.work import Kept, Work

Found = TypeVar("Found")

_STOP = re.compile(r"\s*[\s,，、;；。]\s*")
LONGEST_WORDS = 10_000
LONGEST_DELAY = timedelta(days=30)


async def press_move(request: Request, store: Store, press: Press) -> Reply:
    """A button: done at once, or the question that the move asks, if it can be done at all."""
    action = Action(press.name)
    if MOVES[action].asks is Ask.NOTHING:
        kept = await _move(request, store, press.subject, action, SILENT, press=press)
        reply = await redrawn(store, press.posting, kept)
        if action is not Action.NUDGE:
            return reply
        # No card shows it, so it is said; never in public, as nobody else asked.
        told = await _done(request, store, kept, action, SILENT)
        return replace(reply, says=told.says)
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
    action = _meant(command, store.desk)
    said = _said_in_line(action, command.rest, store.desk)
    kept = await _move(request, store, ticket.id, action, said, _spoken_in(request))
    return await _done(request, store, kept, action, said)


def _meant(command: MoveTicket, desk: Desk) -> Action:
    """What is given to a person is assigned, what is given to a group transferred, by any verb."""
    first = command.rest.split(maxsplit=1)[:1]
    if not first or command.action not in {Action.ASSIGN, Action.TRANSFER}:
        return command.action
    person, group = desk.person_called(first[0]), desk.group_called(first[0])
    if person is not None and group is None:
        return Action.ASSIGN
    return Action.TRANSFER if group is not None and person is None else command.action


async def say_on_ticket(request: Request, store: Store, command: SayOnTicket) -> Reply:
    """`#1042 I called them` is a comment."""
    said = Said(text=command.text)
    kept = await _move(request, store, command.number, Action.COMMENT, said, _spoken_in(request))
    return await _done(request, store, kept, Action.COMMENT, said)


async def reply_in_thread(request: Request, store: Store, text: str) -> Reply:
    """A message in a thread that is about a ticket is a comment; other threads are left alone.

    In the thread in which the reporter reads on, they see it, so it is a reply to them.
    """
    number = await ticket_of_thread(store, request.where)
    if number is None:
        return await _title_in_thread(request, store, text)
    if not text.strip() and not files_of(request):
        return NOTED
    ticket = await ticket_asked_for(store, number)
    by = await asker_there(request, store, ticket)
    if not text.strip():
        return await attach_in_thread(request, store, ticket)
    before_the_reporter = request.where == ticket.origin.place
    action = Action.REPLY if before_the_reporter and by.is_staff else Action.COMMENT
    await _move(request, store, number, action, Said(text=text), request.where)
    return NOTED


async def _title_in_thread(request: Request, store: Store, text: str) -> Reply:
    """Below a question for a title, what its author says next is that title."""
    if not text.strip():
        return NOTED
    draft = await untitled(request, store)
    if draft is None or not answers_question(request, draft):
        return NOTED
    return await title_files(request, store, TitleFiles(draft.id, text))


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

    line = store.queues.line()

    async def decide() -> Work:
        ticket = await ticket_asked_for(store, number)
        by = await asker(request, store, ticket)
        at = min(request.at + store.clock.offset, store.clock.now())
        work = Work(key=request.key, press=pressed_card(request, press) if press else None)
        await keep_moved(work, ticket, action, by, at, said, store, line, spoken_in)
        if files_of(request):
            internal = by.is_staff and action is not Action.REPLY
            seen_by = Visibility.INTERNAL if internal else Visibility.REPORTER
            language = await language_for(request, store, ticket)
            work.files += sent_along(request, language, seen_by, ticket=number)
        return work

    async with line:
        return await store.act(decide, request.key)


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
        await store.tickets.names_on(ticket),
        await language_for(request, store, ticket),
        await _facts(store, ticket, action),
    )
    here = store.desk.group_at(request.where.conversation)
    return Reply(says=message, public=here is not None and here.key == ticket.group)


async def _facts(store: Store, ticket: Ticket, action: Action) -> Mapping[str, Fact]:
    """What its last event tells, where that is told: nothing, if more has happened since."""
    if action not in MOVES_A_CLOCK:
        return {}
    event = await store.history.event(ticket.id, ticket.version)
    return event.facts if event.action is action else {}


def _spoken_in(request: Request) -> Place | None:
    """Where others can read the line itself: nowhere, if only the desk saw it."""
    asked = request.asked
    seen = isinstance(asked, Line) and asked.message is not None
    return request.where if seen else None


def _said_in_form(action: Action, filled: Filled, desk: Desk) -> Said:
    """What a form brings; without a choice, the text may name it (menus can only offer so many)."""
    text, choice = filled.text.strip(), filled.choice
    try:
        return _chosen(action, text, choice, desk)
    except ValueError as tampered:
        raise Refusal(Reason.UNKNOWN_PRESS) from tampered


def _chosen(action: Action, text: str, choice: str, desk: Desk) -> Said:
    match MOVES[action].asks:
        case Ask.NOTHING | Ask.TEXT:
            return Said(text=text)
        case Ask.WAITING_FOR if choice:
            return Said(text=text, waiting_for=WaitingFor(choice))
        case Ask.PERSON if choice and int(choice) in desk.people:
            return Said(text=text, person=int(choice))
        case Ask.GROUP if choice:
            return Said(text=text, group=choice)
        case Ask.PRIORITY if choice:
            return Said(text=text, priority=choice)
        case Ask.HOW_LONG | Ask.HOW_LONG_AND_WHY if choice:
            return Said(text=text, how_long=how_long(choice))
        case _:
            return _said_in_line(action, text, desk)


def _said_in_line(action: Action, rest: str, desk: Desk) -> Said:
    """What follows a verb: whom or what it asks for first, then a note.

    Raises:
        Refusal: the desk knows no such person, group or priority.
    """
    match MOVES[action].asks:
        case Ask.NOTHING | Ask.TEXT:
            return Said(text=rest)
        case Ask.WAITING_FOR:
            waiting_for, why = read_waiting(rest)
            return Said(text=why, waiting_for=waiting_for)
        case _ if not rest.strip():
            return SILENT
        case Ask.PERSON:
            person, note = _named(rest, desk.person_called, Reason.NO_SUCH_PERSON)
            return Said(text=note, person=person.id)
        case Ask.GROUP:
            group, note = _named(rest, desk.group_called, Reason.NO_SUCH_GROUP)
            return Said(text=note, group=group.key)
        case Ask.PRIORITY:
            priority, note = _named(rest, desk.priority_called, Reason.NO_SUCH_PRIORITY)
            return Said(text=note, priority=priority.key)
        case Ask.HOW_LONG | Ask.HOW_LONG_AND_WHY:
            length, note = _parted(rest)
            return Said(text=note, how_long=how_long(length))


def how_long(word: str) -> timedelta:
    """A length of time by which something can be put off.

    Raises:
        Refusal: it is none, or longer than anything is put off.
    """
    length = read_duration(word)
    if not length or length > LONGEST_DELAY:
        raise Refusal(Reason.NOT_A_DURATION, word=word)
    return length


def _named(rest: str, find: Callable[[str], Found | None], unknown: Reason) -> tuple[Found, str]:
    """What the first words name, as many of them as name something, and the note behind them."""
    named, behind = _parted(rest)
    spoken = rest.split()
    for count in range(len(spoken), 0, -1):
        found = find(" ".join(spoken[:count]))
        if found is not None:
            return found, " ".join(spoken[count:])
    found = find(named)
    if found is not None:
        return found, behind
    raise Refusal(unknown, word=named)


def _parted(rest: str) -> tuple[str, str]:
    """The first word and the note behind it, parted by a space or a stop."""
    first, *note = _STOP.split(rest.strip(), maxsplit=1)
    return first, note[0].strip() if note else ""
