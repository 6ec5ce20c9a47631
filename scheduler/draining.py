"""What waits is handed out, in the order of the queue, as soon as somebody can have it."""

from datetime import datetime

from desk.acts import decide_move
from desk.events import Said
from desk.giving import may_hand_out
from desk.groups import Group
from desk.moves import Action
from desk.people import ITSELF
from storage.candidates import look_again
from storage.queues import Line
from storage.store import Store
from storage.timers import DueTimer
from storage.work import Work


async def drain_queue(store: Store, timer: DueTimer, now: datetime) -> None:
    """Hand out one after the other; the timer has fired once nothing more can be.

    Whoever is killed in between has handed out what it has, and somebody else goes on.
    """
    group = store.desk.groups.get(str(timer.payload["group"]))
    async with store.queues.line() as line:
        while group is not None and await _hand_out_one(store, group, line, now):
            pass
    work = Work(fired=[timer.id])
    if group is not None and await store.queues.backlog(group.key):
        again = look_again(group, store.desk, now)
        if again is not None:
            work.start(again)
    await store.commit(work)


async def hand_out_what_waits(store: Store) -> None:
    """Look at every queue: rosters and settings change without a ticket being moved."""
    desk, now = store.desk, store.clock.now()
    handing = [key for key, group in desk.groups.items() if may_hand_out(group.queue)]
    for key in await store.queues.groups_with_waiting(handing) if handing else ():
        async with store.queues.line() as line:
            while await _hand_out_one(store, desk.groups[key], line, now):
                pass


async def _hand_out_one(store: Store, group: Group, line: Line, now: datetime) -> bool:
    """Give the first ticket that somebody can have to them; tells whether there was one."""
    handed_out = False

    async def decide() -> Work:
        nonlocal handed_out
        work, handed_out = Work(), False
        await line.enter(group.key)
        found = await store.candidates.next_handout(group, now)
        if found is None:
            return work
        number, chosen = found
        ticket = await store.tickets.numbered(number)
        person = chosen.selection.choice.person
        if ticket is None or person is None:
            return work
        selection, desk = chosen.join(work), store.desk
        said = Said(person=person)
        work.keep(decide_move(ticket, Action.ASSIGN, ITSELF, now, said, desk, None, selection))
        handed_out = True
        return work

    await store.act(decide)
    return handed_out
