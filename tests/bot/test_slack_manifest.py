"""The manifest of the Slack app: it asks for what the code uses, and for nothing else."""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.slack.shortcut import FROM_MESSAGE, NEW_TICKET

ROOT = Path(__file__).parents[2]
MANIFEST = yaml.safe_load((ROOT / "slack-manifest.yaml").read_text(encoding="utf-8"))
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])
EVENTS = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])

SCOPES_OF: Mapping[str, set[str]] = {
    "auth_test": set(),
    "apps_connections_open": set(),
    "chat_getPermalink": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write", "chat:write.public"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "files_completeUploadExternal": {"files:write"},
    "files_getUploadURLExternal": {"files:write"},
    "files_info": {"files:read"},
    "usergroups_users_list": {"usergroups:read"},
    "usergroups_users_update": {"usergroups:write"},
    "users_info": {"users:read"},
    "views_open": set(),
    "views_publish": set(),
    "views_update": set(),
}
SCOPES_FOR: Mapping[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
    "reaction_added": {"reactions:read"},
}


def called() -> set[str]:
    """The methods of Slack's Web API that the bot calls."""
    tree = ast.parse((ROOT / "bot" / "slack" / "calls.py").read_text(encoding="utf-8"))
    return {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == "self._client"
    }


def test_it_asks_for_the_scopes_that_are_used() -> None:
    """Each call and each event has its scopes, and no scope is asked for without a use."""
    assert called() == set(SCOPES_OF)
    assert set(SCOPES_FOR) == EVENTS
    # The address stands in users.info, if the app may see it.
    needed = {"commands", "users:read.email"}.union(*SCOPES_OF.values(), *SCOPES_FOR.values())
    assert needed == SCOPES


def test_its_shortcuts_are_those_that_are_answered() -> None:
    """One on a message, one without."""
    shortcuts: list[dict[str, Any]] = MANIFEST["features"]["shortcuts"]
    assert {one["callback_id"]: one["type"] for one in shortcuts} == {
        FROM_MESSAGE: "message",
        NEW_TICKET: "global",
    }
    assert all(len(one["name"]) <= 24 for one in shortcuts)


@pytest.mark.parametrize("tab", ["home_tab_enabled", "messages_tab_enabled"])
def test_its_tabs_are_shown(tab: str) -> None:
    """People write to the bot, and look at what it has for them."""
    assert MANIFEST["features"]["app_home"][tab] is True
