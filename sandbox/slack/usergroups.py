"""The workspace's user groups: handles that stand for several people."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sandbox.core import Core
from sandbox.payload import Payload, number, objects, text, texts
from sandbox.slack.errors import SlackError
from sandbox.world import UserGroupSeed

STATE = "slack_usergroups"
FOUNDED = 1_700_000_000
SHOWN_IN_EVENTS = 500
"""docs.slack.dev, "subteam_updated": users are cut there, user_count is not."""


@dataclass(frozen=True)
class UserGroup:
    """One user group; who created and last changed it is an account's id."""

    id: str
    handle: str
    name: str
    description: str
    members: tuple[str, ...]
    created: int
    updated: int
    by: str

    def on_wire(self, team: str, *, with_users: bool = False, with_count: bool = False) -> Payload:
        """The usergroup object of the Web API."""
        told: Payload = {
            "id": self.id,
            "team_id": team,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "description": self.description,
            "handle": self.handle,
            "is_external": False,
            "date_create": self.created,
            "date_update": self.updated,
            "date_delete": 0,
            "auto_type": None,
            "auto_provision": False,
            "enterprise_subteam_id": "",
            "created_by": self.by,
            "updated_by": self.by,
            "deleted_by": None,
            "prefs": {"channels": [], "groups": []},
        }
        if with_users:
            told["users"] = list(self.members)
        return told | {"user_count": len(self.members)} if with_count else told

    def as_seen(self) -> Payload:
        """The group as the control interface shows it."""
        named = {"id": self.id, "handle": self.handle, "name": self.name}
        return {**named, "members": list(self.members)}

    def as_kept(self) -> Payload:
        """The group as it is kept across restarts."""
        dates = {"created": self.created, "updated": self.updated}
        return {**self.as_seen(), **dates, "description": self.description, "by": self.by}


class UserGroups:
    """All user groups, kept across restarts; a reset makes them as they were at the start."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._by_id: dict[str, UserGroup] = {}
        kept = core.kept(STATE)
        if kept is None:
            self._seed()
        else:
            self._take(_from_kept(one) for one in objects({STATE: kept}, STATE))
        core.on_reset(self._forget)

    def __iter__(self) -> Iterator[UserGroup]:
        return iter(self._by_id.values())

    def get(self, id_: str) -> UserGroup | None:
        """The group with this id."""
        return self._by_id.get(id_)

    def called(self, handle: str) -> UserGroup | None:
        """The group that people mention by this handle."""
        return next((one for one in self if one.handle == handle.lower()), None)

    def create(self, name: str, handle: str, description: str) -> UserGroup:
        """A new group of nobody yet, the bot's."""
        if any(one.name == name for one in self):
            raise SlackError("name_already_exists")
        if handle and self._is_taken(handle):
            raise SlackError("handle_already_exists")
        now, by = int(self._core.now()), self._core.world.slack.bot_user
        id_ = f"S{secrets.token_hex(5).upper()}"
        group = UserGroup(id_, handle, name, description, (), now, now, by)
        return self._put(group)

    def change(self, group: UserGroup, members: Sequence[str]) -> UserGroup:
        """The group with other members; each once, in the order given."""
        named, now = tuple(dict.fromkeys(members)), int(self._core.now())
        by = self._core.world.slack.bot_user
        return self._put(replace(group, members=named, updated=now, by=by))

    def _is_taken(self, handle: str) -> bool:
        world = self._core.world
        people = {one.slack_name.lower() for one in world.people if one.slack}
        channels = {one.name for one in world.slack_conversations}
        return handle in people | channels or self.called(handle) is not None

    def _put(self, group: UserGroup) -> UserGroup:
        self._by_id[group.id] = group
        self._core.keep(STATE, [one.as_kept() for one in self])
        return group

    def _take(self, groups: Iterator[UserGroup]) -> None:
        self._by_id = {group.id: group for group in groups}

    def _seed(self) -> None:
        by = next((one.slack for one in self._core.world.people if one.slack), "")
        self._take(_from_seed(one, by) for one in self._core.world.slack_usergroups)

    def _forget(self) -> None:
        self._seed()
        self._core.keep(STATE, [one.as_kept() for one in self])


def _from_seed(seed: UserGroupSeed, by: str) -> UserGroup:
    about = (seed.id, seed.handle, seed.name, "")
    return UserGroup(*about, seed.members, FOUNDED, FOUNDED, by)


def _from_kept(kept: Payload) -> UserGroup:
    return UserGroup(
        id=text(kept, "id"),
        handle=text(kept, "handle"),
        name=text(kept, "name"),
        description=text(kept, "description"),
        members=tuple(texts(kept, "members")),
        created=int(number(kept, "created")),
        updated=int(number(kept, "updated")),
        by=text(kept, "by"),
    )
