"""Programs under test, started out of an interpreter that has imported them already.

Most of a start is imports, and the tests start some two hundred programs. So one process for each
program does the imports and forks for each start. What it forks is a process of its own as
`python -m` would have made it: with its own arguments, environment, output, signals and end.
Tests of the start itself, the demo's and the chaos tests start cold, and so must measurements.
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
# What to import for a program; not its __main__, which is run afresh each time.
IMPORTED = {"bot": "bot.cli", "sandbox": "sandbox.app"}

# Elsewhere the system's own libraries don't bear it.
FORKS = sys.platform == "linux"


@dataclass
class Started:
    """A program that was started; what is needed of a subprocess.Popen."""

    pid: int
    _told: int  # the pipe by which its guardian tells how it ended
    returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, once it has ended; minus the signal, if one ended it."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; the result is its exit code."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0.0)
        return code

    def send_signal(self, sign: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sign)

    def _look(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._told], [], [], timeout)[0]:
            self.returncode = int(_line(self._told))
            os.close(self._told)
        return self.returncode


Program = Started | subprocess.Popen[bytes]


class _Nursery:
    """The process that forks for one program, as its client sees it; it ends with the client."""

    def __init__(self, program: str) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.warm", program, str(theirs.fileno())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    def start(
        self, arguments: tuple[str, ...], environment: Mapping[str, str], out: int, err: int
    ) -> Started:
        told, tell = os.pipe()
        order = json.dumps({"arguments": arguments, "environment": dict(environment)})
        try:
            socket.send_fds(self._control, [f"{order}\n".encode()], [out, err, tell])
        finally:
            os.close(tell)
        return Started(int(_line(told)), told)


_nurseries: dict[str, _Nursery] = {}


def start(
    program: str,
    *arguments: str,
    environment: Mapping[str, str],
    out: int,
    err: int = 2,
    cold: bool = False,
) -> Program:
    """Start `python -m program arguments` in the project's folder, writing to these files."""
    if cold or not FORKS:
        command = [sys.executable, "-m", program, *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=dict(environment), stdout=out, stderr=err)
    if program not in _nurseries:
        _nurseries[program] = _Nursery(program)
    return _nurseries[program].start(arguments, environment, out, err)


def run(
    program: str, *arguments: str, environment: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Start it, wait for its end, and read what it wrote."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        started = start(
            program, *arguments, environment=environment, out=out.fileno(), err=err.fileno()
        )
        try:
            code = started.wait(timeout)
        except subprocess.TimeoutExpired:
            started.send_signal(signal.SIGKILL)
            raise
        for file in (out, err):
            file.seek(0)
        return subprocess.CompletedProcess(arguments, code, out.read(), err.read())


def _line(pipe: int) -> str:
    """One short line, byte by byte, so that nothing of the next one is taken."""
    line = b""
    while not line.endswith(b"\n"):
        read = os.read(pipe, 1)
        assert read, "the process that starts programs has died"
        line += read
    return line.decode()


def _serve(control: socket.socket) -> list[str] | None:
    """Fork for each order. In the new process this returns its arguments; at the end, None."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests and their programs
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # guardians need nobody to wait for them
    while True:
        data, files, _, _ = socket.recv_fds(control, 65536, 3)
        if not data:
            return None
        while not data.endswith(b"\n"):
            data += control.recv(65536)
        if os.fork() == 0:
            control.close()
            order = json.loads(data)
            _guard(*files)
            os.environ.clear()
            os.environ.update(order["environment"])
            return [str(argument) for argument in order["arguments"]]
        for file in files:
            os.close(file)


def _guard(out: int, err: int, tell: int) -> None:
    """Fork once more: this process tells how the other ends; it is the other that returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    program = os.fork()
    if program == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.dup2(out, 1)
        os.dup2(err, 2)
        for file in (out, err, tell):
            os.close(file)
        return
    os.close(out)
    os.close(err)
    os.write(tell, f"{program}\n".encode())
    _, status = os.waitpid(program, 0)
    # Nobody reads it, if the tests have ended before.
    with contextlib.suppress(BrokenPipeError):
        os.write(tell, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def main() -> None:
    """Be such a process: python -m tests.warm PROGRAM FILE-DESCRIPTOR."""
    program = sys.argv[1]
    importlib.import_module(IMPORTED[program])
    gc.freeze()  # what is imported stays: each end would go through all of it, and copy it for that
    arguments = _serve(socket.socket(fileno=int(sys.argv[2])))
    if arguments is not None:
        sys.argv = [program, *arguments]
        runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
