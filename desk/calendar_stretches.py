"""Why a deadline is when it is: all time between two instants, stretch by stretch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from itertools import pairwise

from desk.calendar import DAY, Calendar, DayKind, Window, window_spans
from desk.calendar_spans import Span, instants, within
from desk.clocks import Pause

LONGEST_BREAK = 4 * 60
"""In minutes. More than this between two windows is no lunch: the day is in two shifts."""


class StretchKind(StrEnum):
    """Why a stretch counts, or does not."""

    COUNTED = "counted"
    MAKEUP = "makeup"  # counted, on a weekend day that the official list makes a workday
    OWN_WORK = "own_work"  # counted, on a day of one's own
    CLOSED = "closed"  # before or after the hours of a working day
    BREAK = "break"  # between two windows of a day
    WEEKEND = "weekend"  # a weekday without hours
    HOLIDAY = "holiday"
    OWN_OFF = "own_off"
    PAUSED = "paused"


COUNTING = frozenset({StretchKind.COUNTED, StretchKind.MAKEUP, StretchKind.OWN_WORK})

WORKED = {
    DayKind.HOLIDAY: StretchKind.COUNTED,
    DayKind.MAKEUP: StretchKind.MAKEUP,
    DayKind.OWN_OFF: StretchKind.COUNTED,
    DayKind.OWN_WORK: StretchKind.OWN_WORK,
}
"""What the open hours of a special day are called."""

NOT_WORKED = {
    DayKind.HOLIDAY: StretchKind.HOLIDAY,
    DayKind.MAKEUP: StretchKind.CLOSED,
    DayKind.OWN_OFF: StretchKind.OWN_OFF,
    DayKind.OWN_WORK: StretchKind.CLOSED,
}
"""And its other hours."""


Label = tuple[StretchKind, str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time of one kind; `name` is the day's (国庆节) or why it was paused, else empty."""

    start: datetime
    end: datetime
    kind: StretchKind
    name: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is open and unpaused time."""
        return self.kind in COUNTING


def explain(
    calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()
) -> tuple[Stretch, ...]:
    """All of [start, end) in order without gaps; what counts adds up to what has elapsed.

    A pause hides what lies under it: where it was closed as well, it says paused.
    """
    paused = [
        Stretch(pause.start, pause.end or max(end, pause.start), StretchKind.PAUSED, pause.why)
        for pause in sorted(pauses, key=lambda pause: pause.start)
    ]
    pieces: list[Stretch] = []
    for day in _dates(calendar, start, end):
        layers = [*paused, *_stretches_near(calendar, day)]
        for span in within(_whole(calendar, day), start, end):
            pieces += _painted(span, layers, _ground(calendar, day))
    return _run_together(sorted(pieces, key=lambda piece: piece.start))


def _dates(calendar: Calendar, start: datetime, end: datetime) -> Iterator[date]:
    day = start.astimezone(calendar.zone).date() - DAY
    while day <= end.astimezone(calendar.zone).date() + DAY:
        yield day
        day += DAY


def _whole(calendar: Calendar, day: date) -> tuple[Span, ...]:
    midnight = datetime.combine(day, time())
    return instants(calendar.zone, midnight, midnight + DAY)


def _stretches_near(calendar: Calendar, day: date) -> list[Stretch]:
    """What can be open or a break on a local date, what is open first."""
    days = [_stretches_of(calendar, begun) for begun in (day - DAY, day)]
    return [*days[0][0], *days[1][0], *days[0][1], *days[1][1]]


def _stretches_of(calendar: Calendar, day: date) -> tuple[list[Stretch], list[Stretch]]:
    """What is open from a local date on, and the breaks in it."""
    windows, special = sorted(calendar.windows(day)), calendar.special.get(day)
    if special is None:
        kind, name = StretchKind.COUNTED, ""
    else:
        kind, name = WORKED[special.kind], special.name
    gaps = [
        Window(before.end, after.start)
        for before, after in pairwise(windows)
        if 0 < after.start - before.end <= LONGEST_BREAK
    ]
    return (
        [
            Stretch(start, end, kind, name)
            for window in windows
            for start, end in window_spans(calendar, day, window)
        ],
        [
            Stretch(start, end, StretchKind.BREAK)
            for gap in gaps
            for start, end in window_spans(calendar, day, gap)
        ],
    )


def _ground(calendar: Calendar, day: date) -> Label:
    """What a date is where it is neither open nor a break."""
    special = calendar.special.get(day)
    if special is None:
        return (StretchKind.CLOSED if calendar.windows(day) else StretchKind.WEEKEND), ""
    kind = NOT_WORKED[special.kind]
    return kind, "" if kind is StretchKind.CLOSED else special.name


def _painted(span: Span, layers: Sequence[Stretch], ground: Label) -> Iterator[Stretch]:
    """A span cut wherever a layer begins or ends; each piece is of its uppermost layer."""
    start, end = span
    edges = {edge for layer in layers for edge in (layer.start, layer.end) if start < edge < end}
    for begin, over in pairwise([start, *sorted(edges), end]):
        above = (layer for layer in layers if layer.start <= begin < layer.end)
        top = next(above, None)
        kind, name = ground if top is None else (top.kind, top.name)
        yield Stretch(begin, over, kind, name)


def _run_together(pieces: Sequence[Stretch]) -> tuple[Stretch, ...]:
    whole: list[Stretch] = []
    for piece in pieces:
        last = whole[-1] if whole else None
        if last is not None and (last.kind, last.name) == (piece.kind, piece.name):
            whole[-1] = replace(last, end=piece.end)
        else:
            whole.append(piece)
    return tuple(whole)
