"""usergroups.*: who stands behind a handle, as the bot reads and changes it."""

from collections.abc import Sequence

from sandbox.errors import ControlError
from sandbox.payload import Payload, flag, text, texts
from sandbox.payload import needed as needed_here
from sandbox.slack import events
from sandbox.slack.arguments import needed
from sandbox.slack.errors import SlackError
from sandbox.slack.usergroups import UserGroup
from sandbox.slack.workspace import Workspace


def list_all(slack: Workspace, given: Payload) -> Payload:
    """usergroups.list."""
    with_users, with_count = flag(given, "include_users"), flag(given, "include_count")
    team = slack.core.world.slack.team
    shown = [
        group.on_wire(team, with_users=with_users, with_count=with_count)
        for group in slack.usergroups
    ]
    return {"usergroups": shown}


def users(slack: Workspace, given: Payload) -> Payload:
    """usergroups.users.list."""
    return {"users": list(_group(slack, given).members)}


def create(slack: Workspace, given: Payload) -> Payload:
    """usergroups.create."""
    (name,) = needed(given, "name")
    handle = text(given, "handle").strip().removeprefix("@").lower()
    group = slack.usergroups.create(name, handle, text(given, "description"))
    slack.deliveries.deliver_soon(events.usergroup_created(slack, group))
    return _answered(slack, group, given)


def update_users(slack: Workspace, given: Payload) -> Payload:
    """usergroups.users.update: the whole list anew; it can't be emptied."""
    group = _group(slack, given)
    wanted = [one.strip() for listed in texts(given, "users") for one in listed.split(",")]
    wanted = [one for one in wanted if one]
    if not wanted:
        raise SlackError("no_users_provided")
    if not all(slack.is_person(one) for one in wanted):
        raise SlackError("invalid_users")
    return _answered(slack, change_members(slack, group, wanted), given)


def change_members(slack: Workspace, group: UserGroup, members: Sequence[str]) -> UserGroup:
    """Give the group other members, and tell the bot if they are others."""
    changed = slack.usergroups.change(group, members)
    if set(changed.members) != set(group.members):
        for event in events.usergroup_changed(slack, group, changed):
            slack.deliveries.deliver_soon(event)
    return changed


def set_by_admin(slack: Workspace, body: Payload) -> Payload:
    """POST /control/admin: a person changes the group in Slack's own window."""
    (id_,) = needed_here(body, "id")
    group = slack.usergroups.get(id_) or slack.usergroups.called(id_.removeprefix("@"))
    if group is None:
        raise ControlError(f"no user group {id_}")
    members = texts(body, "members")
    if not members:
        raise ControlError("missing field: members; Slack takes no empty user group")
    for user in members:
        if not slack.is_person(user):
            raise ControlError(f"no person {user!r} in Slack")
    return change_members(slack, group, members).as_seen()


def _group(slack: Workspace, given: Payload) -> UserGroup:
    (id_,) = needed(given, "usergroup")
    group = slack.usergroups.get(id_)
    if group is None:
        raise SlackError("no_such_subteam")
    return group


def _answered(slack: Workspace, group: UserGroup, given: Payload) -> Payload:
    team, with_count = slack.core.world.slack.team, flag(given, "include_count")
    return {"usergroup": group.on_wire(team, with_users=True, with_count=with_count)}
