"""Somebody is chosen along with an act: when a ticket is opened, or comes to wait again."""

from datetime import datetime

from desk.acts import decide_move, decide_open
from desk.address import Place
from desk.events import Said
from desk.giving import Wanted, wanted_after, wanted_for
from desk.moves import Action
from desk.nudges import must_be_rested
from desk.people import Actor
from desk.ticket import Ticket
from handlers.new_ticket import NewTicket
from storage.candidates import drains_after
from storage.queues import Line
from storage.store import Store
from storage.work import Work


async def keep_opened(
    work: Work, new: NewTicket, by: Actor, store: Store, line: Line, answered: bool = False
) -> None:
    """A new ticket, with whoever was chosen for it."""
    ticket, desk = new.ticket, store.desk
    wanted = Wanted(wanted_for(ticket, desk, ticket.opened_at))
    chosen = await store.candidates.chosen_for(wanted, line)
    selection = chosen.join(work) if chosen else None
    work.keep(decide_open(ticket, by, desk, answered, selection, new.why))


async def keep_moved(
    work: Work,
    ticket: Ticket,
    action: Action,
    by: Actor,
    at: datetime,
    said: Said,
    store: Store,
    line: Line,
    spoken_in: Place | None = None,
) -> None:
    """A move, with whoever was chosen if somebody is wanted after it; who has less to do now may be
    given what waits.

    Raises:
        Refusal: by the rules of the move, before anybody is chosen.
    """
    desk = store.desk
    decision = decide_move(ticket, action, by, at, said, desk, spoken_in)
    if action is Action.NUDGE:
        await _must_be_rested(store, ticket, at)
    gave_back: tuple[int, ...] = ()
    if action is Action.GIVE_BACK:
        gave_back = (await store.queues.given_back_by([ticket.id])).get(ticket.id, ())
    wanted = wanted_after(ticket, action, said, at, desk, gave_back)
    chosen = await store.candidates.chosen_for(wanted, line) if wanted else None
    if chosen is not None:
        selection = chosen.join(work)
        decision = decide_move(ticket, action, by, at, said, desk, spoken_in, selection)
    work.keep(decision)
    for timer in drains_after(decision.change, desk, at):
        work.start(timer)


async def _must_be_rested(store: Store, ticket: Ticket, at: datetime) -> None:
    """Whoever nudges, a person or a program."""
    nudged = await store.history.last(ticket.id, Action.NUDGE)
    if nudged is not None:
        whom = nudged.facts.get("person")
        whom = whom if isinstance(whom, int) else None
        must_be_rested(ticket, at, nudged.at, nudged.person, whom)
