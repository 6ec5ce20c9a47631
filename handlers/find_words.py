"""A search as it was typed, by what the desk knows: which of it names a group, a person, a time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from cards.cut import cut
from cards.names import group_timezone
from desk.errors import Reason, Refusal
from desk.groups import Desk
from desk.past_days import LONGEST_WORDS, past_dates
from desk.search_words import terms_of
from desk.sought import Sought
from desk.tracks import instant
from handlers.list_lines import PLAIN_STATES, SCOPES, STATES, States, keyed

LONGEST_SAID = 200
LONGEST_NAME = 3  # words of a person's name

_PIECE = re.compile(r"[\"“”]([^\"“”]*)[\"“”]|(\S+)")


@dataclass(slots=True)
class _Found:
    """What was understood so far; each kind once, what comes again is a word."""

    words: list[str] = field(default_factory=list)
    states: States | None = None
    group: str | None = None
    person: int | None = None
    dates: tuple[date, date] | None = None


def read_search(text: str, desk: Desk, now: datetime, asker: int) -> Sought:
    """What is looked for.

    Raises:
        Refusal: it names a group or a person that there isn't, or nothing to look for.
    """
    zone = ZoneInfo(group_timezone(desk.default_group, desk))
    today = now.astimezone(zone).date()
    found = _Found()
    pieces = [(quoted, plain) for quoted, plain in _PIECE.findall(text)]
    at = 0
    while at < len(pieces):
        quoted, plain = pieces[at]
        if not plain:
            found.words.append(quoted)
            at += 1
            continue
        ahead = _plain_ahead(pieces[at:])
        at += _take(ahead, found, desk, today, asker)
    words = " ".join(found.words)
    if not terms_of(words) and (words or not _says_anything(found)):
        raise Refusal(Reason.NOTHING_SOUGHT)
    dates = found.dates
    return Sought(
        said=cut(" ".join(text.split()), LONGEST_SAID)[0],
        words=cut(words, LONGEST_SAID)[0],
        states=tuple(sorted(found.states or ())),
        groups=(found.group,) if found.group is not None else (),
        person=found.person,
        since=_midnight(dates[0], zone) if dates else None,
        until=_midnight(dates[1], zone) if dates else None,
    )


def _plain_ahead(pieces: Sequence[tuple[str, str]]) -> list[str]:
    """The next words up to a quotation, as many as anything here is made of."""
    ahead: list[str] = []
    for _, plain in pieces[: max(LONGEST_NAME, LONGEST_WORDS)]:
        if not plain:
            break
        ahead.append(plain)
    return ahead


def _take(ahead: list[str], found: _Found, desk: Desk, today: date, asker: int) -> int:
    """Understand the first of these words, perhaps with those behind it; how many that were."""
    word = ahead[0]
    if found.dates is None:
        for count in range(min(LONGEST_WORDS, len(ahead)), 0, -1):
            dates = past_dates(" ".join(ahead[:count]), today)
            if dates is not None:
                found.dates = dates
                return count
    if word[0] in "@＠" and len(word) > 1 and found.person is None:
        return _take_person(ahead, found, desk)
    if found.person is None and word.casefold() in SCOPES and SCOPES[word.casefold()] == "mine":
        found.person = asker
        return 1
    if _take_group(word, found, desk) or _take_states(word, found):
        return 1
    found.words.append(word)
    return 1


def _take_person(ahead: list[str], found: _Found, desk: Desk) -> int:
    for count in range(min(LONGEST_NAME, len(ahead)), 0, -1):
        person = desk.person_called(" ".join(ahead[:count]))
        if person is not None:
            found.person = person.id
            return count
    raise Refusal(Reason.NO_SUCH_PERSON, word=ahead[0].lstrip("@＠"))


def _take_group(word: str, found: _Found, desk: Desk) -> bool:
    """`in:仓库`, and 仓库组 where that can only be a group."""
    if found.group is not None:
        return False
    named = keyed(word)
    if named and named[0] == "group":
        found.group = group_named(named[1], desk)
        return True
    if word.endswith("组") and len(word) > 1:
        group = desk.group_called(word) or desk.group_called(word.removesuffix("组"))
        found.group = group.key if group else None
    return found.group is not None


def group_named(word: str, desk: Desk) -> str:
    """The key of the group that is called so.

    Raises:
        Refusal: none is.
    """
    group = desk.group_called(word) or desk.group_called(word.removesuffix("组"))
    if group is None:
        raise Refusal(Reason.NO_SUCH_GROUP, word=word)
    return group.key


def _take_states(word: str, found: _Found) -> bool:
    if found.states is not None:
        return False
    named, spoken = keyed(word), word.casefold()
    if named and named[0] == "state":
        found.states = STATES.get(named[1].casefold())
    else:
        found.states = PLAIN_STATES.get(spoken)
    return found.states is not None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return instant(datetime.combine(day, time.min), zone)


def _says_anything(found: _Found) -> bool:
    parts = (found.states, found.group, found.person, found.dates)
    return any(part is not None for part in parts)
