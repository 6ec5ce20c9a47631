"""What all tests share: the databases, and what happens when a program for a test is missing."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import MISSING, PostgresServer, postgres_server, server_binaries

CHROMIUM_MISSING = "Chromium is missing: install it (Debian: apt install chromium fonts-wqy-zenhei)"


def skip_or_fail(why: str) -> None:
    """A missing program skips its tests, except in CI, which promises to have it."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server."""
    if server_binaries() is None:
        skip_or_fail(MISSING)
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite://{tmp_path / 'paidan.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.new_database() as url:
        yield url
