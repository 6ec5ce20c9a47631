"""Who is on duty twice at once, of all that people really serve."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.double_booking import DoubleBooking, Post
from desk.roster import Adjustment, Layer, Leave, Override, OverrideKind, Roster, Swap, Unit
from desk.roster_preview import preview
from desk.rota import compile_roster
from desk.turns import agreement
from tests.desk.rosters import ANA, BACKUP, BO, CAI, DAILY, DAN, roster
from tests.desk.test_roster_preview import MONDAY, beside, seen

TUESDAY = (MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))
CAI_FOR_BO = Override(
    id=1, kind=OverrideKind.REPLACE, start=TUESDAY[0], end=TUESDAY[1], person=BO, other=CAI
)
EVERYBODY_OUT = replace(CAI_FOR_BO, kind=OverrideKind.EMPTY, person=None, other=None)
ABOVE = replace(DAILY, key="above", priority=1, unit=Unit.WEEK, crews=((DAN,),))


def test_who_is_on_duty_in_two_rosters_at_once_is_booked_twice() -> None:
    """Told to the second with both posts, also as back-up in one; nobody else is."""
    week = replace(DAILY, unit=Unit.WEEK, crews=((ANA,), (BO,)))
    here, there = compile_roster(roster(week)), beside(replace(DAILY, crews=((ANA,), (CAI,))))
    found = preview(here, MONDAY, 1, others=[there]).double_bookings
    days = [MONDAY + timedelta(days=day) for day in (0, 2, 4, 6)]
    assert found == tuple(
        DoubleBooking(ANA, day, day + timedelta(days=1), (Post("hr", 0), Post("it", 0)))
        for day in days
    )
    standing_by = beside(replace(BACKUP, crews=((ANA,), (ANA,), (BO,))))
    (one,) = preview(here, MONDAY, 2, others=[standing_by]).double_bookings
    assert (one.person, one.start, one.end) == (ANA, MONDAY, MONDAY + timedelta(weeks=1))
    assert one.posts == (Post("hr", 1), Post("it", 0))
    assert preview(here, MONDAY, 4, others=[beside(replace(DAILY, crews=((DAN,),)))]) == preview(
        here, MONDAY, 4
    )


def test_primary_and_back_up_at_once_is_a_double_booking() -> None:
    """Bo stands behind himself on his days; two layers of one position are one duty."""
    standing_by = replace(BACKUP, crews=((BO,),))
    found = seen(replace(DAILY, crews=((ANA,), (BO,))), standing_by, weeks=1).double_bookings
    tuesday = MONDAY + timedelta(days=1)
    assert found[0] == DoubleBooking(
        BO, tuesday, tuesday + timedelta(days=1), (Post("it", 0), Post("it", 1))
    )
    assert len(found) == 3
    same = replace(DAILY, key="also", unit=Unit.WEEK, crews=((ANA,),))
    assert seen(DAILY, same).double_bookings == ()
    away = Leave(id=1, person=BO, start=MONDAY, end=MONDAY + timedelta(weeks=1))
    assert seen(DAILY, standing_by, weeks=1, changes=(away,)).double_bookings == ()


@pytest.mark.parametrize(
    ("layers", "changes"),
    [
        ((DAILY,), (CAI_FOR_BO,)),
        ((DAILY,), (EVERYBODY_OUT,)),
        ((DAILY,), (Leave(id=1, person=BO, start=TUESDAY[0], end=TUESDAY[1]),)),
        (
            (DAILY,),
            (
                Swap(
                    id=1,
                    layer=DAILY.key,
                    ordinal=1,
                    fingerprint=agreement(DAILY),
                    person=BO,
                    other=CAI,
                ),
            ),
        ),
        ((DAILY, ABOVE), ()),
    ],
    ids=["replaced", "nobody", "leave", "swap", "higher layer"],
)
def test_only_what_somebody_really_serves_is_booked(
    layers: tuple[Layer, ...], changes: tuple[Adjustment, ...]
) -> None:
    """Bo serves HR all week, and would IT on Tuesday, were it not somebody else's by then."""
    hr = beside(replace(DAILY, unit=Unit.WEEK, crews=((BO,),)))

    def booked(made: Roster) -> bool:
        found = preview(compile_roster(made), MONDAY, 1, others=[hr]).double_bookings
        return any(one.person == BO and one.start < TUESDAY[1] for one in found)

    assert booked(roster(DAILY))
    assert not booked(roster(*layers, changes=changes))
