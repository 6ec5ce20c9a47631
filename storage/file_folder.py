"""The folder of files: each content is there once, under the sha256 of its bytes.

Replicas share it. A file appears whole or not at all: it is written beside, and then renamed.
"""

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from desk.file_kinds import HEAD

PARTS = "incoming"
LEFT_AFTER = timedelta(days=1)


@dataclass(slots=True)
class Arriving:
    """A content on its way in."""

    path: Path
    file: IO[bytes]
    head: bytes = b""
    size: int = 0
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    async def write(self, chunk: bytes) -> None:
        """The next part of it."""
        self.head = (self.head + chunk)[:HEAD] if len(self.head) < HEAD else self.head
        self.size += len(chunk)
        await asyncio.to_thread(self._write, chunk)

    @property
    def digest(self) -> str:
        """What names it."""
        return self._hash.hexdigest()

    def _write(self, chunk: bytes) -> None:
        self._hash.update(chunk)
        self.file.write(chunk)


@dataclass(frozen=True, slots=True)
class FileFolder:
    """Takes contents in, and tells where they are."""

    folder: Path

    def path(self, digest: str) -> Path:
        """Where a content is, once it is here."""
        if len(digest) != 64 or not digest.isalnum():
            raise ValueError("not the name of a content")
        return self.folder / digest[:2] / digest

    @asynccontextmanager
    async def arriving(self) -> AsyncIterator[Arriving]:
        """A place to write a content to; what isn't kept is gone at the end.

        Raises:
            OSError: the folder can't be written to.
        """
        arriving = await asyncio.to_thread(self._begin)
        try:
            yield arriving
        finally:
            await asyncio.to_thread(_end, arriving)

    async def keep(self, arriving: Arriving) -> str:
        """Let a whole content be here; returns what names it. One that is here already stays."""
        return await asyncio.to_thread(self._keep, arriving)

    async def tidy(self, now: datetime) -> None:
        """Forget what a killed process left half-way, a day ago or earlier."""
        await asyncio.to_thread(self._tidy, (now - LEFT_AFTER).timestamp())

    def _tidy(self, before: float) -> None:
        for part in (self.folder / PARTS).glob("*"):
            if part.stat().st_mtime < before:
                part.unlink(missing_ok=True)

    def _begin(self) -> Arriving:
        part = self.folder / PARTS / secrets.token_hex(16)
        part.parent.mkdir(parents=True, exist_ok=True)
        return Arriving(part, part.open("xb"))

    def _keep(self, arriving: Arriving) -> str:
        path = self.path(arriving.digest)
        arriving.file.flush()
        os.fsync(arriving.file.fileno())
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            arriving.path.replace(path)
        return arriving.digest


def _end(arriving: Arriving) -> None:
    arriving.file.close()
    arriving.path.unlink(missing_ok=True)
