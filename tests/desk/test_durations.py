"""Lengths of time as people write them."""

from datetime import timedelta

import pytest

from desk.durations import read_duration


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("90s", 1.5),
        ("30m", 30),
        ("30 min", 30),
        ("2h", 120),
        ("1h30m", 90),
        ("1H30M", 90),
        ("半小时", 30),
        ("2小时", 120),
        ("2 个小时", 120),
        ("45分钟", 45),
        ("1小时30分", 90),
    ],
)
def test_both_languages_are_read(said: str, minutes: float) -> None:
    """Hours, minutes and seconds, with or without spaces."""
    assert read_duration(said) == timedelta(minutes=minutes)


@pytest.mark.parametrize("said", ["", "soon", "2", "1d", "3天", "30m2h", "-5m", "5m later", "1h x"])
def test_what_is_no_length_of_time_is_none(said: str) -> None:
    """A day least of all: nobody knows how many hours it has."""
    assert read_duration(said) is None
