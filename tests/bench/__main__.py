"""Measures and prints JSON lines: `python -m tests.bench [--quick] [--rounds N] [--only NAME]`."""

import argparse
import asyncio
import contextlib
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path

from bot.logs import set_up_logs
from tests.bench.calendars import deadlines
from tests.bench.chat import profile, ticket_from_chat
from tests.bench.duty import ticket_with_duty
from tests.bench.finding import found
from tests.bench.lateness import timers_in_time
from tests.bench.plan import Line, Plan, at_length, quick
from tests.bench.rosters import who_is_on_duty
from tests.bench.routing import decisions
from tests.bench.standing import start_and_stand
from tests.bench.storing import storage_alone
from tests.bench.sweeping import sweeps
from tests.postgres import MISSING, PostgresServer, postgres_server, server_binaries

FIGURES: Mapping[str, Callable[[Plan], Awaitable[list[Line]]]] = {
    "rosters": who_is_on_duty,
    "calendars": deadlines,
    "routing": decisions,
    "lateness": timers_in_time,
    "sweep": sweeps,
    "duty": ticket_with_duty,
    "chat": ticket_from_chat,
    "storage": storage_alone,
    "start": start_and_stand,
    "find": found,
}


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="see that it runs: under 30 s")
    parser.add_argument("--rounds", type=int, default=3, help="medians are of so many")
    parser.add_argument("--only", choices=sorted(FIGURES), help="measure one thing")
    parser.add_argument("--profile", type=Path, metavar="FOLDER", help="cProfile of chat instead")
    given = parser.parse_args()
    set_up_logs("warning", as_json=False)
    with _server() as postgres, tempfile.TemporaryDirectory(prefix="paidan-bench-") as folder:
        place = Path(folder)
        plan = quick(place, postgres) if given.quick else at_length(given.rounds, place, postgres)
        if given.profile is not None:
            given.profile.mkdir(parents=True, exist_ok=True)
            for line in asyncio.run(profile(plan, given.profile.absolute())):
                _print(line)
            return
        _print({"figure": "machine", **_machine(), "rounds": plan.rounds, "seconds": plan.seconds})
        begin = time.monotonic()
        for name in [given.only] if given.only else list(FIGURES):
            for line in asyncio.run(_measured(FIGURES[name], plan)):
                _print(line)
        _print({"figure": "took", "seconds": round(time.monotonic() - begin)})


async def _measured(figure: Callable[[Plan], Awaitable[list[Line]]], plan: Plan) -> list[Line]:
    return await figure(plan)


@contextlib.contextmanager
def _server() -> Iterator[PostgresServer | None]:
    if server_binaries() is None:
        sys.stderr.write(f"{MISSING}; only SQLite is measured\n")
        yield None
        return
    with postgres_server() as server:
        yield server


def _machine() -> Line:
    return {
        "cores": os.cpu_count() or 0,
        "python": platform.python_version(),
        "load_average": round(os.getloadavg()[0], 2),
    }


def _print(line: Line) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
