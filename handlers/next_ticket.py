"""The next ticket that waits, for whoever asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.card import Message
from cards.lists import none_fits_message
from cards.words import words
from desk.acts import decide_move
from desk.events import SILENT
from desk.giving import may_hand_out
from desk.groups import Desk, Group
from desk.moves import Action
from desk.people import Actor
from desk.waiting import Skipped, Waiting, next_for, queue_order
from handlers.asking import asker, language_for, set_up
from handlers.lines import ShowTicket
from handlers.request import Reply, Request
from handlers.standing_lines import NextTicket
from handlers.tickets import show_ticket
from storage.candidates import Read
from storage.queues import taken
from storage.store import Store
from storage.work import Work


@dataclass(slots=True)
class Found:
    """What somebody may take next, out of which group's queue; and what was passed over for it."""

    waiting: Waiting | None = None
    read: Read | None = None
    skipped: tuple[Skipped, ...] = ()


async def next_ticket(request: Request, store: Store, command: NextTicket) -> Reply:  # noqa: ARG001 - a route
    """The top one of the asker's queues that they may take: it is theirs, and acknowledged.

    In a group's own conversation its queue is meant, elsewhere those of all their groups.
    """
    desk = set_up(store)
    by = await asker(request, store)
    groups = _groups_of(by, request, desk)
    language = await language_for(request, store)
    if not groups:
        return Reply(says=Message(words(language).say("next.no_group")))
    line, found, now = store.queues.line(), Found(), store.clock.now()

    async def decide() -> Work:
        nonlocal found
        await line.enter(groups[0].key)
        found = await _next_in(groups, by, now, store)
        if found.waiting is None or found.read is None:
            return Work()
        return await _taking(found.waiting, found.read, request, now, store)

    async with line:
        kept = await store.act(decide)
    if kept.ticket_id is None:
        keys = [group.key for group in groups]
        return Reply(says=none_fits_message(found.skipped, desk, keys, now, language))
    return await show_ticket(request, store, ShowTicket(kept.ticket_id))


def _groups_of(by: Actor, request: Request, desk: Desk) -> Sequence[Group]:
    mine = [g for g in desk.groups.values() if by.person.id in g.members | g.leads]
    here = desk.group_at(request.where.conversation)
    return [here] if here is not None and here in mine else mine


async def _next_in(groups: Sequence[Group], by: Actor, now: datetime, store: Store) -> Found:
    """The first of these queues' first ones; of several groups by the order of the first."""
    waiting = await store.queues.waiting_in([group.key for group in groups], store.desk, now)
    tops: dict[int, tuple[Waiting, Read]] = {}
    skipped: list[Skipped] = []
    for group in groups:
        own = [one for one in waiting if one.question.group == group.key]
        if not own:
            continue
        read = await store.candidates.read(group, now)
        candidate = next((c for c in read.crew.candidates if c.person == by.person.id), None)
        if candidate is None:
            continue
        up = next_for(candidate, own, read.crew.queue)
        skipped += up.skipped
        if up.waiting is not None:
            tops[up.waiting.ticket] = (up.waiting, read)
    if not tops:
        return Found(skipped=tuple(skipped))
    first = queue_order((top for top, _ in tops.values()), groups[0].queue.order)[0]
    return Found(*tops[first.ticket], tuple(skipped))


async def _taking(
    waiting: Waiting, read: Read, request: Request, now: datetime, store: Store
) -> Work:
    work = Work(key=request.key)
    ticket = await store.tickets.numbered(waiting.ticket)
    if ticket is None:
        return Work()
    by = await asker(request, store, ticket)
    work.keep(decide_move(ticket, Action.ACKNOWLEDGE, by, now, SILENT, store.desk))
    if may_hand_out(read.group.queue):
        work.also(taken(read.turn, by.person.id, now))
    return work
