"""Roles by group that desk.yaml does not name: given by command, or read from a list elsewhere.

All of them count together with those of desk.yaml: neither takes away what the other gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desk.people import Role

GRANTED_BY_COMMAND = (Role.MEMBER, Role.LEAD, Role.PARTNER)
"""Operators stand in desk.yaml alone."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in a group that somebody was given by command; `by` is who gave it."""

    id: int
    group: str
    person: int
    role: Role
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Rights:
    """All roles beside desk.yaml; people are those who have the accounts now.

    `listed` are a group's members by the list it is filled from, `left` those who stood there and
    don't any more, with since when. `outsiders` are guests of a messenger.
    """

    granted: tuple[Grant, ...] = ()
    listed: Mapping[str, frozenset[int]] = field(default_factory=dict)
    left: Mapping[str, Mapping[int, datetime]] = field(default_factory=dict)
    outsiders: frozenset[int] = frozenset()

    def given(self, group: str, role: Role) -> frozenset[int]:
        """Who has that role in a group by command."""
        return frozenset(
            grant.person for grant in self.granted if (grant.group, grant.role) == (group, role)
        )

    def grant_of(self, person: int, group: str, role: Role) -> Grant | None:
        """How somebody was given a role by command."""
        for grant in self.granted:
            if (grant.person, grant.group, grant.role) == (person, group, role):
                return grant
        return None

    @property
    def people(self) -> frozenset[int]:
        """Everybody who is named."""
        return frozenset({grant.person for grant in self.granted}).union(*self.listed.values())


NO_RIGHTS = Rights()
