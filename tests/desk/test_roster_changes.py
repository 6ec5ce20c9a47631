"""What was changed in a roster: swaps, leave and overrides, and which of them wins."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.calendar import Window
from desk.roster import Adjustment, Layer, Leave, Override, OverrideKind, Swap, Unit
from desk.rota import compile_roster, on_duty, shifts
from desk.turns import agreement, fingerprint
from desk.void import without_void
from tests.desk.rosters import (
    ANA,
    BACKUP,
    BELOW,
    BO,
    CAI,
    DAILY,
    DAN,
    EVE,
    HOURS_9_TO_18,
    SHANGHAI,
    WORKDAYS,
    local,
    people,
    roster,
    wall,
)


def override(number: int, kind: str, layer: str | None = None, **who: int) -> Override:
    """From noon to 6 p.m. on 2 March."""
    return Override(
        id=number,
        kind=OverrideKind(kind),
        start=local("2026-03-02 12:00"),
        end=local("2026-03-02 18:00"),
        layer=layer,
        person=who.get("person"),
        other=who.get("other"),
    )


def replaced(number: int, person: int, other: int) -> Override:
    """One by another, wherever they serve."""
    return override(number, "replace", person=person, other=other)


def swap(number: int, ordinal: int, person: int, other: int, layer: Layer = DAILY) -> Swap:
    """Agreed on as the layer is now."""
    word = agreement(layer)
    return Swap(
        id=number,
        layer=layer.key,
        ordinal=ordinal,
        fingerprint=word,
        person=person,
        other=other,
    )


def away(person: int) -> Leave:
    """All of that day."""
    return Leave(
        id=9, person=person, start=local("2026-03-02 00:00"), end=local("2026-03-03 00:00")
    )


# Who is on duty at 3 p.m. on 2 March, Ana's first shift; Eve's layer is below, Dan is back-up.
CHANGED: list[tuple[str, tuple[Adjustment, ...], list[int]]] = [
    ("replaced", (replaced(1, ANA, BO),), [BO, DAN]),
    ("one who does not serve can't be replaced", (replaced(1, BO, CAI),), [ANA, DAN]),
    ("all of a layer", (override(1, "replace", "first", other=BO),), [BO, DAN]),
    ("all of the roster", (override(1, "replace", other=BO),), [BO]),
    ("added first", (override(1, "add", other=BO),), [ANA, BO, DAN]),
    ("added at a layer's position", (override(1, "add", "backup", other=BO),), [ANA, DAN, BO]),
    ("added below hides nobody", (override(1, "add", "below", other=BO),), [ANA, BO, DAN]),
    ("nobody at all", (override(1, "empty"),), []),
    ("nobody in a layer: the lower one shows", (override(1, "empty", "first"),), [EVE, DAN]),
    ("nobody for one", (override(1, "empty", person=DAN),), [ANA]),
    ("a layer that is gone", (override(1, "replace", "gone", other=BO),), [ANA, DAN]),
    ("the later wins", (replaced(2, ANA, CAI), replaced(1, ANA, BO)), [CAI, DAN]),
    ("one after the other", (replaced(1, ANA, BO), replaced(2, BO, CAI)), [CAI, DAN]),
    ("emptied, then added to", (override(1, "empty"), override(2, "add", other=BO)), [BO]),
    ("added to, then emptied", (override(1, "add", other=BO), override(2, "empty")), []),
    ("added, then replaced", (override(1, "add", other=BO), replaced(2, BO, CAI)), [ANA, CAI, DAN]),
    ("on leave: the lower layer shows", (away(ANA),), [EVE, DAN]),
    ("on leave and replaced", (away(ANA), replaced(1, ANA, BO)), [BO, DAN]),
    ("on leave, and another added", (away(ANA), override(1, "add", other=BO)), [EVE, BO, DAN]),
    ("swapped", (swap(1, 0, ANA, BO),), [BO, DAN]),
    ("another shift swapped", (swap(1, 3, ANA, BO),), [ANA, DAN]),
    ("swapped before leave", (swap(1, 0, ANA, BO), away(ANA)), [BO, DAN]),
    ("swapped with one on leave", (swap(1, 0, ANA, BO), away(BO)), [EVE, DAN]),
    ("swapped, and the new one replaced", (swap(1, 0, ANA, BO), replaced(2, BO, CAI)), [CAI, DAN]),
    ("who gave it away can't be replaced", (swap(1, 0, ANA, BO), replaced(2, ANA, CAI)), [BO, DAN]),
    ("the later swap wins", (swap(2, 0, ANA, CAI), swap(1, 0, ANA, BO)), [CAI, DAN]),
    ("swapped on", (swap(1, 0, ANA, BO), swap(2, 0, BO, CAI)), [CAI, DAN]),
    ("swapped back", (swap(1, 0, ANA, BO), swap(2, 0, BO, ANA)), [ANA, DAN]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "changes", "expected"), CHANGED, ids=[c[0] for c in CHANGED])
def test_who_is_on_duty_after_changes(
    what: str, changes: tuple[Adjustment, ...], expected: list[int]
) -> None:
    """Swaps, then leave, then overrides; and look-ups of every kind agree."""
    rota = compile_roster(roster(DAILY, BELOW, BACKUP, changes=changes))
    at = local("2026-03-02 15:00")
    duty = on_duty(rota, at)
    assert [one.person for one in duty] == expected, what
    served = shifts(rota, at, at + timedelta(seconds=1))
    told = [(shift.person, shift.position, shift.layer, shift.end) for shift in served]
    assert sorted(told) == sorted((one.person, one.position, one.layer, one.until) for one in duty)


def test_a_stand_in_for_all_serves_also_where_nobody_did() -> None:
    """ "Bo does this afternoon" holds outside of the windows too."""
    layer = replace(DAILY, windows=(Window(0, 13 * 60),))
    made = roster(layer, changes=(override(1, "replace", other=BO),))
    assert people(made, local("2026-03-02 15:00")) == [BO]


def test_shifts_say_whose_they_were() -> None:
    """One stretch a turn, cut by the override, each with its ordinal and whom it stands in for."""
    changes = (replaced(1, ANA, BO), swap(2, 1, BO, CAI))
    rota = compile_roster(roster(DAILY, changes=changes))
    found = shifts(rota, local("2026-03-02 10:00"), local("2026-03-03 10:00"))
    zone = ZoneInfo(SHANGHAI)
    told = [
        (f"{s.start.astimezone(zone):%d %H}", f"{s.end.astimezone(zone):%d %H}",
         s.person, s.ordinal, s.instead_of)
        for s in found
    ]  # fmt: skip
    assert told == [
        ("02 09", "02 12", ANA, 0, None),
        ("02 12", "02 18", BO, 0, ANA),
        ("02 18", "03 09", ANA, 0, None),
        ("03 09", "04 09", CAI, 1, BO),
    ]


def test_a_swap_follows_its_shift_when_overrides_come_and_go() -> None:
    """An override over the shift moves nothing: after it, the swap is as it was."""
    agreed = swap(1, 0, ANA, BO)
    without = roster(DAILY, changes=(agreed,))
    with_one = roster(DAILY, changes=(agreed, override(2, "empty", "first")))
    assert people(with_one, local("2026-03-02 15:00")) == []
    for hour in ("2026-03-02 10:00", "2026-03-03 08:00", "2026-03-03 10:00"):
        assert people(with_one, local(hour)) == people(without, local(hour))


@pytest.mark.parametrize(
    ("change", "is_void"),
    [
        ({"crews": ((ANA,), (BO,))}, True),
        ({"unit": Unit.WEEK}, True),
        ({"every": 2}, True),
        ({"start": wall("2026-02-27 09:00")}, True),
        ({"start": wall("2026-03-02 08:00")}, False),
        ({"gap": True}, True),
        ({"weekdays": WORKDAYS}, True),
        ({"windows": (HOURS_9_TO_18,)}, True),
        ({"timezone": "Asia/Tokyo"}, False),
        ({"priority": 5}, False),
        ({"position": 1}, False),
        ({"until": wall("2027-01-01 00:00")}, False),
    ],
)
def test_a_swap_is_void_once_turns_or_participants_change(
    change: dict[str, object], is_void: bool
) -> None:
    """A void swap is told and has no effect; other changes leave it alone."""
    agreed = swap(1, 0, ANA, BO)
    made = roster(replace(DAILY, **change), changes=(agreed,))  # type: ignore[arg-type]
    assert without_void(made) == (() if is_void else (agreed,))
    assert people(made, local("2026-03-02 10:00")) == ([ANA] if is_void else [BO])


def test_a_swap_moves_with_the_hours_of_its_shift() -> None:
    """Hands are changed two hours later: so does who took the shift, and nothing is void."""
    agreed = swap(1, 0, ANA, BO)
    made = roster(replace(DAILY, start=wall("2026-03-02 11:00")), changes=(agreed,))
    assert without_void(made) == (agreed,)
    assert people(made, local("2026-03-02 10:00")) == []
    assert people(made, local("2026-03-02 11:00")) == [BO]
    assert people(made, local("2026-03-03 10:59")) == [BO]


def test_an_import_is_void_with_its_turns_and_a_change_by_hand_with_its_layer() -> None:
    """Who was emptied for an import comes back with it; an override by hand is about a time."""
    beside = replace(DAILY, key="beside", crews=((DAN,),))
    by_hand = override(1, "replace", other=EVE, layer="first")
    emptied = replace(by_hand, kind=OverrideKind.EMPTY, layer="beside", other=None)
    parts = tuple(replace(one, fingerprint=fingerprint(DAILY)) for one in (by_hand, emptied))
    parts = (parts[0], replace(parts[1], fingerprint=fingerprint(beside)))
    at = by_hand.start
    assert people(roster(DAILY, beside, changes=parts), at) == [EVE]
    turned = replace(DAILY, crews=((BO,), (ANA,)))
    assert people(roster(turned, beside, changes=parts), at) == [BO, DAN]
    assert people(roster(turned, beside, changes=(by_hand, emptied)), at) == [EVE]
    renamed = replace(turned, key="other")
    assert without_void(roster(renamed, beside, changes=(by_hand, emptied))) == ()
    elsewhere = replace(roster(renamed, changes=(by_hand,)), feed="https://example.org/a.ics")
    assert without_void(elsewhere) == (by_hand,)


STAFF = frozenset({ANA, BO, CAI, DAN})


@pytest.mark.parametrize(
    ("change", "is_void"),
    [
        (swap(1, 0, ANA, BO), False),
        (swap(1, 0, ANA, EVE), True),
        (replaced(1, ANA, DAN), False),
        (replaced(1, ANA, EVE), True),
        (replaced(1, EVE, DAN), True),
        (override(1, "add", other=DAN), False),
        (override(1, "add", other=EVE), True),
        (override(1, "replace", "first", other=EVE), True),
        (override(1, "empty", "first"), False),
    ],
)
def test_a_change_is_void_without_its_people(change: Adjustment, is_void: bool) -> None:
    """Eve is in no group of the roster and has no turns: nothing that names her counts."""
    made = replace(roster(DAILY, BACKUP, changes=(change,)), staff=STAFF)
    assert without_void(made) == (() if is_void else (change,))
    assert without_void(replace(made, staff=STAFF | {EVE})) == (change,)
    with_turns = replace(made, layers=(DAILY, replace(BACKUP, crews=((EVE,),))))
    assert without_void(with_turns) == (change,)


def test_who_was_emptied_comes_back_with_a_stand_in_who_is_gone_and_only_then() -> None:
    """Two layers of one rank: Eve stood in for both; a stranger beside Dan leaves Dan alone."""
    beside = replace(DAILY, key="beside", crews=((CAI,),))
    dan = override(1, "replace", "first", other=DAN)
    eve = replace(dan, other=EVE)
    emptied = override(1, "empty", "beside")
    added = override(1, "add", "first", other=EVE)
    both = replace(roster(DAILY, beside, changes=(eve, emptied)), staff=STAFF)
    assert people(both, dan.start) == [ANA, CAI]
    assert people(replace(both, adjustments=(dan, emptied, added)), dan.start) == [DAN]


def test_a_stand_in_without_an_end_has_none_in_sight() -> None:
    """Somebody added for a hundred years is on duty until further notice."""
    long = replace(override(1, "add", other=EVE), end=local("2126-03-02 12:00"))
    duty = on_duty(compile_roster(roster(DAILY, changes=(long,))), local("2026-03-02 15:00"))
    assert [(one.person, one.until) for one in duty] == [
        (ANA, local("2026-03-03 09:00")),
        (EVE, None),
    ]


def test_shifts_are_whole_at_the_edges_of_what_was_asked() -> None:
    """A month's shift is told with its true start and end, also when an hour of it is asked for."""
    monthly = replace(DAILY, unit=Unit.MONTH, every=3)
    rota = compile_roster(roster(monthly))
    found = shifts(rota, local("2026-04-10 12:00"), local("2026-04-10 13:00"))
    assert [(one.start, one.end) for one in found] == [
        (local("2026-03-02 09:00"), local("2026-06-02 09:00"))
    ]
    assert shifts(rota, local("2026-04-10 12:00"), local("2026-04-10 12:00")) == ()
