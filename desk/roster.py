"""Rosters: who is on duty, when, by layers of rotations and what was changed in them.

A shift is [start, next hand-off). Hand-offs follow the wall clock of the layer's zone; one inside a
spring gap happens at the first instant that exists, one inside a doubled hour at its first
occurrence. Before its start a rotation has nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from desk.address import ConversationAddress
from desk.calendar import Window


class Unit(StrEnum):
    """How long a turn is, times `every`."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A rotation, perhaps only on some weekdays and in some hours.

    `position` 0 is the primary, 1 the back-up, and so on; within a position the layer with the
    higher `priority` hides the others wherever it has somebody. `crews` take turns in order; those
    in one crew serve together. `start` and `until` are local times (naive) of `timezone`.
    `weekdays` (0 is Monday) and `windows` empty mean all; a window belongs to the day on which it
    begins, and without windows a weekday lasts from the hand-off time to the next day's (on hourly
    rotations from midnight to midnight). Daily and hourly rotations turn only on their weekdays.
    With `gap`, a turn of `every` units is one unit of duty and the rest nobody's; an empty crew is
    nobody too. `channels`: where its group's cards go while it is on. With `listed` there are no
    turns: it has exactly these shifts, in order, of which none overlap (desk/roster_feed.py).
    """

    key: str
    timezone: str
    unit: Unit
    every: int = 1
    start: datetime
    until: datetime | None = None
    crews: tuple[tuple[int, ...], ...]
    weekdays: frozenset[int] = frozenset()
    windows: tuple[Window, ...] = ()
    position: int = 0
    priority: int = 0
    gap: bool = False
    channels: tuple[ConversationAddress, ...] = ()
    listed: tuple["ListedShift", ...] = ()


class ListedShift(NamedTuple):
    """A shift that no rotation gives (UTC)."""

    start: datetime
    end: datetime
    crew: tuple[int, ...]


class OverrideKind(StrEnum):
    REPLACE = "replace"
    ADD = "add"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """From `start` to `end` (UTC) somebody else: instead of `person` (None: of all), beside those
    who are, or nobody. `layer` None means the whole roster.

    Each works on what those with lower ids left. Whoever stands in for all, or is added, serves all
    that time, whether somebody was on duty or not; whoever stands in for one person serves when
    that person would, also during their leave. Those who are added hide no lower layer.
    `fingerprint` is the layer's when this was imported for its turns, and empty where it wasn't.
    """

    id: int
    kind: OverrideKind
    start: datetime
    end: datetime
    layer: str | None = None
    person: int | None = None
    other: int | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Somebody is away: their shifts have a hole, unless somebody takes them."""

    id: int
    person: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """`other` serves instead of `person` in one shift, the turn of that ordinal of that layer.

    `fingerprint` is the layer's when it was agreed: it is void once participants or length change.
    """

    id: int
    layer: str
    ordinal: int
    fingerprint: str
    person: int
    other: int


Adjustment = Override | Leave | Swap


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Layers with what was changed in them; `rest` is the least time off between two shifts.

    `feed` is the address of a calendar elsewhere, if its layers are read from one. `staff` may be
    put on duty beside those who have turns (desk/groups.py); None is anybody.
    """

    key: str
    name: str
    timezone: str
    layers: tuple[Layer, ...]
    adjustments: tuple[Adjustment, ...] = ()
    rest: timedelta = timedelta(hours=11)
    calendar: str | None = None
    feed: str = ""
    staff: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who is on duty; `until` is when this stretch of theirs ends (UTC).

    None if that is not within ten years.
    """

    person: int
    position: int
    layer: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of duty without interruption, in UTC.

    `ordinal` counts the layer's turns since its start; it is -1 where somebody was added or stands
    in for all by an override (of the whole roster if `layer` is empty). `instead_of` is whose turn
    it was by the rotation.
    """

    start: datetime
    end: datetime
    person: int
    position: int
    layer: str
    ordinal: int
    instead_of: int | None = None
