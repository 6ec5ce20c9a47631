"""User text as DingTalk's markdown: drawn as it was typed, calling nobody."""

import regex

from cards.card import Fact
from cards.cut import clean, cut, utf8_bytes

LINE_END = "  \n"

# An address of mail keeps its @; any other becomes full-width, which calls nobody and still reads.
_CALLING = regex.compile(
    r"(?<![A-Za-z0-9._+-])@|@(?=(?:all|everyone)(?![A-Za-z0-9._-])|所有人)", regex.IGNORECASE
)
_SPECIAL = regex.compile(r"[\\`*_]|~(?=~)")
_LINK = regex.compile(r"\](?=[(\[:])")
_ENTITY = regex.compile(r"&(?=#?\w+;)")
_INDENT = regex.compile(r"(?m)^[ \t]+")
_LIST_NUMBER = regex.compile(r"(?m)^(\d+)(?=[.)])")
_LINE_MARK = regex.compile(r"(?m)^(?=#{1,6}\s|[-+]\s|-{2,}|=+$)")
_URL = regex.compile(r"https?://[^\s<>()\[\]*`，。；！？]+")
# The most that an escape makes of a character, in bytes.
_WORST = {"\n": 3, " ": 2, "\t": 2, "<": 4, ">": 4, "&": 5, "]": 4, "@": 3}
_WORST |= dict.fromkeys("\\`*_~#-+=.)", 2)


def escaped_bytes(text: str) -> int:
    """The most bytes that a text takes once it is escaped.

    Counted by character, as what an escape depends on may lie beyond the part that is measured.
    """
    return sum(_WORST.get(char) or utf8_bytes(char) for char in text)


def neutral(text: str) -> str:
    """The text with every @ that could call somebody made full-width."""
    return str(_CALLING.sub("＠", clean(text)))


def escape(text: str) -> str:
    """User text as markdown that draws it as it was typed: no link, no image, no mention."""
    said, end = "", 0
    text = _LINK.sub("]\u200b", neutral(text))
    for found in _URL.finditer(text):
        # Within an address a backslash would be taken for a part of it.
        said += _SPECIAL.sub(r"\\\g<0>", text[end : found.start()]) + found.group()
        end = found.end()
    said += _SPECIAL.sub(r"\\\g<0>", text[end:])
    return _lines(_ENTITY.sub("&amp;", said).replace("<", "&lt;").replace(">", "&gt;"))


def escape_within(text: str, limit: int) -> tuple[str, bool]:
    """User text as markdown of at most so many bytes, and whether something had to go."""
    whole = escape(text)
    if utf8_bytes(whole) <= limit:
        return whole, False
    return escape(cut(text, limit, escaped_bytes)[0]), True


def bold(text: str) -> str:
    """A line in bold; nothing stays nothing."""
    line = escape(" ".join(text.split()))
    return f"**{line}**" if line else ""


def fact_line(fact: Fact, limit: int) -> str:
    """A fact as a line of markdown, its value within the limit."""
    value, _ = escape_within(" ".join(fact.value.split()), limit)
    return f"{bold(fact.label)}  {value}"


def _lines(said: str) -> str:
    """Lines that stay lines, and begin no heading, list, rule or code block."""
    said = _INDENT.sub(lambda found: "\u00a0" * len(found.group()), said)
    said = _LINE_MARK.sub(r"\\", _LIST_NUMBER.sub(r"\1\\", said))
    return said.replace("\n", LINE_END)
