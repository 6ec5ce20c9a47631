"""Fetches a document from an address that somebody wrote down, and from nowhere else.

Redirects are followed, and each address on the way has to be public.
"""

from dataclasses import dataclass

import aiohttp
from yarl import URL

from scheduler.public_addresses import connector, leads_inside

LARGEST = 1_000_000
MOST_REDIRECTS = 4
TIMEOUT = aiohttp.ClientTimeout(total=20, connect=8)
CHUNK = 64 * 1024
# Not unpacked by anybody: a small answer can't become a large one.
HEADERS = {
    "Accept": "text/calendar, */*;q=0.5",
    "Accept-Encoding": "identity",
    "User-Agent": "Paidan",
}


class NotFetched(Exception):
    """It can't be had; the text is a word for what was wrong, never the address."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """Gets documents; with `may_be_local` also from this machine and its network."""

    may_be_local: bool = False

    async def get(self, address: str) -> bytes:
        """What stands there.

        Raises:
            NotFetched: it can't be reached, or isn't taken.
        """
        try:
            async with aiohttp.ClientSession(
                connector=connector(self.may_be_local),
                timeout=TIMEOUT,
                auto_decompress=False,
                trust_env=False,
            ) as session:
                return await self._follow(session, URL(address))
        except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as problem:
            raise NotFetched(word_for(problem)) from None

    async def _follow(self, session: aiohttp.ClientSession, url: URL) -> bytes:
        for _ in range(MOST_REDIRECTS + 1):
            if url.scheme not in {"http", "https"} or not url.host:
                raise NotFetched("not_an_address")
            async with session.get(url, headers=HEADERS, allow_redirects=False) as answer:
                if answer.status in {301, 302, 303, 307, 308}:
                    target = url.join(URL(answer.headers.get("Location", "")))
                    if url.scheme == "https" and target.scheme != "https":
                        raise NotFetched("insecure_redirect")
                    url = target
                    continue
                return await _body(answer)
        raise NotFetched("too_many_redirects")


def word_for(problem: BaseException) -> str:
    """A word for why something could not be had."""
    if leads_inside(problem):
        return "not_public"
    match problem:
        case TimeoutError():
            return "too_slow"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return "not_trusted"
        case aiohttp.InvalidURL() | ValueError():
            return "not_an_address"
        case _:
            return "not_reached"


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """All of it, as far as it isn't too large: what an answer says of its size is not believed."""
    if answer.status != 200:
        raise NotFetched(f"http_{answer.status}")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise NotFetched("packed")
    content = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK):
        content += chunk
        if len(content) > LARGEST:
            raise NotFetched("too_big")
    return bytes(content)
