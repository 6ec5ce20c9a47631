"""What DingTalk knows of people: who is in a department, their address and number."""

from collections.abc import AsyncIterator, Mapping, Sequence

from bot.dingtalk.client import DingTalkClient, PageOfPeople
from bot.patience import patiently
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
            cursor: int | None = 0
            while cursor is not None:
                page = await self._page(department, cursor)
                found |= page.people
                cursor = page.further
        return found

    async def _page(self, department: int, cursor: int) -> PageOfPeople:
        return await patiently(lambda: self._client.people_in(department, cursor))

    async def profile(self, account: AccountAddress) -> Profile:
        """Their address and number, as their organisation has them."""
        email, mobile = await self._client.contact_of(account.id)
        return Profile(email=email, mobile=mobile)

    async def _departments(self, department: int, deep: bool) -> AsyncIterator[int]:
        waiting, seen = [department], {department}
        while waiting:
            next_ = waiting.pop(0)
            yield next_
            below = await self._below(next_) if deep else ()
            waiting += [one for one in below if one not in seen]
            seen.update(below)

    async def _below(self, department: int) -> Sequence[int]:
        return await patiently(lambda: self._client.departments_below(department))
