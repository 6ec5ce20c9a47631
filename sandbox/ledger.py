"""What the sandbox keeps across restarts: whole states, and journals that only grow."""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sandbox.payload import JSON

WRITE_AFTER_SECONDS = 0.3
"""How much of the newest history a kill -9 may take."""


class Ledger:
    """Files in one folder, written a moment after the change and at the latest at stop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._states: dict[str, Callable[[], JSON]] = {}
        self._lines: dict[str, list[str]] = {}
        self._timer: asyncio.TimerHandle | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, name: str, state: JSON | Callable[[], JSON]) -> None:
        """Remember a whole state; a function is asked for it when the file is written."""
        self._states[name] = state if callable(state) else lambda: state
        self._write_soon()

    def kept(self, name: str) -> JSON | None:
        """The state last kept under this name."""
        path = self._state_path(name)
        return (
            json.loads(path.read_text(encoding="utf-8", errors="surrogatepass"))
            if path.exists()
            else None
        )

    def append(self, name: str, line: JSON) -> None:
        """Add one line to a journal."""
        self._lines.setdefault(name, []).append(_dumped(line))
        self._write_soon()

    def lines(self, name: str) -> Iterator[JSON]:
        """All lines of a journal; a last line cut off by a crash is left out."""
        path = self._journal_path(name)
        if not path.exists():
            return
        with path.open(encoding="utf-8", errors="surrogatepass") as journal:
            for line in journal:
                if line.endswith("\n"):
                    yield json.loads(line)

    def rewrite(self, name: str, lines: Iterable[JSON]) -> None:
        """Replace a journal by a shorter one that says the same."""
        self._lines.pop(name, None)
        _replace(self._journal_path(name), "".join(f"{_dumped(line)}\n" for line in lines))

    def flush(self) -> None:
        """Write all that waits."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        states, self._states = self._states, {}
        for name, state in states.items():
            _replace(self._state_path(name), _dumped(state()))
        waiting, self._lines = self._lines, {}
        for name, lines in waiting.items():
            with self._journal_path(name).open(
                "a", encoding="utf-8", errors="surrogatepass"
            ) as journal:
                journal.write("\n".join(lines) + "\n")

    def _write_soon(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(WRITE_AFTER_SECONDS, self.flush)

    def _state_path(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _journal_path(self, name: str) -> Path:
        return self._folder / f"{name}.jsonl"


def _dumped(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _replace(path: Path, content: str) -> None:
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_text(content, encoding="utf-8", errors="surrogatepass")
    fresh.replace(path)
