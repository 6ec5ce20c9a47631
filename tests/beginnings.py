"""Databases as they were at a moment, kept so that others begin there.

Migrating a database and applying a desk.yaml takes longer than most tests; it is done once for each
kind of database, and copied.
"""

import shutil
from pathlib import Path

from storage.database import Database
from tests.postgres import statements


class Beginnings:
    """What was kept, by kind of database and name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: set[tuple[str, str]] = set()

    def begin(self, url: str, name: str) -> bool:
        """Fill an empty database with what was kept; False if there is nothing of that name yet."""
        if (_kind(url), name) not in self._kept:
            return False
        file = Database(url).file
        if file is not None:
            shutil.copyfile(self._file(name), file)
        else:
            _copy(url, name, _name(url))
        return True

    def keep(self, url: str, name: str) -> None:
        """Keep how a database is now; nobody may be connected to it."""
        file = Database(url).file
        if file is not None:
            assert not Path(f"{file}-wal").exists(), "somebody has the database open"
            shutil.copyfile(file, self._file(name))
        else:
            _copy(url, _name(url), name)
        self._kept.add((_kind(url), name))

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.db"


def _kind(url: str) -> str:
    """SQLite, or which of the PostgreSQL servers."""
    return "sqlite" if Database(url).file is not None else url.rpartition("/")[0]


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _copy(server: str, source: str, target: str) -> None:
    statements(
        server,
        f'drop database if exists "{target}" with (force)',
        f'create database "{target}" template "{source}"',
    )
