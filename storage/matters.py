"""Matters as rows, and back."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from desk.matters import (
    Announcement,
    HandOver,
    LinkOffer,
    Matter,
    MatterState,
    SummaryPost,
    SwapRequest,
)
from storage.clock import in_ms
from storage.duty_tables import MatterRow
from storage.steps import Row

KINDS: Mapping[str, type[Any]] = {
    "swap": SwapRequest,
    "hand_over": HandOver,
    "announcement": Announcement,
    "link_offer": LinkOffer,
    "summary": SummaryPost,
}
KIND_OF = {kind: name for name, kind in KINDS.items()}
PAYLOADS = {name: TypeAdapter[Matter](kind) for name, kind in KINDS.items()}

NEWEST = 20


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

    async def link_offers(self) -> list[LinkOffer]:
        """Every offer to link two accounts that was ever made."""
        found = [matter_of(row) for row in await MatterRow.filter(kind=KIND_OF[LinkOffer])]
        return [one for one in found if isinstance(one, LinkOffer)]

    async def last_hand_over(self, group: str) -> HandOver | None:
        """A group's newest hand-over."""
        rows = MatterRow.filter(kind=KIND_OF[HandOver], group_key=group).order_by("-id")
        row = await rows.first()
        found = matter_of(row) if row else None
        return found if isinstance(found, HandOver) else None

    async def open_hand_overs(self, group: str) -> list[HandOver]:
        """A group's hand-overs that nobody has accepted: each new one ends those before it."""
        rows = MatterRow.filter(kind=KIND_OF[HandOver], group_key=group).order_by("-id")
        found = [matter_of(row) for row in await rows.limit(NEWEST)]
        return [one for one in found if isinstance(one, HandOver) and one.state is MatterState.OPEN]
