"""Tags that mean nothing here, and what may have been meant by them."""

import pytest

from desk.tags import UnknownTag, unknown_categories
from tests.desk.builders import small_desk

LINES = [
    ("断网 #网洛", [UnknownTag("网洛", "网络")]),
    ("断网 #网络问题", [UnknownTag("网络问题", "网络")]),
    ("late #stor", [UnknownTag("stor", "store")]),
    ("down #banana", [UnknownTag("banana", None)]),
    ("断网 #网络 #技术", []),
    ("和 #12 一样", []),
    ("料号 #A12 的标签打错了", []),
    ("C# does not compile", []),
]


@pytest.mark.parametrize(("line", "unknown"), LINES, ids=[line for line, _ in LINES])
def test_what_is_no_category_is_told_with_the_nearest(line: str, unknown: list[UnknownTag]) -> None:
    """Numbers of tickets and of things are no categories, nor is what the desk knows."""
    assert list(unknown_categories(line, small_desk())) == unknown
