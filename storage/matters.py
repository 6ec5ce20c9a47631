"""Matters as rows, and back."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from desk.matters import Announcement, HandOver, Matter, SwapRequest
from storage.clock import in_ms
from storage.duty_tables import MatterRow
from storage.steps import Row

KINDS: Mapping[str, type[Any]] = {
    "swap": SwapRequest,
    "hand_over": HandOver,
    "announcement": Announcement,
}
KIND_OF = {kind: name for name, kind in KINDS.items()}
PAYLOADS = {name: TypeAdapter[Matter](kind) for name, kind in KINDS.items()}


def matter_row(matter: Matter) -> Row:
    """All columns of a matter."""
    kind = KIND_OF[type(matter)]
    return {
        "id": matter.id,
        "version": matter.version,
        "kind": kind,
        "group_key": matter.group,
        "payload": PAYLOADS[kind].dump_json(matter).decode(),
        "at": in_ms(matter.at),
    }


def matter_of(row: MatterRow) -> Matter:
    """A matter as the desk knows it."""
    return PAYLOADS[row.kind].validate_json(row.payload)


class Matters:
    """Reads matters."""

    async def numbered(self, matter: int) -> Matter | None:
        """A matter by its id."""
        row = await MatterRow.get_or_none(id=matter)
        return matter_of(row) if row else None
