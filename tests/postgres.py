"""A PostgreSQL server of the tests' own, started once, with a database for each that asks."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tests.ports import free_port

HOST = "127.0.0.1"
SETTINGS = (f"listen_addresses={HOST}", "max_connections=80")
# No test crashes the machine, so nothing needs to reach the disk; and compiling asyncpg's question
# about types costs each new connection a third of a second. Not for measurements.
HURRIED = ("fsync=off", "jit=off")
# As a shell says it; what it reads ends with the process that holds the other end.
CLEAR_UP = 'read -r _; "$0" -s -D "$1/data" -m immediate stop; rm -rf "$1"'
MISSING = "PostgreSQL's server is missing: install it (Debian: apt install postgresql)"


class AsUser(TypedDict, total=False):
    """Whom a process runs as, if not as who starts it."""

    user: int
    group: int


def server_binaries() -> Path | None:
    """The folder of initdb and pg_ctl, if they are installed."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("pg_ctl")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    return next((place for place in places if (place / "initdb").exists()), None)


@dataclass(frozen=True)
class PostgresServer:
    """A running server; databases are named and dropped by `database`."""

    binaries: Path
    folder: Path
    port: int
    settings: tuple[str, ...] = SETTINGS

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgres://paidan@{HOST}:{self.port}/{database}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a database that has still to be made (tests/beginnings.py)."""
        name = f"t{uuid.uuid4().hex[:12]}"
        url = self.url(name)
        try:
            yield url
        finally:
            statements(url, f'drop database if exists "{name}" with (force)')

    @contextmanager
    def new_database(self) -> Iterator[str]:
        """An empty database, for as long as it is needed; yields its address."""
        with self.database() as url:
            statements(url, f'create database "{url.rpartition("/")[2]}"')
            yield url

    def stop(self, mode: str = "fast") -> None:
        """Stop it; `immediate` is a crash."""
        self._control("stop", "-m", mode)

    def start(self) -> None:
        """Start it (again) and wait until it answers."""
        settings = " ".join(f"-c {setting}" for setting in self.settings)
        options = f"-p {self.port} -k {self.folder} {settings}"
        self._control("start", "-w", "-o", options, "-l", str(self.folder / "log"))

    def _control(self, *arguments: str) -> None:
        command = [str(self.binaries / "pg_ctl"), "-s", "-D", str(self.folder / "data"), *arguments]
        _run_as_plain_user(command, self.folder)


def statements(url: str, *each: str) -> None:
    """Run statements on the server of this address, one by one, in none of the tests' databases."""
    binaries = server_binaries()
    assert binaries is not None, MISSING
    command = [str(binaries / "psql"), "-qX", "-v", "ON_ERROR_STOP=1"]
    told = [word for statement in each for word in ("-c", statement)]
    server = url.rpartition("/")[0]
    subprocess.run([*command, *told, f"{server}/postgres"], check=True)


@contextmanager
def postgres_server(*settings: str) -> Iterator[PostgresServer]:
    """A server with data of its own, gone afterwards."""
    binaries = server_binaries()
    assert binaries is not None, MISSING
    folder = Path(tempfile.mkdtemp(prefix="paidan-pg-"))
    if os.geteuid() == 0:
        user = _plain_user()
        os.chown(folder, user.pw_uid, user.pw_gid)
    server = PostgresServer(binaries, folder, free_port(), SETTINGS + settings)
    initdb = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "paidan", "-A", "trust"]
    _run_as_plain_user([*initdb, "-E", "UTF8", "--locale=C", "--no-sync"], folder)
    with _keeper(binaries, folder):
        server.start()
        yield server


@contextmanager
def _keeper(binaries: Path, folder: Path) -> Iterator[None]:
    """Clear up at the end, also when the test process is ended before it can do so itself."""
    keeper = subprocess.Popen(
        ["sh", "-c", CLEAR_UP, str(binaries / "pg_ctl"), str(folder)],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **_as_plain_user(),
    )
    try:
        yield
    finally:
        keeper.communicate()


def _plain_user() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root, so root lends it a name without rights."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("neither a user postgres nor nobody")


def _run_as_plain_user(command: list[str], folder: Path) -> None:
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **_as_plain_user())


def _as_plain_user() -> AsUser:
    if os.geteuid() != 0:
        return {}
    user = _plain_user()
    return {"user": user.pw_uid, "group": user.pw_gid}
