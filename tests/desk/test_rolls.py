"""Lists that are kept elsewhere: what a reading makes of them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk.rolls import Roll, after_reading, says_the_same

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
LISTS = st.dictionaries(st.sampled_from("abcde"), st.just("name"), max_size=5)


def test_an_empty_list_is_believed_the_second_time() -> None:
    """Nobody is put out of a group by one answer without anybody in it."""
    full = after_reading(Roll(key="k"), {"a": "A", "b": "B"}, AT).roll
    doubted = after_reading(full, {}, AT)
    assert doubted.is_doubted
    assert doubted.roll.people == full.people
    empty = after_reading(doubted.roll, {}, AT)
    assert empty.gone == frozenset("ab")
    assert not empty.roll.people
    again = after_reading(doubted.roll, {"a": "A"}, AT)
    assert again.gone == frozenset("b")
    assert not again.is_doubted


def test_whoever_comes_back_has_not_left() -> None:
    """Since when somebody is gone is kept for as long as they are."""
    roll = after_reading(Roll(key="k"), {"a": "A", "b": "B"}, AT).roll
    without = after_reading(roll, {"a": "A"}, AT).roll
    later = after_reading(without, {"a": "A"}, AT + timedelta(hours=1))
    assert later.roll.left == {"b": AT}
    assert says_the_same(later, without)
    assert after_reading(without, {"a": "A", "b": "B"}, AT).roll.left == {}


@given(st.lists(LISTS, max_size=6))
def test_joined_and_gone_add_up(readings: list[dict[str, str]]) -> None:
    """Who was there, with those who came and without those who left, is who is there."""
    roll = Roll(key="k")
    for found in readings:
        reading = after_reading(roll, found, AT)
        was = set(roll.people)
        assert set(reading.roll.people) == (was | reading.joined) - reading.gone
        assert not set(reading.roll.people) & set(reading.roll.left)
        roll = reading.roll
