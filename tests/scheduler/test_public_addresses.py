"""Which addresses are of the internet at large, and that nothing else is connected to."""

import ipaddress
import socket
from collections.abc import AsyncIterator, Sequence

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer

from scheduler.public_addresses import connector, is_public, leads_inside

PUBLIC = [
    "8.8.8.8",
    "47.100.1.1",
    "168.63.129.17",
    "2606:4700::1111",
    "2001:200::1",
    "2400:3200::1",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
    "2002:808:808::1",
]
NEARER = [
    "0.0.0.0",  # noqa: S104 - nothing is bound
    "0.1.2.3",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::10.0.0.1",
    "::8.8.8.8",
    "::ffff:10.0.0.1",
    "::ffff:0:10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "64:ff9b:1::808:808",
    "100::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "5f00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet_at_large_is_public(address: str) -> None:
    """Plain, and wrapped for networks that translate."""
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", NEARER)
def test_what_is_nearer_is_not_public(address: str) -> None:
    """This machine, its network, its cloud and what is for nobody, however they are wrapped."""
    assert not is_public(ipaddress.ip_address(address))


class Turncoat(AbstractResolver):
    """Names a public address when it is asked first, as a check would, and then this machine."""

    def __init__(self) -> None:
        self.answers = ["8.8.8.8"]

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        where = self.answers.pop() if self.answers else "127.0.0.1"
        return [
            ResolveResult(
                hostname=host,
                host=where,
                port=port,
                family=family,
                proto=socket.IPPROTO_TCP,
                flags=0,
            )
        ]

    async def close(self) -> None:
        """Nothing is held open."""


@pytest_asyncio.fixture
async def heard() -> AsyncIterator[tuple[int, Sequence[str]]]:
    """A server on this machine: its port, and what it was asked."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.host)
        return web.Response()

    app = web.Application()
    app.router.add_get("/", answer)
    async with TestServer(app) as server:
        assert server.port
        yield server.port, asked


@pytest.mark.asyncio
async def test_a_name_that_answers_otherwise_later_gains_nothing(
    heard: tuple[int, Sequence[str]],
) -> None:
    """The number that is connected to is what counts, not what a name meant before."""
    port, asked = heard
    turncoat, gate = Turncoat(), connector(may_be_local=False)
    gate._resolver = turncoat  # the resolver is the far end here
    assert (await turncoat.resolve("calendar.example"))[0]["host"] == "8.8.8.8"
    async with aiohttp.ClientSession(connector=gate) as session:
        with pytest.raises(aiohttp.ClientConnectorError) as refused:
            await session.get(f"http://calendar.example:{port}/")
    assert leads_inside(refused.value)
    assert asked == []


@pytest.mark.asyncio
async def test_whoever_means_it_reaches_this_machine(heard: tuple[int, Sequence[str]]) -> None:
    """With the setting that allows it."""
    port, asked = heard
    async with aiohttp.ClientSession(connector=connector(may_be_local=True)) as session:
        answer = await session.get(f"http://127.0.0.1:{port}/")
        assert answer.status == 200
    assert len(asked) == 1
