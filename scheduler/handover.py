"""Hand-overs: at each hand-off of a group's roster one card says who leaves and who comes."""

from collections.abc import Iterator
from datetime import datetime

from desk.address import ConversationAddress, MessengerName, Place, direct_chat
from desk.callees import callees
from desk.duty import leads_of
from desk.groups import Desk, Group
from desk.handover import INSTANT, first_on_duty, hand_over, still_listed
from desk.matters import HandOver
from desk.notices import NewPosting, Notice, NoticeKind, PostingKind
from desk.notify import Topic, Way
from desk.rota import next_handover
from storage.clock import in_ms
from storage.store import Store
from storage.timers import DueTimer
from storage.work import NewTimer, Work

HAND_OVER = "hand_over"
PRIMARY = 0


async def watch_rosters(store: Store) -> None:
    """See to it that every group's next hand-off is waited for; done again when rosters change.

    A timer that is no hand-off any more finds nothing to do when it falls due.
    """
    desk, now = store.desk, store.clock.now()
    work = Work()
    for group in desk.groups.values():
        _wait_for_next(work, group, desk, now)
    if work.timers:
        await store.commit(work)


async def begin_hand_over(store: Store, timer: DueTimer, now: datetime) -> None:
    """Tell the group, pass tickets on as it is configured, and wait for the next hand-off."""
    key, at = str(timer.payload["group"]), timer.due

    async def decide() -> Work:
        desk, work = store.desk, Work(fired=[timer.id])
        group = desk.groups.get(key)
        if group is None:
            return work
        _wait_for_next(work, group, desk, now)
        last = await store.matters.last_hand_over(key)
        if last is not None and last.as_of is not None and last.as_of >= at:
            return work  # an earlier one that was late has told of this hand-off, too
        open_ones = await store.matters.open_hand_overs(key)
        leaving = first_on_duty(desk, key, at - INSTANT)
        held = await store.tickets.held_in(key, leaving)
        listed = await store.tickets.all_numbered([*still_listed(open_ones)])
        tickets = [*{ticket.id: ticket for ticket in (*held, *listed)}.values()]
        waiting = await store.tickets.waiting_in(key)
        handing = hand_over(group, desk, at, now, tickets, waiting, open_ones)
        if handing is not None:
            for decision in handing.passes:
                work.keep(decision)
            cards = tuple(_cards(handing.matter, group, desk, now))
            work.keep_matter(handing.matter, cards, _follow(group))
            for ended in handing.ended:
                work.keep_matter(ended)
        return work

    await store.act(decide)


def _wait_for_next(work: Work, group: Group, desk: Desk, now: datetime) -> None:
    rota = desk.rota(group.roster)
    at = next_handover(rota, now, PRIMARY) if rota is not None else None
    if at is not None:
        key = f"{HAND_OVER}:{group.key}:{in_ms(at)}"
        work.start(NewTimer(key, HAND_OVER, at, payload={"group": group.key}))


def _cards(matter: HandOver, group: Group, desk: Desk, now: datetime) -> Iterator[NewPosting]:
    """In the group's channels, calling whoever comes; or to them alone, as the group wants it.

    If nobody comes although somebody should, the leads are called instead.
    """
    people = leads_of(desk, group) if matter.gap else matter.coming
    if group.notify.tells(Topic.HAND_OVER, Way.GROUP):
        channels = desk.channels_for(group, now)
        called = callees(channels, people, desk)
        for channel in channels:
            where = channel.conversation
            mention = called.get(where, ())
            yield NewPosting(PostingKind.MATTER, Place(where), channel.language, mention)
    if group.notify.tells(Topic.HAND_OVER, Way.PERSONAL):
        for person in (desk.people[one] for one in people if one in desk.people):
            if person.accounts:
                place = Place(direct_chat(person.accounts[0]))
                language = person.language or group.language
                yield NewPosting(PostingKind.MATTER, place, language)


def _follow(group: Group) -> tuple[Notice, ...]:
    """A Slack user group becomes whoever is on duty, through the same lanes as everything."""
    where = next(
        (
            channel.conversation
            for channel in group.channels
            if channel.conversation.messenger is MessengerName.SLACK
        ),
        None,
    )
    if group.user_group is None or where is None:
        return ()
    address = ConversationAddress(where.messenger, where.tenant, group.user_group)
    return (Notice(NoticeKind.USER_GROUP, Place(address), group.language),)
