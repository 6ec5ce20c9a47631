"""Words as they are searched: the same cutting for what tickets say and for what people look for.

Latin words and numbers stay whole. Chinese (and Japanese, Korean) has no gaps between words: each
pair of neighbouring characters is a token, and the last character of a run one of its own, so that
a token begins at every character.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 40  # characters of a token that are looked at
MOST_TOKENS = 2000  # of one ticket
MOST_TERMS = 20  # of one query
PREFIX_FROM = 3  # letters

_CJK = "\u2e80-\u2fff\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af"
_CJK += "\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"(?:(?=\w)[{_CJK}])+|[^\W_{_CJK}]+")
_IS_CJK = re.compile(rf"[{_CJK}]")


@dataclass(frozen=True, slots=True)
class Term:
    """A token that must be there; with `prefix` one that begins so is enough."""

    token: str
    prefix: bool = False


def tokens_of(texts: Iterable[str]) -> frozenset[str]:
    """All tokens of some texts; of a very long one the first."""
    found: set[str] = set()
    for text in texts:
        for run in _RUNS.findall(_folded(text)):
            if _IS_CJK.match(run):
                found.update(run[at : at + 2] for at in range(len(run)))
            else:
                found.add(run[:LONGEST])
            if len(found) >= MOST_TOKENS:
                return frozenset(found)
    return frozenset(found)


def terms_of(text: str) -> tuple[Term, ...]:
    """What must be found for these words; empty if there is nothing in them to look for."""
    found: dict[Term, None] = {}
    for run in _RUNS.findall(_folded(text)):
        if not _IS_CJK.match(run):
            found[Term(run[:LONGEST], prefix=len(run) >= PREFIX_FROM)] = None
        elif len(run) == 1:
            found[Term(run, prefix=True)] = None
        else:
            found |= {Term(run[at : at + 2]): None for at in range(len(run) - 1)}
    return tuple(found)[:MOST_TERMS]


def _folded(text: str) -> str:
    """Full width becomes half, and large letters small, as no one types them reliably."""
    return unicodedata.normalize("NFKC", text).casefold()
