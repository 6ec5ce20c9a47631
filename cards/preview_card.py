"""Previews of rosters beside their text: pictures, and what an import would change for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cards.card import Link, Message, Picture
from cards.words import say_ago, say_day, words
from desk.languages import Language
from desk.roster import Roster
from desk.roster_compare import Comparison
from desk.roster_feed import EMPTY, Feed, is_stale
from desk.roster_import import Reassigned
from desk.roster_preview import Load, Preview

Names = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Numbers:
    """One line of a table: what it is about, as it is, and as it would be."""

    name: str
    before: str
    after: str


def with_pictures(
    said: Message, addresses: Mapping[str, str], fetched: bool, language: Language
) -> Message:
    """A message with a picture a roster (its name → the address).

    Where messengers can't fetch pictures from us, with a link to each.
    """
    say = words(language).say
    shown = [(say("preview.picture", roster=name), where) for name, where in addresses.items()]
    if fetched:
        pictures = tuple(Picture(where, alt) for alt, where in shown)
        return replace(said, pictures=(*said.pictures, *pictures))
    links = tuple(Link(alt, where) for alt, where in shown)
    return replace(said, links=(*said.links, *links))


def feed_text(roster: Roster, feed: Feed | None, now: datetime, language: Language) -> str:
    """How fresh a roster is that is read from a calendar elsewhere."""
    say = words(language).say
    age = feed.age(now) if feed else None
    if feed is None or age is None:
        return say("feed.never", roster=roster.name)
    key = "feed.empty" if feed.problem == EMPTY else "feed.read"
    if is_stale(feed, now):
        key = "feed.stale"
    return say(key, roster=roster.name, ago=say_ago(age, language))


def reassigned_text(
    change: Reassigned, roster: Roster, names: Names, language: Language, now: datetime
) -> str:
    """Who is on duty instead of whom, from when to when."""
    say = words(language).say
    return say(
        "import.reassigned",
        start=say_day(change.start, roster.timezone, language, now),
        end=say_day(change.end, roster.timezone, language, now),
        people=_people(change.after, names, language),
        others=_people(change.before, names, language),
    )


def unknown_names_text(unknown: Sequence[str], language: Language) -> tuple[str, ...]:
    """Events of a calendar that name nobody here."""
    return tuple(words(language).say("import.unknown", name=name) for name in unknown)


def backwards_text(
    event: tuple[str, datetime], roster: Roster, language: Language, now: datetime
) -> str:
    """An event of a calendar that ends before it begins."""
    name, begins = event
    start = say_day(begins, roster.timezone, language, now)
    return words(language).say("import.backwards", name=name, start=start)


def numbers_of(before: Preview, after: Preview, language: Language) -> tuple[Numbers, ...]:
    """Gaps, rests that are too short, and double bookings."""
    say = words(language).say
    doubles = (str(len(one.double_bookings)) for one in (before, after))
    return (
        Numbers(say("import.gaps"), str(len(before.gaps)), str(len(after.gaps))),
        Numbers(say("import.rests"), str(len(before.short_rests)), str(len(after.short_rests))),
        Numbers(say("import.doubles"), *doubles),
    )


def people_of(comparison: Comparison, names: Names, language: Language) -> tuple[Numbers, ...]:
    """Each person's hours, and their shares of weekends and holidays."""
    unknown = words(language).say("person.unknown")
    return tuple(
        Numbers(
            names.get(one.person) or unknown,
            _load(one.before, language),
            _load(one.after, language),
        )
        for one in comparison.people
    )


def _load(load: Load | None, language: Language) -> str:
    return words(language).say(
        "import.load",
        hours=round(load.hours) if load else 0,
        weekends=round(100 * load.weekend_share) if load else 0,
        holidays=round(100 * load.holiday_share) if load else 0,
    )


def _people(people: Sequence[int], names: Names, language: Language) -> str:
    say = words(language).say
    named = [names.get(person) or say("person.unknown") for person in people]
    return say("duty.and").join(named) or say("duty.nobody")
