"""Times in desk.yaml: how long, which hours, which weekdays, when a step happens."""

from datetime import date, datetime, timedelta

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.desk_file_times import (
    day_called,
    how_long,
    local_time,
    moment,
    overlap,
    say_window,
    weekdays,
    windows,
)
from cards.yaml_reader import Entry, Reader
from desk.calendar import Window
from desk.promises import Measure, When

H, M, S = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
WORK_WEEK = frozenset(range(5))


def entry(text: str) -> Entry:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node is not None
    return node


def quoted(text: str) -> Entry:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, yaml.Mark("", 0, 0, 0, "", 0))


LENGTHS = [
    ("15m", 15 * M),
    ("1h30m", 90 * M),
    ("1h 30m", 90 * M),
    ("2h", 2 * H),
    ("90s", 90 * S),
    ("2 小时", 2 * H),
    ("15 min", 15 * M),
    ("1H", H),
]


@pytest.mark.parametrize(("said", "meant"), LENGTHS)
def test_a_length_of_time_is_read(said: str, meant: timedelta) -> None:
    """Hours, minutes and seconds, together or alone."""
    reader = Reader()
    assert how_long(reader, entry(said)) == meant
    assert not reader.mistakes


@given(hours=st.integers(0, 999), minutes=st.integers(0, 999), seconds=st.integers(1, 999))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_any_length_is_read_as_written(hours: int, minutes: int, seconds: int) -> None:
    """Nothing is rounded or lost."""
    meant = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    assert how_long(Reader(), quoted(f"{hours}h{minutes}m{seconds}s")) == meant


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("1d", "deskfile.days_not_hours"),
        ("2 weeks", "deskfile.days_not_hours"),
        ("1 天", "deskfile.days_not_hours"),
        ("15", "deskfile.want_how_long"),
        ("soon", "deskfile.want_how_long"),
        ("30m1h", "deskfile.want_how_long"),
        ("-15m", "deskfile.want_how_long"),
        ("0m", "deskfile.want_how_long"),
        ("1.5h", "deskfile.want_how_long"),
    ],
)
def test_what_is_no_length_is_told(said: str, key: str) -> None:
    """A day is refused with a hint: it could be a working day or 24 hours."""
    reader = Reader()
    how_long(reader, quoted(said))
    assert [mistake.key for mistake in reader.mistakes] == [key]


MOMENTS = [
    ("50%", When(0.5)),
    ("100%", When(1.0)),
    ("100% + 10m", When(1.0, 10 * M)),
    ("100%+10m", When(1.0, 10 * M)),
    ("100% - 10m", When(1.0, -10 * M)),
    ("100% + 1h real", When(1.0, H, Measure.REAL)),
    ("12.5% + 1h30m", When(0.125, 90 * M)),
    ("48h", When(0.0, 48 * H)),
    ("48h real", When(0.0, 48 * H, Measure.REAL)),
    ("0m", When(0.0)),
    ("1000%", When(10.0)),
]


@pytest.mark.parametrize(("said", "meant"), MOMENTS)
def test_a_moment_is_read(said: str, meant: When) -> None:
    """A part of the limit, with more or less; a time alone is from the start."""
    reader = Reader()
    assert moment(reader, quoted(said)) == meant
    assert not reader.mistakes


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("half", "deskfile.want_moment"),
        ("+ 10m", "deskfile.want_moment"),
        ("100% 10m", "deskfile.want_moment"),
        ("100% +", "deskfile.want_moment"),
        ("100% real", "deskfile.want_moment"),
        ("real", "deskfile.want_moment"),
        ("100% + 1d", "deskfile.days_not_hours"),
        ("0% - 5m", "deskfile.before_start"),
        ("1001%", "deskfile.percent"),
    ],
)
def test_what_is_no_moment_is_told(said: str, key: str) -> None:
    """With what would be one."""
    reader = Reader()
    moment(reader, quoted(said))
    assert [mistake.key for mistake in reader.mistakes] == [key]


HOURS = [
    ('"09:00-18:00"', (Window(540, 1080),)),
    ('["13:00-18:00", "09:00-12:00"]', (Window(540, 720), Window(780, 1080))),
    ('"22:00-06:00"', (Window(1320, 1800),)),
    ('"00:00-24:00"', (Window(0, 1440),)),
    ('"22:00-00:00"', (Window(1320, 1440),)),
    ("9:00 – 18:00", (Window(540, 1080),)),
    ("9:00至18:00", (Window(540, 1080),)),
    ("[]", ()),
]


@pytest.mark.parametrize(("said", "meant"), HOURS)
def test_hours_are_read(said: str, meant: tuple[Window, ...]) -> None:
    """In order; those that end before they begin reach into the next day."""
    reader = Reader()
    assert windows(reader, entry(said)) == meant
    assert not reader.mistakes


@given(st.integers(0, 1439), st.integers(1, 1440))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_window_reads_back_as_it_is_said(start: int, length: int) -> None:
    """Whatever its hours, within a day and across midnight; only a round of a day has two names."""
    window = Window(start, start + length)
    reader = Reader()
    read = windows(reader, quoted(say_window(window)))
    if length == 1440 and start:
        assert [mistake.key for mistake in reader.mistakes] == ["deskfile.empty_window"]
    else:
        assert read == (window,)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ('"9-18"', "deskfile.want_hours"),
        ('"09:00-25:00"', "deskfile.want_hours"),
        ('"24:00-06:00"', "deskfile.want_hours"),
        ('"09:60-10:00"', "deskfile.want_hours"),
        ('"09:00-09:00"', "deskfile.empty_window"),
        ('["09:00-12:00", "11:00-13:00"]', "deskfile.overlap"),
        ('["22:00-06:00", "05:00-08:00"]', "deskfile.overlap"),
    ],
)
def test_wrong_hours_are_told(said: str, key: str) -> None:
    """Also those that overlap, even across midnight."""
    reader = Reader()
    windows(reader, entry(said))
    assert [mistake.key for mistake in reader.mistakes] == [key]


def test_windows_that_touch_do_not_overlap() -> None:
    """One ends when the next begins, also at the week's turn."""
    assert overlap([(Window(540, 720), Window(720, 800))]) is None
    assert overlap([(Window(0, 1440),)] * 7) is None
    assert overlap([(Window(0, 60),), (), (Window(1380, 1501),)]) == (
        Window(1380, 1501),
        Window(0, 60),
    )


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("mon-fri", WORK_WEEK),
        ("Mon", frozenset({0})),
        ("[sat, sunday]", frozenset({5, 6})),
        ("fri-mon", frozenset({4, 5, 6, 0})),
        ("周一至周五", WORK_WEEK),
        ("星期一-星期五", WORK_WEEK),
        ("daily", frozenset(range(7))),
    ],
)
def test_weekdays_are_read(said: str, meant: frozenset[int]) -> None:
    """Alone, as a list, as a range that may go round, in both languages."""
    reader = Reader()
    assert weekdays(reader, entry(said)) == meant
    assert not reader.mistakes


@pytest.mark.parametrize("said", ["mo-fr", "mon-", "1-5", "mon-tue-wed"])
def test_what_is_no_weekday_is_told(said: str) -> None:
    """With what would be one."""
    reader = Reader()
    weekdays(reader, quoted(said))
    assert [mistake.key for mistake in reader.mistakes] == ["deskfile.want_weekdays"]


def test_dates_are_read() -> None:
    """A date, or one with a time; what no calendar has is none."""
    reader = Reader()
    assert day_called("2026-12-24") == date(2026, 12, 24)
    assert day_called("2026-02-30") is None
    assert day_called("2026-12-24 09:00") is None
    assert local_time(reader, quoted("2026-01-05 09:00")) == datetime(2026, 1, 5, 9)  # noqa: DTZ001
    assert local_time(reader, quoted("2026-01-05")) == datetime(2026, 1, 5)  # noqa: DTZ001
    assert not reader.mistakes
    for said in ("2026-13-05", "2026-01-05 25:00", "monday", "20260105", "2026-W01-1"):
        assert local_time(reader, quoted(said)) is None
    assert {mistake.key for mistake in reader.mistakes} == {"deskfile.want_date"}
    assert len(reader.mistakes) == 5


@given(st.text(max_size=12))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_anything_can_be_said(said: str) -> None:
    """Whatever stands there, it is read or it is a mistake."""
    reader = Reader()
    for read in (how_long, moment, windows, weekdays, local_time):
        read(reader, quoted(said))
