"""What a card has no room for: the other moves, the whole text, and the way back."""

from cards.card import Press
from cards.forms import more_menu, rest_page
from desk.errors import Reason, Refusal
from desk.people import Sight, sight
from handlers.asking import asker, language_for, ticket_asked_for
from handlers.request import NOTED, Reply, Request
from handlers.tickets import comments_for
from storage.store import Store


async def open_more(request: Request, store: Store, press: Press) -> Reply:
    """What this person may do beyond the card's own buttons."""
    ticket = await ticket_asked_for(store, press.subject)
    by = await asker(request, store, ticket)
    language = await language_for(request, store, ticket)
    return Reply(opens=more_menu(ticket, language, by.roles, press.posting))


async def open_rest(request: Request, store: Store, press: Press) -> Reply:
    """The whole text of a ticket that was cut on its card, for those who may read it."""
    ticket = await ticket_asked_for(store, press.subject)
    by = await asker(request, store, ticket)
    seen = sight(by.roles)
    here = store.desk.group_at(request.where.conversation)
    if seen is Sight.OUTLINE and not (here and here.key == ticket.group):
        raise Refusal(Reason.NOT_VISIBLE, ticket=ticket.id)
    language = await language_for(request, store, ticket)
    said = await comments_for(store, ticket, seen, language)
    group = store.desk.groups.get(ticket.group)
    return Reply(opens=rest_page(ticket, said, language, group.timezone if group else None))


async def go_back(request: Request, store: Store, press: Press) -> Reply:  # noqa: ARG001 - a route
    """Leave a question unanswered: what was shown to this person alone goes away."""
    return NOTED
