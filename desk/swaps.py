"""Swaps: which shift is meant, who may take it, what an answer does, and what is void."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from desk.calendar_spans import Span
from desk.duty import RosterChange, away, belongs, can_be_told, leads, leads_of, spans_as_text
from desk.errors import Reason, Refusal
from desk.groups import Desk, Group
from desk.matters import MatterState, SwapRequest
from desk.roster import Layer, Shift, Swap
from desk.rota import shifts
from desk.turns import agreement, hours_of
from desk.void import strangers

WAITS = frozenset({MatterState.OPEN, MatterState.AGREED})


class SwapAnswer(StrEnum):
    """What can be answered to a swap; these are also the names of its buttons."""

    ACCEPT = "swap_accept"
    DECLINE = "swap_decline"
    WITHDRAW = "swap_withdraw"
    APPROVE = "swap_approve"


@dataclass(frozen=True, slots=True)
class MeantShift:
    """A turn of somebody's, with when its hours begin and end."""

    group: Group
    layer: Layer
    ordinal: int
    start: datetime
    end: datetime


def meant_shift(
    desk: Desk,
    groups: Sequence[Group],
    person: int,
    span: Span,
    moment: datetime | None,
    now: datetime,
) -> MeantShift:
    """The one shift of theirs in this time (at this moment, if one was said) that can be swapped.

    Raises:
        Refusal: they have none, or several, or it has begun, or it isn't theirs by the rotation.
    """
    found = list(_found(desk, groups, span, moment, now))
    theirs = [(group, shift) for group, shift in found if shift.person == person]
    turns = {(group.roster, shift.layer, shift.ordinal) for group, shift in theirs}
    first = groups[0].key if groups else ""
    if len(turns) > 1:
        times = spans_as_text([(shift.start, shift.end) for _, shift in theirs])
        raise Refusal(Reason.WHICH_SHIFT, group=first, spans=times)
    if not theirs:
        taken = next((shift for _, shift in found if shift.instead_of == person), None)
        if taken is not None:
            raise Refusal(Reason.SHIFT_SWAPPED, person=taken.person, group=first)
        raise Refusal(Reason.NO_SHIFT, group=first, spans=spans_as_text([span]))
    group, shift = theirs[0]
    if shift.ordinal < 0 or shift.instead_of is not None:
        raise Refusal(Reason.SHIFT_NOT_THEIRS, group=group.key)
    meant = _whole_turn(desk, group, shift)
    if meant.start <= now:
        times = spans_as_text([(meant.start, meant.end)])
        raise Refusal(Reason.SHIFT_BEGUN, group=group.key, spans=times)
    return meant


def _found(
    desk: Desk, groups: Sequence[Group], span: Span, moment: datetime | None, now: datetime
) -> Iterable[tuple[Group, Shift]]:
    """Shifts that begin in this time; if none does, those that lie in it."""
    rosters = {group.roster: group for group in reversed(groups)}
    inside: list[tuple[Group, Shift]] = []
    for key, group in rosters.items():
        rota = desk.rota(key)
        if rota is not None:
            inside += [(group, s) for s in shifts(rota, *span) if s.end > now]
    if moment is not None:
        return [(group, s) for group, s in inside if s.start <= moment < s.end]
    begins = [(group, s) for group, s in inside if s.start >= span[0]]
    return begins or inside


def _whole_turn(desk: Desk, group: Group, shift: Shift) -> MeantShift:
    rota = desk.rota(group.roster)
    layers = rota.layers if rota else ()
    layer = next(layer for layer in layers if layer.key == shift.layer)
    hours = hours_of(layer, shift.ordinal) or ((shift.start, shift.end),)
    return MeantShift(group, layer, shift.ordinal, hours[0][0], hours[-1][1])


def swap_asked(desk: Desk, meant: MeantShift, person: int, other: int, at: datetime) -> SwapRequest:
    """A request to `other` to take this shift.

    Raises:
        Refusal: they can't take it.
    """
    group = meant.group
    if other == person:
        raise Refusal(Reason.SWAP_WITH_SELF)
    if not belongs(desk, group, other):
        raise Refusal(Reason.NOT_IN_GROUP, person=other, group=group.key)
    if not can_be_told(desk, other):
        raise Refusal(Reason.NOT_REACHABLE, person=other)
    request = SwapRequest(
        group=group.key,
        roster=group.roster or "",
        layer=meant.layer.key,
        ordinal=meant.ordinal,
        fingerprint=agreement(meant.layer),
        start=meant.start,
        end=meant.end,
        person=person,
        other=other,
        needs_lead=_needs_lead(desk, group, person, other),
        at=at,
    )
    _must_be_free(desk, request)
    return request


def _needs_lead(desk: Desk, group: Group, person: int, other: int) -> bool:
    """A lead who takes part has agreed by that."""
    partly_lead = bool({person, other} & group.leads)
    return group.swap_needs_lead and not partly_lead and bool(leads_of(desk, group))


def answered(
    request: SwapRequest, answer: SwapAnswer, person: int, desk: Desk, now: datetime
) -> SwapRequest:
    """The request after an answer.

    Raises:
        Refusal: it isn't theirs to answer, it was settled before, or the shift can't be swapped.
    """
    group = desk.groups.get(request.group)
    is_lead = group is not None and leads(desk, [group], person)
    if not _may_answer(request, answer, person, is_lead):
        raise Refusal(Reason.NOT_ASKED, group=request.group)
    if request.state not in WAITS or (
        answer is SwapAnswer.ACCEPT and request.state is not MatterState.OPEN
    ):
        _must_stand(desk, request, now)
        raise Refusal(Reason.SWAP_SETTLED, state=request.state)
    state = _state_after(request, answer)
    if state in {MatterState.AGREED, MatterState.DONE}:
        _must_stand(desk, request, now)
        _must_be_free(desk, request)
    return replace(request, version=request.version + 1, state=state, decided_by=person)


def _may_answer(request: SwapRequest, answer: SwapAnswer, person: int, is_lead: bool) -> bool:
    match answer:
        case SwapAnswer.ACCEPT:
            return person == request.other
        case SwapAnswer.DECLINE:
            waits_for_lead = request.needs_lead and request.state is not MatterState.OPEN
            return person == request.other or (is_lead and waits_for_lead)
        case SwapAnswer.WITHDRAW:
            return person == request.person
        case SwapAnswer.APPROVE:
            return is_lead and request.needs_lead and request.state is not MatterState.OPEN
        case _:
            assert_never(answer)


def _state_after(request: SwapRequest, answer: SwapAnswer) -> MatterState:
    match answer:
        case SwapAnswer.ACCEPT:
            return MatterState.AGREED if request.needs_lead else MatterState.DONE
        case SwapAnswer.DECLINE:
            return MatterState.DECLINED
        case SwapAnswer.WITHDRAW:
            return MatterState.WITHDRAWN
        case SwapAnswer.APPROVE:
            return MatterState.DONE
        case _:
            assert_never(answer)


def ended(request: SwapRequest, state: MatterState) -> SwapRequest:
    """The request, settled by what happened and not by anybody."""
    return replace(request, version=request.version + 1, state=state, decided_by=None)


def swap_of(request: SwapRequest, account: int) -> RosterChange:
    """What the roster is told once a swap is agreed."""
    swap = Swap(
        id=0,
        layer=request.layer,
        ordinal=request.ordinal,
        fingerprint=request.fingerprint,
        person=request.person,
        other=request.other,
    )
    return RosterChange(
        roster=request.roster,
        parts=(swap,),
        start=request.start,
        end=request.end,
        made_by=account,
        shift=shift_key(request),
    )


def shift_key(request: SwapRequest) -> str:
    """The name of a shift: a turn of somebody's, for as long as the rotation is the same."""
    return f"{request.layer}:{request.ordinal}:{request.fingerprint}:{request.person}"


def same_shift(one: SwapRequest, other: SwapRequest) -> bool:
    """Whether two requests are about one shift."""
    return one.roster == other.roster and shift_key(one) == shift_key(other)


def is_void(desk: Desk, request: SwapRequest) -> bool:
    """Whether its turns are no longer those that were agreed on, or one of the two is no longer
    there; hours may have moved."""
    rota = desk.rota(request.roster)
    if rota is None or _strangers(desk, request):
        return True
    named = (request.layer, request.fingerprint)
    return not any((one.key, agreement(one)) == named for one in rota.layers)


def _strangers(desk: Desk, request: SwapRequest) -> tuple[int, ...]:
    rota = desk.rota(request.roster)
    return strangers(rota.roster, (request.person, request.other)) if rota else ()


def _must_stand(desk: Desk, request: SwapRequest, now: datetime) -> None:
    """The shift still is what was asked about, nobody has it yet, and it lies ahead."""
    if gone := _strangers(desk, request):
        raise Refusal(Reason.SWAP_STRANGER, person=gone[0], group=request.group)
    if is_void(desk, request):
        raise Refusal(Reason.SWAP_VOID)
    swaps = _swaps(desk, request)
    taken = next((swap for swap in swaps if swap.person == request.person), None)
    if taken is not None:
        raise Refusal(Reason.SHIFT_SWAPPED, person=taken.other, group=request.group)
    if request.start <= now:
        times = spans_as_text([(request.start, request.end)])
        raise Refusal(Reason.SHIFT_BEGUN, group=request.group, spans=times)


def _swaps(desk: Desk, request: SwapRequest) -> Sequence[Swap]:
    rota = desk.rota(request.roster)
    return rota.swaps.get((request.layer, request.ordinal), ()) if rota else ()


def _must_be_free(desk: Desk, request: SwapRequest) -> None:
    """Whoever takes the shift has none at that position then, and is not away."""
    rota = desk.rota(request.roster)
    layers = rota.layers if rota else ()
    layer = next((layer for layer in layers if layer.key == request.layer), None)
    if rota is None or layer is None:
        raise Refusal(Reason.SWAP_VOID)
    for hours in hours_of(layer, request.ordinal):
        if any(_overlap(hours, (one.start, one.end)) for one in away(rota, request.other)):
            raise Refusal(Reason.AWAY_THEN, person=request.other)
        for shift in shifts(rota, *hours):
            if shift.person == request.other and shift.position == layer.position:
                times = spans_as_text([(shift.start, shift.end)])
                raise Refusal(
                    Reason.BUSY_THEN, person=request.other, group=request.group, spans=times
                )


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
