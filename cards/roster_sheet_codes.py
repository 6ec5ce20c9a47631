"""Short codes of a roster's layers: how a cell is written, and what somebody may have meant.

A code is the same letter or sign in one language wherever it stands, and never stands for two
layers in two languages: a sheet made in one language is read in any.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cards.roster_sheet_days import parts_of
from cards.words import words
from desk.languages import Language
from desk.roster import Layer, Roster

LAYER_COLORS = ("4C8BF5", "F5A623", "34A87B", "9B6DD6", "E0709B", "3FB6C8", "A0885C", "7A869A")
"""One a layer, in both the sheet and the picture."""

KNOWN = {
    "primary": ("primary", "main", "first", "主班", "主"),
    "backup": ("backup", "back-up", "secondary", "standby", "second", "备班", "备"),
    "day": ("day", "daytime", "白班", "日班", "日"),
    "night": ("night", "nights", "夜班", "夜"),
    "early": ("early", "morning", "早班", "早"),
    "middle": ("middle", "noon", "中班", "中"),
    "late": ("late", "evening", "晚班", "晚"),
    "weekend": ("weekend", "weekends", "周末"),
    "holiday": ("holiday", "holidays", "节假日"),
}
EXTRA = "*"
OFF_WORDS = frozenset({"x", "off", "休", "休息", "0"})
OFF = OFF_WORDS | {"-", "–", "—", "/", "\\"}
LONGEST_CELL = 100
SEPARATORS = re.compile(r"[\s,，、;；/|+&]+")

Meaning = tuple[str, int]
"""A layer and a part of its day."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a roster: `code_of` in each language, `meanings` of what people may type."""

    code_of: Mapping[Language, Mapping[Meaning, str]]
    meanings: Mapping[str, Meaning]

    def written(self, served: Iterable[Meaning], language: Language, extra: bool = False) -> str:
        """What stands in the cell of somebody who serves in these."""
        wanted = set(served)
        codes = [code for meaning, code in self.code_of[language].items() if meaning in wanted]
        return "/".join([*codes, EXTRA] if extra else codes)

    def read(self, text: str) -> frozenset[Meaning] | None:
        """What a cell says; None if part of it is no code."""
        if len(text) > LONGEST_CELL:
            return None
        found: set[Meaning] = set()
        for token in SEPARATORS.split(_plain(text)):
            meanings = self._token(token)
            if meanings is None:
                return None
            found |= meanings
        return frozenset(found)

    def is_shift_and_off(self, text: str) -> bool:
        """Whether a cell says both that somebody serves and that they don't."""
        tokens = SEPARATORS.split(_plain(text))
        return bool(self.read(text)) and any(token in OFF_WORDS for token in tokens)

    def _token(self, token: str) -> frozenset[Meaning] | None:
        if token in self.meanings:
            return frozenset({self.meanings[token]})
        if not token or token == EXTRA or token in OFF:
            return frozenset()
        # Codes may stand together without a sign between them: 日备.
        reached: dict[int, frozenset[Meaning]] = {0: frozenset()}
        for at in range(len(token)):
            if at in reached:
                for code, meaning in self.meanings.items():
                    if token.startswith(code, at):
                        reached.setdefault(at + len(code), reached[at] | {meaning})
        return reached.get(len(token))


def codes_of(roster: Roster) -> Codes:
    """Work out the codes of a roster's layers."""
    taken: set[str] = {EXTRA, *OFF}
    english: dict[str, str] = {}
    named = {Language.ENGLISH: english, Language.CHINESE: dict[str, str]()}
    for language in (Language.ENGLISH, Language.CHINESE):
        for layer in roster.layers:
            named[language][layer.key] = code = _code(layer.key, language, taken, english)
            taken.add(code.casefold())
    code_of = {language: _with_parts(roster.layers, named[language]) for language in Language}
    meanings = {
        _plain(code): meaning for table in code_of.values() for meaning, code in table.items()
    }
    for layer in roster.layers:
        if parts_of(layer) == 1:
            meanings.setdefault(_plain(layer.key), (layer.key, 0))
    return Codes(code_of, meanings)


def _code(key: str, language: Language, taken: set[str], english: Mapping[str, str]) -> str:
    known = _known(key)
    if known and (word := words(language).say(f"sheet.code.{known}")).casefold() not in taken:
        return word
    if key in english:
        return english[key]
    return next(code for code in _attempts(key) if code.casefold() not in taken)


def _known(key: str) -> str | None:
    spoken = key.casefold()
    for name, called in KNOWN.items():
        if spoken in called:
            return name
    # it-night is a night shift too.
    last = re.split(r"[_.\-]", spoken)[-1]
    return next((name for name, called in KNOWN.items() if last in called), None)


def _attempts(key: str) -> Iterator[str]:
    """The shortest beginnings of a key, then numbered ones."""
    letters = re.sub(r"[\W\d_]", "", _plain(key)).upper() or "S"
    yield from (letters[:length] for length in range(1, min(len(letters), 3) + 1))
    # A digit after a code means a part of a day; a dot keeps them apart.
    yield from (f"{letters[0]}.{number}" for number in range(2, 1000))


def _with_parts(layers: Sequence[Layer], named: Mapping[str, str]) -> Mapping[Meaning, str]:
    return {
        (layer.key, part): named[layer.key] + (str(part + 1) if parts_of(layer) > 1 else "")
        for layer in layers
        for part in range(parts_of(layer))
    }


def _plain(text: str) -> str:
    """As it is compared: full-width letters are letters, case doesn't matter."""
    return unicodedata.normalize("NFKC", text).strip().casefold()
