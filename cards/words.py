"""The words of the desk: a catalogue a language, each sentence under a key."""

import gettext
import string
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from desk.languages import Language

CATALOGUES = Path(__file__).parent / "locale"


class Words:
    """All sentences of one language. `say` raises KeyError for a key or a fact that is missing."""

    def __init__(self, language: Language, catalogue: Catalog) -> None:
        self.language = language
        self._translations = _compiled(catalogue)
        ids = [message.id for message in catalogue if message.id]
        self._plural = {key[0] for key in ids if not isinstance(key, str)}
        self._keys = self._plural | {key for key in ids if isinstance(key, str)}

    @property
    def keys(self) -> frozenset[str]:
        """Every key that this language has words for."""
        return frozenset(self._keys)

    def say(self, key: str, **facts: str | int) -> str:
        """The sentence, with its facts; where the number matters, it is the fact called `n`."""
        template = self.template(key, facts.get("n", 1))
        said = {name: str(fact) for name, fact in facts.items()}
        if self.language is Language.CHINESE:
            return _spaced(template, said)
        return template.format(**said)

    def template(self, key: str, n: str | int = 1) -> str:
        """The sentence with its blanks."""
        if key not in self._keys:
            raise KeyError(f"{self.language} has no words for {key}")
        if key in self._plural:
            return self._translations.ngettext(key, key, int(n))
        return self._translations.gettext(key)


@cache
def words(language: Language) -> Words:
    """The words of that language, read once."""
    path = CATALOGUES / language.value / "LC_MESSAGES" / "paidan.po"
    with path.open("rb") as file:
        return Words(language, read_po(file, locale=language.value))


def say_time(at: datetime, timezone: str, language: Language, now: datetime) -> str:
    """A moment as somebody near it says it: the time alone today, the day with it otherwise."""
    local, today = at.astimezone(ZoneInfo(timezone)), now.astimezone(ZoneInfo(timezone)).date()
    time = f"{local:%H:%M}"
    if local.date() == today:
        return time
    if local.date() == today - timedelta(days=1):
        return words(language).say("time.yesterday", time=time)
    return say_day(at, timezone, language, now)


def say_day(at: datetime, timezone: str, language: Language, beside: datetime) -> str:
    """A moment with its day, which stays true however long it is read.

    The year is left out where it is the one of `beside`, the newest time shown with it.
    """
    zone = ZoneInfo(timezone)
    local = at.astimezone(zone)
    same_year = local.year == beside.astimezone(zone).year
    pattern = words(language).say("time.day" if same_year else "time.day_of_year")
    return _formatted(local.replace(second=0, microsecond=0, tzinfo=None), pattern, language)


@lru_cache(maxsize=1000)
def _formatted(minute: datetime, pattern: str, language: Language) -> str:
    """A minute on somebody's wall, without its zone: the patterns show neither that nor seconds."""
    return format_datetime(minute, pattern, locale=language.value)


def say_ago(delta: timedelta, language: Language) -> str:
    """How long ago, in the largest unit that fits; what lies ahead by a clock's error is now."""
    seconds = int(delta.total_seconds())
    say = words(language).say
    if seconds < 1:
        return say("ago.now")
    if seconds < 60:
        return say("ago.seconds", n=seconds)
    if seconds < 3600:
        return say("ago.minutes", n=seconds // 60)
    if seconds < 86400:
        return say("ago.hours", n=seconds // 3600)
    return say("ago.days", n=seconds // 86400)


def _compiled(catalogue: Catalog) -> gettext.GNUTranslations:
    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return gettext.GNUTranslations(file)


def _spaced(template: str, facts: dict[str, str]) -> str:
    """The sentence with a space where a fact brings Chinese next to Latin letters or digits.

    Only the seams are looked at: what people wrote stays as they wrote it.
    """
    said = ""
    for piece in _pieces(template, facts):
        said += " " + piece if _needs_space(said[-1:], piece[:1]) else piece
    return said


def _pieces(template: str, facts: dict[str, str]) -> Iterator[str]:
    for literal, name, _, _ in string.Formatter().parse(template):
        yield literal
        if name is not None:
            yield facts[name]


def _needs_space(before: str, after: str) -> bool:
    both = _is_latin(before) and _is_latin(after)
    return (
        both
        or (_is_latin(before) and _is_chinese(after))
        or (_is_chinese(before) and (_is_latin(after) or after == "#"))
    )


def _is_chinese(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
