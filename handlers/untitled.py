"""Files that came without a word: the desk asks what they are about, and waits for the next line.

The question is a draft without a text, kept like any other: one of a person and a conversation.
"""

from dataclasses import replace

from desk.drafts import TITLE_LIFETIME, Draft, DraftState
from desk.errors import Reason, Refusal
from desk.events import Intake, Origin, Visibility
from desk.moves import Action
from handlers.asking import asker, language_for, reading_place, set_up, ticket_asked_for
from handlers.choosing import keep_opened
from handlers.files import attach_to, sent_along, told_attached
from handlers.lines import (
    AskTitle,
    AttachTo,
    Command,
    MoveTicket,
    OpenTicket,
    SayOnTicket,
    ShowTicket,
    TitleFiles,
    Unclear,
)
from handlers.new_ticket import new_ticket
from handlers.request import NOTED, Line, Reply, Request
from handlers.ticket_line import read_ticket_line
from storage.files import seen_only_by
from storage.store import Store
from storage.work import NewTimer, Work

TAKE_FILES = (OpenTicket, SayOnTicket, MoveTicket)


async def with_files(
    request: Request, store: Store, line: Line, command: Command | None
) -> Command | None:
    """What a line means together with the files that came with it, or that wait for it."""
    command = _with_quoted(line, command)
    if line.files:
        return await _beside_files(request, store, line, command)
    may_answer = isinstance(command, OpenTicket | ShowTicket | Unclear)
    if not may_answer or line.intake is Intake.COMMAND:
        return command
    draft = await untitled(request, store)
    if draft is None:
        return command
    match command:
        case ShowTicket(number):
            return AttachTo(number, draft.id)
        case OpenTicket(text) | Unclear(text):
            return TitleFiles(draft.id, text)
        case _:
            return command


async def untitled(request: Request, store: Store) -> Draft | None:
    """The draft that waits for a title from whoever asks, here."""
    by = await asker(request, store)
    where = await store.directory.conversation_id(request.where.conversation)
    found = await store.files.untitled(by.account_id, where)
    return None if found is None else await store.tickets.draft(found)


def answers_question(request: Request, draft: Draft) -> bool:
    """Whether what is said in a thread is said where the question stands."""
    return draft.origin.place == request.where


def _with_quoted(line: Line, command: Command | None) -> Command | None:
    """What somebody points to is part of what they report, and no part of a command."""
    if not line.quoted.strip():
        return command
    if command is None:
        return OpenTicket(line.quoted, sure=False)
    if isinstance(command, OpenTicket):
        return replace(command, text=f"{command.text}\n{line.quoted}")
    return command


async def _beside_files(
    request: Request, store: Store, line: Line, command: Command | None
) -> Command:
    draft = await untitled(request, store)
    match command:
        case None:
            return AskTitle(draft.id if draft else None)
        case ShowTicket(number):
            return AttachTo(number, draft.id if draft else None)
        case OpenTicket(text) if draft is not None:
            return TitleFiles(draft.id, text)
        case _ if isinstance(command, TAKE_FILES):
            return command
        case _:  # `help!` beside a picture is a report rather than a question
            return OpenTicket(line.text, sure=False)


async def ask_title(request: Request, store: Store, command: AskTitle) -> Reply:
    """Keep the files and ask what they are about; further ones join those that wait."""
    set_up(store)
    asked = request.asked
    language = await language_for(request, store)

    async def decide() -> Work:
        by, now = await asker(request, store), store.clock.now()
        work = Work(key=request.key)
        expires = now + TITLE_LIFETIME
        draft = await store.tickets.draft(command.draft) if command.draft else None
        if draft is not None and draft.state is DraftState.WAITING:
            work.keep_draft(replace(draft, version=draft.version + 1, expires_at=expires))
            work.start(_expiry(draft, work))
            work.files += sent_along(request, language, draft=draft.id)
            return work
        intake = asked.intake if isinstance(asked, Line) else Intake.DIRECT
        message = asked.message if isinstance(asked, Line) else None
        place = reading_place(request)
        fresh = Draft(
            author=by.person.id,
            text="",
            origin=Origin(intake, request.who, place, message),
            language=language,
            at=min(request.at + store.clock.offset, now),
            expires_at=expires,
        )
        work.keep_draft(fresh, place)
        work.files += sent_along(request, language)
        return work

    await store.act(decide, request.key)
    return NOTED


def _expiry(draft: Draft, work: Work) -> NewTimer:
    until = work.drafts[-1].draft.expires_at
    payload: dict[str, int | str] = {"draft": draft.id}
    return NewTimer(f"draft:{draft.id}:expire", "draft_expires", until, payload=payload)


async def title_files(request: Request, store: Store, command: TitleFiles) -> Reply:
    """The title has come: a ticket with all files that waited for it.

    Raises:
        Refusal: it is no title, or the question is over.
    """
    desk = set_up(store)
    read_ticket_line(command.text, desk)
    language = await language_for(request, store)
    line = store.queues.line()

    async def decide() -> Work:
        draft = await _waiting(store, command.draft)
        by = await asker(request, store)
        work = Work(key=request.key)
        new = new_ticket(command.text, draft.origin, by, request, store, language)
        await keep_opened(work, new, by, store, line)
        made = replace(
            draft, version=draft.version + 1, state=DraftState.MADE, text=new.ticket.title
        )
        work.keep_draft(made)
        work.stop(f"draft:{draft.id}:expire")
        work.files += sent_along(request, language)
        return work

    async with line:
        await store.act(decide, request.key)
    return NOTED  # the courier tells the number, as for every line that opened a ticket


async def attach_waiting(request: Request, store: Store, command: AttachTo) -> Reply:
    """`#1042` instead of a title: what waited is that ticket's, with what came along now."""
    if command.draft is None:
        return await attach_to(request, store, command)
    number = command.draft
    names = await store.files.names_in_draft(number)

    async def decide() -> Work:
        ticket = await ticket_asked_for(store, command.number)
        by = await asker(request, store, ticket)
        ticket.check(Action.COMMENT, by)
        draft = await _waiting(store, number)
        work = Work(key=request.key)
        work.keep_draft(
            replace(draft, version=draft.version + 1, state=DraftState.MADE, ticket=ticket.id)
        )
        work.stop(f"draft:{draft.id}:expire")
        seen_by = Visibility.INTERNAL if by.is_staff else Visibility.REPORTER
        work.also(seen_only_by(draft.id, seen_by))
        work.files += sent_along(request, draft.language, seen_by, ticket=ticket.id)
        return work

    await store.act(decide, request.key)
    return await told_attached(request, store, command.number, names)


async def _waiting(store: Store, number: int) -> Draft:
    draft = await store.tickets.draft(number)
    if draft is None or draft.state is not DraftState.WAITING:
        raise Refusal(Reason.DRAFT_OVER, state=draft.state if draft else "", ticket=0)
    return draft
