"""One slip of the fingers, and the word that was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.command_words import Guess, guess
from desk.nearest import is_one_slip_away, nearest

LETTERS = st.text("abcd", min_size=1, max_size=6)


@given(LETTERS, LETTERS)
def test_a_slip_is_the_distance_of_damerau(one: str, other: str) -> None:
    """It agrees with the books, but for replaced letters of the shortest words."""
    replaced = len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
    too_short = replaced and len(other) <= 3
    assert is_one_slip_away(one, other) == (distance(one, other) == 1 and not too_short)


def distance(one: str, other: str) -> int:
    """Optimal string alignment, by the book."""
    rows = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i, a in enumerate(one, 1):
        for j, b in enumerate(other, 1):
            rows[i, j] = min(rows[i - 1, j] + 1, rows[i, j - 1] + 1, rows[i - 1, j - 1] + (a != b))
            if i > 1 and j > 1 and (a, b) == (other[j - 2], one[i - 2]):
                rows[i, j] = min(rows[i, j], rows[i - 2, j - 2] + 1)
    return rows[len(one), len(other)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("lst", "list"), ("lsit", "list"), ("hlep", "help"), ("列标", "列表"), ("li", None)],
)
def test_the_nearest_word(typed: str, meant: str | None) -> None:
    """The word one slip away; what is too short is like too much."""
    assert nearest(typed, ("list", "help", "列表")) == meant


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("lst mine", Guess(word="list")),
        ("acknowlege #12", Guess(word="acknowledge")),
        ("#12 acknowlege", Guess(number=12, is_move=True)),
        ("taken by Cai", Guess()),
        ("lost parcel", Guess()),
        ("lst of all the printers", Guess()),
        ("列标", Guess(word="列表")),
        ("列席 会议的同事没有卡", Guess()),
        ("先别关 #12", Guess(number=12, is_move=True)),
        ("搞定了", Guess(is_move=True)),
        ("printer on fire", Guess()),
    ],
)
def test_what_an_unclear_line_may_mean(line: str, meant: Guess) -> None:
    """A command misspelt in a short line, or a move that wasn't plainly asked for."""
    assert guess(line) == meant
