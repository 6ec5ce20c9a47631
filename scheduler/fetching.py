"""Fetches a document from an address that somebody wrote down, and from nowhere else.

A name is resolved once, and what it resolves to is what is connected to: an address that is not
public can't be reached by any name, number or redirect.
"""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

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
NAT64 = ipaddress.ip_network("64:ff9b::/96")

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


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
        connector = aiohttp.TCPConnector(
            resolver=None if self.may_be_local else _PublicOnly(), use_dns_cache=False
        )
        try:
            async with aiohttp.ClientSession(
                connector=connector, timeout=TIMEOUT, auto_decompress=False, trust_env=False
            ) as session:
                return await self._follow(session, URL(address))
        except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as problem:
            raise NotFetched(_word_for(problem)) from None

    async def _follow(self, session: aiohttp.ClientSession, url: URL) -> bytes:
        for _ in range(MOST_REDIRECTS + 1):
            self._must_be_allowed(url)
            async with session.get(url, headers=HEADERS, allow_redirects=False) as answer:
                if answer.status in {301, 302, 303, 307, 308}:
                    target = url.join(URL(answer.headers.get("Location", "")))
                    if url.scheme == "https" and target.scheme != "https":
                        raise NotFetched("insecure_redirect")
                    url = target
                    continue
                return await _body(answer)
        raise NotFetched("too_many_redirects")

    def _must_be_allowed(self, url: URL) -> None:
        """Connections to plain numbers ask no resolver: they are looked at here."""
        if url.scheme not in {"http", "https"} or not url.host:
            raise NotFetched("not_an_address")
        if self.may_be_local:
            return
        try:
            number = ipaddress.ip_address(url.host.partition("%")[0])
        except ValueError:
            return
        if not is_public(number):
            raise NotFetched("not_public")


def is_public(address: IpAddress) -> bool:
    """Whether an address is of the internet at large, also by what is wrapped in it."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo is not None:
            return False
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


class _PublicOnly(AbstractResolver):
    """Resolves names as the system does, and keeps of the answers only public addresses."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Every public address of a host.

        Raises:
            OSError: there is none.
        """
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, family=family, flags=socket.AI_ADDRCONFIG
        )
        results = [
            ResolveResult(
                hostname=host,
                host=str(where[0]),
                port=port,
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, where in found
            if is_public(ipaddress.ip_address(str(where[0]).partition("%")[0]))
        ]
        if not results:
            raise _NotPublic
        return results

    async def close(self) -> None:
        """Nothing is held open."""


class _NotPublic(OSError):
    """A name that leads into some private network."""


def _word_for(problem: BaseException) -> str:
    seen: BaseException | None = problem
    while seen is not None:
        if isinstance(seen, _NotPublic):
            return "not_public"
        seen = seen.__cause__ or seen.__context__
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
