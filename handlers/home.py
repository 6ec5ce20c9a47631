"""The desk's home: what somebody sees who looks at the desk itself, in their own language."""

from collections.abc import Iterable, Sequence

from cards.home import AtHome, home_of
from desk.groups import Desk
from desk.matters import MatterState, SwapRequest
from desk.moves import WAITING_FOR_HANDS, Status, WaitingFor
from desk.people import Person
from desk.ticket import Ticket
from handlers.asking import asker, language_for
from handlers.request import HomeOpened, Reply, Request
from storage.store import Store


async def show_home(request: Request, store: Store, opened: HomeOpened) -> Reply:  # noqa: ARG001 - a route
    """What waits for them, their tickets, and what nobody has taken in their groups."""
    by, desk = await asker(request, store), store.desk
    me = by.person
    groups = [key for key, one in desk.groups.items() if me.id in one.members | one.leads]
    mine = await store.tickets.open_of(me)
    waiting = await store.tickets.untaken_in(groups)
    seen = AtHome(
        person=me.id,
        asked=[*await store.tickets.to_confirm(me), *(one for one in mine if _asks(one, me))],
        swaps=_swaps(await store.adjustments.waiting_swaps(), me, desk),
        mine=[one for one in mine if not _asks(one, me)],
        queues=[(key, _queue(key, waiting, me)) for key in groups],
    )
    names = await store.directory.names(_people(seen))
    return Reply(home=home_of(seen, desk, names, await language_for(request, store)))


def _asks(ticket: Ticket, me: Person) -> bool:
    """Whether it waits for this person: for an answer, or to be taken into their hands."""
    asked_back = ticket.status is Status.PENDING and ticket.waiting_for is WaitingFor.CUSTOMER
    given = ticket.status in WAITING_FOR_HANDS and ticket.assignee == me.id
    return given or (asked_back and ticket.reporter == me.id)


def _queue(group: str, waiting: Sequence[Ticket], me: Person) -> list[Ticket]:
    """Nearest deadline first; what is this person's own stands above."""
    found = [one for one in waiting if one.group == group and one.assignee != me.id]
    return sorted(found, key=lambda one: (one.due is None, one.due or one.opened_at, one.id))


def _swaps(waiting: Iterable[SwapRequest], me: Person, desk: Desk) -> list[SwapRequest]:
    """Those that this person can answer."""
    return [swap for swap in waiting if _answers(swap, me, desk)]


def _answers(swap: SwapRequest, me: Person, desk: Desk) -> bool:
    group = desk.groups.get(swap.group)
    if swap.state is MatterState.OPEN:
        return swap.other == me.id
    return swap.state is MatterState.AGREED and group is not None and me.id in group.leads


def _people(seen: AtHome) -> set[int | None]:
    tickets = [*seen.asked, *seen.mine, *(one for _, queue in seen.queues for one in queue)]
    of_tickets = (person for one in tickets for person in (one.assignee, one.reporter))
    return {*of_tickets, *(person for swap in seen.swaps for person in swap.people)}
