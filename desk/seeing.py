"""A wish to see a ticket: 看看 #12, #12 怎么样了, what's the status of #12."""

import re

from desk.fillers import is_polite_end

_SEE = re.compile(
    r"\s*(?:现在|目前|最近)?(?:是|有)?(?:看看|看一下|看下|看|查一下|查下|查看|查查|查|进展|进度|状态"
    r"|什么情况|啥情况|情况|消息|怎么样|咋样|如何|到哪一?步|到哪儿?|到哪里"
    r"|show me|show|view|check|look at|any updates?|any news|updates?"
    r"|(?:(?:what|how|where)(?:'s|s| is)\s+)?(?:the )?(?:status|progress)(?: of| on)?"
    r"|(?:how|where)(?:'s| is))"
    r"(?:怎么样|如何|了|啦|\s+(?:on|going|doing|coming along))*(?![a-z])"
)
_NOTHING_ELSE = re.compile(r"[\s?!.。了呢吧]*")


def is_to_be_seen(text: str) -> bool:
    """Whether a folded text says nothing but that."""
    found = _SEE.match(text)
    return found is not None and is_said_out(text[found.end() :])


def is_said_out(text: str) -> bool:
    """Whether nothing but stops, particles and thanks is left."""
    return is_bare(text) or is_polite_end(text)


def is_bare(text: str) -> bool:
    """Whether nothing but stops and particles is left."""
    return _NOTHING_ELSE.fullmatch(text) is not None
