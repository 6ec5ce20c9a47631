"""What programs ask, by the API and by hooks: the same acts as in chat, answered once and for all.

Whoever asks again under the same key gets the answer that was kept with the act.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from desk.acts import Decision
from desk.degrees import Degree
from desk.errors import Conflict, Reason, Refusal
from desk.events import Intake, Origin, Said
from desk.groups import Desk
from desk.languages import Language, language_of
from desk.moves import Action, WaitingFor
from desk.people import Actor, Sight, sight
from desk.ticket import Ticket
from desk.tokens import Token
from handlers.asking import set_up, ticket_asked_for
from handlers.choosing import keep_moved, keep_opened
from handlers.moves import LONGEST_WORDS, how_long
from handlers.new_ticket import ticket_asked_at
from handlers.ticket_line import TicketLine, title_and_body
from storage.answers import Answered, kept_answer
from storage.store import Store
from storage.work import Work

Found = TypeVar("Found")
Answer = Callable[[int], Answered]
"""What is answered, once the ticket's number is known."""
Tell = Callable[[Decision, Actor], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Asking:
    """A program that asks: `key` names this delivery, `fingerprint` what is asked under it.

    Without a fingerprint it can't ask for the same answer again.
    """

    token: Token
    key: str
    fingerprint: str
    tell: Tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a new ticket shall be, everything by what people call it."""

    title: str
    body: str = ""
    group: str | None = None
    category: str | None = None
    priority: str | None = None
    customer_tier: str | None = None
    impact: Degree | None = None
    urgency: Degree | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveWish:
    """A move with what it asks, everything by what people call it."""

    action: Action
    text: str = ""
    waiting_for: WaitingFor | None = None
    person: str | None = None
    group: str | None = None
    priority: str | None = None
    how_long: str | None = None


async def answered_before(store: Store, asking: Asking) -> Answered | None:
    """What was answered under this key before.

    Raises:
        Refusal: it was asked for something else under it.
    """
    before = await store.answers.before(asking.key) if asking.fingerprint else None
    if before is not None and before.fingerprint != asking.fingerprint:
        raise Refusal(Reason.ASKED_OTHERWISE)
    return before.answered if before else None


async def ticket_for(store: Store, token: Token, number: int) -> tuple[Ticket, Actor]:
    """A ticket that is this token's business, and what the token is to it.

    Raises:
        Refusal: there is none; whether there is one for others is not told.
    """
    ticket = await ticket_asked_for(store, number)
    by = await _program(store, token, ticket)
    if sight(by.roles) is Sight.OUTLINE:
        raise Refusal(Reason.NO_SUCH_TICKET, ticket=number)
    return ticket, by


def read_wish(wish: Wish, desk: Desk) -> tuple[TicketLine, tuple[Refusal, ...]]:
    """A new ticket as the desk understands it, and what of the wish it doesn't know."""
    words: Mapping[str, str | None] = {
        "group": wish.group,
        "category": wish.category,
        "priority": wish.priority,
        "customer_tier": wish.customer_tier,
    }
    found = {name: NAMED[name][0](desk, word) if word else None for name, word in words.items()}
    unknown = tuple(
        Refusal(NAMED[name][1], word=word)
        for name, word in words.items()
        if word and found[name] is None
    )
    title, body = title_and_body(f"{wish.title}\n{wish.body}".strip())
    line = TicketLine(
        title=title,
        body=body,
        group=found["group"],
        category=found["category"],
        priority=found["priority"],
        customer_tier=found["customer_tier"],
        impact=wish.impact,
        urgency=wish.urgency,
    )
    return line, unknown


def _group(desk: Desk, word: str) -> str | None:
    group = desk.group_called(word)
    return group.key if group else None


def _category(desk: Desk, word: str) -> str | None:
    found = desk.group_for_category(word)
    return found[1] if found else None


def _priority(desk: Desk, word: str) -> str | None:
    priority = desk.priority_called(word)
    return priority.key if priority else None


NAMED: Mapping[str, tuple[Callable[[Desk, str], str | None], Reason]] = MappingProxyType(
    {
        "group": (_group, Reason.NO_SUCH_GROUP),
        "category": (_category, Reason.NO_SUCH_CATEGORY),
        "priority": (_priority, Reason.NO_SUCH_PRIORITY),
        "customer_tier": (Desk.customer_tier_called, Reason.NO_SUCH_CUSTOMER_TIER),
    }
)
"""How what a wish names is found, and what is said of a name that nothing has."""


async def open_by_program(
    store: Store, asking: Asking, line: TicketLine, intake: Intake, language: Language | None
) -> Answered:
    """A ticket that a program reports; its group is one of the token's, if nothing else tells.

    Raises:
        Refusal: the group that it names is not the token's business.
    """
    desk, token = set_up(store), asking.token
    if line.group is not None and not token.covers(line.group):
        raise Refusal(Reason.NOT_THIS_GROUP, group=line.group)
    here = next((key for key in desk.groups if key in token.groups), None)
    origin = Origin(intake, token.account, token.place)
    spoken = language or language_of(line.body or line.title) or desk.language
    queue = store.queues.line()

    async def decide(work: Work) -> Actor:
        by = await _program(store, token)
        new = ticket_asked_at(line, origin, by, store.clock.now(), store.desk, here, spoken)
        await keep_opened(work, new, by, store, queue)
        return by

    async with queue:
        return await _act(store, asking, decide)


async def move_by_program(store: Store, asking: Asking, number: int, wish: MoveWish) -> Answered:
    """A move of a ticket, or words about it.

    Raises:
        Refusal: by the rules of the move, or because the desk doesn't know what it names.
    """
    if len(wish.text) > LONGEST_WORDS:
        raise Refusal(Reason.TOO_LONG, limit=LONGEST_WORDS)
    said = _said(wish, store.desk)
    queue = store.queues.line()

    async def decide(work: Work) -> Actor:
        ticket, by = await ticket_for(store, asking.token, number)
        await keep_moved(work, ticket, wish.action, by, store.clock.now(), said, store, queue)
        return by

    async with queue:
        return await _act(store, asking, decide)


async def _act(
    store: Store, asking: Asking, decide: Callable[[Work], Awaitable[Actor]]
) -> Answered:
    """Decide and commit; the answer is kept with the act, if it can be asked for again."""
    answers: list[Answer] = []

    async def decided() -> Work:
        work = Work(key=asking.key)
        by = await decide(work)
        answer = await asking.tell(work.decisions[0], by)
        answers.append(answer)
        if asking.fingerprint:
            work.also(kept_answer(asking.key, asking.fingerprint, store.clock.real(), answer))
        return work

    kept = await store.act(decided, asking.key)
    if not kept.repeated:
        return answers[-1](kept.ticket_id or 0)
    before = await answered_before(store, asking)
    if before is None:
        raise Conflict("asked twice at once, and not answered")
    return before


async def _program(store: Store, token: Token, ticket: Ticket | None = None) -> Actor:
    account, person = await store.directory.account_for(token.account, token.name)
    return Actor(person, account, token.account, token.roles(person.id, ticket))


def _said(wish: MoveWish, desk: Desk) -> Said:
    person = _named(wish.person, desk.person_called, Reason.NO_SUCH_PERSON)
    group = _named(wish.group, desk.group_called, Reason.NO_SUCH_GROUP)
    priority = _named(wish.priority, desk.priority_called, Reason.NO_SUCH_PRIORITY)
    return Said(
        text=wish.text,
        waiting_for=wish.waiting_for,
        person=person.id if person else None,
        group=group.key if group else None,
        priority=priority.key if priority else None,
        how_long=how_long(wish.how_long) if wish.how_long else None,
    )


def _named(word: str | None, find: Callable[[str], Found | None], unknown: Reason) -> Found | None:
    if word is None:
        return None
    found = find(word)
    if found is None:
        raise Refusal(unknown, word=word)
    return found
