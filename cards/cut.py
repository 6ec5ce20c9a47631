"""Making text fit: cleaned of what breaks a messenger, cut between characters as seen."""

from collections.abc import Callable
from typing import TypeAlias

import regex

Measure = Callable[[str], int]
Unit: TypeAlias = "regex.Pattern[str]"

ELLIPSIS = "…"
_GRAPHEME = regex.compile(r"\X")
# Tabs and line ends are text; other control characters are refused by databases and messengers.
_CONTROL = regex.compile(r"[^\P{Cc}\n\t]")
_SURROGATE = regex.compile(r"[\ud800-\udfff]")


def characters(text: str) -> int:
    """Length in code points."""
    return len(text)


def utf8_bytes(text: str) -> int:
    """Length in bytes of UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def utf16_units(text: str) -> int:
    """Length as JavaScript counts it: never less than in code points."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """The text without control characters, and with U+FFFD for halves of broken characters."""
    if text.isprintable():  # nearly always: then none of that is in it
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return str(_SURROGATE.sub("\ufffd", _CONTROL.sub("", lines)))


def cut(text: str, limit: int, measure: Measure = characters) -> tuple[str, bool]:
    """The clean text within the limit, and whether something had to go.

    `measure` must add up: the measure of a text is the sum of those of its parts.
    """
    text = clean(text)
    if measure(text) <= limit:
        return text, False
    room = limit - measure(ELLIPSIS)
    if room < 0:
        return "", True
    return _beginning(text, room, measure) + ELLIPSIS, True


def pieces(
    text: str, limit: int, measure: Measure = characters, unit: Unit = _GRAPHEME
) -> tuple[str, ...]:
    """The whole text in parts within the limit, parted at line ends where that is possible.

    `unit` matches what must not be parted. Parts of nothing but white space are left out.

    Raises:
        ValueError: a single code point is larger than the limit.
    """
    parts: list[str] = []
    text = clean(text)
    while measure(text) > limit:
        part = _to_line_end(
            _beginning(text, limit, measure, unit) or _characters(text, limit, measure)
        )
        parts.append(part.removesuffix("\n"))
        text = text[len(part) :]
    return tuple(part for part in (*parts, text) if part.strip())


def _to_line_end(part: str) -> str:
    last = part.rfind("\n")
    return part[: last + 1] if last > 0 else part


def _characters(text: str, limit: int, measure: Measure) -> str:
    """What fits of a grapheme that is too large as a whole (a letter under a heap of accents)."""
    end = 0
    while end < len(text) and measure(text[: end + 1]) <= limit:
        end += 1
    if not end:
        raise ValueError(f"no character fits into {limit}")
    return text[:end]


def _beginning(text: str, room: int, measure: Measure, unit: Unit = _GRAPHEME) -> str:
    """As many whole units as there is room for."""
    end = 0
    for found in unit.finditer(text):
        room -= measure(found.group())
        if room < 0:
            break
        end = found.end()
    return text[:end]
