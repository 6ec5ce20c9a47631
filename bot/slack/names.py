"""What people are called in Slack."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.slack.calls import SlackCalls
from bot.slack.fields import Fields
from desk.errors import Busy, Gone, Unsure

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

FRESH_FOR = timedelta(hours=1)
LOOK_UP_SECONDS = 0.8  # it stands between a delivery and its acknowledgement
MOST_KEPT = 10_000
GUEST_FLAGS = ("is_restricted", "is_ultra_restricted", "is_stranger")


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    until: datetime
    from_outside: bool


class NameBook:
    """Remembers names for an hour; who cannot be looked up in time has none."""

    def __init__(self, calls: SlackCalls, now: Callable[[], datetime]) -> None:
        self._calls = calls
        self._now = now
        self._known: dict[str, _Known] = {}

    async def of(self, users: Iterable[str]) -> Mapping[str, str]:
        """The names of these people by their id, as far as they are known."""
        wanted = list(dict.fromkeys(users))
        unknown = [user for user in wanted if user and not self._is_fresh(user)]
        await self._look_up(unknown)
        return {user: self._known[user].name for user in wanted if user in self._known}

    def from_outside(self, user: str) -> bool | None:
        """Whether this is a guest; None if they could not be looked up."""
        known = self._known.get(user)
        return known.from_outside if known else None

    def _is_fresh(self, user: str) -> bool:
        known = self._known.get(user)
        return known is not None and known.until > self._now()

    async def _look_up(self, users: list[str]) -> None:
        # One after another within one limit: nearly always there is one at most.
        for user in users:
            try:
                profile = await self._calls.person(user, LOOK_UP_SECONDS)
            except (Busy, Gone, Unsure) as error:
                log.info("Could not look up a name", user=user, why=str(error))
                return
            self._keep(user, name_in(profile), is_guest(profile))

    def _keep(self, user: str, name: str, from_outside: bool) -> None:
        if len(self._known) >= MOST_KEPT:
            self._known.clear()
        if name:
            self._known[user] = _Known(name, self._now() + FRESH_FOR, from_outside)


def is_guest(profile: Fields) -> bool:
    """Whether a user object is that of somebody from outside."""
    return any(profile.flag(flag) for flag in GUEST_FLAGS)


def name_in(profile: Fields) -> str:
    """The name that Slack shows, out of a user object."""
    return (
        profile.text("profile", "display_name")
        or profile.text("profile", "real_name")
        or profile.text("real_name")
        or profile.text("name")
    )
