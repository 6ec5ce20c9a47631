"""Databases as they were at a moment, kept so that others begin there.

Migrating a database and applying a desk.yaml takes longer than most tests; it is done once for each
kind of database, and copied. SQLite's are kept for all processes of the tests.
"""

import os
import shutil
from pathlib import Path

from storage.database import Database
from storage.migrate import bring_up_to_date
from tests.postgres import statements

MIGRATED = "migrated"


class Beginnings:
    """What was kept, by kind of database and name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: set[tuple[str, str]] = set()

    def begin(self, url: str, *names: str) -> str | None:
        """Make a database of what was kept, and tell of which name: the first that there is.

        If there is none, the database is empty.
        """
        file = Database(url).file
        if file is not None:
            name = next((name for name in names if self._file(name).exists()), None)
            if name is not None:
                shutil.copyfile(self._file(name), file)
            return name
        name = next((name for name in names if (_server(url), name) in self._kept), None)
        template = f'template "{name}"' if name is not None else ""
        statements(url, f'create database "{_name(url)}" {template}')
        return name

    def keep(self, url: str, name: str) -> None:
        """Keep how a database is now; nobody may be connected to it."""
        file = Database(url).file
        if file is not None:
            assert not Path(f"{file}-wal").exists(), "somebody has the database open"
            mine = self._file(f"{name}-{os.getpid()}")
            shutil.copyfile(file, mine)
            mine.replace(self._file(name))
            return
        if (_server(url), name) not in self._kept:
            statements(url, f'create database "{name}" template "{_name(url)}"')
            self._kept.add((_server(url), name))

    async def migrated(self, url: str, *names: str) -> str | None:
        """As `begin`; where nothing of these names was kept, it has today's tables."""
        found = self.begin(url, *names, MIGRATED)
        if found is None:
            await bring_up_to_date(Database(url))
            self.keep(url, MIGRATED)
        return None if found == MIGRATED else found

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.db"


def _server(url: str) -> str:
    """Which of the PostgreSQL servers."""
    return url.rpartition("/")[0]


def _name(url: str) -> str:
    return url.rpartition("/")[2]
