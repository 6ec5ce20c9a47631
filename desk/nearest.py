"""The word that somebody may have meant: one slip of the fingers away."""

from collections.abc import Iterable

SHORTEST_LATIN = 3
SHORTEST_CHINESE = 2


def is_one_slip_away(typed: str, word: str) -> bool:
    """Whether one character was added, left out, replaced, or swapped with its neighbour."""
    if typed == word or abs(len(typed) - len(word)) > 1:
        return False
    same = 0
    while same < min(len(typed), len(word)) and typed[same] == word[same]:
        same += 1
    rest, wanted = typed[same:], word[same:]
    # In a short word a replaced letter makes another word: now is no new.
    replaced = len(word) > SHORTEST_LATIN or not word.isascii()
    return (
        (replaced and rest[1:] == wanted[1:])
        or rest[1:] == wanted
        or rest == wanted[1:]
        or (rest[:2] == wanted[:2][::-1] and rest[2:] == wanted[2:])
    )


def nearest(typed: str, words: Iterable[str]) -> str | None:
    """The one of these words that is one slip away, the first if there are several."""
    least = SHORTEST_LATIN if typed.isascii() else SHORTEST_CHINESE
    if len(typed) < least:
        return None
    return next(
        (word for word in words if len(word) >= least and is_one_slip_away(typed, word)), None
    )
