"""Which time a deadline counted and which it skipped, a line a day, like days in one line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import format_date

from cards.clock_facts import why_paused
from cards.lengths import say_length
from cards.words import say_day, words
from desk.calendar_stretches import Stretch, StretchKind
from desk.languages import Language
from desk.moves import WaitingFor

DAY = timedelta(days=1)
NOT_TOLD = frozenset({StretchKind.CLOSED})
"""What goes without saying, where all isn't asked for: nobody works before or after hours."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a day, as wall clocks of the zone show it; `length` is real time."""

    kind: StretchKind
    name: str
    start: time
    end: time
    length: timedelta
    counts: bool


@dataclass(frozen=True, slots=True)
class _Day:
    first: date
    last: date
    pieces: tuple[_Piece, ...]


def day_lines(
    stretches: Sequence[Stretch], timezone: str, language: Language, whole: bool = False
) -> tuple[str, ...]:
    """Each day (or run of like days) with what counted and what did not, and why.

    `whole`: also the hours in which nobody works. Pauses are told from when to when.
    """
    told = [stretch for stretch in stretches if whole or stretch.kind not in NOT_TOLD]
    newest = stretches[-1].end if stretches else None
    lines: list[str] = []
    for is_pause, run in groupby(told, key=lambda one: one.kind is StretchKind.PAUSED):
        if is_pause and newest is not None:
            lines += [_pause_line(one, timezone, language, newest) for one in run]
        else:
            days = _merged(_days(run, ZoneInfo(timezone)))
            lines += [_day_line(day, language) for day in days]
    return tuple(lines)


def _days(stretches: Iterable[Stretch], zone: ZoneInfo) -> Iterator[_Day]:
    pieces = ((day, piece) for one in stretches for day, piece in _cut_at_midnight(one, zone))
    for day, of_day in groupby(pieces, key=lambda one: one[0]):
        yield _Day(day, day, tuple(piece for _, piece in of_day))


def _cut_at_midnight(stretch: Stretch, zone: ZoneInfo) -> Iterator[tuple[date, _Piece]]:
    start = stretch.start
    while start < stretch.end:
        day = start.astimezone(zone).date()
        midnight = datetime.combine(day + DAY, time(), zone).astimezone(start.tzinfo)
        end = min(stretch.end, midnight)
        piece = _Piece(
            stretch.kind,
            stretch.name,
            start.astimezone(zone).time(),
            end.astimezone(zone).time(),
            end - start,
            stretch.counts,
        )
        yield day, piece
        start = end


def _merged(days: Iterable[_Day]) -> Iterator[_Day]:
    """Days that follow each other and are alike, as one."""
    going: _Day | None = None
    for day in days:
        if going and going.pieces == day.pieces and going.last + DAY == day.first:
            going = _Day(going.first, day.last, day.pieces)
            continue
        if going:
            yield going
        going = day
    if going:
        yield going


def _day_line(day: _Day, language: Language) -> str:
    say = words(language).say
    counted = [piece for piece in day.pieces if piece.counts]
    skipped = [piece for piece in day.pieces if not piece.counts]
    when = _date(day.first, language)
    if day.first != day.last:
        when = say("why.days", first=when, last=_date(day.last, language))
    alone = len(day.pieces) == 1
    reasons = [
        _reason(piece, language, timed=not alone or not _is_whole(piece)) for piece in skipped
    ]
    if not counted:
        return say("why.skipped", day=when, why=say("why.and").join(reasons))
    length = say_length(sum((piece.length for piece in counted), timedelta(0)), language)
    count = (day.last - day.first).days + 1
    names = dict.fromkeys(_kind(piece, language) for piece in counted)
    return say(
        "why.counted" if count == 1 else "why.counted_days",
        day=when,
        n=count,
        length=length,
        hours=say("why.and").join(_hours(piece) for piece in counted),
        why="".join(say("why.because", why=why) for why in (*filter(None, names), *reasons)),
    )


def _reason(piece: _Piece, language: Language, timed: bool) -> str:
    why = _kind(piece, language)
    return words(language).say("why.part", hours=_hours(piece), why=why) if timed else why


def _kind(piece: _Piece, language: Language) -> str:
    if piece.kind is StretchKind.COUNTED:
        return ""
    named = {StretchKind.HOLIDAY, StretchKind.MAKEUP, StretchKind.OWN_OFF, StretchKind.OWN_WORK}
    key = f"stretch.{piece.kind}"
    if piece.kind in named and piece.name:
        return words(language).say("why.named", why=words(language).say(key), name=piece.name)
    return words(language).say(key)


def _pause_line(stretch: Stretch, timezone: str, language: Language, newest: datetime) -> str:
    return words(language).say(
        "why.paused" if stretch.name in set(WaitingFor) else "why.was_over",
        start=say_day(stretch.start, timezone, language, newest),
        end=say_day(stretch.end, timezone, language, newest),
        why=why_paused(stretch.name, language),
    )


def _is_whole(piece: _Piece) -> bool:
    return piece.start == piece.end == time()


def _hours(piece: _Piece) -> str:
    end = "24:00" if piece.end == time() else f"{piece.end:%H:%M}"
    return f"{piece.start:%H:%M}–{end}"


def _date(day: date, language: Language) -> str:
    return format_date(day, words(language).say("time.date"), locale=language.value)
