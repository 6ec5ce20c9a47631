"""A roster made ready for questions: who is on duty, which shifts there are, who comes when.

What is asked is worked out a fortnight at a time and remembered; swaps, leave and overrides are in
every answer.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter

from desk.roster import Layer, Leave, OnDuty, Override, Roster, Shift, Swap, Unit
from desk.serving import Place, by_position, crew_of, nobody_twice, places_taken
from desk.tracks import DAY, HOUR, WEEK, Track, track_of
from desk.void import without_void

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PAGE = timedelta(days=14)
MOST_PAGES = 1024
NOBODY: Set[int] = frozenset()
FARTHEST = 260  # pages: ten years; longer stretches are cut off there

Key = tuple[int, int, str, int]
Segment = tuple[datetime, tuple[Place, ...]]


@dataclass(slots=True)
class _Page:
    """A fortnight: who serves from each of `starts` to the next; `answers` once they were asked.

    `vacant` are places whose people serve in another one meanwhile.
    """

    starts: list[datetime]
    serving: list[tuple[Place, ...]]
    vacant: list[tuple[Place, ...]]
    answers: list[tuple[OnDuty, ...]] | None = None


@dataclass(frozen=True)  # without slots, and a value by its roster alone: the rest follows from it
class Rota:
    """A compiled roster; two of equal rosters are equal."""

    roster: Roster
    layers: tuple[Layer, ...] = field(compare=False, repr=False)
    tracks: tuple[Track, ...] = field(compare=False, repr=False)
    swaps: Mapping[tuple[str, int], tuple[Swap, ...]] = field(compare=False, repr=False)
    leave: tuple[Leave, ...] = field(compare=False, repr=False)
    overrides: tuple[Override, ...] = field(compare=False, repr=False)
    pages: dict[int, _Page] = field(default_factory=dict, compare=False, repr=False)


def compile_roster(roster: Roster) -> Rota:
    """Make a roster ready; what is void is left out."""
    layers = by_position(roster.layers)
    changes = without_void(roster)
    swaps: dict[tuple[str, int], tuple[Swap, ...]] = {}
    for change in changes:
        if isinstance(change, Swap):
            named = (change.layer, change.ordinal)
            swaps[named] = (*swaps.get(named, ()), change)
    overrides = [change for change in changes if isinstance(change, Override)]
    return Rota(
        roster,
        layers=tuple(layers),
        tracks=tuple(track_of(layer) for layer in layers),
        swaps=swaps,
        leave=tuple(change for change in changes if isinstance(change, Leave)),
        overrides=tuple(sorted(overrides, key=lambda override: override.id)),
    )


def on_duty(rota: Rota, at: datetime) -> tuple[OnDuty, ...]:
    """Who is on duty at that instant: by position, then as the crew is written; nobody twice."""
    number = (at - EPOCH) // PAGE
    page = rota.pages.get(number) or _page(rota, number)
    answers = page.answers or _answered(rota, number, page)
    return answers[bisect_right(page.starts, at) - 1]


def shifts(rota: Rota, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """Every stretch of duty that overlaps this time, whole, in order of its start and position."""
    if start >= end:
        return ()
    stretches: list[_Stretch] = []
    running: dict[Key, _Stretch] = {}
    for at, serving in _from(rota, start):
        still: dict[Key, _Stretch] = {}
        for place in serving:
            if (stretch := running.pop(place[:4], None)) is None:
                if at >= end:
                    continue
                stretches.append(stretch := _Stretch(place, at, end))
            still[place[:4]] = stretch
        for stretch in running.values():
            stretch.end = at
        running = still
        if at >= end and not running:
            break
    for stretch in running.values():
        stretch.end = _page_start((start - EPOCH) // PAGE + FARTHEST)
    _begin_truly(rota, start, stretches)
    found = [stretch.shift() for stretch in stretches]
    return tuple(sorted(found, key=lambda shift: (shift.start, shift.position)))


def vacant_places(
    rota: Rota, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, Place]]:
    """Within this time, the places whose people serve in another one: nobody is there."""
    for number in range((start - EPOCH) // PAGE, (end - EPOCH) // PAGE + 1):
        page = rota.pages.get(number) or _page(rota, number)
        stops = [*page.starts[1:], _page_start(number + 1)]
        for begin, stop, places in zip(page.starts, stops, page.vacant, strict=True):
            if places and begin < end and stop > start:
                yield from ((max(begin, start), min(stop, end), place) for place in places)


def next_handover(rota: Rota, at: datetime, position: int | None = None) -> datetime | None:
    """When next other people are on duty (at one position, or at any); None if never."""
    before: frozenset[int] | None = None
    limit = _settled(rota, at)
    for start, serving in _from(rota, at):
        people = frozenset(
            place.person for place in serving if position is None or place.position == position
        )
        if before is not None and people != before:
            return start
        if start > limit:
            return None
        before = people
    return None


@dataclass(slots=True)
class _Stretch:
    place: Place
    start: datetime
    end: datetime

    def shift(self) -> Shift:
        person, position, layer, ordinal, instead_of = self.place
        return Shift(self.start, self.end, person, position, layer, ordinal, instead_of)


def _begin_truly(rota: Rota, start: datetime, stretches: list[_Stretch]) -> None:
    """Those that were running at `start` get the beginning they had before it."""
    running = {stretch.place[:4]: stretch for stretch in stretches if stretch.start <= start}
    for at, serving in _before(rota, start):
        there = {place[:4]: place for place in serving}
        running = {key: stretch for key, stretch in running.items() if key in there}
        if not running:
            return
        for key, stretch in running.items():
            stretch.place, stretch.start = there[key], at


def _from(rota: Rota, at: datetime) -> Iterator[Segment]:
    """Segments from the one at that instant on, for ten years."""
    first = (at - EPOCH) // PAGE
    for number in range(first, first + FARTHEST):
        page = rota.pages.get(number) or _page(rota, number)
        skipped = bisect_right(page.starts, at) - 1 if number == first else 0
        yield from zip(page.starts[skipped:], page.serving[skipped:], strict=True)


def _before(rota: Rota, at: datetime) -> Iterator[Segment]:
    """Segments from the one at that instant back."""
    first = (at - EPOCH) // PAGE
    for number in range(first, first - FARTHEST, -1):
        page = rota.pages.get(number) or _page(rota, number)
        count = bisect_right(page.starts, at) if number == first else len(page.starts)
        yield from zip(page.starts[count - 1 :: -1], page.serving[count - 1 :: -1], strict=True)


def _page_start(number: int) -> datetime:
    return EPOCH + number * PAGE


def _page(rota: Rota, number: int) -> _Page:
    if len(rota.pages) >= MOST_PAGES:
        rota.pages.clear()
    page = rota.pages[number] = _worked_out(rota, _page_start(number))
    return page


def _worked_out(rota: Rota, start: datetime) -> _Page:
    end = start + PAGE
    leave = [away for away in rota.leave if away.start < end and away.end > start]
    overrides = [change for change in rota.overrides if change.start < end and change.end > start]
    cuts: list[tuple[datetime, int, tuple[Place, ...] | None]] = [(start, 0, None)]
    for index, track in enumerate(rota.tracks):
        for begin, stop, ordinal in track.duty(start, end):
            cuts += [(begin, index, _crew(rota, track, ordinal)), (stop, index, ())]
    changes: list[Leave | Override] = [*leave, *overrides]
    for change in changes:
        cuts += [(max(start, change.start), 0, None), (change.end, 0, None)]
    crews: list[tuple[Place, ...]] = [()] * len(rota.tracks)
    page = _Page([], [], [])
    for at, together in groupby(sorted(cuts, key=itemgetter(0)), itemgetter(0)):
        for _, index, crew in together:
            if crew is not None:
                crews[index] = crew
        if at < end:
            taken = places_taken(rota.layers, crews, _absent(leave, at), _active(overrides, at))
            serving = nobody_twice(taken)
            vacant = _left(taken, serving)
            if not page.serving or (serving, vacant) != (page.serving[-1], page.vacant[-1]):
                page.starts.append(at)
                page.serving.append(serving)
                page.vacant.append(vacant)
    return page


def _left(taken: Sequence[Place], serving: Sequence[Place]) -> tuple[Place, ...]:
    """Places of people who serve in another one."""
    if len(taken) == len(serving):
        return ()
    return tuple(place for place in taken if not any(place is one for one in serving))


def _absent(leave: Sequence[Leave], at: datetime) -> Set[int]:
    return {away.person for away in leave if away.start <= at < away.end} if leave else NOBODY


def _active(overrides: Sequence[Override], at: datetime) -> Sequence[Override]:
    return [one for one in overrides if one.start <= at < one.end] if overrides else ()


def _crew(rota: Rota, track: Track, ordinal: int) -> tuple[Place, ...]:
    swaps = rota.swaps.get((track.layer.key, ordinal), ()) if rota.swaps else ()
    return crew_of(track.layer, ordinal, track.crew(ordinal), swaps)


def _answered(rota: Rota, number: int, page: _Page) -> list[tuple[OnDuty, ...]]:
    """For each segment who is on duty and till when, worked out from the last to the first."""
    edge = _page_start(number + 1)
    until: Mapping[Key, datetime | None]
    until = _ends_after(rota, edge, {place[:4] for place in page.serving[-1]})
    answers: list[tuple[OnDuty, ...]] = []
    for start, serving in zip(reversed(page.starts), reversed(page.serving), strict=True):
        until = {place[:4]: until.get(place[:4], edge) for place in serving}
        answers.append(
            tuple(
                OnDuty(place.person, place.position, place.layer, until[place[:4]])
                for place in serving
            )
        )
        edge = start
    page.answers = answers[::-1]
    return page.answers


def _ends_after(rota: Rota, edge: datetime, keys: set[Key]) -> dict[Key, datetime | None]:
    """When those who serve up to that instant stop; None if that is not in sight."""
    ends: dict[Key, datetime | None] = {}
    for at, serving in _from(rota, edge):
        gone = keys - {place[:4] for place in serving}
        ends.update(dict.fromkeys(gone, at))
        keys = keys - gone
        if not keys:
            return ends
    ends.update(dict.fromkeys(keys))
    return ends


LONGEST: Mapping[Unit, timedelta] = {
    Unit.HOUR: HOUR,
    Unit.DAY: DAY,
    Unit.WEEK: WEEK,
    Unit.MONTH: 31 * DAY,
}


def _settled(rota: Rota, at: datetime) -> datetime:
    """By then everybody had turns twice after the last of what happens only once."""
    changes: list[Leave | Override] = [*rota.leave, *rota.overrides]
    once = [at, *(track.begin for track in rota.tracks)]
    once += [track.over for track in rota.tracks if track.over is not None]
    once += [edge for change in changes for edge in (change.start, change.end)]
    tracks = {track.layer.key: track for track in rota.tracks}
    once += [tracks[layer].hand_off(ordinal + 1) for layer, ordinal in rota.swaps]
    cycles = timedelta(0)
    for layer in rota.layers:
        other_days = 7 if layer.weekdays else 1
        cycles += LONGEST[layer.unit] * layer.every * max(1, len(layer.crews)) * other_days
    return min(max(once), at + FARTHEST * PAGE) + max(366 * DAY, 2 * cycles)
