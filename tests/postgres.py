"""A PostgreSQL server of the tests' own, started once, with a database for each that asks."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
MISSING = "PostgreSQL's server is missing: install it (Debian: apt install postgresql)"


def server_binaries() -> Path | None:
    """The folder of initdb and pg_ctl, if they are installed."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("pg_ctl")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    return next((place for place in places if (place / "initdb").exists()), None)


@dataclass(frozen=True)
class PostgresServer:
    """A running server; databases are made and dropped by `new_database`."""

    binaries: Path
    folder: Path
    port: int

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgres://paidan@{HOST}:{self.port}/{database}"

    @contextmanager
    def new_database(self) -> Iterator[str]:
        """An empty database, for as long as it is needed; yields its address."""
        name = f"t{uuid.uuid4().hex[:12]}"
        self._psql(f'create database "{name}"')
        try:
            yield self.url(name)
        finally:
            self._psql(f'drop database "{name}" with (force)')

    def stop(self, mode: str = "fast") -> None:
        """Stop it; `immediate` is a crash."""
        self._control("stop", "-m", mode)

    def start(self) -> None:
        """Start it (again) and wait until it answers."""
        options = (
            f"-p {self.port} -k {self.folder} -c listen_addresses={HOST} -c max_connections=80"
        )
        self._control("start", "-w", "-o", options, "-l", str(self.folder / "log"))

    def _psql(self, statement: str) -> None:
        command = [str(self.binaries / "psql"), "-qX", "-h", HOST, "-p", str(self.port)]
        subprocess.run([*command, "-U", "paidan", "-c", statement, "postgres"], check=True)

    def _control(self, *arguments: str) -> None:
        command = [str(self.binaries / "pg_ctl"), "-s", "-D", str(self.folder / "data"), *arguments]
        _run_as_plain_user(command, self.folder)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server with data of its own, gone afterwards."""
    binaries = server_binaries()
    assert binaries is not None, MISSING
    folder = Path(tempfile.mkdtemp(prefix="paidan-pg-"))
    if os.geteuid() == 0:
        user = _plain_user()
        os.chown(folder, user.pw_uid, user.pw_gid)
    server = PostgresServer(binaries, folder, _free_port())
    initdb = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "paidan", "-A", "trust"]
    _run_as_plain_user([*initdb, "-E", "UTF8", "--locale=C"], folder)
    server.start()
    try:
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def _plain_user() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root, so root lends it a name without rights."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("neither a user postgres nor nobody")


def _run_as_plain_user(command: list[str], folder: Path) -> None:
    user = _plain_user() if os.geteuid() == 0 else None
    subprocess.run(
        command,
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
