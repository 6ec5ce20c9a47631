"""What was changed in a roster and counts no longer: its turns, or its people, are others by now.

A swap belongs to the turns of a layer: it is void once participants or length change, and moves
with their hours. What was imported has hours of its own: it is void with those too. An override by
hand is about a time, whoever would have it; it is void only when its layer is gone. Each of them
is void without its people: those whom the desk, or the groups of the roster, no longer have.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from desk.roster import Adjustment, Leave, Override, OverrideKind, Roster, Swap
from desk.turns import agreement, fingerprint


def void_parts(roster: Roster, parts: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
    """Those of these parts that count no longer."""
    parts = tuple(parts)
    known: Mapping[str, str] = {}
    agreed: Mapping[str, str] = {}
    if any(not isinstance(part, Leave) for part in parts):
        known = {layer.key: fingerprint(layer) for layer in roster.layers}
        agreed = {layer.key: agreement(layer) for layer in roster.layers}
    void = {part for part in parts if not _fits(part, roster, known, agreed)}
    # Other layers were emptied for whoever was put into one of them: they come back with it.
    times = {
        (one.id, one.start, one.end)
        for one in void
        if isinstance(one, Override) and one.kind is OverrideKind.REPLACE
    }
    return tuple(
        part
        for part in parts
        if part in void or (isinstance(part, Override) and _is_emptied_for(part, times))
    )


def without_void(roster: Roster) -> tuple[Adjustment, ...]:
    """All that was changed in a roster and counts."""
    void = frozenset(void_parts(roster, roster.adjustments))
    return tuple(part for part in roster.adjustments if part not in void)


def strangers(roster: Roster, people: Iterable[int | None]) -> tuple[int, ...]:
    """Those of these people who are neither in a group that the roster serves nor have turns."""
    if roster.staff is None:
        return ()
    outside = {one for one in people if one is not None and one not in roster.staff}
    if outside:
        outside -= {one for layer in roster.layers for crew in layer.crews for one in crew}
        listed = (shift for layer in roster.layers for shift in layer.listed)
        outside.difference_update(one for shift in listed for one in shift.crew)
    return tuple(sorted(outside))


def _fits(
    part: Adjustment, roster: Roster, known: Mapping[str, str], agreed: Mapping[str, str]
) -> bool:
    if not isinstance(part, Leave) and strangers(roster, (part.person, part.other)):
        return False
    match part:
        case Swap():
            return agreed.get(part.layer) == part.fingerprint
        case Leave() | Override(layer=None):
            return True
        case Override(fingerprint="", layer=layer):
            # Layers of a calendar elsewhere come and go with what stands in it.
            return layer in known or bool(roster.feed)
        case Override(layer=layer):
            return known.get(layer or "") == part.fingerprint


def _is_emptied_for(part: Override, times: set[tuple[int, datetime, datetime]]) -> bool:
    return part.kind is OverrideKind.EMPTY and (part.id, part.start, part.end) in times
