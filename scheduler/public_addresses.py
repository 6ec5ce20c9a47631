"""Connections to the internet at large, and to nothing nearer: for addresses that somebody wrote.

What is looked at is the number that a connection is about to be made to, whatever name, spelling or
redirect led there: a name that answers otherwise the second time gains nothing.
"""

import ipaddress
import socket
from collections.abc import Iterator
from typing import TypeAlias

import aiohttp

IpAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
AddressInfo: TypeAlias = tuple[int, int, int, str, tuple[object, ...]]

# What counts as global by the registries, and yet is of this machine, its network or its cloud.
NEARER = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # behind a carrier's NAT; a cloud's metadata at 100.100.100.200
        "168.63.129.16/32",  # a cloud's own services, at an address that looks like any other
        "192.0.0.0/24",  # for protocols; a cloud's metadata at 192.0.0.192
        "192.88.99.0/24",  # the nearest 6to4 relay
    )
)
UNICAST = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that is given out; what is outside is local, old or for nobody."""

WITHIN_UNICAST = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "3fff::/20")  # protocols (Teredo), examples
)
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NotPublic(OSError):
    """The number is of this machine, its network or its cloud."""


def is_public(address: IpAddress) -> bool:
    """Whether an address is of the internet at large, also by what is wrapped in it."""
    if isinstance(address, ipaddress.IPv4Address):
        near = any(address in network for network in NEARER)
        return address.is_global and not address.is_multicast and not near
    inner = address.ipv4_mapped or address.sixtofour
    if address in NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(inner)
    within = any(address in network for network in WITHIN_UNICAST)
    return address in UNICAST and address.is_global and not within


def connector(may_be_local: bool) -> aiohttp.TCPConnector:
    """Connects to public addresses only, unless others may be."""
    return aiohttp.TCPConnector(
        socket_factory=None if may_be_local else public_socket, use_dns_cache=False
    )


def public_socket(where: AddressInfo) -> socket.socket:
    """A socket for this address.

    Raises:
        NotPublic: it isn't one of the internet at large.
    """
    family, kind, protocol, _, (host, *_) = where
    if not is_public(ipaddress.ip_address(str(host).partition("%")[0])):
        raise NotPublic("not a public address")
    return socket.socket(family, kind, protocol)


def leads_inside(problem: BaseException) -> bool:
    """Whether this is why it failed."""
    return any(isinstance(one, NotPublic) for one in _causes(problem))


def _causes(problem: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = problem
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
