"""A roster's files by browser: every address is signed, names a person, and ends.

Whoever opens one is what that person is now: rights are looked up each time. A link that is wrong
in whatever way is answered in one way, so that nothing can be tried out on it.
"""

import binascii
import hashlib
import re
from base64 import b64decode
from dataclasses import dataclass
from urllib.parse import quote

import structlog
from aiohttp.web import Application, Request, Response

from cards.duty_preview import new_problems
from cards.preview_card import numbers_of, people_of
from cards.words import words
from desk.languages import Language
from desk.links import Facts, Purpose, fingerprint_of
from desk.roster import Roster
from handlers.roster_documents import (
    Subscribed,
    calendar_of_person,
    calendar_of_roster,
    picture_of,
    sheet_of,
    template_of,
)
from handlers.roster_import import (
    Outcome,
    Read,
    apply_file,
    compare_with,
    may_change,
    may_read,
    names_of,
    read_file,
)
from storage.store import Store
from web.pages import apply_form, heading, listed, page, paragraph, picture, table, upload_form
from web.uploads import LARGEST_FILE, form_field

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
PRIVATE = {**SAFE, "Cache-Control": "private, no-store"}
SUBSCRIBED = {**SAFE, "Cache-Control": "private, max-age=900"}
OUTCOMES = {
    Outcome.KEPT: "import.done",
    Outcome.KEPT_BEFORE: "import.done_before",
    Outcome.NOT_AS_SHOWN: "import.not_as_shown",
    Outcome.NOT_ALLOWED: "import.not_allowed",
}

log = structlog.get_logger()


def add_rosters(app: Application, store: Store) -> None:
    """Add all addresses."""
    files = RosterFiles(store)
    app.router.add_get("/rosters/{key}/sheet.xlsx", files.sheet)
    app.router.add_get("/rosters/{key}/template.xlsx", files.template)
    app.router.add_get("/rosters/{key}/picture.png", files.picture)
    app.router.add_get("/rosters/{key}/import", files.ask_for_file)
    app.router.add_post("/rosters/{key}/import", files.show_changes)
    app.router.add_post("/rosters/{key}/apply", files.apply)
    app.router.add_get("/rosters/{key}.ics", files.roster_calendar)
    app.router.add_get("/people/{person}.ics", files.person_calendar)


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that holds: what it says, and the roster it is about."""

    roster: Roster
    facts: Facts
    language: Language

    @property
    def person(self) -> int:
        """Who was given it."""
        return int(self.facts["person"])


@dataclass(frozen=True, slots=True)
class RosterFiles:
    """Answers for all rosters of a store."""

    store: Store

    async def sheet(self, request: Request) -> Response:
        """The month, for whoever may read the roster."""
        link = self._opened(request, Purpose.SHEET)
        if link is None or not may_read(self.store.desk, link.roster.key, link.person):
            return self._nothing()
        year, month = str(link.facts["month"]).split("-")
        data = await sheet_of(self.store, link.roster, (int(year), int(month)), link.language)
        return _download(data, f"{link.roster.key}-{year}-{month}.xlsx")

    async def template(self, request: Request) -> Response:
        """The same month, empty."""
        link = self._opened(request, Purpose.TEMPLATE)
        if link is None or not may_read(self.store.desk, link.roster.key, link.person):
            return self._nothing()
        year, month = str(link.facts["month"]).split("-")
        data = await template_of(self.store, link.roster, (int(year), int(month)), link.language)
        return _download(data, f"{link.roster.key}-{year}-{month}-template.xlsx")

    async def picture(self, request: Request) -> Response:
        """The coming weeks; whoever sees the card sees it too."""
        link = self._opened(request, Purpose.PICTURE)
        if link is None:
            return self._nothing()
        data = await picture_of(self.store, link.roster, link.language)
        headers = {**SAFE, "Cache-Control": "private, max-age=300"}
        return Response(body=data, content_type="image/png", headers=headers)

    async def ask_for_file(self, request: Request) -> Response:
        """Where a lead chooses a file."""
        link = self._opened(request, Purpose.IMPORT)
        if link is None or not may_change(self.store.desk, link.roster.key, link.person):
            return self._nothing()
        return self._upload(link)

    async def show_changes(self, request: Request) -> Response:
        """What the file would change, or every mistake in it; nothing is kept yet."""
        link = self._opened(request, Purpose.IMPORT)
        if link is None or not may_change(self.store.desk, link.roster.key, link.person):
            return self._nothing()
        data = await form_field(request, "file")
        if not data:
            return self._upload(link)
        read = await read_file(self.store, link.roster, data, link.language)
        if read.mistakes:
            return self._upload(link, read)
        return await self._preview(link, data, read)

    async def apply(self, request: Request) -> Response:
        """Keep what was shown: this file, by this person, once."""
        link = self._opened(request, Purpose.APPLY)
        if link is None:
            return self._nothing()
        try:
            data = b64decode(await form_field(request, "file"), validate=True)
        except binascii.Error:
            return self._nothing()
        if len(data) > LARGEST_FILE or fingerprint_of(data) != link.facts["file"]:
            return self._nothing()
        by = (link.person, int(link.facts["account"]))
        seen, key = str(link.facts["seen"]), link.roster.key
        token = request.query.get("t", "").encode()
        act = f"roster-import:{hashlib.sha256(token).hexdigest()[:32]}"
        outcome = await apply_file(self.store, key, data, seen, by, act)
        log.info("A roster was to be imported.", roster=key, outcome=outcome.name.lower())
        say = words(link.language).say
        title = say("import.title", roster=link.roster.name)
        return page(title, [paragraph(say(OUTCOMES[outcome]))], link.language)

    async def roster_calendar(self, request: Request) -> Response:
        """Everybody's shifts, for a calendar that subscribes to them."""
        link = self._opened(request, Purpose.ROSTER_CALENDAR)
        if link is None or not await self._is_good(link.facts):
            return self._nothing()
        if not may_read(self.store.desk, link.roster.key, link.person):
            return self._nothing()
        return await _subscribed(
            request, calendar_of_roster(self.store, link.roster, link.language)
        )

    async def person_calendar(self, request: Request) -> Response:
        """Somebody's own shifts."""
        facts = self._facts(request, Purpose.PERSON_CALENDAR)
        if facts is None or str(facts["person"]) != request.match_info["person"]:
            return self._nothing()
        if not await self._is_good(facts):
            return self._nothing()
        language, person = Language(str(facts["language"])), int(facts["person"])
        return await _subscribed(request, calendar_of_person(self.store, person, language))

    def _facts(self, request: Request, purpose: Purpose) -> Facts | None:
        store = self.store
        return store.links.read(purpose, request.query.get("t", ""), store.clock.real())

    def _opened(self, request: Request, purpose: Purpose) -> Opened | None:
        facts = self._facts(request, purpose)
        key = request.match_info["key"]
        roster = self.store.desk.rosters.get(key)
        if facts is None or roster is None or facts.get("roster") != key:
            return None
        return Opened(roster, facts, Language(str(facts["language"])))

    async def _is_good(self, facts: Facts) -> bool:
        """Whether a calendar's address is not voided, and its person still belongs here."""
        person = int(facts["person"])
        current = await self.store.calendar_addresses.round_of(person)
        return person in self.store.desk.people and facts["round"] == current

    def _upload(self, link: Opened, read: Read | None = None) -> Response:
        say = words(link.language).say
        mistakes = read.mistakes if read else ()
        body = [
            paragraph(say("import.choose")),
            listed(say("import.mistakes"), mistakes, "wrong"),
            upload_form(say("import.file"), say("import.look")),
        ]
        title = say("import.title", roster=link.roster.name)
        return page(title, body, link.language, 422 if mistakes else 200)

    async def _preview(self, link: Opened, data: bytes, read: Read) -> Response:
        say, language, store = words(link.language).say, link.language, self.store
        title = say("import.title", roster=link.roster.name)
        notes = listed(say("import.notes"), read.notes, "note")
        if not read.overrides:
            return page(title, [paragraph(say("import.nothing")), notes], language)
        compared = await compare_with(store, link.roster, read.overrides, language)
        names, now, zone = names_of(store.desk), store.clock.now(), link.roster.timezone
        problems = new_problems(compared.difference, store.desk, zone, names, language, now)
        rows = [
            *numbers_of(compared.before, compared.after, language),
            *people_of(compared.difference, names, language),
        ]
        about = {name: link.facts[name] for name in ("roster", "person", "account", "language")}
        facts = {**about, "file": fingerprint_of(data), "seen": read.seen}
        token = store.links.token(Purpose.APPLY, facts, store.clock.real())
        body = [
            listed(say("import.changes", n=len(read.lines)), read.lines),
            notes,
            heading(say("import.compared")),
            picture(compared.picture, say("import.compared")),
            table(rows, language),
            *(listed(above, lines, "note") for above, lines in problems),
            apply_form(token, data, say("import.apply")),
        ]
        return page(title, body, language)

    def _nothing(self) -> Response:
        """Also for what is there, but not for whoever asks: in every language, as nobody is known
        to ask; the desk's comes first."""
        first = self.store.desk.language
        languages = (first, *(language for language in Language if language is not first))
        titles = [words(language).say("link.title") for language in languages]
        lines = [paragraph(words(language).say("link.over")) for language in languages]
        return page(" · ".join(titles), lines, first, 404)


def _download(data: bytes, name: str) -> Response:
    plain = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {**PRIVATE, "Content-Disposition": disposition}
    return Response(body=data, content_type=XLSX, headers=headers)


async def _subscribed(request: Request, calendar: Subscribed) -> Response:
    """The calendar, or that it is what the asker has already."""
    tag = f'"{calendar.tag}"'
    headers = {**SUBSCRIBED, "ETag": tag}
    known = {etag.strip() for etag in request.headers.get("If-None-Match", "").split(",")}
    if known & {tag, f"W/{tag}", "*"}:
        return Response(status=304, headers=headers)
    body = await calendar.written()
    return Response(body=body, content_type="text/calendar", charset="utf-8", headers=headers)
