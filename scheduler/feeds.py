"""Rosters that are kept in calendars elsewhere: fetched, read, kept, and told of when they fail.

An address comes from desk.yaml, and may still lead anywhere: only public addresses are connected
to (unless PAIDAN_FEEDS_MAY_BE_LOCAL), at every step of a redirect, and never for longer or for more
than a calendar needs. Addresses may hold secrets: they are not logged.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from cards.ical_reader import IcalShifts, read_ical
from desk.address import Place, direct_chat
from desk.duty import groups_of, leads_of
from desk.errors import Conflict, Fact
from desk.groups import Desk
from desk.matters import Announcement, News
from desk.notices import Notice, NoticeKind
from desk.people import names_for_calendars
from desk.roster import Roster
from desk.roster_feed import (
    AHEAD,
    EMPTY,
    Feed,
    FeedShift,
    begun,
    is_due,
    must_warn,
    outsiders,
    read_badly,
    read_well,
)
from scheduler.fetching import Fetch, NotFetched
from storage.clock import in_ms
from storage.feeds import KeptFeed
from storage.store import Store
from storage.work import Work

BEHIND = timedelta(days=1)
FAILED_AGAIN_AFTER = timedelta(minutes=5)

log = structlog.get_logger()


@dataclass(slots=True)
class FeedReader:
    """Looks at every calendar when it is due; one that fails is left alone for some minutes."""

    fetch: Fetch
    _failed: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    async def read_due(self, store: Store) -> None:
        """One round over all rosters; a bad calendar keeps no other waiting."""
        wanted = [roster for roster in store.desk.rosters.values() if roster.feed]
        if wanted:
            await asyncio.gather(*(self._look(store, roster) for roster in wanted))

    async def _look(self, store: Store, roster: Roster) -> None:
        now, before = store.clock.now(), await store.feeds.of(roster.key)
        if not is_due(before, roster.feed, now) or self._rests(roster, now):
            return
        feed = begun(before, roster.key, roster.feed, now)
        people = names_for_calendars(store.desk.people.values(), store.desk.people_keys)
        try:
            data = await self.fetch.get(roster.feed)
            found = await asyncio.to_thread(_read, data, roster, people, now)
        except NotFetched as problem:
            found = str(problem)
        if isinstance(found, str):
            self._failed[roster.key] = (roster.feed, now)
            after = read_badly(feed, found)
            log.warning("A roster's calendar brought nothing.", roster=roster.key, problem=found)
        else:
            self._failed.pop(roster.key, None)
            after = read_well(feed, found, now)
        await _keep(store, roster, after, before, now)

    def _rests(self, roster: Roster, now: datetime) -> bool:
        url, failed_at = self._failed.get(roster.key, ("", now))
        return url == roster.feed and now - failed_at < FAILED_AGAIN_AFTER


def _read(
    data: bytes, roster: Roster, people: Mapping[str, int], now: datetime
) -> Sequence[FeedShift] | str:
    """Its shifts, or what is wrong with it."""
    read = read_ical(data, now - BEHIND, now + AHEAD, people, roster.timezone)
    if not isinstance(read, IcalShifts):
        return read.reason.value
    if read.backwards:
        log.warning(
            "Events of a roster's calendar end before they begin, and were left out.",
            roster=roster.key,
            count=len(read.backwards),
        )
    return read.shifts if any(end > now for _, end, _ in read.shifts) else EMPTY


async def _keep(
    store: Store, roster: Roster, after: Feed, before: Feed | None, now: datetime
) -> None:
    """In one act with the warning, where one is due: whoever keeps it first has warned."""
    warn = must_warn(after, now)
    if warn:
        after = replace(after, warned_at=now)
    if after == before:
        return
    work = Work()
    if warn:
        news = News.FEED_EMPTY if after.problem == EMPTY else News.FEED_STALE
        since = after.read_at or after.changed_at or now
        work.key = f"feed:{after.roster}:{news}:{in_ms(since)}:{before and before.problem}"
        _warn(work, store.desk, roster, news, now, {"start": since.isoformat()})
    warn_of_outsiders(
        work,
        store.desk,
        roster,
        outsiders(roster, after, now) - outsiders(roster, before, now),
        now,
    )
    work.also(KeptFeed(after, before).as_extra())
    try:
        await store.commit(work)
    except Conflict:
        return  # another process has looked at the same time
    await store.settings.refresh()


async def newly_outside(store: Store, before: Desk, now: datetime) -> Mapping[str, frozenset[int]]:
    """By roster, who stands in its calendar and has left its groups since those settings."""
    found: dict[str, frozenset[int]] = {}
    for key, roster in store.desk.rosters.items():
        if roster.feed and (was := before.rosters.get(key)):
            feed = await store.feeds.of(key)
            found[key] = outsiders(roster, feed, now) - outsiders(was, feed, now)
    return found


def warn_of_outsiders(
    work: Work, desk: Desk, roster: Roster, people: Iterable[int], now: datetime
) -> None:
    """The leads hear of each who stands in a roster's calendar and so isn't on duty."""
    for person in sorted(people):
        _warn(work, desk, roster, News.FEED_OUTSIDER, now, {"person": person})


def _warn(
    work: Work, desk: Desk, roster: Roster, news: News, now: datetime, facts: Mapping[str, Fact]
) -> None:
    """Each lead of each group of the roster, in the direct chat that they prefer."""
    named = tuple(fact for fact in (facts.get("person"),) if isinstance(fact, int))
    for group in groups_of(desk, roster.key):
        announcement = Announcement(
            group=group.key, news=news, at=now, facts={"roster": roster.name, **facts}, named=named
        )
        leads = (desk.people[lead] for lead in leads_of(desk, group))
        notices = tuple(
            Notice(
                NoticeKind.MATTER,
                Place(direct_chat(lead.accounts[0])),
                lead.language or group.language,
            )
            for lead in leads
            if lead.accounts
        )
        work.keep_matter(announcement, notices=notices)
