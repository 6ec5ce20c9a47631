"""Swaps whose turns or people are others by now."""

from dataclasses import replace

import pytest

from desk.errors import Reason
from desk.matters import MatterState
from desk.roster import Layer, Unit
from desk.swaps import SwapAnswer, answered, is_void
from tests.desk.rosters import ANA, BO, CAI, DAILY, wall
from tests.desk.test_duty import ALL, LEA, NOW, asked, desk_with, refusal


@pytest.mark.parametrize(
    ("layer", "void"),
    [
        (DAILY, False),
        (replace(DAILY, position=1), False),
        (replace(DAILY, crews=((ANA,), (BO,))), True),
        (replace(DAILY, every=2), True),
        (replace(DAILY, unit=Unit.WEEK), True),
        (replace(DAILY, key="renamed"), True),
        (replace(DAILY, start=wall("2026-03-03 09:00")), True),
    ],
)
def test_when_a_swap_is_void(layer: Layer, void: bool) -> None:
    """Participants, length or beginning of the turns make it another rotation."""
    request = asked(desk_with(DAILY))
    assert is_void(desk_with(layer), request) is void
    assert is_void(desk_with(layer), replace(request, roster="gone"))


@pytest.mark.parametrize("gone", [BO, CAI])
@pytest.mark.parametrize("answer", [SwapAnswer.ACCEPT, SwapAnswer.APPROVE])
def test_a_swap_needs_both_of_its_people(gone: int, answer: SwapAnswer) -> None:
    """One of them is in no group of the roster any more: it is void, and nobody can agree to it."""
    request = replace(asked(desk_with(DAILY)), needs_lead=answer is SwapAnswer.APPROVE)
    if answer is SwapAnswer.APPROVE:
        request = replace(request, state=MatterState.AGREED)
    by = LEA if answer is SwapAnswer.APPROVE else CAI
    without = replace(DAILY, crews=((ANA,),)) if gone == BO else replace(DAILY, crews=((BO,),))
    left = desk_with(without)
    staff = frozenset(ALL) - {gone}
    desk = replace(left, rosters={"it": replace(left.rosters["it"], staff=staff)})
    assert is_void(desk, request)
    refusal(Reason.SWAP_STRANGER, answered, request, answer, by, desk, NOW)
    voided = replace(request, state=MatterState.VOID)
    refusal(Reason.SWAP_STRANGER, answered, voided, answer, by, desk, NOW)
