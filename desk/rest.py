"""Whether people rest long enough between their duties, in whichever rosters these are.

Duty is a stretch: shifts as primary that touch or overlap are one, whoever's turn, layer or roster
they belong to. Rest is the time from the end of one stretch to the start of the next, and none
comes in a stretch of days on end. A back-up sleeps unless called, and so rests.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from desk.roster import Roster, Shift
from desk.rota import Rota, shifts

LONGEST = timedelta(hours=24)


class Duty(NamedTuple):
    """A shift of a roster."""

    roster: str
    shift: Shift


@dataclass(frozen=True, slots=True)
class ShortRest:
    """Less time between two stretches of duty than the roster's rest; `before` is the last shift
    of the one, `after` the first of the other."""

    person: int
    before: Duty
    after: Duty

    @property
    def rest(self) -> timedelta:
        """How long they are free."""
        return self.after.shift.start - self.before.shift.end


@dataclass(frozen=True, slots=True)
class LongStretch:
    """Duty of one person without rest, made up of several shifts; `first` and `last` are those
    with which it begins and ends."""

    person: int
    first: Duty
    last: Duty

    @property
    def length(self) -> timedelta:
        """How long they are on duty."""
        return self.last.shift.end - self.first.shift.start


def duties(rotas: Iterable[Rota], start: datetime, end: datetime) -> Iterator[Duty]:
    """All that is served in these rosters in this time."""
    for rota in rotas:
        yield from (Duty(rota.roster.key, shift) for shift in shifts(rota, start, end))


def short_rests(
    roster: Roster, own: Iterable[Shift], others: Iterable[Duty]
) -> Iterator[ShortRest]:
    """Rests that are too short and begin or end with a shift of this roster, person by person."""
    zone = ZoneInfo(roster.timezone)
    for person, theirs in _served(roster, own, others).items():
        for (_, before), (after, _) in pairwise(_stretches(theirs)):
            found = ShortRest(person, before, after)
            here = roster.key in {before.roster, after.roster}
            if here and found.rest < roster.rest and not _is_break(found, zone):
                yield found


def long_stretches(
    roster: Roster, own: Iterable[Shift], others: Iterable[Duty]
) -> Iterator[LongStretch]:
    """Stretches of more than a day that several turns make, of which this roster has a part, person
    by person. A turn that lasts so long by itself is how the roster is meant."""
    for person, theirs in _served(roster, own, others).items():
        for first, last in _stretches(theirs):
            found = LongStretch(person, first, last)
            if found.length <= LONGEST:
                continue
            within = [
                one
                for one in theirs
                if first.shift.start <= one.shift.start and one.shift.end <= last.shift.end
            ]
            longest = max(one.shift.end - one.shift.start for one in within)
            if longest < found.length and any(one.roster == roster.key for one in within):
                yield found


def _served(
    roster: Roster, own: Iterable[Shift], others: Iterable[Duty]
) -> Mapping[int, Sequence[Duty]]:
    """What those who serve in this roster as primaries serve as such, anywhere."""
    served: dict[int, list[Duty]] = {}
    for shift in own:
        if shift.position == 0:
            served.setdefault(shift.person, []).append(Duty(roster.key, shift))
    for duty in others:
        if duty.shift.position == 0 and duty.shift.person in served:
            served[duty.shift.person].append(duty)
    return served


def _stretches(served: Iterable[Duty]) -> Iterator[tuple[Duty, Duty]]:
    """The first and the last shift of each stretch."""
    first: Duty | None = None
    last: Duty | None = None
    for duty in sorted(served, key=lambda duty: duty.shift.start):
        if first is None or last is None or duty.shift.start > last.shift.end:
            if first is not None and last is not None:
                yield first, last
            first = last = duty
        elif duty.shift.end > last.shift.end:
            last = duty
    if first is not None and last is not None:
        yield first, last


def _is_break(found: ShortRest, zone: ZoneInfo) -> bool:
    """Whether it is the same day of the same turn, as around lunch."""
    (roster, before), (other, after) = found.before, found.after
    if (roster, before.layer, before.ordinal) != (other, after.layer, after.ordinal):
        return False
    return before.start.astimezone(zone).date() == after.start.astimezone(zone).date()
