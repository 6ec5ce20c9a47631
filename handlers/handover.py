"""A hand-over is accepted, or single tickets of it go back into the queue."""

from cards.card import Press
from cards.handover_card import give_back_menu
from desk.errors import Reason, Refusal
from desk.events import SILENT
from desk.handover import first_on_duty, marked, pass_on, still_theirs
from desk.matters import Handed, HandOver, MatterState
from desk.moves import Action
from desk.people import Actor, Role
from handlers.asking import asker, language_for
from handlers.choosing import keep_moved
from handlers.redraw import pressed_card, redrawn
from handlers.request import Reply, Request
from storage.store import Store
from storage.work import Work


async def accept_hand_over(request: Request, store: Store, press: Press) -> Reply:
    """Whoever comes takes all that still waits; what others dealt with is left alone."""

    async def decide() -> Work:
        matter, by = await _open_hand_over(request, store, press)
        work = Work(key=request.key, press=pressed_card(request, press))
        waiting = [one for one in matter.tickets if one.handed is Handed.WAITS]
        tickets = {t.id: t for t in await store.tickets.all_numbered([w.ticket for w in waiting])}
        outcomes = dict.fromkeys((one.ticket for one in waiting), Handed.MOVED_ON)
        for one in waiting:
            ticket = tickets.get(one.ticket)
            if ticket is not None and still_theirs(one, ticket):
                now = store.clock.now()
                work.keep(pass_on(ticket, by.person.id, by, now, store.desk))
                outcomes[one.ticket] = Handed.TAKEN
        work.keep_matter(marked(matter, outcomes, by.person.id))
        return work

    return await redrawn(store, press.posting, await store.act(decide, request.key))


async def ask_which_goes_back(request: Request, store: Store, press: Press) -> Reply:
    """The tickets of the hand-over, a button each."""
    matter, _ = await _open_hand_over(request, store, press)
    return Reply(opens=give_back_menu(matter, await language_for(request, store), press.posting))


async def give_one_back(request: Request, store: Store, press: Press) -> Reply:
    """One ticket goes back into the group's queue."""

    line = store.queues.line()

    async def decide() -> Work:
        matter, by = await _open_hand_over(request, store, press)
        handed = next((one for one in matter.tickets if str(one.ticket) == press.choice), None)
        if handed is None:
            raise Refusal(Reason.UNKNOWN_PRESS)
        if handed.handed is not Handed.WAITS:
            raise Refusal(Reason.HAND_OVER_DONE, person=matter.decided_by or 0)
        work = Work(key=request.key, press=pressed_card(request, press))
        ticket = await store.tickets.numbered(handed.ticket)
        outcome = Handed.MOVED_ON
        if ticket is not None and still_theirs(handed, ticket):
            staff = await asker(request, store, ticket)
            now = store.clock.now()
            await keep_moved(work, ticket, Action.GIVE_BACK, staff, now, SILENT, store, line)
            outcome = Handed.GIVEN_BACK
        work.keep_matter(marked(matter, {handed.ticket: outcome}, by.person.id))
        return work

    async with line:
        kept = await store.act(decide, request.key)
    return await redrawn(store, press.posting, kept)


async def _open_hand_over(request: Request, store: Store, press: Press) -> tuple[HandOver, Actor]:
    """The hand-over that was pressed on, for those who come or are on duty by now, and for leads.

    Raises:
        Refusal: it is not theirs, or it is over.
    """
    matter = await store.matters.numbered(press.subject)
    if not isinstance(matter, HandOver):
        raise Refusal(Reason.UNKNOWN_PRESS)
    by = await asker(request, store)
    roles = store.desk.roles(by.person.id, matter.group, None)
    serves = (*matter.coming, *first_on_duty(store.desk, matter.group, store.clock.now()))
    comes = by.person.id in serves and roles & {Role.MEMBER, Role.LEAD}
    if not comes and Role.LEAD not in roles:
        raise Refusal(Reason.NOT_YOUR_SHIFT, group=matter.group)
    if matter.state is MatterState.OVER:
        raise Refusal(Reason.HAND_OVER_ENDED)
    if matter.state is not MatterState.OPEN:
        raise Refusal(Reason.HAND_OVER_DONE, person=matter.decided_by or 0)
    return matter, by
