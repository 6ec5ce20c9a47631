"""Fetches a file from its messenger, piece by piece, and from nowhere else than it should.

A messenger's own addresses are reached as they are, also on this machine's network; wherever they
lead to from there has to be public. Credentials go to its own addresses alone.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp
from yarl import URL

from scheduler.fetching import MOST_REDIRECTS, NotFetched, word_for
from scheduler.public_addresses import connector
from storage.file_folder import Arriving

CHUNK = 256 * 1024
CONNECT_SECONDS = 10
SILENT_SECONDS = 20
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Whence:
    """Where a file is: its address, and what has to be said to be let in.

    `own` are the origins (scheme, host and port) that are the messenger's own; an origin whose host
    begins with a dot stands for every host that ends so. `proxy` leads to them, where one has to.
    """

    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    proxy: str | None = None

    def is_own(self, url: URL) -> bool:
        """Whether an address is the messenger's."""
        return any(_is_within(url, URL(origin)) for origin in self.own)


def _is_within(url: URL, origin: URL) -> bool:
    host, wanted = url.host or "", origin.host or ""
    same = host == wanted or (wanted.startswith(".") and host.endswith(wanted))
    return same and url.scheme == origin.scheme and url.port == origin.port


async def download(whence: Whence, into: Arriving, largest: int, seconds: float) -> str:
    """Write a file to where it arrives; returns the media type that the far end gives.

    Raises:
        NotFetched: it can't be had; the text is a word for why, never an address.
    """
    limits = aiohttp.ClientTimeout(connect=CONNECT_SECONDS, sock_read=SILENT_SECONDS)
    try:
        async with asyncio.timeout(seconds):
            return await _follow(whence, into, largest, limits)
    except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as problem:
        raise NotFetched(word_for(problem)) from problem


async def _follow(
    whence: Whence, into: Arriving, largest: int, limits: aiohttp.ClientTimeout
) -> str:
    url = URL(whence.address)
    for _ in range(MOST_REDIRECTS + 1):
        if url.scheme not in {"http", "https"} or not url.host:
            raise NotFetched("not_an_address")
        own = whence.is_own(url)
        headers = {"Accept-Encoding": "identity", **(whence.headers if own else {})}
        async with (
            aiohttp.ClientSession(
                connector=connector(may_be_local=own),
                timeout=limits,
                auto_decompress=False,
                trust_env=False,
            ) as session,
            session.get(
                url,
                headers=headers,
                allow_redirects=False,
                proxy=whence.proxy if own else None,
            ) as answer,
        ):
            if answer.status not in REDIRECTS:
                await _take(answer, into, largest)
                return answer.content_type
            target = url.join(URL(answer.headers.get("Location", "")))
        if url.scheme == "https" and target.scheme != "https":
            raise NotFetched("insecure_redirect")
        url = target
    raise NotFetched("too_many_redirects")


async def _take(answer: aiohttp.ClientResponse, into: Arriving, largest: int) -> None:
    """All of it, as far as it isn't too large: what is said of its size is not believed."""
    if answer.status != 200:
        raise NotFetched(f"http_{answer.status}")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise NotFetched("packed")
    if (answer.content_length or 0) > largest:
        raise NotFetched("too_big")
    async for chunk in answer.content.iter_chunked(CHUNK):
        if into.size + len(chunk) > largest:
            raise NotFetched("too_big")
        await into.write(chunk)
    if not into.size:
        raise NotFetched("empty")
