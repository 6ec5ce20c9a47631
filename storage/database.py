"""Which database: a file of SQLite's, or a PostgreSQL server; and why it can't be worked on.

DatabaseProblem
├── DatabaseInUse          another bot works on this SQLite file
├── DatabaseUnreachable    it doesn't answer, or doesn't let us in
└── WrongSecret            it was begun with another PAIDAN_SECRET
"""

import fcntl
from dataclasses import dataclass
from pathlib import Path
from typing import IO


class DatabaseProblem(Exception):
    """The database can't be worked on; the operator has to do something."""


class DatabaseInUse(DatabaseProblem):
    """Another bot works on this SQLite file; its path is the text."""


class DatabaseUnreachable(DatabaseProblem):
    """It doesn't answer, or doesn't let us in; the reason is the text."""


class WrongSecret(DatabaseProblem):
    """It was begun with another secret, so nothing in it could be verified."""


@dataclass(frozen=True, slots=True)
class Database:
    """`sqlite://path/to/file.db` or `postgres://user:password@host:port/database`."""

    url: str

    @property
    def file(self) -> Path | None:
        """The file, if it is SQLite's."""
        if not self.url.startswith("sqlite://"):
            return None
        return Path(self.url.removeprefix("sqlite://")).expanduser()

    @property
    def tortoise_url(self) -> str:
        """The same in Tortoise's words."""
        if self.file is not None:
            return f"sqlite://{self.file}"
        # Tortoise hands what stands behind the ? to asyncpg's pool; sslmode is called ssl there.
        return f"asyncpg://{self.url.partition('://')[2]}".replace("sslmode=", "ssl=")


def lock_for_one_bot(database: Database) -> IO[str] | None:
    """Keep other bots off this SQLite file for as long as the returned handle is open.

    Raises:
        DatabaseInUse: one is working on it.
    """
    if database.file is None:
        return None
    database.file.parent.mkdir(parents=True, exist_ok=True)
    handle = Path(f"{database.file}.in-use").open("w")  # noqa: SIM115 - held as long as the bot lives
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        handle.close()
        raise DatabaseInUse(str(database.file)) from taken
    return handle
