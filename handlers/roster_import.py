"""A roster's sheet or calendar that somebody brings back: what it would change, and keeping that.

The file is read anew when it is applied; what is kept is exactly what was shown, or nothing.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from cards.ical_reader import IcalShifts, ical_problem_text, read_ical
from cards.preview_card import backwards_text, reassigned_text, unknown_names_text
from cards.roster_picture import roster_comparison_picture
from cards.roster_sheet_changes import (
    SheetChanges,
    SheetMistake,
    sheet_change_text,
    sheet_mistake_text,
    sheet_overrides,
)
from cards.roster_sheet_reader import read_roster_sheet
from desk.address import Place
from desk.calendar import Calendar
from desk.duty import LEADS, groups_of
from desk.errors import Fact, Reason, Refusal
from desk.groups import Desk, Group
from desk.languages import Language
from desk.links import fingerprint_of
from desk.matters import Announcement, News
from desk.notices import Notice, NoticeKind
from desk.notify import Topic, Way
from desk.people import names_for_calendars
from desk.roster import Override, Roster
from desk.roster_compare import Comparison, changes_as_text, compare
from desk.roster_import import (
    calendar_overrides,
    imported,
    reassigned,
    with_overrides,
)
from desk.roster_preview import Preview, preview
from desk.rota import compile_roster, shifts
from desk.void import strangers
from storage.adjustments import NewChange
from storage.store import Store
from storage.work import Work

AHEAD = timedelta(weeks=26)
FEWEST_WEEKS, MOST_WEEKS = 4, 12
MOST_TOLD = 8
# Drawing and reading are work for one core each; more at once would only wait for each other.
AT_WORK = asyncio.Semaphore(2)

Row = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """A file held against a roster; `seen` names what it would change, once that is clear.

    With `mistakes` nothing can be applied; `notes` are what was left as it is.
    """

    overrides: tuple[Override, ...] = ()
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """Today's roster and the one that a file would make, side by side."""

    before: Preview
    after: Preview
    difference: Comparison
    picture: bytes


class Outcome(Enum):
    """What came of applying a file."""

    KEPT = auto()
    KEPT_BEFORE = auto()
    NOT_AS_SHOWN = auto()  # the roster, or what time it is, has changed since
    NOT_ALLOWED = auto()


def may_read(desk: Desk, roster: str, person: int) -> bool:
    """Members and leads of its groups, whoever serves in it, and operators."""
    rota = desk.rota(roster)
    serve = {one for layer in rota.layers for crew in layer.crews for one in crew} if rota else ()
    members = (group.members | group.leads for group in groups_of(desk, roster))
    return person in desk.operators or person in serve or any(person in m for m in members)


def may_change(desk: Desk, roster: str, person: int) -> bool:
    """Leads of its groups, and operators."""
    groups = groups_of(desk, roster)
    led = any(desk.roles(person, group.key, None) & LEADS for group in groups)
    return led or person in desk.operators


def rows_of(desk: Desk, roster: Roster) -> tuple[Row, ...]:
    """Who has a row in its sheet: those who take turns first, then the groups' other people."""
    turns = (one for layer in roster.layers for crew in layer.crews for one in crew)
    listed = (one for layer in roster.layers for shift in layer.listed for one in shift.crew)
    groups = groups_of(desk, roster.key)
    others = (one for group in groups for one in sorted(group.members | group.leads))
    keys = {person: key for key, person in desk.people_keys.items()}
    return tuple(
        (one, keys.get(one, str(one)), desk.people[one].name)
        for one in dict.fromkeys((*turns, *listed, *others))
        if one in desk.people
    )


async def read_file(store: Store, roster: Roster, data: bytes, language: Language) -> Read:
    """What a file asks for, or every mistake in it."""
    desk, now = store.desk, store.clock.now()
    async with AT_WORK:
        return await asyncio.to_thread(_read, data, roster, desk, now, language)


async def compare_with(
    store: Store, roster: Roster, overrides: Sequence[Override], language: Language
) -> Compared:
    """What it would mean for people."""
    desk, now = store.desk, store.clock.now()
    holidays, rosters = desk.calendar(roster.calendar), desk.rosters.values()
    async with AT_WORK:
        return await asyncio.to_thread(
            _compared, roster, overrides, rosters, names_of(desk), holidays, now, language
        )


async def apply_file(
    store: Store, key: str, data: bytes, seen: str, by: tuple[int, int], act: str | None
) -> Outcome:
    """Keep what a file asks for, once by its key; `by` is the person and their account.

    The desk itself (whoever runs it) needs no rights.
    """
    person, account = by

    async def decide() -> Work:
        await store.settings.refresh()
        desk, stamp, now = store.desk, store.settings.stamp, store.clock.now()
        roster = desk.rosters.get(key)
        if roster is None or (person and not may_change(desk, key, person)):
            raise Refusal(Reason.NOT_ALLOWED)
        read = await read_file(store, roster, data, desk.language)
        if not read.overrides or read.seen != seen:
            raise Refusal(Reason.NO_SUCH_CHANGE)
        work = Work(key=act)
        work.also(NewChange(imported(roster, read.overrides, account)).as_extra(stamp))
        served = await _served_otherwise(roster, read.overrides, now)
        for group in groups_of(desk, key):
            _announce(work, group, desk, roster, served, len(read.lines), person, now)
        return work

    try:
        kept = await store.act(decide, act)
    except Refusal as refusal:
        allowed = refusal.reason is not Reason.NOT_ALLOWED
        return Outcome.NOT_AS_SHOWN if allowed else Outcome.NOT_ALLOWED
    await store.settings.refresh()
    return Outcome.KEPT_BEFORE if kept.repeated else Outcome.KEPT


def names_of(desk: Desk) -> Mapping[int, str]:
    """What people are called."""
    return {person.id: person.name for person in desk.people.values()}


def _read(data: bytes, roster: Roster, desk: Desk, now: datetime, language: Language) -> Read:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        return _calendar(data, roster, desk, now, language)
    rota, names = compile_roster(roster), names_of(desk)
    read = read_roster_sheet(
        data, roster, rows_of(desk, roster), lambda start, end: shifts(rota, start, end), now
    )

    def told(mistakes: Sequence[SheetMistake]) -> tuple[str, ...]:
        return tuple(sheet_mistake_text(one, roster, names, language) for one in mistakes)

    if not isinstance(read, SheetChanges):
        return Read(mistakes=told(read))
    changes = [(c.day, c.layer, c.part, c.end, c.person_out, c.person_in) for c in read.changes]
    return Read(
        overrides=sheet_overrides(read.changes),
        lines=tuple(sheet_change_text(one, roster, names, language) for one in read.changes),
        notes=told(read.notes),
        seen=_named(changes),
    )


def _calendar(data: bytes, roster: Roster, desk: Desk, now: datetime, language: Language) -> Read:
    # Whom the roster's groups don't have is as unknown as whom nobody knows.
    able = set(desk.people) - set(strangers(roster, desk.people))
    keys = {key: person for key, person in desk.people_keys.items() if person in able}
    people = names_for_calendars((desk.people[one] for one in able), keys)
    read = read_ical(data, now, now + AHEAD, people, roster.timezone)
    if not isinstance(read, IcalShifts):
        return Read(mistakes=(ical_problem_text(read, language),))
    if read.backwards:
        told = (backwards_text(event, roster, language, now) for event in read.backwards)
        return Read(mistakes=tuple(told))
    rota, names = compile_roster(roster), names_of(desk)
    changes = reassigned(rota, read.shifts, now)
    return Read(
        overrides=calendar_overrides(rota, changes),
        lines=tuple(reassigned_text(one, roster, names, language, now) for one in changes),
        notes=unknown_names_text(read.unknown, language),
        seen=_named([(one.end, one.before, one.after) for one in changes]),
    )


def _named(changes: Sequence[object]) -> str:
    """Without when a running shift changes hands: that is the moment of looking."""
    return fingerprint_of(repr(changes).encode())


def _compared(
    roster: Roster,
    overrides: Sequence[Override],
    rosters: Collection[Roster],
    names: Mapping[int, str],
    holidays: Calendar,
    now: datetime,
    language: Language,
) -> Compared:
    draft = with_overrides(roster, overrides)
    first = min((one.start for one in overrides), default=now)
    last = max((one.end for one in overrides), default=now)
    start = max(now, first - timedelta(days=7))
    weeks = min(MOST_WEEKS, max(FEWEST_WEEKS, (last - start).days // 7 + 1))
    # Compiled anew: what a rota remembers is not for two threads.
    others = [compile_roster(other) for other in rosters if other.key != roster.key]
    before = preview(compile_roster(roster), start, weeks, holidays, others)
    after = preview(compile_roster(draft), start, weeks, holidays, others)
    picture = roster_comparison_picture(
        (roster, before), (draft, after), names, language, holidays.special
    )
    return Compared(before, after, compare(before, after), picture)


async def _served_otherwise(
    roster: Roster, overrides: Sequence[Override], now: datetime
) -> Comparison:
    """Who serves when instead of whom, as far as it is told in the group."""

    def compared() -> Comparison:
        start = max(now, min(one.start for one in overrides))
        weeks = (max(one.end for one in overrides) - start).days // 7 + 1
        before, after = (
            preview(compile_roster(one), start, weeks)
            for one in (roster, with_overrides(roster, overrides))
        )
        return compare(before, after, MOST_TOLD)

    async with AT_WORK:
        return await asyncio.to_thread(compared)


def _announce(
    work: Work,
    group: Group,
    desk: Desk,
    roster: Roster,
    served: Comparison,
    count: int,
    by: int,
    now: datetime,
) -> None:
    """Once in the group, however many shifts it is about; of the first it tells who has them."""
    facts: Mapping[str, Fact] = {
        "roster": roster.name,
        "n": count,
        "by": by,
        "changes": changes_as_text(served.changes),
        "more": served.more,
    }
    seats = (seat for one in served.changes for seat in (*one.before, *one.after))
    named = tuple(dict.fromkeys((by, *(seat.person for seat in seats))))
    news = Announcement(
        group=group.key, news=News.ROSTER_IMPORTED, at=now, facts=facts, named=named
    )
    channels = desk.channels_for(group, now)
    told = channels if group.notify.tells(Topic.DUTY, Way.GROUP) else ()
    notices = (Notice(NoticeKind.MATTER, Place(c.conversation), c.language) for c in told)
    work.keep_matter(news, notices=tuple(notices))
