"""What the sandbox was started with."""

from dataclasses import dataclass, field
from pathlib import Path

SLACK_SCOPES = (
    *("app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write"),
    *("chat:write.public", "commands", "files:read", "files:write", "groups:history"),
    *("groups:read", "im:history", "im:read"),
    *("im:write", "reactions:read", "reactions:write", "team:read", "usergroups:read"),
    *("usergroups:write", "users:read", "users:read.email"),
)
WORLD = Path(__file__).with_name("world.json")


@dataclass(frozen=True)
class Options:
    """The command line, parsed."""

    host: str = "127.0.0.1"
    port: int = 8765
    data: Path = Path(".sandbox")
    world: Path = WORLD
    bot_url: str | None = None
    slack_bot_token: str = "xoxb-sandbox"  # noqa: S105 (made up: nothing real stands behind it)
    slack_app_token: str = "xapp-sandbox"  # noqa: S105 (the same)
    slack_signing_secret: str = ""
    slack_events_url: str = ""
    slack_scopes: tuple[str, ...] = SLACK_SCOPES
    dingtalk_client_id: str = "dingsandbox"
    dingtalk_client_secret: str = "sandbox-secret"  # noqa: S105 (the same)
    dingtalk_templates: dict[str, Path] = field(default_factory=dict)
    limits: bool = True
