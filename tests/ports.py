"""Ports for the programs under test."""

import itertools
import os
import random
import socket

# Below those that the system hands out by itself, so that nothing takes a port between the moment
# when it was found free and the moment when its program listens. Each test process has its own.
FIRST, END = 20_000, 32_768
PROCESSES = 32


def _mine() -> list[int]:
    """The ports of this test process, from anywhere on: there may be another run beside this."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = range(FIRST + number % PROCESSES, END, PROCESSES)
    start = random.randrange(len(ports))  # noqa: S311 - no secret
    return [*ports[start:], *ports[:start]]


_ports = itertools.cycle(_mine())


def free_port() -> int:
    """A port that nobody listens on, and that was not given out lately."""
    return next(port for port in _ports if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
