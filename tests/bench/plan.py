"""How long, how often and how much to measure, and where."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import PostgresServer

Figure = str | int | float | bool | list[float]
Line = dict[str, Figure]
Facts = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Plan:
    """Seconds are for one turn of one program; `postgres` is None where no server is installed.

    `open_tickets` are there while timers fire for `firing_seconds`; the sweep is measured at each
    number of `open_clocks`.
    """

    rounds: int
    seconds: float
    warm_up_seconds: float
    idle_seconds: float
    open_tickets: int
    firing_seconds: int
    open_clocks: tuple[int, int]
    folder: Path
    postgres: PostgresServer | None

    @contextmanager
    def databases(self, name: str) -> Iterator[Mapping[str, str]]:
        """An empty database of each kind, by the name that its figures have."""
        folder = self.folder / name
        folder.mkdir()
        sqlite = {"paidan-sqlite": f"sqlite://{folder / 'paidan.db'}"}
        if self.postgres is None:
            yield sqlite
            return
        with self.postgres.new_database() as url:
            yield {**sqlite, "paidan-postgres": url}


def at_length(rounds: int, folder: Path, postgres: PostgresServer | None) -> Plan:
    """What the figures in docs/BENCHMARKS.md are made with."""
    return Plan(rounds, 4.0, 2.0, 10.0, 100_000, 20, (100_000, 1_000_000), folder, postgres)


def quick(folder: Path, postgres: PostgresServer | None) -> Plan:
    """Only to see that everything runs; its figures mean nothing."""
    return Plan(1, 0.3, 0.1, 0.3, 2_400, 1, (6_000, 9_000), folder, postgres)
