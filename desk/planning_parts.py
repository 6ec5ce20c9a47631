"""What other settings are otherwise in themselves: the parts of desk.yaml, and its rosters."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from desk.calendar_spans import joined, without
from desk.groups import Desk
from desk.roster import Adjustment, Override, Roster, Swap
from desk.roster_compare import Change, compare
from desk.roster_preview import Gap, preview
from desk.rota import compile_roster
from desk.spec import DeskSpec
from desk.turns import hours_of
from desk.void import void_parts

WEEKS = 2
MOST_STRETCHES = 20
COMING = timedelta(days=365)


class Part(StrEnum):
    """A part of desk.yaml, as it is called there."""

    PEOPLE = "people"
    CALENDARS = "calendars"
    ROSTERS = "rosters"
    SUPPORT_TIERS = "support_tiers"
    CUSTOMER_TIERS = "customer_tiers"
    GROUPS = "groups"
    CATEGORIES = "categories"
    PRIORITIES = "priorities"
    SLA = "sla"
    SETTINGS = "settings"  # what stands alone


@dataclass(frozen=True, slots=True)
class PartChange:
    """What is new, gone or otherwise in one part, by name; `reordered` where the order matters."""

    part: Part
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    reordered: bool = False


class _Named(Protocol):
    @property
    def key(self) -> str: ...


NAMED: Mapping[Part, Callable[[DeskSpec], Sequence[_Named]]] = {
    Part.PEOPLE: lambda spec: spec.people,
    Part.CALENDARS: lambda spec: spec.calendars,
    Part.ROSTERS: lambda spec: spec.rosters,
    Part.SUPPORT_TIERS: lambda spec: spec.support_tiers,
    Part.CUSTOMER_TIERS: lambda spec: spec.customer_tiers,
    Part.GROUPS: lambda spec: spec.groups,
    Part.CATEGORIES: lambda spec: spec.categories,
    Part.PRIORITIES: lambda spec: spec.priorities,
    Part.SLA: lambda spec: spec.policies,
}
ALONE: Mapping[str, Callable[[DeskSpec], object]] = {
    "language": lambda spec: spec.language,
    "default_group": lambda spec: spec.default_group,
    "default_priority": lambda spec: spec.default_priority,
    "priority_rules": lambda spec: spec.priority_rules,
    "operators": lambda spec: set(spec.operators),
    "bind_by": lambda spec: spec.link_by,
}
ORDERED = frozenset({Part.SUPPORT_TIERS, Part.PRIORITIES, Part.SLA})


def parts_changed(old: DeskSpec, new: DeskSpec) -> tuple[PartChange, ...]:
    """The parts that differ, in the order of the file."""
    found = [_part(part, list_of(old), list_of(new)) for part, list_of in NAMED.items()]
    alone = tuple(name for name, value in ALONE.items() if value(old) != value(new))
    found.append(PartChange(Part.SETTINGS, changed=alone))
    return tuple(change for change in found if change != PartChange(change.part))


def _part(part: Part, old: Sequence[_Named], new: Sequence[_Named]) -> PartChange:
    before, after = ({one.key: one for one in side} for side in (old, new))
    stays = [key for key in before if key in after]
    return PartChange(
        part,
        added=tuple(key for key in after if key not in before),
        removed=tuple(key for key in before if key not in after),
        changed=tuple(key for key in stays if before[key] != after[key]),
        reordered=part in ORDERED and stays != [key for key in after if key in before],
    )


@dataclass(frozen=True, slots=True)
class VoidSwap:
    """A swap that no longer counts, as the shift is no longer what was agreed on; `start` is that
    of the shift."""

    swap: Swap
    start: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPlan:
    """What becomes otherwise in a roster; `more` stretches change beyond those listed."""

    roster: str
    timezone: str
    stretches: tuple[Change, ...] = ()
    more: int = 0
    gaps: tuple[Gap, ...] = ()
    void: tuple[VoidSwap, ...] = ()
    void_overrides: tuple[Override, ...] = ()


def roster_plans(old: Desk, new: Desk, at: datetime) -> Iterator[RosterPlan]:
    """The rosters in which somebody else is on duty in the coming two weeks, or nobody, or in which
    a swap or another change is void."""
    for key, roster in new.rosters.items():
        plan = _roster_plan(old.rosters.get(key), roster, at)
        if plan is not None and plan != RosterPlan(roster=key, timezone=roster.timezone):
            yield plan


def _roster_plan(old: Roster | None, new: Roster, at: datetime) -> RosterPlan | None:
    """A new roster has gaps alone to tell of; all the rest of it is new."""
    if old == new:
        return None
    after = preview(compile_roster(new), at, WEEKS)
    if old is None:
        return RosterPlan(roster=new.key, timezone=new.timezone, gaps=after.gaps)
    before = preview(compile_roster(old), at, WEEKS)
    comparison = compare(before, after, MOST_STRETCHES)
    known = joined([(gap.start, gap.end) for gap in before.gaps])
    gaps = without([(gap.start, gap.end) for gap in after.gaps], known)
    return RosterPlan(
        roster=new.key,
        timezone=new.timezone,
        stretches=comparison.changes,
        more=comparison.more,
        gaps=tuple(Gap(start, end) for start, end in gaps),
        void=tuple(_newly_void(old, new, at)),
        void_overrides=tuple(_newly_void_overrides(old, new, at)),
    )


def _newly_void(old: Roster, new: Roster, at: datetime) -> Iterator[VoidSwap]:
    layers = {layer.key: layer for layer in old.layers}
    for swap in _void(old, new):
        if not isinstance(swap, Swap):
            continue
        hours = hours_of(layers[swap.layer], swap.ordinal)
        if hours and hours[-1][1] > at:
            yield VoidSwap(swap, hours[0][0])


def _newly_void_overrides(old: Roster, new: Roster, at: datetime) -> Iterator[Override]:
    for part in _void(old, new):
        if isinstance(part, Override) and part.end > at:
            yield part


def _void(old: Roster, new: Roster) -> Iterator[Adjustment]:
    """What counts by the old roster, and by the new one no longer."""
    before = frozenset(void_parts(old, old.adjustments))
    yield from (part for part in void_parts(new, new.adjustments) if part not in before)


def not_listed(desk: Desk, at: datetime) -> Iterator[tuple[str, date]]:
    """Calendars whose official holidays of the coming year aren't all known, with the last day for
    which they are."""
    for key, calendar in desk.calendars.items():
        until = calendar.listed_until
        if until is not None and until < (at + COMING).astimezone(calendar.zone).date():
            yield key, until
