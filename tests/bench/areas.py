"""Where the loop's thread spends its time, by area, from what cProfile saw."""

import pstats
from pathlib import Path

from tests.bench.plan import Line
from tests.sandbox.conftest import ROOT

ROOMS = ("bot", "cards", "desk", "handlers", "scheduler", "storage", "web")
LIBRARIES = {
    "slack_bolt": "slack_bolt",
    "slack_sdk": "slack_sdk",
    "aiohttp": "aiohttp",
    "asyncpg": "asyncpg",
    "aiosqlite": "tortoise",
    "tortoise": "tortoise",
    "pypika_tortoise": "tortoise",
    "structlog": "structlog",
    "asyncio": "asyncio",
}


def areas(file: Path) -> Line:
    """Percent of the time at work by area, largest first; `idle` is percent of the whole."""
    spent: dict[str, float] = {}
    idle = 0.0
    for (path, _, name), (_, _, own, _, callers) in _stats(file).items():
        if "epoll" in name:
            idle += own
        elif path == "~":  # built in: counted where it is called from
            for (caller, _, _), (_, _, by, _) in callers.items():
                _add(spent, _area(caller), by)
        else:
            _add(spent, _area(path), own)
    work = sum(spent.values())
    largest = sorted(spent.items(), key=lambda item: -item[1])
    shares: Line = {name: round(100 * each / work, 1) for name, each in largest}
    return {
        "figure": "profile",
        "of": file.stem,
        "idle": round(100 * idle / (idle + work)),
        **shares,
    }


Stats = dict[
    tuple[str, int, str],
    tuple[int, int, float, float, dict[tuple[str, int, str], tuple[int, int, float, float]]],
]


def _stats(file: Path) -> Stats:
    found: Stats = vars(pstats.Stats(str(file)))["stats"]
    return found


def _add(spent: dict[str, float], area: str, seconds: float) -> None:
    spent[area] = spent.get(area, 0.0) + seconds


def _area(path: str) -> str:
    parts = Path(path).parts
    if "site-packages" not in parts and path.startswith(str(ROOT)):
        room = Path(path).relative_to(ROOT).parts[0]
        return room if room in ROOMS else "other"
    return next((LIBRARIES[part] for part in reversed(parts) if part in LIBRARIES), "other")
