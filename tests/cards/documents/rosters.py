"""A roster with three layers and its people, for the tests of documents."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from desk.calendar import DayKind, SpecialDay, Window
from desk.roster import Layer, Override, OverrideKind, Roster, Shift, Unit
from desk.rota import compile_roster, shifts

SHANGHAI = "Asia/Shanghai"


def local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """What clocks show."""
    return datetime.combine(day, time(hour, minute))


A_MONDAY = date(2026, 1, 5)
WANG, BO, LI, ZHU = 1, 2, 3, 4
PEOPLE = ((WANG, "wang", "小王"), (BO, "bo", "Bo"), (LI, "li", "=1+1"), (ZHU, "zhu", "朱镕"))
NAMES = {person: name for person, _, name in PEOPLE}
OCTOBER = (2026, 10)
FEASTS = {
    **{date(2026, 10, n): SpecialDay(DayKind.HOLIDAY, "国庆节", ()) for n in range(1, 8)},
    date(2026, 10, 10): SpecialDay(DayKind.MAKEUP, "国庆节", ()),
}
MID_OCTOBER = datetime(2026, 10, 12, 3, tzinfo=UTC)
ALL_DAY = Layer(
    key="primary",
    timezone=SHANGHAI,
    unit=Unit.DAY,
    start=local(A_MONDAY, 9),
    crews=((WANG,), (BO,), (LI,)),
)
ROSTER = Roster(
    key="it",
    name="IT 值班",
    timezone=SHANGHAI,
    layers=(
        Layer(
            key="day",
            timezone=SHANGHAI,
            unit=Unit.DAY,
            start=local(A_MONDAY, 9),
            crews=((WANG,), (BO,), (LI,)),
            windows=(Window(9 * 60, 21 * 60),),
        ),
        Layer(
            key="night",
            timezone=SHANGHAI,
            unit=Unit.WEEK,
            start=local(A_MONDAY, 21),
            crews=((LI,), (WANG,)),
            windows=(Window(21 * 60, 33 * 60),),
        ),
        Layer(
            key="backup",
            timezone=SHANGHAI,
            unit=Unit.WEEK,
            start=local(A_MONDAY, 9),
            crews=((BO,), (ZHU,)),
            position=1,
        ),
    ),
)


def roster_of(*layers: Layer, adjustments: tuple[Override, ...] = ()) -> Roster:
    """A roster of these layers."""
    zone = layers[0].timezone
    return Roster(key="it", name="IT", timezone=zone, layers=layers, adjustments=adjustments)


def replaced(start: datetime, end: datetime, other: int, layer: str | None = "day") -> Override:
    """Somebody else serves for a while."""
    kind = OverrideKind.REPLACE if layer else OverrideKind.ADD
    return Override(id=1, kind=kind, start=start, end=end, layer=layer, other=other)


class Shifts:
    """A roster's shifts from one instant to another."""

    def __init__(self, roster: Roster = ROSTER) -> None:
        self.rota = compile_roster(roster)

    def __call__(self, start: datetime, end: datetime) -> Sequence[Shift]:
        return shifts(self.rota, start, end)
