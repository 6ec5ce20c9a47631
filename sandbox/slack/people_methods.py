"""users.*, team.info and auth.test: who is who."""

from sandbox.payload import Payload
from sandbox.slack.arguments import needed
from sandbox.slack.conversation_methods import paged
from sandbox.slack.errors import SlackError
from sandbox.slack.workspace import Workspace
from sandbox.world import Person

TIME_ZONE = "Asia/Shanghai"
TIME_ZONE_OFFSET = 8 * 3600


def who_am_i(slack: Workspace, _given: Payload) -> Payload:
    """auth.test."""
    team = slack.core.world.slack
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.domain,
        "user": team.bot_name,
        "team_id": team.team,
        "user_id": team.bot_user,
        "bot_id": team.bot,
        "is_enterprise_install": False,
    }


def connection(slack: Workspace, _given: Payload) -> Payload:
    """apps.connections.open."""
    return {"url": slack.link.new_url()}


def team_info(slack: Workspace, _given: Payload) -> Payload:
    """team.info."""
    team = slack.core.world.slack
    url = f"https://{team.domain}.slack.com/"
    return {"team": {"id": team.team, "name": team.domain, "domain": team.domain, "url": url}}


def user_info(slack: Workspace, given: Payload) -> Payload:
    """users.info."""
    (id_,) = needed(given, "user")
    if id_ == slack.core.world.slack.bot_user:
        return {"user": _bot_on_wire(slack)}
    person = slack.core.person_by_slack(id_)
    if person is None:
        raise SlackError("user_not_found")
    return {"user": _on_wire(slack, person)}


def user_list(slack: Workspace, given: Payload) -> Payload:
    """users.list."""
    everybody = [_on_wire(slack, one) for one in slack.core.world.people if one.slack]
    page, more = paged([*everybody, _bot_on_wire(slack)], given)
    return {"members": list(page), **more}


def user_by_email(slack: Workspace, given: Payload) -> Payload:
    """users.lookupByEmail."""
    (email,) = needed(given, "email")
    for person in slack.core.world.people:
        if person.slack and email_of(slack, person) == email.lower():
            return {"user": _on_wire(slack, person)}
    raise SlackError("users_not_found")


def email_of(slack: Workspace, person: Person) -> str:
    """A person's made-up address."""
    return f"{person.slack_name.lower()}@{slack.core.world.slack.domain}.example"


def _on_wire(slack: Workspace, person: Person) -> Payload:
    name = person.slack_name
    profile: Payload = {"real_name": name, "display_name": name, "email": email_of(slack, person)}
    told = _user(slack, person.slack or "", name) | {"profile": profile, "is_bot": False}
    return told | dict.fromkeys(slack.guests.flags_of(person.slack or ""), True)


def _bot_on_wire(slack: Workspace) -> Payload:
    team = slack.core.world.slack
    profile: Payload = {"real_name": team.bot_name, "display_name": "", "bot_id": team.bot}
    return _user(slack, team.bot_user, team.bot_name) | {"profile": profile, "is_bot": True}


def _user(slack: Workspace, id_: str, name: str) -> Payload:
    return {
        "id": id_,
        "team_id": slack.core.world.slack.team,
        "name": name.lower(),
        "real_name": name,
        "deleted": False,
        "tz": TIME_ZONE,
        "tz_label": "China Standard Time",
        "tz_offset": TIME_ZONE_OFFSET,
        "is_admin": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "locale": "zh-CN",
    }
