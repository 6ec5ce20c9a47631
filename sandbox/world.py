"""The people and conversations that both pretend messengers start with."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sandbox.payload import Payload, flag, inner, objects, text, texts

Kind = Literal["channel", "group", "dm", "single"]


@dataclass(frozen=True)
class Person:
    """One pretend person, who may be on either messenger."""

    name: str
    role: str
    slack: str | None
    slack_name: str
    dingtalk: str | None
    dingtalk_name: str


@dataclass(frozen=True)
class Conversation:
    """A conversation that exists from the start."""

    id: str
    name: str
    kind: Kind
    members: tuple[str, ...]
    has_bot: bool


@dataclass(frozen=True)
class UserGroupSeed:
    """A Slack user group that exists from the start."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class SlackTeam:
    """The pretend Slack workspace and the bot in it."""

    team: str
    domain: str
    app: str
    bot_user: str
    bot: str
    bot_name: str


@dataclass(frozen=True)
class DingTalkCorp:
    """The pretend DingTalk organisation and the robot in it."""

    corp: str
    robot_code: str
    bot_name: str


@dataclass(frozen=True)
class World:
    """All that the seed file tells."""

    slack: SlackTeam
    dingtalk: DingTalkCorp
    people: tuple[Person, ...]
    slack_conversations: tuple[Conversation, ...]
    dingtalk_conversations: tuple[Conversation, ...]
    slack_usergroups: tuple[UserGroupSeed, ...] = ()


def read_world(path: Path) -> World:
    """Read a seed file."""
    seed = json.loads(path.read_text(encoding="utf-8"))
    slack, dingtalk = inner(seed, "slack"), inner(seed, "dingtalk")
    return World(
        slack=SlackTeam(
            team=text(slack, "team"),
            domain=text(slack, "team_domain"),
            app=text(slack, "app"),
            bot_user=text(slack, "bot_user"),
            bot=text(slack, "bot"),
            bot_name=text(slack, "bot_name"),
        ),
        dingtalk=DingTalkCorp(
            corp=text(dingtalk, "corp"),
            robot_code=text(dingtalk, "robot_code"),
            bot_name=text(dingtalk, "bot_name"),
        ),
        people=tuple(_person(person) for person in objects(seed, "people")),
        slack_conversations=tuple(
            _conversation(one) for one in objects(seed, "slack_conversations")
        ),
        dingtalk_conversations=tuple(
            _conversation(one) for one in objects(seed, "dingtalk_conversations")
        ),
        slack_usergroups=tuple(_usergroup(one) for one in objects(seed, "slack_usergroups")),
    )


def _person(seed: Payload) -> Person:
    name = text(seed, "name")
    return Person(
        name=name,
        role=text(seed, "role"),
        slack=text(seed, "slack") or None,
        slack_name=text(seed, "slack_name", name),
        dingtalk=text(seed, "dingtalk") or None,
        dingtalk_name=text(seed, "dingtalk_name", name),
    )


def _usergroup(seed: Payload) -> UserGroupSeed:
    return UserGroupSeed(
        id=text(seed, "id"),
        handle=text(seed, "handle"),
        name=text(seed, "name"),
        members=tuple(texts(seed, "members")),
    )


def _conversation(seed: Payload) -> Conversation:
    kinds: dict[str, Kind] = {"channel": "channel", "group": "group", "dm": "dm"}
    return Conversation(
        id=text(seed, "id"),
        name=text(seed, "name"),
        kind=kinds.get(text(seed, "kind"), "single"),
        members=tuple(texts(seed, "members")),
        has_bot=flag(seed, "bot", default=True),
    )
