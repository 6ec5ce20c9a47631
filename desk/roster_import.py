"""What a calendar or a sheet from outside does to a roster, before anything is kept."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from desk.duty import RosterChange
from desk.roster import Override, OverrideKind, Roster
from desk.rota import Rota, shifts
from desk.turns import fingerprint

NEWEST = 2**62
"""As the number of a change that isn't kept yet: it works on all that was changed before."""

PlainShift = tuple[datetime, datetime, int]


@dataclass(frozen=True, slots=True)
class Reassigned:
    """A time in which a calendar has other people as primary than the roster."""

    start: datetime
    end: datetime
    before: tuple[int, ...]
    after: tuple[int, ...]


def reassigned(rota: Rota, wanted: Sequence[PlainShift], now: datetime) -> tuple[Reassigned, ...]:
    """Where a calendar differs from the roster; times that it leaves empty stay as they are."""
    ahead = [(max(start, now), end, person) for start, end, person in wanted if end > now]
    if not ahead:
        return ()
    first, last = min(start for start, _, _ in ahead), max(end for _, end, _ in ahead)
    serving = [
        (shift.start, shift.end, shift.person)
        for shift in shifts(rota, first, last)
        if shift.position == 0
    ]
    found: list[Reassigned] = []
    for start, end, before, after in _segments(serving, ahead, first, last):
        if not after or before == after:
            continue
        last_one = found[-1] if found else None
        if last_one and (last_one.end, last_one.before, last_one.after) == (start, before, after):
            found[-1] = replace(last_one, end=end)
        else:
            found.append(Reassigned(start, end, before, after))
    return tuple(found)


def calendar_overrides(rota: Rota, changes: Iterable[Reassigned]) -> tuple[Override, ...]:
    """The highest primary layer gets whom the calendar names; those of its rank get nobody."""
    if not rota.layers:
        return ()
    first = rota.layers[0]
    rank = (first.position, first.priority)
    equal = [layer for layer in rota.layers[1:] if (layer.position, layer.priority) == rank]
    made: list[Override] = []
    for change in changes:
        one = Override(
            id=0,
            kind=OverrideKind.REPLACE,
            start=change.start,
            end=change.end,
            layer=first.key,
            other=change.after[0],
        )
        made.append(one)
        made += [replace(one, kind=OverrideKind.ADD, other=other) for other in change.after[1:]]
        emptied = replace(one, kind=OverrideKind.EMPTY, other=None)
        made += [replace(emptied, layer=layer.key) for layer in equal]
    return tuple(made)


def imported(roster: Roster, overrides: Sequence[Override], account: int) -> RosterChange:
    """All of an import as one change, so that it can be taken back as one; it is for the turns as
    they are now."""
    known = {layer.key: fingerprint(layer) for layer in roster.layers}
    return RosterChange(
        roster=roster.key,
        parts=tuple(replace(one, fingerprint=known[one.layer or ""]) for one in overrides),
        start=min(override.start for override in overrides),
        end=max(override.end for override in overrides),
        made_by=account,
    )


def with_overrides(roster: Roster, overrides: Sequence[Override]) -> Roster:
    """The roster as it would be."""
    newest = (replace(override, id=NEWEST) for override in overrides)
    return replace(roster, adjustments=(*roster.adjustments, *newest))


def _segments(
    serving: Sequence[PlainShift], wanted: Sequence[PlainShift], first: datetime, last: datetime
) -> Iterator[tuple[datetime, datetime, tuple[int, ...], tuple[int, ...]]]:
    edges = {edge for one in (*serving, *wanted) for edge in one[:2] if first <= edge <= last}
    cuts = sorted(edges | {first, last})
    for start, end in pairwise(cuts):
        yield start, end, _people(serving, start), _people(wanted, start)


def _people(those: Sequence[PlainShift], at: datetime) -> tuple[int, ...]:
    return tuple(sorted({person for start, end, person in those if start <= at < end}))
