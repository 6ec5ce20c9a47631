"""What the Slack app must be allowed, each with what fails without it (`doctor.scope.<why>`)."""

from collections.abc import Mapping
from types import MappingProxyType

NEEDED: Mapping[str, str] = MappingProxyType(
    {
        "app_mentions:read": "mentions",
        "channels:history": "threads",
        "chat:write": "write",
        "commands": "commands",
        "groups:history": "threads",
        "im:history": "direct",
        "im:write": "direct",
        "mpim:history": "threads",
        "users:read": "names",
    }
)
"""Without these the main road is closed."""

WANTED: Mapping[str, str] = MappingProxyType(
    {
        "channels:read": "look_up",
        "chat:write.public": "uninvited",
        "groups:read": "look_up",
        "usergroups:write": "user_group",
    }
)
"""Without these something beside it is."""
