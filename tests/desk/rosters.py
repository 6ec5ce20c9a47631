"""A few layers and their people, for tests of rosters."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from desk.calendar import Window
from desk.roster import Adjustment, Layer, Roster, Unit
from desk.rota import compile_roster, on_duty


def wall(text: str) -> datetime:
    """A time as clocks of a layer's own zone show it."""
    return datetime.fromisoformat(text)


SHANGHAI, NEW_YORK = "Asia/Shanghai", "America/New_York"
ANA, BO, CAI, DAN, EVE = 1, 2, 3, 4, 5
WORKDAYS = frozenset(range(5))
HOURS_9_TO_18 = Window(9 * 60, 18 * 60)

# Monday, 2 March 2026, 9:00 in Shanghai.
DAILY = Layer(
    key="first",
    timezone=SHANGHAI,
    unit=Unit.DAY,
    start=wall("2026-03-02 09:00"),
    crews=((ANA,), (BO,), (CAI,)),
)
BELOW = replace(DAILY, key="below", crews=((EVE,),), unit=Unit.WEEK, priority=-1)
BACKUP = replace(DAILY, key="backup", crews=((DAN,),), unit=Unit.WEEK, position=1)


def roster(*layers: Layer, changes: tuple[Adjustment, ...] = ()) -> Roster:
    """These layers, and what was changed in them."""
    zone = layers[0].timezone
    return Roster(key="it", name="IT", timezone=zone, layers=layers, adjustments=changes)


def local(text: str, zone: str = SHANGHAI) -> datetime:
    """A time as it is said in that zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def utc(text: str) -> datetime:
    """A time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def people(made: Roster, at: datetime) -> list[int]:
    """Who is on duty."""
    return [duty.person for duty in on_duty(compile_roster(made), at)]
