"""What a swap brings beside the shift that changes hands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.calendar import Window
from desk.double_booking import DoubleBooking, Post
from desk.groups import Desk
from desk.matters import SwapRequest
from desk.roster import Adjustment, Layer, Override, OverrideKind, Roster, Swap, Unit
from desk.swap_effects import Standby, SwapEffects, swap_effects
from desk.turns import agreement
from tests.desk.rosters import ANA, BACKUP, BO, CAI, DAILY, DAN, SHANGHAI, local
from tests.desk.test_duty import NOW, desk_with

# Bo's turn.
TUESDAY = (local("2026-03-03 09:00"), local("2026-03-04 09:00"))
ALONE = SwapEffects()


def effects(
    desk: Desk, other: int, layer: Layer = DAILY, person: int = BO, ordinal: int = 1
) -> SwapEffects:
    """What it would bring if somebody took a shift, Bo's as primary on Tuesday by default."""
    return swap_effects(
        desk,
        SwapRequest(
            group="it",
            roster="it",
            layer=layer.key,
            ordinal=ordinal,
            fingerprint=agreement(layer),
            start=TUESDAY[0],
            end=TUESDAY[1],
            person=person,
            other=other,
            at=NOW,
        ),
    )


def twice(person: int, *posts: Post) -> DoubleBooking:
    """On duty twice all Tuesday."""
    return DoubleBooking(person, *TUESDAY, posts)


def swapped(other: int) -> tuple[Adjustment, ...]:
    """The swap, agreed on."""
    return (
        Swap(
            id=1,
            layer=DAILY.key,
            ordinal=1,
            fingerprint=agreement(DAILY),
            person=BO,
            other=other,
        ),
    )


def test_a_swap_with_somebody_who_is_free_brings_nothing_else() -> None:
    """Nor does one of a roster that is gone."""
    four = replace(DAILY, crews=((ANA,), (BO,), (CAI,), (DAN,)))
    assert effects(desk_with(four), DAN, four) == ALONE
    assert effects(Desk(1, {}, {}, (), "", ""), DAN) == ALONE


@pytest.mark.parametrize("is_agreed", [False, True])
def test_a_back_up_who_takes_a_turn_as_primary_stands_behind_themselves(is_agreed: bool) -> None:
    """Dan is back-up all week: he is booked twice, and nobody is back-up on Tuesday."""
    found = effects(desk_with(DAILY, BACKUP, changes=swapped(DAN) if is_agreed else ()), DAN)
    assert found.doubles == (twice(DAN, Post("it", 0), Post("it", 1)),)
    assert found.standbys == (Standby(None, 1, (TUESDAY,)),)
    assert found.rests == ()


def test_a_primary_who_takes_a_turn_as_back_up_is_no_back_up() -> None:
    """Ana serves all week, and takes Dan's day as back-up."""
    first = replace(DAILY, unit=Unit.WEEK)
    behind = replace(BACKUP, unit=Unit.DAY, crews=((CAI,), (DAN,)))
    found = effects(desk_with(first, behind), ANA, behind, DAN)
    assert found.doubles == (twice(ANA, Post("it", 0), Post("it", 1)),)
    assert found.standbys == (Standby(None, 1, (TUESDAY,)),)


def test_a_turn_as_back_up_that_was_hidden_comes_back() -> None:
    """Bo is back-up all week: on his own Tuesday it is idle, and his once Cai takes that over."""
    found = effects(desk_with(DAILY, replace(BACKUP, crews=((BO,),))), CAI)
    assert found == SwapEffects(standbys=(Standby(BO, 1, (TUESDAY,)),))


def test_duty_in_another_roster_is_told() -> None:
    """Dan serves HR then, and HR's early shift comes too soon after it for Cai."""
    hr = replace(DAILY, key="hr", unit=Unit.WEEK, crews=((DAN,),))
    early = replace(
        DAILY,
        key="early",
        start=DAILY.start.replace(hour=6),
        windows=(Window(17 * 60, 20 * 60),),
        crews=((CAI,),),
    )
    it = replace(DAILY, windows=(Window(9 * 60, 12 * 60),), crews=((ANA,), (BO,)))
    desk = desk_with(it)
    other = Roster(key="hr", name="HR", timezone=SHANGHAI, layers=(hr, early))
    desk = replace(desk, rosters={**desk.rosters, "hr": other})
    (double,) = effects(desk, DAN, it).doubles
    assert double.posts == (Post("hr", 0), Post("it", 0))
    assert double.start == TUESDAY[0]
    assert [one.rest for one in effects(desk, CAI, it).rests] == [timedelta(hours=5)]


def test_only_the_hours_that_are_new_are_told() -> None:
    """Dan serves HR that day, and stood in for Bo in the morning already."""
    hr = Roster(key="hr", name="HR", timezone=SHANGHAI, layers=(replace(DAILY, crews=((DAN,),)),))
    noon = local("2026-03-03 12:00")
    stands_in = Override(
        id=1, kind=OverrideKind.REPLACE, start=TUESDAY[0], end=noon, person=BO, other=DAN
    )
    desk = desk_with(DAILY, changes=(stands_in,))
    (found,) = effects(replace(desk, rosters={**desk.rosters, "hr": hr}), DAN).doubles
    assert (found.start, found.end) == (noon, TUESDAY[1])


def test_a_void_swap_has_no_effects() -> None:
    """The rotation is another one by now."""
    other = replace(DAILY, crews=((BO,), (ANA,)))
    assert effects(desk_with(other, BACKUP), DAN) == ALONE
