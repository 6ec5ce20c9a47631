"""Why a ticket's deadlines are when they are, and who was chosen for it: for those of its group.

Its reporter reads what was promised to them.
"""

from collections.abc import Sequence

from cards.card import Message, Press
from cards.names import ticket_number
from cards.promise_lines import why_message
from cards.why_card import Why, why_card, why_page
from cards.why_events import Decided
from cards.why_routing import not_for_reporters, opening_reasons, people_in, routing_reasons
from cards.words import words
from desk.called import Called
from desk.clocks import Clock, is_explained
from desk.errors import Reason, Refusal
from desk.groups import Desk
from desk.languages import Language
from desk.people import Sight, sight
from desk.sla import Explanation, explain_clock
from desk.ticket import Ticket
from handlers.asking import asker, language_for, ticket_asked_for
from handlers.drafts import ask_first
from handlers.question_lines import AskWhy
from handlers.request import Reply, Request
from handlers.threads import ticket_of_thread
from storage.history import PastEvent
from storage.store import Store

EXAMPLE_NUMBER = 12
EXAMPLE_NAME = "Bo"


async def explain_ticket(request: Request, store: Store, command: AskWhy) -> Reply:
    """`why #12`, `why not @Bo #12`; in a ticket's thread without its number.

    Raises:
        Refusal: it is not theirs to see, nobody is called that, or it isn't clear which ticket.
    """
    number = command.number
    if number is None:
        number = await ticket_of_thread(store, request.where)
    if number is None:
        return await _which_ticket(request, store, command)
    ticket, language, seen = await _seen(request, store, number)
    if seen is Sight.REPORTER and command.person is not None:
        return Reply(says=not_for_reporters(ticket, store.desk, language))
    if seen is Sight.REPORTER:
        return Reply(says=why_message(ticket, store.desk, language))
    if command.person is not None:
        return await _why_not(store, ticket, command.person, language)
    why = await _why(store, ticket, language)
    if command.whole:
        return Reply(opens=why_page(why, language))
    return Reply(says=why_card(why, language))


async def _which_ticket(request: Request, store: Store, command: AskWhy) -> Reply:
    """Ask for its number, with one of theirs as the example; unless it is somebody's title."""
    if command.person and store.desk.person_called(command.person) is None:
        return await ask_first(request, store, command.text)
    by = await asker(request, store)
    theirs = await store.tickets.open_of(by.person)
    raise Refusal(
        Reason.WHICH_TICKET,
        word=command.text.rstrip(" ?？"),
        ticket=theirs[0].id if theirs else EXAMPLE_NUMBER,
    )


async def explain_all(request: Request, store: Store, press: Press) -> Reply:
    """What the card had no room for."""
    ticket, language, seen = await _seen(request, store, press.subject)
    if seen is Sight.REPORTER:
        return Reply(says=why_message(ticket, store.desk, language))
    return Reply(opens=why_page(await _why(store, ticket, language), language))


async def _seen(request: Request, store: Store, number: int) -> tuple[Ticket, Language, Sight]:
    """The ticket, and how much of it is theirs to see: all of it, or what reporters are told."""
    ticket = await ticket_asked_for(store, number)
    by = await asker(request, store, ticket)
    seen = sight(by.roles)
    if seen is Sight.OUTLINE:
        raise Refusal(Reason.NOT_VISIBLE, ticket=ticket.id)
    return ticket, await language_for(request, store, ticket), seen


async def _why(store: Store, ticket: Ticket, language: Language) -> Why:
    calls = await store.calls.of(ticket.id, store.desk)
    events = await store.history.decided(ticket.id, [call.seq for call in calls])
    people = [*(e.person for e in events), *(p for call in calls for p in call.people)]
    names = {**await store.tickets.names_on(ticket), **await store.directory.names(people)}
    return Why(
        ticket=ticket,
        clocks=await _explained(store, ticket),
        events=[_decided(event, calls) for event in events],
        desk=store.desk,
        names=names,
        reasons=await _reasons(store, ticket, language),
    )


def _decided(event: PastEvent, calls: Sequence[Called]) -> Decided:
    by_it = tuple(call for call in calls if call.seq == event.seq)
    return Decided(event.action, event.at, event.person, event.facts, event.body, by_it)


async def _explained(store: Store, ticket: Ticket) -> list[tuple[Clock, Explanation]]:
    """Each promise by the settings that promised it, the running ones first."""
    desks: dict[int, Desk] = {store.desk.version: store.desk}
    for version in {clock.version for clock in ticket.clocks} - desks.keys():
        desks[version] = await store.settings.desk_at(version) or store.desk
    ordered = sorted(
        filter(is_explained, ticket.clocks),
        key=lambda clock: (not clock.runs, clock.due or clock.started_at),
    )
    return [(clock, explain_clock(clock, desks[clock.version])) for clock in ordered]


async def _reasons(store: Store, ticket: Ticket, language: Language) -> tuple[str, ...]:
    """Why its group and priority, and who was chosen."""
    opened = await store.history.event(ticket.id, 1)
    selection = await store.choices.last_of(ticket.id)
    chosen: Sequence[str] = ()
    if selection is not None:
        names = await store.directory.names(people_in(selection))
        chosen = routing_reasons(selection, names, store.desk, language)
    return (*opening_reasons(opened.facts, store.desk, language), *chosen)


async def _why_not(store: Store, ticket: Ticket, name: str, language: Language) -> Reply:
    person = store.desk.person_called(name)
    if not name:
        raise Refusal(Reason.WHY_NOT_WHOM, ticket=ticket.id, word=_somebody(ticket, store.desk))
    if person is None:
        raise Refusal(Reason.NO_SUCH_PERSON, word=name)
    selection = await store.choices.last_of(ticket.id)
    if selection is None:
        number = ticket_number(ticket.id, language)
        return Reply(says=Message(words(language).say("why.nobody_chosen", ticket=number)))
    names = {
        **await store.directory.names(people_in(selection)),
        person.id: person.name,
    }
    lines = routing_reasons(selection, names, store.desk, language, person.id)
    return Reply(says=Message("\n".join(lines)))


def _somebody(ticket: Ticket, desk: Desk) -> str:
    """A name for an example: of the ticket's group, but not of who has it."""
    group = desk.groups.get(ticket.group)
    others = sorted((group.members | group.leads) - {ticket.assignee}) if group else []
    return next((desk.people[one].name for one in others if one in desk.people), EXAMPLE_NAME)
