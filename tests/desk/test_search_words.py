"""Words as they are searched: whatever is a part of a text is found by its tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.search_words import Term, terms_of, tokens_of

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1)


def fits(query: str, text: str) -> bool:
    """Whether every term of a query is among the tokens of a text."""
    words = tokens_of([text])
    return all(
        any(one.startswith(term.token) if term.prefix else one == term.token for one in words)
        for term in terms_of(query)
    )


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("超时", "VPN超时了", True),
        ("VPN超时", "公司 vpn 连接超时", True),
        ("ＶＰＮ", "vpn is down", True),
        ("print", "the Printer burns", True),
        ("pr", "the printer burns", False),
        ("卡", "打印机卡纸", True),
        ("纸", "打印机卡纸", True),
        ("打机", "打印机", False),
        ("E-1042", "error e 1042", True),
        ("STRASSE", "straße", True),
        ("printer scanner", "printer", False),
    ],
)
def test_what_is_found(query: str, text: str, found: bool) -> None:
    """Two characters of Chinese, beginnings of Latin words, and width and case aside."""
    assert fits(query, text) is found


@given(CHINESE, CHINESE, CHINESE)
def test_any_part_of_chinese_is_found(before: str, part: str, behind: str) -> None:
    """However short, and wherever it stands."""
    assert fits(part[:8], f"{before}{part}{behind}")


@given(st.text())
def test_tokens_are_letters_and_digits(text: str) -> None:
    """So none of them can be a token of the desk's own, or mean anything to a database."""
    tokens = {*tokens_of([text]), *(term.token for term in terms_of(text))}
    assert all(token and token.replace("_", "!").isalnum() for token in tokens)


def test_a_query_of_nothing_has_no_terms() -> None:
    """Marks and blanks are nothing to look for."""
    assert terms_of(" -- _ 😀 ") == ()
    assert terms_of("ab") == (Term("ab"),)
