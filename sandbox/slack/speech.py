"""What Slack makes of the words that a person types."""

import re

from sandbox.slack.workspace import Workspace

TOKENS = re.compile(
    r"<@(?P<id>[UW]\w+)(?:\|[^>]*)?>"
    r"|(?<![\w.])@(?P<name>\w[\w-]*)"
    r"|(?<![\w&])#(?P<channel>[\w-]+)"
    r"|(?P<url>https?://[^\s<>]+)"
    r"|(?P<special>[&<>])"
)
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
EVERYBODY = {"channel", "here", "everyone"}


def as_typed(slack: Workspace, words: str, with_names: bool = False) -> str:
    """Turn mentions, channels and links into control sequences and escape the rest."""

    def replaced(found: re.Match[str]) -> str:
        part = found.group()
        match found.lastgroup:
            case "id":
                return _mention(slack, found["id"], with_names) or escaped(part)
            case "name":
                return _named(slack, found["name"], with_names) or part
            case "channel":
                return _channel(slack, found["channel"]) or part
            case "url":
                return f"<{escaped(part)}>"
            case _:
                return ESCAPES[part]

    return TOKENS.sub(replaced, words)


def escaped(words: str) -> str:
    """The three escapes of Slack's text format."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _named(slack: Workspace, name: str, with_names: bool) -> str | None:
    if group := slack.usergroups.called(name):
        return f"<!subteam^{group.id}|@{group.handle}>" if with_names else f"<!subteam^{group.id}>"
    # Only handles of user groups have hyphens: "@Bo-style" mentions Bo.
    first, hyphen, rest = name.partition("-")
    if first.lower() in EVERYBODY:
        return f"<!{first.lower()}>{hyphen}{rest}"
    for id_, own_name in _names(slack).items():
        if own_name.lower() == first.lower():
            return f"{_mention(slack, id_, with_names)}{hyphen}{rest}"
    return None


def _mention(slack: Workspace, id_: str, with_names: bool) -> str | None:
    names = _names(slack)
    if id_ not in names:
        return None
    return f"<@{id_}|{names[id_].lower()}>" if with_names else f"<@{id_}>"


def _channel(slack: Workspace, name: str) -> str | None:
    channel = slack.channels.get(f"#{name}")
    return f"<#{channel.id}|{channel.name}>" if channel else None


def _names(slack: Workspace) -> dict[str, str]:
    team = slack.core.world.slack
    people = {one.slack: one.slack_name for one in slack.core.world.people if one.slack}
    return {team.bot_user: team.bot_name, **people}
