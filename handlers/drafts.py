"""The confirming press: a line that may be meant as a ticket is kept and asked about."""

from dataclasses import replace

from cards.card import Press
from desk.command_words import guess
from desk.drafts import DRAFT_LIFETIME, Draft, DraftState
from desk.errors import Reason, Refusal
from desk.events import Intake, Origin, Said
from desk.moves import Action
from desk.people import Actor
from desk.spoken import behind_number
from handlers.asking import asker, language_for, reading_place, ticket_asked_for
from handlers.choosing import keep_moved, keep_opened
from handlers.files import sent_along
from handlers.new_ticket import new_ticket
from handlers.redraw import pressed_card, redrawn
from handlers.request import NOTED, Line, Reply, Request
from storage.store import Store
from storage.work import Work


async def ask_first(request: Request, store: Store, text: str) -> Reply:
    """Keep the line and ask its author, beside their message."""
    by = await asker(request, store)
    asked = request.asked
    intake = asked.intake if isinstance(asked, Line) else Intake.DIRECT
    message = asked.message if isinstance(asked, Line) else None
    place = reading_place(request)
    now = store.clock.now()
    draft = Draft(
        author=by.person.id,
        text=text,
        origin=Origin(intake, request.who, place, message),
        language=await language_for(request, store),
        at=min(request.at + store.clock.offset, now),
        expires_at=now + DRAFT_LIFETIME,
    )
    work = Work(key=request.key)
    work.keep_draft(draft, place)
    work.files += sent_along(request, draft.language)
    await store.commit(work)
    return NOTED


def line_of(request: Request) -> str:
    """The line as it was typed; nothing of what is no line."""
    return request.asked.text if isinstance(request.asked, Line) else ""


async def make_ticket_of_draft(request: Request, store: Store, press: Press) -> Reply:
    """Its author pressed yes."""
    line = store.queues.line()

    async def decide() -> Work:
        draft, by = await _own_draft(request, store, press)
        work = Work(key=request.key, press=pressed_card(request, press))
        if number := await _made_meanwhile(draft, store):
            made = replace(draft, version=draft.version + 1, state=DraftState.MADE, ticket=number)
            work.keep_draft(made)
            work.stop(f"draft:{draft.id}:expire")
            return work
        asked = replace(request, at=draft.at - store.clock.offset)
        new = new_ticket(draft.text, draft.origin, by, asked, store, draft.language)
        await keep_opened(work, new, by, store, line, answered=True)
        work.keep_draft(replace(draft, version=draft.version + 1, state=DraftState.MADE))
        work.stop(f"draft:{draft.id}:expire")
        return work

    async with line:
        kept = await store.act(decide, request.key)
    return await redrawn(store, press.posting, kept)


async def say_draft_on_ticket(request: Request, store: Store, press: Press) -> Reply:
    """Its author pressed that it is a comment on the ticket that it names."""
    line = store.queues.line()

    async def decide() -> Work:
        draft, _ = await _own_draft(request, store, press)
        number = guess(draft.text).number
        if number is None:
            raise Refusal(Reason.UNKNOWN_PRESS)
        ticket = await ticket_asked_for(store, number)
        by = await asker(request, store, ticket)
        at = min(request.at + store.clock.offset, store.clock.now())
        said = Said(text=behind_number(draft.text))
        work = Work(key=request.key, press=pressed_card(request, press))
        await keep_moved(work, ticket, Action.COMMENT, by, at, said, store, line)
        done = replace(draft, version=draft.version + 1, state=DraftState.SAID, ticket=number)
        work.keep_draft(done)
        work.stop(f"draft:{draft.id}:expire")
        return work

    async with line:
        kept = await store.act(decide, request.key)
    return await redrawn(store, press.posting, kept)


async def decline_draft(request: Request, store: Store, press: Press) -> Reply:
    """Its author pressed no."""

    async def decide() -> Work:
        draft, _ = await _own_draft(request, store, press)
        work = Work(key=request.key, press=pressed_card(request, press))
        work.keep_draft(replace(draft, version=draft.version + 1, state=DraftState.DECLINED))
        work.stop(f"draft:{draft.id}:expire")
        return work

    return await redrawn(store, press.posting, await store.act(decide, request.key))


async def _made_meanwhile(draft: Draft, store: Store) -> int | None:
    """The ticket that somebody else made of the author's message, by an emoji or a shortcut."""
    message = draft.origin.message
    if message is None:
        return None
    made = await store.tickets.made_of(draft.origin.account.tenant, message)
    return made.id if made else None


async def _own_draft(request: Request, store: Store, press: Press) -> tuple[Draft, Actor]:
    draft = await store.tickets.draft(press.subject)
    if draft is None:
        raise Refusal(Reason.UNKNOWN_PRESS)
    by = await asker(request, store)
    if by.person.id != draft.author:
        raise Refusal(Reason.NOT_YOUR_DRAFT, person=draft.author)
    if draft.state is not DraftState.WAITING:
        raise Refusal(Reason.DRAFT_OVER, state=draft.state, ticket=draft.ticket or 0)
    return draft, by
