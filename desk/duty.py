"""Changes of a roster: who may put somebody on duty, who is away, and what holes that leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk.calendar_spans import Span, within
from desk.errors import Reason, Refusal
from desk.groups import Desk, Group
from desk.people import Role
from desk.roster import Adjustment, Leave, Override, OverrideKind, Roster
from desk.roster_preview import Gap, preview
from desk.rota import Rota, compile_roster, shifts
from desk.tracks import DAY

EVERY_ROSTER = ""
LEADS = frozenset({Role.LEAD, Role.OPERATOR})


UNNUMBERED = 2**62  # behind all that have a number


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterChange:
    """Something that was changed, under its number, with all that rosters are told of it.

    `roster` is EVERY_ROSTER for leave. `shift` names the shift of a swap; `made_by` is an account.
    """

    id: int = 0
    roster: str
    parts: tuple[Adjustment, ...]
    start: datetime
    end: datetime
    made_by: int
    shift: str | None = None

    @property
    def about(self) -> Adjustment:
        """The part that tells what it is."""
        return self.parts[0]

    @property
    def is_import(self) -> bool:
        """Whether it is about several times at once, as a sheet is."""
        spans = {(one.start, one.end) for one in self.parts if isinstance(one, Override)}
        return len(spans) > 1

    @property
    def spans(self) -> tuple[Span, ...]:
        """When it is: several times, if somebody is away around what was known before."""
        if isinstance(self.about, Leave):
            return tuple((one.start, one.end) for one in self.parts if isinstance(one, Leave))
        return ((self.start, self.end),)

    @property
    def people(self) -> tuple[int | None, ...]:
        """Everybody it names."""
        return self.about.person, None if isinstance(self.about, Leave) else self.about.other


def groups_of(desk: Desk, roster: str) -> tuple[Group, ...]:
    """The groups that a roster serves."""
    return tuple(group for group in desk.groups.values() if group.roster == roster)


def groups_for(desk: Desk, here: Group | None, person: int) -> tuple[Group, ...]:
    """Whose duty somebody asks about: this place's group, else their own ones, else all."""
    if here is not None:
        return (here,)
    return own_groups(desk, person) or tuple(desk.groups.values())


def own_groups(desk: Desk, person: int) -> tuple[Group, ...]:
    """The groups that somebody belongs to or serves."""
    return tuple(group for group in desk.groups.values() if belongs(desk, group, person))


def belongs(desk: Desk, group: Group, person: int) -> bool:
    """Whether somebody is a member or lead of a group, or has turns in its roster."""
    rota = desk.rota(group.roster)
    layers = rota.layers if rota else ()
    serve = {one for layer in layers for crew in layer.crews for one in crew}
    return person in group.members | group.leads | serve


def leads(desk: Desk, groups: Iterable[Group], person: int) -> bool:
    """Whether somebody may change these groups' rosters for others."""
    return any(desk.roles(person, group.key, None) & LEADS for group in groups)


def leads_of(desk: Desk, group: Group) -> tuple[int, ...]:
    """Who decides on a group's roster and can be written to: its leads, else the operators."""
    for people in (group.leads, desk.operators):
        reached = tuple(sorted(p for p in people if can_be_told(desk, p)))
        if reached:
            return reached
    return ()


def can_be_told(desk: Desk, person: int) -> bool:
    """Whether the desk knows an account of theirs."""
    known = desk.people.get(person)
    return known is not None and bool(known.accounts)


def away(rota: Rota, person: int) -> tuple[Leave, ...]:
    """Somebody's leave."""
    return tuple(leave for leave in rota.leave if leave.person == person)


def override(
    desk: Desk, group: Group, span: Span, other: int, instead: int | None, account: int
) -> RosterChange:
    """Somebody on duty for a time, instead of one person or of whoever is primary then.

    Raises:
        Refusal: there is no roster, or that person isn't on duty then.
    """
    rota = desk.rota(group.roster)
    if rota is None or not rota.layers:
        raise Refusal(Reason.NO_ROSTER, group=group.key)
    if not belongs(desk, group, other):
        raise Refusal(Reason.NOT_IN_GROUP, person=other, group=group.key)
    start, end = span
    if instead is None:
        parts = _instead_of_primaries(rota, start, end, other)
    else:
        _must_serve(rota, group, span, instead)
        parts = (
            Override(
                id=0,
                kind=OverrideKind.REPLACE,
                start=start,
                end=end,
                person=instead,
                other=other,
            ),
        )
    return RosterChange(roster=rota.roster.key, parts=parts, start=start, end=end, made_by=account)


def _instead_of_primaries(
    rota: Rota, start: datetime, end: datetime, other: int
) -> tuple[Override, ...]:
    """One layer gets this person; those of equal rank, which would be shown beside it, nobody."""
    first = rota.layers[0]
    equal = [
        layer
        for layer in rota.layers
        if (layer.position, layer.priority) == (first.position, first.priority)
    ]
    return tuple(
        Override(
            id=0,
            kind=OverrideKind.REPLACE if layer is first else OverrideKind.EMPTY,
            start=start,
            end=end,
            layer=layer.key,
            other=other if layer is first else None,
        )
        for layer in equal
    )


def _must_serve(rota: Rota, group: Group, span: Span, person: int) -> None:
    """They have a shift then, or would have one if they weren't away."""
    present = tuple(
        change
        for change in rota.roster.adjustments
        if not (isinstance(change, Leave) and change.person == person)
    )
    without_leave = compile_roster(replace(rota.roster, adjustments=present))
    if not any(shift.person == person for shift in shifts(without_leave, *span)):
        raise Refusal(
            Reason.NOT_ON_DUTY, person=person, group=group.key, spans=spans_as_text([span])
        )


def leave(person: int, span: Span, account: int, *more: Span) -> RosterChange:
    """Somebody is away, from all rosters; `more` times come after the first."""
    spans = (span, *more)
    return RosterChange(
        roster=EVERY_ROSTER,
        parts=tuple(Leave(id=0, person=person, start=start, end=end) for start, end in spans),
        start=spans[0][0],
        end=spans[-1][1],
        made_by=account,
    )


def leave_within(
    changes: Iterable[RosterChange], person: int, span: Span
) -> tuple[RosterChange, ...]:
    """Those of these changes by which somebody is away in a part of that time."""
    return tuple(
        change
        for change in changes
        if isinstance(change.about, Leave)
        and change.about.person == person
        and within(change.spans, *span)
    )


def new_holes(rota: Rota, change: RosterChange) -> tuple[Gap, ...]:
    """When nobody is primary because of a change, and somebody was without it."""
    return tuple(_holes(_with(rota.roster, change), change, _gaps(rota, change)))


def whose_duty_changes(desk: Desk, change: RosterChange) -> frozenset[int]:
    """All who are on duty at other times, or in another position, because of a change."""
    found: set[int] = set()
    for group in affected(desk, change):
        rota = desk.rota(group.roster)
        if rota is not None:
            roster = rota.roster
            kept = tuple(one for one in roster.adjustments if one.id != change.id)
            without = replace(roster, adjustments=kept)
            apart = _served(without, change) ^ _served(_with(without, change), change)
            found |= {person for person, _, _, _ in apart}
    return frozenset(found)


def _with(roster: Roster, change: RosterChange) -> Roster:
    """The roster after a change, which comes last if it has no number yet."""
    parts = (part if part.id else replace(part, id=UNNUMBERED) for part in change.parts)
    return replace(roster, adjustments=(*roster.adjustments, *parts))


def _served(roster: Roster, change: RosterChange) -> frozenset[tuple[int, int, datetime, datetime]]:
    """Who serves in which position, within the time of a change."""
    return frozenset(
        (one.person, one.position, max(one.start, change.start), min(one.end, change.end))
        for one in shifts(compile_roster(roster), change.start, change.end)
    )


def _gaps(rota: Rota, change: RosterChange) -> tuple[Span, ...]:
    weeks = (change.end - change.start) // (7 * DAY) + 1
    seen = preview(rota, change.start, weeks).gaps
    cut = ((max(gap.start, change.start), min(gap.end, change.end)) for gap in seen)
    return tuple((start, end) for start, end in cut if start < end)


def _holes(after: Roster, change: RosterChange, before: Sequence[Span]) -> Iterable[Gap]:
    for start, end in _gaps(compile_roster(after), change):
        at = start
        for known_start, known_end in before:
            if known_end <= at or known_start >= end:
                continue
            if at < known_start:
                yield Gap(at, known_start)
            at = max(at, known_end)
        if at < end:
            yield Gap(at, end)


def may_undo(desk: Desk, change: RosterChange, person: int) -> bool:
    """Leave is ended by whose it is; all else, and that too, by leads."""
    groups = affected(desk, change)
    if isinstance(change.about, Leave) and change.about.person == person:
        return True
    return leads(desk, groups, person) or person in desk.operators


def affected(desk: Desk, change: RosterChange) -> tuple[Group, ...]:
    """The groups that a change is about."""
    if change.roster != EVERY_ROSTER:
        return groups_of(desk, change.roster)
    person = change.about.person or 0
    return tuple(group for group in own_groups(desk, person) if desk.rota(group.roster))


def spans_as_text(spans: Iterable[Span]) -> str:
    """Times as one fact of a refusal or an announcement."""
    return ",".join(f"{start.isoformat()}/{end.isoformat()}" for start, end in spans)


def spans_in(text: str) -> tuple[Span, ...]:
    """The times in such a fact."""
    parts = (part.partition("/") for part in text.split(",") if part)
    return tuple((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, _, b in parts)
