"""Links to a roster's files, for whoever asked: its sheet, a place to import one, calendars."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from cards.card import Link, Message
from cards.preview_card import feed_text
from cards.words import words
from desk.errors import Reason, Refusal
from desk.groups import Desk
from desk.languages import Language
from desk.links import Facts, Purpose
from desk.people import Actor
from desk.roster import Roster
from handlers.asking import asker, language_for, set_up
from handlers.drafts import ask_first
from handlers.duty import groups_asked_about
from handlers.request import Reply, Request
from handlers.roster_import import may_change, may_read
from handlers.roster_lines import Month, ShareCalendar, ShareSheet, month_text, no_month
from storage.calendar_addresses import begin_anew
from storage.store import Store
from storage.work import Work

MOST_ROSTERS = 5


async def share_sheet(request: Request, store: Store, command: ShareSheet) -> Reply:
    """`/duty sheet 2026-12`: links that open for some minutes, for the asker alone.

    Raises:
        Refusal: there is no such roster or month, or it isn't the asker's to read.
    """
    desk, by = set_up(store), await asker(request, store)
    found = await _meant(request, store, command.what)
    if command.what and not found:
        if number := no_month(command.what):
            raise Refusal(Reason.NOT_A_MONTH, word=number)
        if not command.sure:
            return await ask_first(request, store, command.text)
    readable = _readable(desk, found, by, command.what)
    language = await language_for(request, store)
    say, real = words(language).say, store.clock.real()
    lines: list[str] = []
    links: list[Link] = []
    for roster in readable[:MOST_ROSTERS]:
        today = store.clock.now().astimezone(ZoneInfo(roster.timezone)).date()
        month = command.month.meant(today)
        facts = {**_whose(by, language), "roster": roster.key, "month": month_text(month)}
        changes = may_change(desk, roster.key, by.person.id)
        lines.append(say("files.sheet", roster=roster.name, month=month_text(month)))
        links += _sheet_links(store, roster, month, facts, language, changes, real)
    return Reply(says=Message("\n".join([*lines, say("files.for_you")]), links=tuple(links)))


async def share_calendar(request: Request, store: Store, command: ShareCalendar) -> Reply:
    """`/duty calendar`: addresses to subscribe to; `new` voids all that were given before."""
    desk, by = set_up(store), await asker(request, store)
    person = by.person.id
    if person not in desk.people:
        raise Refusal(Reason.NOT_ALLOWED, group=desk.default_group)
    if command.anew:
        work = Work(key=request.key)
        work.also(begin_anew(person))
        await store.commit(work)
    language = await language_for(request, store)
    say, real = words(language).say, store.clock.real()
    facts = {**_whose(by, language), "round": await store.calendar_addresses.round_of(person)}
    own = store.links.to(("people", f"{person}.ics"), Purpose.PERSON_CALENDAR, facts, real)
    links = [Link(say("files.own_calendar"), own)]
    found = [r for r in await _meant(request, store, "") if may_read(desk, r.key, person)]
    for roster in found[:MOST_ROSTERS]:
        where = ("rosters", f"{roster.key}.ics")
        about = {**facts, "roster": roster.key}
        address = store.links.to(where, Purpose.ROSTER_CALENDAR, about, real)
        links.append(Link(say("files.roster_calendar", roster=roster.name), address))
    now = store.clock.now()
    fresh = [
        feed_text(roster, await store.feeds.of(roster.key), now, language)
        for roster in found
        if roster.feed
    ]
    lines = [say("files.renewed")] if command.anew else []
    text = "\n".join([*lines, say("files.calendar"), *fresh])
    return Reply(says=Message(text, links=tuple(links)))


async def _meant(request: Request, store: Store, what: str) -> list[Roster]:
    """Rosters by name or by group; without one those of this place, else of the asker."""
    desk = store.desk
    keys: list[str | None]
    if what:
        spoken, group = what.casefold(), desk.group_called(what)
        rosters = desk.rosters.values()
        keys = [one.key for one in rosters if spoken in {one.key.casefold(), one.name.casefold()}]
        keys = keys or ([group.roster] if group else [])
    else:
        keys = [group.roster for group in await groups_asked_about(request, store)]
    return [desk.rosters[key] for key in dict.fromkeys(keys) if key and key in desk.rosters]


def _readable(desk: Desk, found: Sequence[Roster], by: Actor, what: str) -> list[Roster]:
    if not found:
        if what:
            raise Refusal(Reason.NO_SUCH_GROUP, word=what)
        raise Refusal(Reason.NO_ROSTER, group=desk.default_group)
    readable = [roster for roster in found if may_read(desk, roster.key, by.person.id)]
    if not readable:
        served = (group.key for group in desk.groups.values() if group.roster == found[0].key)
        raise Refusal(Reason.NOT_ALLOWED, group=next(served, desk.default_group))
    return readable


def _whose(by: Actor, language: Language) -> Facts:
    return {"person": by.person.id, "account": by.account_id, "language": language.value}


def _sheet_links(
    store: Store,
    roster: Roster,
    month: Month,
    facts: Facts,
    language: Language,
    changes: bool,
    real: datetime,
) -> Iterator[Link]:
    say, to = words(language).say, store.links.to
    said = {"roster": roster.name, "month": month_text(month)}
    where = ("rosters", roster.key)
    sheet, template = Purpose.SHEET, Purpose.TEMPLATE
    yield Link(say("files.download", **said), to((*where, "sheet.xlsx"), sheet, facts, real))
    yield Link(say("files.template", **said), to((*where, "template.xlsx"), template, facts, real))
    if changes:
        yield Link(say("files.import", **said), to((*where, "import"), Purpose.IMPORT, facts, real))
