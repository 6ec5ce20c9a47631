"""A roster's documents: the month as a spreadsheet, its picture, calendars to subscribe to.

They are drawn in a thread, and with their heavy libraries loaded there: nobody waits for them.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cards.ical import person_feed, roster_feed
from cards.roster_picture import roster_picture
from cards.roster_sheet import roster_sheet, roster_template
from cards.roster_sheet_days import month_span
from desk.groups import Desk
from desk.languages import Language
from desk.roster import Roster, Shift
from desk.roster_preview import preview
from desk.rota import compile_roster, shifts
from handlers.roster_import import AT_WORK, names_of, rows_of
from handlers.roster_lines import Month
from storage.store import Store

BEHIND, AHEAD = timedelta(weeks=4), timedelta(weeks=26)
PICTURED_WEEKS = 12


async def sheet_of(store: Store, roster: Roster, month: Month, language: Language) -> bytes:
    """A month as it is now, as xlsx."""
    desk = store.desk
    rows, special = rows_of(desk, roster), desk.calendar(roster.calendar).special

    def drawn() -> bytes:
        found = shifts(compile_roster(roster), *month_span(roster, month))
        return roster_sheet(roster, found, month, rows, language, special, names_of(desk))

    async with AT_WORK:
        return await asyncio.to_thread(drawn)


async def template_of(store: Store, roster: Roster, month: Month, language: Language) -> bytes:
    """A month to fill in, as xlsx."""
    desk = store.desk
    rows, special = rows_of(desk, roster), desk.calendar(roster.calendar).special
    async with AT_WORK:
        return await asyncio.to_thread(roster_template, roster, month, rows, language, special)


async def picture_of(store: Store, roster: Roster, language: Language) -> bytes:
    """The coming weeks as a PNG."""
    desk, now = store.desk, store.clock.now()
    holidays = desk.calendar(roster.calendar)

    def drawn() -> bytes:
        seen = preview(compile_roster(roster), now, PICTURED_WEEKS, holidays)
        return roster_picture(roster, seen, names_of(desk), language, holidays.special)

    async with AT_WORK:
        return await asyncio.to_thread(drawn)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What somebody subscribes to, before it is written; `tag` changes with it."""

    desk: Desk
    rosters: tuple[tuple[Roster, tuple[Shift, ...]], ...]
    language: Language
    host: str
    person: int | None
    now: datetime

    @property
    def tag(self) -> str:
        """Names its content."""
        people = sorted({shift.person for _, found in self.rosters for shift in found})
        names = [self.desk.people[p].name for p in people if p in self.desk.people]
        rosters = [(roster.name, found) for roster, found in self.rosters]
        told = repr((rosters, people, names, self.language, self.host, self.person))
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    async def written(self) -> bytes:
        """As iCalendar."""
        async with AT_WORK:
            return await asyncio.to_thread(self._write)

    def _write(self) -> bytes:
        names, language = names_of(self.desk), self.language
        if self.person is not None:
            return person_feed(self.rosters, names, language, self.host, self.person, self.now)
        roster, found = self.rosters[0]
        return roster_feed(roster, found, names, language, self.host, None, self.now)


def calendar_of_roster(store: Store, roster: Roster, language: Language) -> Subscribed:
    """Everybody's shifts in a roster."""
    return _subscribed(store, (roster,), language, None)


def calendar_of_person(store: Store, person: int, language: Language) -> Subscribed:
    """Somebody's shifts in all rosters."""
    return _subscribed(store, tuple(store.desk.rosters.values()), language, person)


def _subscribed(
    store: Store, rosters: tuple[Roster, ...], language: Language, person: int | None
) -> Subscribed:
    desk, now = store.desk, store.clock.now()
    found = []
    for roster in rosters:
        # From midnight to midnight: a calendar that is asked for again today is the same.
        today = now.astimezone(ZoneInfo(roster.timezone)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        rota = desk.rota(roster.key)
        known = shifts(rota, today - BEHIND, today + AHEAD) if rota else ()
        own = tuple(shift for shift in known if person in {None, shift.person})
        found.append((roster, own))
    return Subscribed(desk, tuple(found), language, store.links.host, person, now)
