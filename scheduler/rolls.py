"""Groups that are filled from lists elsewhere: read again and again, and kept in step.

What can't be read is left as it was, and what came back empty is believed only the second time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from desk.address import MessengerName
from desk.errors import Busy, Conflict, Gone, Unsure
from desk.groups import Desk, Group
from desk.matters import News
from desk.people import Role
from desk.people_news import told_leads
from desk.records import Record, RecordAction
from desk.rolls import ListSource, Reading, Roll, after_reading, says_the_same
from scheduler.profiles import PeopleSource
from storage.leaving import leaving_timer, void_timer
from storage.people import people_changed
from storage.rights import keep_roll, read_rolls
from storage.store import Store
from storage.work import Work

EVERY = timedelta(minutes=10)
FAILED_AGAIN_AFTER = timedelta(minutes=1)
DESK_ACCOUNT = 0

log = structlog.get_logger()


@dataclass(slots=True)
class RollReader:
    """Looks at every list when it is due, by real time; one that fails keeps no other waiting."""

    sources: Mapping[MessengerName, PeopleSource]
    every: timedelta = EVERY
    _next: dict[str, datetime] = field(default_factory=dict)

    async def read_due(self, store: Store) -> None:
        """One round over all groups that are filled from a list."""
        rolls = {roll.key: roll for roll in await read_rolls()} if self._wanted(store) else {}
        for source in self._wanted(store):
            if self._next.get(source.key, store.clock.real()) <= store.clock.real():
                await self._read(store, source, rolls.get(source.key, Roll(key=source.key)))

    def _wanted(self, store: Store) -> list[ListSource]:
        groups = store.desk.groups.values()
        found = dict.fromkeys(group.members_from for group in groups if group.members_from)
        return [one for one in found if one.messenger in self.sources]

    async def _read(self, store: Store, source: ListSource, before: Roll) -> None:
        now = store.clock.real()
        try:
            found = await self.sources[source.messenger].people_on(source)
        except (Busy, Gone, Unsure) as problem:
            wait = problem.retry_after if isinstance(problem, Busy) else None
            rest = timedelta(seconds=wait) if wait else FAILED_AGAIN_AFTER
            self._next[source.key] = now + rest
            log.warning("A list of people can't be read.", list=source.key, why=str(problem))
            return
        reading = after_reading(before, found, store.clock.now())
        kept = says_the_same(reading, before) or await _keep(store, source, reading, before)
        self._next[source.key] = now + (self.every if kept else timedelta())


async def _keep(store: Store, source: ListSource, reading: Reading, before: Roll) -> bool:
    """The list with all that follows, in one act; people whom nobody knew become known first.

    False if the settings changed meanwhile.
    """
    numbers: dict[str, int] = {}
    for who, name in {**before.people, **reading.roll.people}.items():
        _, person = await store.directory.account_for(source.account(who), name or who)
        numbers[who] = person.id
    await store.settings.refresh()
    stamp, desk, now = store.settings.stamp, store.desk, store.clock.now()
    work = Work(key=f"roll:{reading.roll.key}:{reading.roll.version}:{before.read_at}")
    facts = {
        "list": reading.roll.key,
        "joined": ",".join(str(numbers[who]) for who in sorted(reading.joined)),
        "gone": ",".join(str(numbers[who]) for who in sorted(reading.gone)),
    }
    record = Record(RecordAction.ROLL, DESK_ACCOUNT, facts)
    records = [record] if reading.joined or reading.gone else []
    change = people_changed(stamp, store.recorder, records, lambda: keep_roll(reading.roll))
    work.also(change)
    for group in desk.groups.values():
        if group.members_from == source:
            _tell(work, desk, group, reading, numbers, before, now)
            for who in reading.gone:
                work.start(leaving_timer(numbers[who], stamp, now, group=group.key))
    if reading.gone:
        work.start(void_timer(stamp, now))
    try:
        await store.commit(work)
    except Conflict:
        return False
    await store.settings.refresh()
    return True


def _tell(
    work: Work,
    desk: Desk,
    group: Group,
    reading: Reading,
    numbers: Mapping[str, int],
    before: Roll,
    now: datetime,
) -> None:
    """The leads hear who came and who left; at the first reading everybody is new."""
    if reading.is_doubted:
        log.warning("A list of people came back empty.", list=reading.roll.key)
        telling = told_leads(desk, group, News.LIST_EMPTY, now, {})
        work.keep_matter(telling.announcement, notices=telling.notices)
    joined = reading.joined if before.read_at is not None else frozenset[str]()
    else_in = desk.in_file[group.key].members | desk.rights.given(group.key, Role.MEMBER)
    for news, who in ((News.JOINED, joined), (News.LEFT, reading.gone)):
        people = sorted({numbers[one] for one in who} - else_in)
        if people:
            facts = {"people": ",".join(str(one) for one in people)}
            telling = told_leads(desk, group, news, now, facts, people)
            work.keep_matter(telling.announcement, notices=telling.notices)
