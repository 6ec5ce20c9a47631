"""What makes a command none: 先别关 #12, can we close 12?, close #12 if he agrees."""

import re

from desk.verb_needs import AUXILIARIES
from desk.verbs import SaidVerb, verb_at, verbs_in

LONGEST_QUESTION = 20
LONGEST_LOOK = 300
NEAR = 40
"""As far as one looks around: lines may be long, and are read while somebody waits."""

_NOT = re.compile(
    r"(?:\b(?:don'?t|do not|never|not|no need to|shouldn'?t|mustn'?t|isn'?t|wasn'?t|hasn'?t"
    r"|haven'?t|can'?t|cannot|won'?t|didn'?t)\b(?:\s+[\w']+){0,2}?\s*"
    r"|(?:别|不要?|不用|不必|不能|不准|勿|没有?|未|无需|还没)[^\s,，。;；]{0,3}?)$"
)
_RIGHT_BEFORE = re.compile(r"(?:别|不要?|不用|不必|不能|没有?|未|无需|还没|先别)$")
_ASKS_FIRST = re.compile(
    r"(?:^|[,.;!?]\s*|\d\s+)(?:can|could|should|shall|may|would|will|is|are|was|were|did|do|does|has|have|who"
    r"|when|why|what|how|which|where)\b"
    r"|谁|什么|怎么|为何|哪|能不能|能否|可不可以|可否|要不要|是不是|是否|有没有|该不该|多久"
)
_ASKS_LAST = re.compile(r"(?:\?|吗|么|没|没有|呢|嘛|不)[\s?!。.~]*$")
_IF = re.compile(
    r"(?:^|[\s,，])(?:if|unless|once|when|until)\b|如果|要是|假如|万一|除非|的话|等.{1,40}再"
)
_IF_AT_ONCE = re.compile(r"(?:it\s+)?(?:if|unless|once|when|until)\b|如果|要是|假如|万一|除非")


def is_question(text: str) -> bool:
    """Whether a folded text asks."""
    return bool(_ASKS_LAST.search(text[-NEAR:]) or _ASKS_FIRST.search(text))


def asks_at_the_end(text: str, longest: int) -> bool:
    """Whether what stands behind a verb makes a question of it, or a condition.

    A note of more than the `longest` words may ask something itself: pend #12 customer which one?
    """
    short = len(text.split()) <= longest and len(text) <= LONGEST_QUESTION
    return bool((short and _ASKS_LAST.search(text[-NEAR:])) or _IF_AT_ONCE.match(text))


def is_hedged(text: str) -> bool:
    """Whether a folded text speaks of a move without asking for it."""
    text = text[:LONGEST_LOOK]
    verbs = list(verbs_in(text))
    if any(_negated(text, one) for one in verbs):
        return True
    plain = any(len(one.word) > 1 or one.start == 0 for one in verbs)
    single = any(_ends_in(text, one) for one in verbs)
    return (plain or single) and bool(is_question(text) or _IF.search(text))


def _ends_in(text: str, verb: SaidVerb) -> bool:
    """Whether little but a particle or a number follows: 能关了吗, 再关 #12."""
    return re.fullmatch(r"[\s#\d?!吗么没呢嘛不了.。]*", text[verb.end :]) is not None


def _negated(text: str, verb: SaidVerb) -> bool:
    # One character is part of many words: it must stand right behind.
    pattern = _NOT if len(verb.word) > 1 else _RIGHT_BEFORE
    return pattern.search(text[max(0, verb.start - NEAR) : verb.start]) is not None


def is_verb_next(text: str, start: int) -> bool:
    """Whether a verb follows, perhaps with 能 or 别 before it."""
    starts = (start, *(start + len(one) for one in AUXILIARIES if text.startswith(one, start)))
    return any(verb_at(text, at) is not None for at in starts)
