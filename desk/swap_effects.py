"""What a swap brings for the two beside the shift that changes hands, so that both know it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from desk.calendar_spans import Span, joined, without
from desk.double_booking import DoubleBooking, double_bookings, new_bookings
from desk.groups import Desk
from desk.matters import SwapRequest
from desk.rest import Duty, ShortRest, duties, short_rests
from desk.roster import Shift, Swap
from desk.roster_import import NEWEST
from desk.rota import Rota, compile_roster, shifts
from desk.swaps import is_void


@dataclass(frozen=True, slots=True)
class Standby:
    """A position of the roster that somebody comes to, or that nobody holds any more (None)."""

    person: int | None
    position: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SwapEffects:
    """All that is so with a swap and not without it: of the two, and of the other positions."""

    doubles: tuple[DoubleBooking, ...] = ()
    standbys: tuple[Standby, ...] = ()
    rests: tuple[ShortRest, ...] = ()


@dataclass(frozen=True, slots=True)
class _Course:
    """A roster as it goes with the swap, or without it."""

    doubles: tuple[DoubleBooking, ...]
    rests: tuple[ShortRest, ...]
    served: Sequence[Shift]


def swap_effects(desk: Desk, request: SwapRequest) -> SwapEffects:
    """What follows if they swap; the same once they have. Nothing for a swap that is void."""
    rota = desk.rota(request.roster)
    if rota is None or is_void(desk, request):
        return SwapEffects()
    swap = Swap(
        id=NEWEST,
        layer=request.layer,
        ordinal=request.ordinal,
        fingerprint=request.fingerprint,
        person=request.person,
        other=request.other,
    )
    plain = tuple(one for one in rota.roster.adjustments if not _is_same(one, swap))
    start, end = request.start - rota.roster.rest, request.end + rota.roster.rest
    others = tuple(duties(desk.rotas_beside(request.roster), start, end))
    before, after = (
        _course(compile_roster(replace(rota.roster, adjustments=made)), request, others)
        for made in (plain, (*plain, swap))
    )
    both = (request.person, request.other)
    own = next(layer.position for layer in rota.layers if layer.key == request.layer)
    return SwapEffects(
        doubles=tuple(
            one for one in new_bookings(before.doubles, after.doubles) if one.person in both
        ),
        standbys=tuple(_standbys(before.served, after.served, both, own)),
        rests=tuple(one for one in after.rests if one.person in both and one not in before.rests),
    )


def _is_same(one: object, swap: Swap) -> bool:
    return isinstance(one, Swap) and replace(one, id=swap.id) == swap


def _course(rota: Rota, request: SwapRequest, others: Sequence[Duty]) -> _Course:
    start, end = request.start, request.end
    served = [_cut(shift, start, end) for shift in shifts(rota, start, end)]
    rest = rota.roster.rest
    around = shifts(rota, start - rest, end + rest)
    during = [duty for duty in others if duty.shift.start < end and duty.shift.end > start]
    return _Course(
        doubles=double_bookings(rota, served, during, start, end),
        rests=tuple(short_rests(rota.roster, around, others)),
        served=served,
    )


def _cut(shift: Shift, start: datetime, end: datetime) -> Shift:
    return replace(shift, start=max(start, shift.start), end=min(end, shift.end))


def _standbys(
    before: Sequence[Shift], after: Sequence[Shift], both: tuple[int, int], own: int
) -> Iterator[Standby]:
    """Where one of the two comes to another position, or a position has nobody any more."""
    positions = sorted({shift.position for shift in chain(before, after)} - {own})
    for position in positions:
        for person in both:
            gained = without(_spans(after, position, person), _spans(before, position, person))
            if spans := tuple(gained):
                yield Standby(person, position, spans)
    for position in sorted({*positions, own}):
        lost = without(_spans(before, position), _spans(after, position))
        if spans := tuple(lost):
            yield Standby(None, position, spans)


def _spans(served: Sequence[Shift], position: int, person: int | None = None) -> list[Span]:
    return joined(
        [
            (shift.start, shift.end)
            for shift in served
            if shift.position == position and person in {None, shift.person}
        ]
    )
