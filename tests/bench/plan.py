"""How long and how often to measure, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import PostgresServer

Figure = str | int | float | list[float]
Line = dict[str, Figure]
Facts = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Plan:
    """Seconds are for one turn of one program; `postgres` is None where no server is installed."""

    rounds: int
    seconds: float
    warm_up_seconds: float
    idle_seconds: float
    folder: Path
    postgres: PostgresServer | None


def at_length(rounds: int, folder: Path, postgres: PostgresServer | None) -> Plan:
    """What the figures in docs/BENCHMARKS.md are made with."""
    return Plan(rounds, 4.0, 2.0, 10.0, folder, postgres)


def quick(folder: Path, postgres: PostgresServer | None) -> Plan:
    """Only to see that everything runs; its figures mean nothing."""
    return Plan(1, 0.3, 0.1, 0.3, folder, postgres)
