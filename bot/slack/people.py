"""What Slack knows of people: who is in a user group, who is a guest, their address."""

from collections.abc import Mapping

from bot.patience import patiently
from bot.slack.calls import CALL_SECONDS, SlackCalls
from bot.slack.fields import Fields
from bot.slack.names import is_guest, name_in
from desk.address import AccountAddress
from desk.rolls import ListSource
from scheduler.profiles import Profile


class SlackPeople:
    """One workspace; names that were asked for once are kept, as there may be hundreds."""

    def __init__(self, calls: SlackCalls) -> None:
        self._calls = calls
        self._names: dict[str, str] = {}

    async def people_on(self, source: ListSource) -> Mapping[str, str]:
        """Everybody in a user group."""
        found = await patiently(lambda: self._calls.user_group(source.id))
        for user in found:
            if user not in self._names:
                self._names[user] = name_in(await self._person(user))
        return {user: self._names[user] for user in found}

    async def profile(self, account: AccountAddress) -> Profile:
        """Their address, which Slack has proved; what they wrote as a number proves nothing."""
        user = await self._calls.person(account.id, CALL_SECONDS)
        return Profile(email=user.text("profile", "email"), from_outside=is_guest(user))

    async def _person(self, user: str) -> Fields:
        return await patiently(lambda: self._calls.person(user, CALL_SECONDS))
