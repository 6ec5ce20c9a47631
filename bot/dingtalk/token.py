"""The app's access token: fetched once for all who wait, renewed before it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

RENEW_BEFORE = 300.0


@dataclass(frozen=True, slots=True)
class Granted:
    """A token, and for how many seconds it is good."""

    token: str
    seconds: float


class AccessToken:
    """Keeps the token that `fetch` gets."""

    def __init__(self, fetch: Callable[[], Awaitable[Granted]]) -> None:
        self._fetch = fetch
        self._lock = asyncio.Lock()
        self._token = ""
        self._until = 0.0

    async def current(self) -> str:
        """A token that is still good; raises what fetching one raises."""
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if not self._token or now >= self._until:
                granted = await self._fetch()
                self._token = granted.token
                self._until = now + max(granted.seconds - RENEW_BEFORE, granted.seconds / 2)
            return self._token

    def drop(self, token: str) -> None:
        """It was refused; whoever asks next fetches one, unless somebody already did."""
        if token == self._token:
            self._token = ""
