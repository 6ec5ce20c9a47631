"""Times as desk.yaml writes them: how long, which hours, which weekdays, which date."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import yaml

from cards.yaml_reader import Entry, Reader
from desk.calendar import MINUTES_A_DAY, Window
from desk.durations import read_duration, say_duration
from desk.promises import Measure, When

IN_DAYS = re.compile(r"\d+\s*(?:d|days?|w|weeks?|天|周)")
HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*(?:[-–—~]|至|到)\s*(\d{1,2}):(\d{2})")
DAY = re.compile(r"(20\d{2})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?")
MOMENT = re.compile(
    r"(?:(?P<percent>\d{1,6}(?:\.\d+)?)\s*%)?\s*(?P<sign>[+-])?\s*(?P<long>\d[^%+-]*?)?\s*(?P<real>real)?"
)
MOST_PERCENT = 1000
SECOND = timedelta(seconds=1)

# Each day by the words people have for it, Monday first.
WEEKDAYS = (
    ("mon", "monday", "周一", "星期一"),
    ("tue", "tuesday", "周二", "星期二"),
    ("wed", "wednesday", "周三", "星期三"),
    ("thu", "thursday", "周四", "星期四"),
    ("fri", "friday", "周五", "星期五"),
    ("sat", "saturday", "周六", "星期六"),
    ("sun", "sunday", "周日", "周天", "星期日", "星期天"),
)
WEEKDAY = {word: number for number, words in enumerate(WEEKDAYS) for word in words}
DAILY = ("daily", "每天")
OFF = ("off", "no", "false", "休", "休息")


def how_long(reader: Reader, entry: Entry, least: timedelta = SECOND) -> timedelta:
    """15m, 1h30m, 2h, 90s; a day is refused, for nobody knows how many hours it has."""
    said = reader.text(entry)
    span = read_duration(said)
    if span is not None and span < least and least > SECOND:
        reader.mistake(entry, "deskfile.too_short", name=said, least=say_duration(least))
        return least
    if span is None or span < least:
        if said:
            key = "deskfile.days_not_hours" if IN_DAYS.search(said) else "deskfile.want_how_long"
            reader.mistake(entry, key, name=said)
        return least
    return span


def moment(reader: Reader, entry: Entry) -> When:
    """When a step happens: 50%, 100% + 10m, 100% - 1h, 100% + 1h real; 48h is after the start."""
    said = reader.text(entry)
    read = MOMENT.fullmatch(said)
    span = read_duration(read["long"]) if read and read["long"] else None
    if read is None or (span is None) == bool(read["long"]) or not _whole(read):
        if said:
            key = "deskfile.days_not_hours" if IN_DAYS.search(said) else "deskfile.want_moment"
            reader.mistake(entry, key, name=said)
        return When()
    percent = float(read["percent"] or 0)
    if percent > MOST_PERCENT:
        reader.mistake(entry, "deskfile.percent", most=str(MOST_PERCENT))
        return When()
    offset = span or timedelta(0)
    if read["sign"] == "-" and not percent:
        reader.mistake(entry, "deskfile.before_start")
        return When()
    measure = Measure.REAL if read["real"] else Measure.BUSINESS
    return When(percent / 100, -offset if read["sign"] == "-" else offset, measure)


def windows(reader: Reader, entry: Entry | None) -> tuple[Window, ...]:
    """The hours of one day, in order; 22:00-06:00 reaches into the next one."""
    read = [window for item in reader.items(entry) if (window := _window(reader, item))]
    found = tuple(sorted(read))
    if entry is not None and (both := overlap([found])):
        reader.mistake(
            entry, "deskfile.overlap", one=say_window(both[0]), other=say_window(both[1])
        )
        return found[:1]
    return found


def overlap(days: Sequence[Sequence[Window]]) -> tuple[Window, Window] | None:
    """Two windows that overlap, on days that follow each other round and round."""
    spread = [
        (number * MINUTES_A_DAY + window.start, number * MINUTES_A_DAY + window.end, window)
        for number, day in enumerate(days)
        for window in day
    ]
    if not spread:
        return None
    spread.sort()
    first = spread[0]
    turn = len(days) * MINUTES_A_DAY
    after = [*spread[1:], (first[0] + turn, first[1] + turn, first[2])]
    return next(
        ((one[2], two[2]) for one, two in zip(spread, after, strict=True) if two[0] < one[1]), None
    )


def say_window(window: Window) -> str:
    """As it stands in the file."""
    start, end = divmod(window.start, 60), divmod(window.end, 60)
    hour = end[0] - 24 if end > (24, 0) else end[0]
    return f"{start[0]:02}:{start[1]:02}-{hour:02}:{end[1]:02}"


def weekdays(reader: Reader, entry: Entry | None) -> frozenset[int]:
    """Weekdays and ranges of them: mon-fri, sat, 周一至周五; Monday is 0."""
    found: set[int] = set()
    for item in reader.items(entry):
        days = weekdays_called(said := reader.text(item))
        if not days and said:
            reader.mistake(item, "deskfile.want_weekdays", name=said)
        found.update(days)
    return frozenset(found)


def some(reader: Reader, entry: Entry | None) -> Entry | None:
    """The list, unless it is empty: that would mean none, where leaving it out means all."""
    if isinstance(entry, yaml.SequenceNode) and not entry.value:
        reader.mistake(entry, "deskfile.want_some")
        return None
    return entry


def weekdays_called(said: str) -> tuple[int, ...]:
    """The days that are meant by a name or a range; none if it is neither."""
    if said.casefold() in DAILY:
        return tuple(range(7))
    ends = [WEEKDAY.get(end.strip()) for end in re.split(r"[-–—~至到]", said.casefold())]
    if len(ends) not in {1, 2} or ends[0] is None or ends[-1] is None:
        return ()
    return tuple((ends[0] + step) % 7 for step in range((ends[-1] - ends[0]) % 7 + 1))


def is_off(entry: Entry) -> bool:
    """Whether it says that a day is free."""
    return isinstance(entry.value, str) and entry.value.strip().casefold() in OFF


def day_called(said: str) -> date | None:
    """2026-12-24."""
    read = DAY.fullmatch(said)
    local = _local(read) if read and read[4] is None else None
    return local.date() if local else None


def local_time(reader: Reader, entry: Entry | None) -> datetime | None:
    """2026-01-05 09:00, or a date for its midnight; a wall time without a zone."""
    if entry is None:
        return None
    said = reader.text(entry)
    read = DAY.fullmatch(said)
    found = _local(read) if read else None
    if said and found is None:
        reader.mistake(entry, "deskfile.want_date", name=said)
    return found


def _local(read: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute = (int(part or 0) for part in read.groups())
    try:
        # A wall time: its zone stands beside it in the file.
        return datetime(year, month, day, hour, minute)  # noqa: DTZ001
    except ValueError:
        return None


def _whole(read: re.Match[str]) -> bool:
    """Whether percent, sign and span belong together; only a span can be in real time."""
    if read["percent"] is None:
        return bool(read["long"]) and not read["sign"]
    return bool(read["long"]) == bool(read["sign"]) and not (read["real"] and not read["long"])


def _window(reader: Reader, entry: Entry) -> Window | None:
    said = reader.text(entry)
    read = HOURS.fullmatch(said)
    start, end = _ends(read) if read else (-1, -1)
    if start < 0 or end < 0:
        if said:
            reader.mistake(entry, "deskfile.want_hours", name=said)
        return None
    if start == end:
        reader.mistake(entry, "deskfile.empty_window", name=said)
        return None
    return Window(start, end if end > start else end + MINUTES_A_DAY)


def _ends(read: re.Match[str]) -> Iterator[int]:
    """Minutes since midnight; -1 for what is no time of day (24:00 is one only at the end)."""
    for hour, minute, last in ((read[1], read[2], False), (read[3], read[4], True)):
        minutes = int(hour) * 60 + int(minute)
        latest = MINUTES_A_DAY if last else MINUTES_A_DAY - 1
        yield minutes if int(minute) < 60 and minutes <= latest else -1
