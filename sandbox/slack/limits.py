"""Slack's rate limits: so many calls a minute by method, one message a second by channel.

Sources: the tiers in the vendor's Java SDK (MethodsRateLimits), docs "Rate limits".
"""

import math
from dataclasses import dataclass

TIER_1, TIER_2, TIER_3, TIER_4, ALMOST_FREE = 1, 20, 50, 100, 600

CALLS_A_MINUTE = {
    "apps.connections.open": TIER_1,
    "auth.test": ALMOST_FREE,
    "chat.delete": TIER_3,
    "chat.getPermalink": ALMOST_FREE,
    "chat.postEphemeral": TIER_4,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.join": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "reactions.add": TIER_3,
    "reactions.remove": TIER_2,
    "team.info": TIER_3,
    "usergroups.create": TIER_2,
    "usergroups.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "usergroups.users.update": TIER_2,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "users.lookupByEmail": TIER_3,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}
MESSAGES_A_MINUTE_AND_CHANNEL = 60
MESSAGE_BURST = 5
CONNECTION_BURST = 10
"""Tier 1 reads "one or more a minute"; the real service lets several sockets be opened at once."""


@dataclass
class Bucket:
    """Refills evenly; a call takes one."""

    left: float
    looked_at: float


class RateLimits:
    """Counts calls by method, and messages by channel."""

    def __init__(self) -> None:
        self._buckets: dict[str, Bucket] = {}

    def take(self, method: str, channel: str, now: float) -> int:
        """Count a call; the result is how many seconds to wait before the next try, or 0."""
        if method == "chat.postMessage":
            key = f"{method} {channel}"
            return self._take(key, MESSAGES_A_MINUTE_AND_CHANNEL, MESSAGE_BURST, now)
        a_minute = CALLS_A_MINUTE.get(method, TIER_3)
        burst = CONNECTION_BURST if a_minute == TIER_1 else a_minute
        return self._take(method, a_minute, burst, now)

    def clear(self) -> None:
        """Forget all counts."""
        self._buckets.clear()

    def _take(self, key: str, a_minute: int, burst: int, now: float) -> int:
        bucket = self._buckets.setdefault(key, Bucket(burst, now))
        refilled = (now - bucket.looked_at) * a_minute / 60
        bucket.left, bucket.looked_at = min(burst, bucket.left + refilled), now
        if bucket.left >= 1:
            bucket.left -= 1
            return 0
        return math.ceil((1 - bucket.left) * 60 / a_minute)
