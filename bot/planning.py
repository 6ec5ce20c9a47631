"""`paidan plan` and `paidan replay`: what other settings would change, and would have changed."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.applying import read_file
from cards.names import group_timezone, ticket_number
from cards.plan_report import Plan, plan_lines
from cards.replay_report import Tried, replay_lines
from cards.report_words import Teller
from cards.words import words
from desk.durations import read_duration
from desk.groups import Desk
from desk.handing_out import OpenTickets, waits_for_hands
from desk.languages import Language
from desk.planning import Given, TicketTally, ticket_change
from desk.planning_parts import not_listed, parts_changed, roster_plans
from desk.recorded import PastTicket
from desk.replay import Period, relive
from desk.replay_course import Rules
from desk.replay_tally import Tally
from storage.outages import outages
from storage.past import Past, Standing
from storage.store import Store

DAYS = re.compile(r"(\d{1,4})\s*(d|天|日)")


class NothingToCompare(Exception):
    """There are no settings in force yet, it is unclear since when, or the ticket is unknown; the
    text says so."""


def first_plan(path: Path, language: Language) -> list[str]:
    """What there is to say of a file while no settings are in force.

    Raises:
        FileMistakes: it could not be applied.
    """
    read_file(path, language)
    return [words(language).say("plan.first", file=str(path))]


async def plan_file(path: Path, store: Store, language: Language) -> list[str]:
    """What this file would change now; nothing is written.

    Raises:
        FileMistakes: it could not be applied.
    """
    spec, _ = read_file(path, language)
    past, old, at = Past(store), store.desk, store.clock.now()
    in_force = await past.spec_in_force()
    if in_force is None:
        return first_plan(path, language)
    new = await past.desk_of_file(spec)
    plan = Plan(
        file=str(path),
        new=new,
        parts=parts_changed(in_force, spec),
        tickets=await open_now(past, old, new, at),
        rosters=list(roster_plans(old, new, at)),
        not_listed=list(not_listed(new, at)),
    )
    return list(plan_lines(plan, _teller(old, new, language, at)))


async def open_now(
    past: Past, old: Desk, new: Desk, at: datetime, only: int | None = None
) -> TicketTally:
    """What becomes otherwise for every open ticket, or for one, if the new settings came into
    force now."""
    sides = (OpenTickets(old, at), OpenTickets(new, at, was=old))
    tally, waiting = TicketTally(), list[Standing]()
    async for page in past.open_tickets():
        for one in page:
            for side in sides:
                side.add(one.ticket, one.declined)
            if only not in {None, one.ticket.id}:
                continue
            if waits_for_hands(one.ticket):
                waiting.append(one)
            else:
                tally.add(ticket_change(one.ticket, one.stands, old, new, at))
    states = await past.queue_states({*old.groups, *new.groups})
    before, after = (side.handed_out(states) for side in sides)
    for one in waiting:
        number = one.ticket.id
        given = Given(before.get(number), after.get(number))
        tally.add(ticket_change(one.ticket, one.stands, old, new, at, given))
    return tally


async def replay_since(
    store: Store, since: str, path: Path | None, ticket: int | None, language: Language
) -> tuple[list[str], bool]:
    """What these settings (or those in force) would have made of what happened since; and whether
    every choice came out as it was.

    Raises:
        FileMistakes, NothingToCompare: as for a plan.
    """
    past, until = Past(store), store.clock.now()
    if await past.spec_in_force() is None:
        raise NothingToCompare(words(language).say("replay.nothing"))
    begin = read_since(since, until, group_timezone(store.desk.default_group, store.desk), language)
    tried = await past.desk_of_file(read_file(path, language)[0]) if path else store.desk
    tally = await tally_since(
        past, await past.as_known_then(tried), Period(begin, until, await outages(begin)), ticket
    )
    if not tally.tickets and ticket is not None and not await store.tickets.numbered(ticket):
        number = ticket_number(ticket, language)
        raise NothingToCompare(words(language).say("refusal.no_such_ticket", ticket=number))
    would_be = await open_now(past, store.desk, tried, until, ticket) if path else TicketTally()
    names = await store.directory.names([*tally.happened.pages, *tally.would.pages, *_named(tally)])
    say = words(language).say
    by = str(path) if path else say("replay.in_force", version=store.desk.version)
    teller = _teller(store.desk, tried, language, until)
    teller = Teller(store.desk, {**names, **teller.names}, language, until)
    lines = replay_lines(tally, would_be, Tried(begin, until, by, tried), teller)
    return list(lines), not tally.unproven


async def tally_since(past: Past, tried: Desk, period: Period, ticket: int | None) -> Tally:
    """Every ticket since then, page by page."""
    versions: dict[int, Desk] = {tried.version: tried}
    tally, rules = Tally(), Rules(tried, versions)
    async for page in past.lives(period.since, ticket):
        for version in sorted(_versions(page) - versions.keys()):
            versions[version] = await past.desk_of_version(version) or tried
        for life in page:
            tally.add(relive(life, rules, period))
    return tally


def read_since(word: str, at: datetime, timezone: str, language: Language) -> datetime:
    """`30d`, `12h`, or a date, which begins by the clocks of that zone.

    Raises:
        NothingToCompare: it is none of them.
    """
    days = DAYS.fullmatch(word.strip().casefold())
    back = timedelta(days=int(days[1])) if days else read_duration(word)
    if back is not None:
        return at - back
    try:
        day = date.fromisoformat(word.strip())
        return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)
    except ValueError as unreadable:
        raise NothingToCompare(words(language).say("replay.since", word=word)) from unreadable


def _versions(page: Sequence[PastTicket]) -> set[int]:
    """Of all settings that these tickets saw, and of those before them."""
    seen = {event.version for life in page for event in life.events}
    return {version for one in seen for version in (one, one - 1) if version > 0}


def _named(tally: Tally) -> Iterator[int]:
    for _, choice in tally.odd_choices:
        for one in (choice.stored.choice, choice.again, choice.tried.choice):
            yield from one.called
            yield from [one.person] if one.person is not None else []


def _teller(old: Desk, new: Desk, language: Language, at: datetime) -> Teller:
    people = {**old.people, **new.people}
    return Teller(old, {key: person.name for key, person in people.items()}, language, at)
