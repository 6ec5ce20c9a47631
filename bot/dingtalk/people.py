"""What DingTalk knows of people: who is in a department, their address and number."""

from collections.abc import AsyncIterator, Mapping

from bot.dingtalk.client import DingTalkClient
from desk.address import AccountAddress
from desk.rolls import ListSource
from scheduler.profiles import Profile


class DingTalkPeople:
    """One organisation."""

    def __init__(self, client: DingTalkClient) -> None:
        self._client = client

    async def people_on(self, source: ListSource) -> Mapping[str, str]:
        """Everybody in a department, and in those below it if they are wanted."""
        found: dict[str, str] = {}
        async for department in self._departments(int(source.id), source.deep):
            found |= {user: name async for user, name in self._client.people_in(department)}
        return found

    async def profile(self, account: AccountAddress) -> Profile:
        """Their address and number, as their organisation has them."""
        email, mobile = await self._client.contact_of(account.id)
        return Profile(email=email, mobile=mobile)

    async def _departments(self, department: int, deep: bool) -> AsyncIterator[int]:
        waiting, seen = [department], {department}
        while waiting:
            yield waiting[0]
            below = await self._client.departments_below(waiting.pop(0)) if deep else []
            waiting += [one for one in below if one not in seen]
            seen.update(below)
