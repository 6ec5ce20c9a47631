"""Cutting: never too long, never through a character."""

import regex
from hypothesis import given
from hypothesis import strategies as st

from cards.cut import characters, clean, cut, pieces, utf8_bytes, utf16_units
from tests.cards.samples import TEXTS

MEASURES = st.sampled_from([characters, utf8_bytes, utf16_units])


def graphemes(text: str) -> list[str]:
    return [str(found) for found in regex.findall(r"\X", text)]


@given(TEXTS, st.integers(0, 200), MEASURES)
def test_cut_never_exceeds_its_limit(text: str, limit: int, measure: object) -> None:
    """However a text is measured, what comes out fits."""
    assert callable(measure)
    short, _ = cut(text, limit, measure)
    assert measure(short) <= limit


@given(TEXTS, st.integers(1, 200), MEASURES)
def test_cut_leaves_whole_characters(text: str, limit: int, measure: object) -> None:
    """What is left are the first characters as people see them, then an ellipsis."""
    assert callable(measure)
    short, was_cut = cut(text, limit, measure)
    if not was_cut:
        assert short == clean(text)
    elif short:
        kept = short.removesuffix("…")
        assert graphemes(clean(text))[: len(graphemes(kept))] == graphemes(kept)


def test_family_emoji_is_not_torn() -> None:
    """Four people who are one emoji stay together or go together."""
    assert cut("ab👨‍👩‍👧‍👦cd", 5) == ("ab…", True)


@given(TEXTS)
def test_clean_text_can_be_stored_and_sent(text: str) -> None:
    """No control characters but tab and line end, and nothing that UTF-8 has no bytes for."""
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert not regex.search(r"[^\P{Cc}\n\t]", cleaned)
    assert clean(cleaned) == cleaned


@given(TEXTS, st.integers(8, 300))
def test_pieces_hold_everything(text: str, limit: int) -> None:
    """All pieces fit, and together they say what the text said."""
    parts = pieces(text, limit, utf8_bytes)
    assert all(0 < utf8_bytes(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(clean(text).split())


def test_pieces_part_at_line_ends() -> None:
    """Lines stay whole where they can."""
    assert pieces("one\ntwo\nthree", 9) == ("one\ntwo", "three")
