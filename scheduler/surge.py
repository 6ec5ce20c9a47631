"""Floods: how much comes in and waits is counted, both ends are told in the group, and what was put
off meanwhile is told in digests."""

from datetime import datetime, timedelta

from desk.address import Place, direct_chat
from desk.callees import callees
from desk.crews import standing_by
from desk.groups import Desk, Group
from desk.matters import Announcement, News
from desk.notices import Notice, NoticeKind
from desk.notify import Topic, Way
from desk.queues import Surge
from desk.surge import CALM, SurgeState, ends_at, in_surge, surge_state
from desk.surge import Turn as Turning
from desk.surge import turn as turned
from storage.candidates import counting, draining
from storage.clock import in_ms
from storage.floods import BETWEEN
from storage.queues import surged
from storage.store import Store
from storage.timers import DueTimer
from storage.work import Work

LOOK_EVERY = timedelta(seconds=30)  # while a flood is on

NEWS = {Turning.BEGAN: News.SURGE_BEGINS, Turning.ENDED: News.SURGE_ENDS}


async def count_flood(store: Store, timer: DueTimer, now: datetime) -> None:
    """Whether a flood has begun, goes on, or is over; while it is on this is asked again."""

    async def decide() -> Work:
        work, desk = Work(fired=[timer.id]), store.desk
        group = desk.groups.get(str(timer.payload["group"]))
        if group is None or group.queue.surge is None:
            return work
        surge = group.queue.surge
        turn = await store.queues.turn(group.key)
        inflow = await store.queues.came_in(group.key, now - surge.within)
        backlog = await store.queues.backlog(group.key)
        state = surge_state(surge, turn.surge, inflow, backlog, now)
        if state != (turn.surge or CALM):
            work.also(surged(turn, state))
        if (what := turned(turn.surge, state)) is not None:
            for channel in desk.channels_for(group, now) if what is Turning.ENDED else ():
                work.tell_digest(channel.conversation.lane)
            news = _news(what, group, surge, inflow, backlog, now)
            work.keep_matter(news, notices=_told(group, state, desk, now))
            work.start(draining(group.key, f"{what}.{in_ms(now)}", now))
        if state.on:
            work.start(counting(group.key, _next_look(surge, state, now)))
        return work

    await store.act(decide)


async def tell_digest(store: Store, timer: DueTimer, now: datetime) -> None:
    """What was put off in the flood is told in one message a conversation."""
    del now

    async def decide() -> Work:
        work = Work(fired=[timer.id])
        for lane in str(timer.payload["lanes"]).split(BETWEEN):
            work.tell_digest(lane)
        return work

    await store.act(decide)


def _next_look(surge: Surge, state: SurgeState, now: datetime) -> datetime:
    over = ends_at(surge, state)
    return now + LOOK_EVERY if over is None else min(over, now + LOOK_EVERY)


def _news(
    what: Turning, group: Group, surge: Surge, inflow: int, backlog: int, now: datetime
) -> Announcement:
    minutes = max(1, round(surge.within / timedelta(minutes=1)))
    facts = {"inflow": inflow, "minutes": minutes, "backlog": backlog}
    return Announcement(group=group.key, news=NEWS[what], at=now, facts=facts)


def _told(group: Group, state: SurgeState, desk: Desk, now: datetime) -> tuple[Notice, ...]:
    """In the group's channels, calling those who join; or to these alone, as the group wants it."""
    joining = standing_by(desk, in_surge(group.queue, state), now)
    notices: list[Notice] = []
    if group.notify.tells(Topic.SURGE, Way.GROUP):
        channels = desk.channels_for(group, now)
        called = callees(channels, sorted(joining), desk)
        for channel in channels:
            where = channel.conversation
            mention = called.get(where, ())
            notices.append(Notice(NoticeKind.MATTER, Place(where), channel.language, mention))
    if group.notify.tells(Topic.SURGE, Way.PERSONAL):
        people = (desk.people[person] for person in sorted(joining) if person in desk.people)
        for person in people:
            if person.accounts:
                place = Place(direct_chat(person.accounts[0]))
                language = person.language or group.language
                notices.append(Notice(NoticeKind.MATTER, place, language, (person.id,)))
    return tuple(notices)
