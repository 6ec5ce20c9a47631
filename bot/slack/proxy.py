"""By which proxy an address is reached."""

import ipaddress
import urllib.parse
import urllib.request


def proxy_for(url: str) -> str | None:
    """The environment's proxy for this address; none for this machine and what NO_PROXY names.

    The SDK would take HTTPS_PROXY or HTTP_PROXY for every address, whatever NO_PROXY says.
    """
    parts = urllib.parse.urlsplit(url)
    host = parts.hostname or ""
    if _is_this_machine(host) or urllib.request.proxy_bypass(host):
        return None
    return urllib.request.getproxies().get(parts.scheme)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
