"""Polite words around a command, which change nothing: 麻烦, 请, please, thanks."""

import re

_GAP = r"[\s,.;:!~、。；：—-]*"
_BEFORE = re.compile(
    rf"{_GAP}(?:(?:please|pls|plz|kindly|just|okay|ok|hey|thanks|yes|put|mark|set|as"
    rf"|you can|you may|go ahead and|let's|feel free to)(?=[\s,.!:#])"
    r"|麻烦你?|劳驾|拜托|请你?|帮忙|帮我|帮|收到|好的|好|嗯|那就|那|就|先|再|可以|已经|我们|我|你"
    rf"|这个单子|这张单子?|这个|这张|这单|此单|该|把|将|刚刚|刚才|刚|都|也|终于|现在|已|给){_GAP}"
)
# What may stand between a number and what became of it, but would ask if it stood before.
_BECAME = re.compile(
    rf"{_GAP}(?:is|it's|it is|that's|this is|has been|was|now|finally|already|we|i|i've|i have)"
    rf"(?=[\s,.!]){_GAP}"
)
# Who says so of themselves takes it, or is at it already.
_I_AM = re.compile(r"(?:i'm|i am|i'll|i will|let me|we'll|we're|we are)\s+")
_AT_LAST = re.compile(r"[\s,，]+(?:please|pls|plz)[\s.!]*$")
_BEHIND = re.compile(
    r"(?:[\s,.;:!~、。；：—-]|please|pls|plz|thanks|thank you|thx|right now|now|already|yet|it"
    r"|谢谢你?|多谢|辛苦了?|一下|哈|啊|哦|吧|了|下)*"
)
_THANKS = ("谢", "辛苦", "thank", "thx")
_NOTHING = re.compile(_GAP)


def behind_fillers(text: str, start: int, stop: int | None = None) -> int:
    """Where the first polite word from there on ends; `start` itself if there is none."""
    found = _BEFORE.match(text, start, len(text) if stop is None else stop)
    return found.end() if found else start


def behind_became(text: str, start: int) -> int:
    """Where `is`, `has been` and the like end, which stand behind a number."""
    found = _BECAME.match(text, start)
    return found.end() if found else start


def behind_i_am(text: str, start: int) -> int:
    """Where `I'm` and the like end."""
    found = _I_AM.match(text, start)
    return found.end() if found else start


def before_please(text: str) -> int:
    """Where a text ends but for a please behind it."""
    found = _AT_LAST.search(text)
    return found.start() if found else len(text)


def behind_gap(text: str, start: int) -> int:
    """Where something stands again, behind space and stops."""
    found = _NOTHING.match(text, start)
    return found.end() if found else start


def says_thanks(text: str) -> bool:
    """Whether somebody is thanked, which those who worked on it may read."""
    return any(word in text for word in _THANKS)


def is_polite_end(text: str) -> bool:
    """Whether nothing is said but thanks."""
    return _BEHIND.fullmatch(text) is not None
