"""What all tests share: the databases, and what happens when a program for a test is missing."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.beginnings import Beginnings
from tests.postgres import HURRIED, MISSING, PostgresServer, postgres_server, server_binaries

CHROMIUM_MISSING = "Chromium is missing: install it (Debian: apt install chromium fonts-wqy-zenhei)"
MOST_WORKERS = 8

# How long an example takes says more about what else the machine is doing than about the example.
settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")


def skip_or_fail(why: str) -> None:
    """A missing program skips its tests, except in CI, which promises to have it."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(why)
    pytest.skip(why)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """More than there are cores: half of a story is waiting for what a messenger does."""
    cores = os.cpu_count() or 1
    return min(cores + (cores + 1) // 2, MOST_WORKERS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """All that lack the same program are one line at the end, as the place doesn't matter."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple):
        why = report.longrepr[2]
        if why.removeprefix("Skipped: ") in {MISSING, CHROMIUM_MISSING}:
            report.longrepr = (__file__, None, why)  # type: ignore[assignment] # without a line
    return report


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server, one for each process of the tests."""
    if server_binaries() is None:
        skip_or_fail(MISSING)
    with postgres_server(*HURRIED) as server:
        yield server


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    """Databases to begin from, shared by the processes of the tests."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "beginnings"
    folder.mkdir(exist_ok=True)
    return Beginnings(folder)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of each kind, which is made by `beginnings`."""
    if request.param == "sqlite":
        yield f"sqlite://{tmp_path / 'paidan.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture
def empty_database_url(database_url: str, beginnings: Beginnings) -> str:
    """An empty database of each kind."""
    beginnings.begin(database_url)
    return database_url
