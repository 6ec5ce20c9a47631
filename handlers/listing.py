"""Lists and searches, a page at a time; whose rights count is looked at anew with each page."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.card import Press
from cards.listing import Listed, listing_message
from desk.address import ConversationKind
from desk.errors import Reason, Refusal
from desk.groups import Desk
from desk.moves import OPEN_STATES
from desk.people import Actor, Role, Sight, sight
from desk.search_terms import (
    All,
    Formula,
    Reader,
    about,
    in_groups,
    in_states,
    opened_between,
    readable,
)
from desk.search_words import terms_of
from desk.sought import ListPage, Scope, Sought, Turn, page_of
from desk.ticket import Ticket
from handlers.asking import asker, language_for, set_up
from handlers.find_words import group_named, read_search
from handlers.lines import ShowTicket
from handlers.list_lines import FindTickets, ListTickets, TurnPage, ticket_sought
from handlers.request import Reply, Request
from handlers.tickets import show_ticket
from storage.search import Wanted
from storage.store import Store

FIRST = Turn()
BACK, ON = "p", "n"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A page that somebody asked for; `listing` is its name once there was a page before it."""

    by: Actor
    sought: Sought
    turn: Turn = FIRST
    listing: int = 0


async def list_tickets(request: Request, store: Store, command: ListTickets) -> Reply:
    """What is open, or in the states that were asked for: the asker's own, or their groups'; in a
    group's own chat that group's."""
    desk = set_up(store)
    by = await asker(request, store)
    if desk.is_partner(by.person.id):
        command = ListTickets(Scope.MINE, command.states, oldest_first=command.oldest_first)
    states = tuple(sorted(OPEN_STATES if command.states is None else command.states))
    person = _person_named(command.person, desk) if command.person else None
    groups: tuple[str, ...] = (group_named(command.group, desk),) if command.group else ()
    theirs = _groups_of(by, desk)
    here = desk.group_at(request.where.conversation)
    at_home = here is not None and here.key in theirs
    scope = None if person else command.scope or (Scope.GROUP if at_home or groups else Scope.MINE)
    home = scope is Scope.GROUP and at_home and not groups
    if scope is Scope.GROUP and not groups:
        groups = (here.key,) if home and here is not None else theirs
    sought = Sought(
        said="",
        scope=scope,
        home=home,
        states=states,
        groups=groups,
        person=person,
        late=command.late,
        oldest_first=command.oldest_first or (command.late and person is None),
    )
    return await _answer(request, store, _Asked(by, sought))


async def find_tickets(request: Request, store: Store, command: FindTickets) -> Reply:
    """What is found by words, and by whatever else was said; a number alone is that ticket."""
    desk = set_up(store)
    number = ticket_sought(command.text)
    if number is not None:
        return await show_ticket(request, store, ShowTicket(number))
    by = await asker(request, store)
    sought = read_search(command.text, desk, store.clock.now(), by.person.id)
    return await _answer(request, store, _Asked(by, sought))


async def list_counted(request: Request, store: Store, sought: Sought) -> Reply:
    """The tickets behind a figure."""
    return await _answer(request, store, _Asked(await asker(request, store), sought))


async def turn_page(request: Request, store: Store, command: TurnPage) -> Reply:
    """The page behind or before the one that somebody sees, typed."""
    by = await asker(request, store)
    kept = await store.listings.kept(command.listing)
    if kept is None:
        raise Refusal(Reason.LISTING_OVER)
    sought, person = kept
    if person != by.person.id and not sought.home:
        raise Refusal(Reason.LISTING_OVER)
    if sought.scope is not Scope.MINE and store.desk.is_partner(by.person.id):
        raise Refusal(Reason.LISTING_OVER)
    return await _answer(request, store, _Asked(by, sought, command.turn, command.listing))


async def press_page(request: Request, store: Store, press: Press) -> Reply:
    """The same by its button."""
    side, number = press.choice[:1], press.choice[1:]
    if side not in {BACK, ON} or not number.isdecimal():
        raise Refusal(Reason.UNKNOWN_PRESS)
    return await turn_page(
        request, store, TurnPage(press.subject, Turn(int(number), back=side == BACK))
    )


async def _answer(request: Request, store: Store, asked: _Asked) -> Reply:
    by, sought, desk = asked.by, asked.sought, store.desk
    now = store.clock.now()
    if sought.scope is None and not asked.listing:
        await store.search.catch_up()
    page = await _page(store, asked)
    shared = await store.listings.shared_with(await store.listings.accounts_of(by.person.id))
    tickets = await store.tickets.all_numbered(page.tickets)
    listed = _listed(tickets, page, asked, desk, shared)
    listing = asked.listing
    if not listing and page.behind:
        listing = await store.listings.keep(sought, by.person.id, store.clock.real())
    people = [person for one in listed for person in (one.ticket.assignee, one.ticket.reporter)]
    message = listing_message(
        sought,
        listed,
        page,
        listing,
        desk,
        await store.directory.names([*people, sought.person]),
        await language_for(request, store),
        now,
        not_yet=await store.search.older_than() if sought.scope is None else 0,
    )
    direct = request.where.conversation.kind is ConversationKind.DIRECT
    for_all = sought.home and set(sought.groups) <= set(_groups_of(by, desk))
    replaces = bool(asked.listing) and (for_all or not sought.home)
    return Reply(says=message, public=direct or for_all, replaces=replaces)


async def _page(store: Store, asked: _Asked) -> ListPage:
    by, sought, turn, now = asked.by, asked.sought, asked.turn, store.clock.now()
    if sought.counted is not None:
        return page_of(await store.reports.behind(sought.counted, turn, sought.oldest_first), turn)
    accounts = await store.listings.accounts_of(by.person.id)
    if sought.scope is Scope.MINE:
        found = await store.listings.of_person(by.person.id, accounts, sought, turn, now)
    elif sought.scope is Scope.GROUP:
        found = await store.listings.in_groups(sought.groups, sought, turn, now)
    else:
        theirs = accounts
        if sought.person not in {None, by.person.id}:
            theirs = await store.listings.accounts_of(sought.person or 0)
        known_as = store.listings.known_as(sought.person or 0)
        formula = _formula(sought, _reader(by, accounts, store.desk), theirs, known_as)
        wanted = Wanted(formula, sought.states, sought.since, sought.until)
        found = await store.search.find(wanted, turn)
    return page_of(found, turn)


def _formula(
    sought: Sought, reader: Reader, accounts: Sequence[int], known_as: Sequence[int]
) -> Formula:
    """Words and people only in what the reader may read; the rest everybody may know."""
    terms = terms_of(sought.words)
    person = All(()) if sought.person is None else about(known_as, accounts)
    parts: list[Formula] = []
    if terms or sought.person is not None:
        parts.append(readable(terms, person, reader))
    if sought.groups:
        parts.append(in_groups(sought.groups))
    if sought.states:
        parts.append(in_states(sought.states))
    if sought.since is not None and sought.until is not None:
        parts.append(opened_between(sought.since, sought.until))
    return All(tuple(parts))


def _reader(by: Actor, accounts: Sequence[int], desk: Desk) -> Reader:
    theirs = _groups_of(by, desk)
    others = tuple(key for key in desk.groups if key not in theirs)
    return Reader(tuple(accounts), theirs, others if desk.default_group in theirs else None)


def _listed(
    tickets: Sequence[Ticket], page: ListPage, asked: _Asked, desk: Desk, shared: frozenset[int]
) -> list[Listed]:
    """In the order of the page. What was found by words is left out if meanwhile it is no longer
    theirs to read."""
    by, sought = asked.by, asked.sought
    known = {ticket.id: ticket for ticket in tickets}
    listed: list[Listed] = []
    for number in page.tickets:
        ticket = known.get(number)
        if ticket is None:
            continue
        watching = {Role.WATCHER} if number in shared else frozenset[Role]()
        seen = sight(desk.roles(by.person.id, ticket.group, ticket.reporter) | watching)
        if seen is Sight.NOTHING:
            continue
        whole = seen is not Sight.OUTLINE
        if whole or not (sought.words or sought.person is not None):
            listed.append(Listed(ticket, whole))
    return listed


def _groups_of(by: Actor, desk: Desk) -> tuple[str, ...]:
    """The groups whose people they belong to."""
    mine = by.person.id
    return tuple(key for key, group in desk.groups.items() if mine in group.members | group.leads)


def _person_named(word: str, desk: Desk) -> int:
    person = desk.person_called(word)
    if person is None:
        raise Refusal(Reason.NO_SUCH_PERSON, word=word.lstrip("@＠"))
    return person.id
