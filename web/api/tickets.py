"""What each operation on tickets does: the acts are those of handlers/programs.py."""

from collections.abc import Iterable
from dataclasses import replace

from cards.notices import opened_message
from cards.refusals import Asked
from desk.acts import Decision
from desk.errors import Reason, Refusal
from desk.events import Intake, Visibility
from desk.moves import Action
from desk.people import ITSELF, Actor
from desk.tokens import Scope, TokenKind
from handlers.programs import (
    Answer,
    Asking,
    MoveWish,
    Tell,
    Wish,
    answered_before,
    move_by_program,
    open_by_program,
    read_wish,
    ticket_for,
)
from storage.answers import Answered
from web.api import shapes
from web.api.call import Call
from web.api.problems import Kind, NotDone, refused
from web.api.shown import Looking, is_seen, people_in


async def open_ticket(call: Call) -> Answered:
    """`POST /tickets`."""
    said = call.said(shapes.NewTicket)
    asking = Asking(call.token, call.key, call.fingerprint, tell_opened(call))
    if before := await answered_before(call.store, asking):
        return before
    wish = Wish(
        title=said.title,
        body=said.body,
        group=said.group,
        category=said.category,
        priority=said.priority,
        customer_tier=said.customer_tier,
        impact=said.impact,
        urgency=said.urgency,
    )
    line, unknown = read_wish(wish, call.store.desk)
    if unknown:
        raise refused([await in_words(call, one) for one in unknown])
    return await open_by_program(call.store, asking, line, Intake.API, said.language)


async def show_ticket(call: Call) -> Answered:
    """`GET /tickets/{number}`."""
    ticket, by = await ticket_for(call.store, call.token, call.number)
    looking = await _looking(call, [ticket.reporter, ticket.assignee])
    return answered(looking.ticket(ticket, by))


async def list_tickets(call: Call) -> Answered:
    """`GET /tickets`: the newest first."""
    asked, store = call.asked(shapes.TicketQuery), call.store
    groups = await _groups_asked(call, asked.group)
    before = None if asked.cursor is None else int(asked.cursor)
    found = await store.tickets.page(groups, asked.status, before, asked.limit + 1)
    tickets = found[: asked.limit]
    people = [person for one in tickets for person in (one.reporter, one.assignee)]
    looking = await _looking(call, people)
    by = await store.actor(call.token.account, call.token.name)
    shown = tuple(
        looking.ticket(one, replace(by, roles=call.token.roles(by.person.id, one)))
        for one in tickets
    )
    more = str(tickets[-1].id) if len(found) > len(tickets) else None
    return answered(shapes.TicketPage(tickets=shown, next=more))


async def move_ticket(call: Call) -> Answered:
    """`POST /tickets/{number}/moves`."""
    said = call.said(shapes.NewMove)
    asking = Asking(call.token, call.key, call.fingerprint, _tell_moved(call))
    if before := await answered_before(call.store, asking):
        return before
    wish = MoveWish(
        action=said.move,
        text=said.text,
        waiting_for=said.waiting_for,
        person=said.person,
        group=said.group,
        priority=said.priority,
        how_long=said.how_long,
    )
    return await move_by_program(call.store, asking, call.number, wish)


async def comment_on_ticket(call: Call) -> Answered:
    """`POST /tickets/{number}/comments`."""
    said = call.said(shapes.NewComment)
    asking = Asking(call.token, call.key, call.fingerprint, _tell_said(call))
    if before := await answered_before(call.store, asking):
        return before
    internal = said.visibility is Visibility.INTERNAL
    action = Action.COMMENT if internal else Action.REPLY
    wish = MoveWish(action=action, text=said.text)
    return await move_by_program(call.store, asking, call.number, wish)


async def list_events(call: Call) -> Answered:
    """`GET /tickets/{number}/events`: the oldest first."""
    asked = call.asked(shapes.EventQuery)
    ticket, by = await ticket_for(call.store, call.token, call.number)
    after = 0 if asked.cursor is None else int(asked.cursor)
    found = await call.store.history.page(ticket.id, after, asked.limit + 1)
    events = found[: asked.limit]
    people = [person for one in events for person in (one.person, *people_in(one.facts))]
    looking = await _looking(call, people)
    shown = tuple(looking.event(one, by) for one in events if is_seen(one, by))
    more = str(events[-1].seq) if len(found) > len(events) else None
    return answered(shapes.EventPage(events=shown, next=more))


async def in_words(call: Call, refusal: Refusal) -> Asked:
    """A refusal, ready to be said to the program."""
    store, person = call.store, refusal.facts.get("person")
    names = await store.directory.names([person if isinstance(person, int) else None])
    _, own = await store.directory.account_for(call.token.account, call.token.name)
    return Asked(refusal, call.language, names, store.desk, store.clock.now(), own.id)


async def _groups_asked(call: Call, words: tuple[str, ...]) -> tuple[str, ...] | None:
    """The groups whose tickets are wanted; None for all there ever were.

    Raises:
        NotDone: the desk knows no such group, or it is not the token's business.
    """
    desk, token = call.store.desk, call.token
    if not words:
        return tuple(sorted(token.groups)) or None
    keys: list[str] = []
    for word in words:
        group = desk.group_called(word)
        if group is None:
            asked = await in_words(call, Refusal(Reason.NO_SUCH_GROUP, word=word))
            wrong = shapes.Wrong(parameter="group", detail=asked.sentence())
            raise NotDone(Kind.INVALID, errors=(wrong,))
        if not token.covers(group.key):
            raise Refusal(Reason.NOT_THIS_GROUP, group=group.key)
        keys.append(group.key)
    return tuple(keys)


def tell_opened(call: Call, notes: tuple[shapes.Wrong, ...] | None = None) -> Tell:
    """Answers with a new ticket; `notes` are what a hook said that the desk didn't know."""

    async def tell(decision: Decision, by: Actor) -> Answer:
        ticket = decision.change.ticket
        looking = await _looking(call, [ticket.reporter, ticket.assignee])

        def answer(number: int) -> Answered:
            numbered = replace(ticket, id=number)
            said = opened_message(numbered, looking.desk, call.language)
            own = replace(by, roles=call.token.roles(by.person.id, numbered))
            shown = looking.ticket(numbered, own)
            opened = shapes.OpenedTicket(**dict(shown), answer=said.text)
            if notes is not None:
                opened = shapes.HookedTicket(**dict(opened), notes=notes)
            return answered(opened, 201, looking.path(number))

        return answer

    return tell


def _tell_moved(call: Call) -> Tell:
    async def tell(decision: Decision, by: Actor) -> Answer:
        ticket = decision.change.ticket
        looking = await _looking(call, [ticket.reporter, ticket.assignee])
        own = replace(by, roles=call.token.roles(by.person.id, ticket))
        done = answered(looking.ticket(ticket, own))
        return lambda _: done

    return tell


def _tell_said(call: Call) -> Tell:
    async def tell(decision: Decision, by: Actor) -> Answer:
        looking = await _looking(call, [by.person.id])
        done = answered(looking.change(decision.change, by.person.id), 201)
        return lambda _: done

    return tell


async def _looking(call: Call, people: Iterable[int | None]) -> Looking:
    store = call.store
    names = {**await store.directory.names(people), ITSELF.person.id: ITSELF.person.name}
    may_move = call.token.kind is TokenKind.API and Scope.WRITE in call.token.scopes
    return Looking(store.desk, names, store.links.base, store.clock.now(), may_move)


def answered(shape: shapes.Shape, status: int = 200, location: str = "") -> Answered:
    """An answer of this shape."""
    return Answered(status, shape.model_dump_json(), location)
