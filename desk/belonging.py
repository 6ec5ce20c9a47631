"""Who belongs to a group, by desk.yaml, by command and by lists elsewhere; who may change that."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from desk.errors import Reason, Refusal
from desk.groups import Desk, Group, staff_of
from desk.people import Actor, Person, Role
from desk.rights import GRANTED_BY_COMMAND, Rights
from desk.roster import Leave, Roster

FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)


class Ground(StrEnum):
    """By what somebody has a role."""

    FILE = "file"
    LIST = "list"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's role in a group, with all that it rests on."""

    person: int
    role: Role
    grounds: tuple[Ground, ...]


def with_rights(desk: Desk, rights: Rights, people: Mapping[int, Person]) -> Desk:
    """The desk of desk.yaml with what stands beside it; `people` are those whom only that names."""
    everybody = {**desk.people, **people}
    groups = {key: _joined(group, rights) for key, group in desk.groups.items()}
    rosters = {
        key: _staffed(roster, staff_of(key, groups.values(), everybody), groups, rights)
        for key, roster in desk.rosters.items()
    }
    partners = desk.partners.union(
        *(rights.given(key, Role.PARTNER) for key in groups), rights.outsiders
    )
    return replace(
        desk,
        people=everybody,
        groups=groups,
        rosters=rosters,
        partners=partners,
        rights=rights,
        in_file=desk.groups,
    )


def _joined(group: Group, rights: Rights) -> Group:
    members = rights.given(group.key, Role.MEMBER) | rights.listed.get(group.key, frozenset())
    return replace(
        group,
        members=group.members | members,
        leads=group.leads | rights.given(group.key, Role.LEAD),
    )


def _staffed(
    roster: Roster, staff: frozenset[int], groups: Mapping[str, Group], rights: Rights
) -> Roster:
    """The roster with whom it may name; who has left a list serves no longer, as if on leave."""
    gone: dict[int, datetime] = {}
    for group in groups.values():
        if group.roster == roster.key:
            gone |= rights.left.get(group.key, {})
    away = tuple(
        Leave(id=0, person=person, start=since, end=FOR_GOOD)
        for person, since in sorted(gone.items())
        if person not in staff
    )
    return replace(roster, staff=staff, adjustments=(*roster.adjustments, *away))


def standings(desk: Desk, group: Group) -> tuple[Standing, ...]:
    """Who may do what in a group, leads first, and by what."""
    rights, file = desk.rights, desk.in_file.get(group.key, group)
    grounds: Mapping[Role, Mapping[Ground, frozenset[int]]] = {
        Role.LEAD: {Ground.FILE: file.leads},
        Role.MEMBER: {
            Ground.FILE: file.members,
            Ground.LIST: rights.listed.get(group.key, frozenset()),
        },
        Role.PARTNER: {Ground.FILE: group.partners},
    }
    found: list[Standing] = []
    for role, by in grounds.items():
        sides = {**by, Ground.COMMAND: rights.given(group.key, role)}
        for person in sorted(frozenset[int]().union(*sides.values())):
            held = tuple(ground for ground, people in sides.items() if person in people)
            found.append(Standing(person, role, held))
    return tuple(found)


def must_give(desk: Desk, by: Actor, group: Group, role: Role, person: int) -> None:
    """Roles in a group are given by those who lead it.

    Raises:
        Refusal: they don't, nobody gives that role by command, or it is theirs already.
    """
    _must_lead(desk, by, group)
    if role not in GRANTED_BY_COMMAND:
        raise Refusal(Reason.ROLE_NOT_GIVEN, role=role)
    if _standing(desk, group, role, person):
        raise Refusal(Reason.ROLE_THEIRS, person=person, role=role, group=group.key)


def must_take(desk: Desk, by: Actor, group: Group, role: Role, person: int) -> None:
    """A command takes back what a command gave.

    Raises:
        Refusal: they don't lead the group, or it rests on something else, or on nothing.
    """
    _must_lead(desk, by, group)
    if role not in GRANTED_BY_COMMAND:
        raise Refusal(Reason.ROLE_NOT_GIVEN, role=role)
    standing = _standing(desk, group, role, person)
    if standing is None:
        raise Refusal(Reason.ROLE_NOT_THEIRS, person=person, role=role, group=group.key)
    if Ground.COMMAND not in standing.grounds:
        by_file = Ground.FILE in standing.grounds
        reason = Reason.ROLE_IN_FILE if by_file else Reason.ROLE_IN_LIST
        raise Refusal(reason, person=person, role=role, group=group.key)


def belongs_to(group: Group, person: int) -> bool:
    """Whether they work in this group."""
    return person in group.members or person in group.leads


def _must_lead(desk: Desk, by: Actor, group: Group) -> None:
    if not desk.roles(by.person.id, group.key, None) & {Role.LEAD, Role.OPERATOR}:
        raise Refusal(Reason.NOT_ALLOWED, group=group.key)


def _standing(desk: Desk, group: Group, role: Role, person: int) -> Standing | None:
    for standing in standings(desk, group):
        if (standing.role, standing.person) == (role, person):
            return standing
    return None
