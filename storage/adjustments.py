"""What was changed in rosters: rows, and the parts of them that rosters are told.

Whoever changes a roster, or asks for a swap, decides on settings of one stamp; if the stamp is
another one when the act is written, it is decided again. So no shift is swapped twice or asked for
twice, and nothing stale is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from tortoise.expressions import Q

from desk.calendar_spans import Span
from desk.duty import RosterChange
from desk.matters import MatterState, SwapRequest
from desk.roster import Adjustment, Leave, Override, OverrideKind, Swap
from desk.swaps import WAITS, shift_key
from storage.clock import from_ms, in_ms
from storage.directory import Directory
from storage.duty_tables import AdjustmentRow, MatterRow
from storage.matters import matter_of
from storage.stamp import unchanged_since
from storage.steps import Insert, NextIds, Row, Steps, Update, number
from storage.work import Extra

ORDER = "adjustment"
SWAP_BEGINS = "swap_begins"
KINDS: Mapping[str, type[Any]] = {"override": Override, "leave": Leave, "swap": Swap}
KIND_OF = {kind: name for name, kind in KINDS.items()}
PARTS: Mapping[str, TypeAdapter[tuple[Adjustment, ...]]] = {
    name: TypeAdapter(tuple[kind, ...])  # type: ignore[valid-type]
    for name, kind in KINDS.items()
}

Changed = Mapping[str, tuple[Adjustment, ...]]


class Adjustments:
    """Reads what was changed in rosters."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def _change(self, row: AdjustmentRow) -> RosterChange:
        return _change(row, self._directory.stands_for)

    async def numbered(self, change: int) -> RosterChange | None:
        """A change by its number."""
        row = await AdjustmentRow.get_or_none(id=change)
        return self._change(row) if row else None

    async def ahead(self, now: datetime) -> list[RosterChange]:
        """Changes that count now or later, in order of time."""
        rows = AdjustmentRow.filter(ended_at=None, ends_at__gt=in_ms(now))
        return [self._change(row) for row in await rows.order_by("starts_at", "id")]

    async def is_ended(self, change: int) -> bool:
        """Whether a change was taken back."""
        return await AdjustmentRow.filter(id=change, ended_at__isnull=False).exists()

    async def waiting_swaps(self) -> list[SwapRequest]:
        """Requests that wait for an answer, in order."""
        waits = Q(*(Q(payload__contains=f'"state":"{state}"') for state in WAITS), join_type="OR")
        rows = await MatterRow.filter(waits, kind="swap").order_by("id")
        found = (matter_of(row) for row in rows)
        return [one for one in found if isinstance(one, SwapRequest) and one.state in WAITS]

    async def request_behind(self, change: RosterChange) -> SwapRequest | None:
        """The request that a swap came of; None for other changes."""
        if change.shift is None:
            return None
        rows = MatterRow.filter(kind="swap", payload__contains=f'"state":"{MatterState.DONE}"')
        found = [matter_of(row) async for row in rows.order_by("-id")]
        agreed = (one for one in found if isinstance(one, SwapRequest))
        return next((one for one in agreed if _came_of(change, one)), None)


def _came_of(change: RosterChange, request: SwapRequest) -> bool:
    same = (request.roster, shift_key(request)) == (change.roster, change.shift)
    return same and request.state is MatterState.DONE


def swap_timer(matter: int) -> str:
    """The key of the timer that ends a request when its shift begins."""
    return f"swap:{matter}:begins"


async def read_adjustments(since: datetime, merged: Mapping[int, int]) -> Changed:
    """What rosters are told, by roster; what was over before `since` is left out.

    `merged` tells who has the accounts of whom.
    """
    told: dict[str, list[Adjustment]] = {}
    for row in await AdjustmentRow.filter(ends_at__gt=in_ms(since)).order_by("id"):
        told.setdefault(row.roster, []).extend(_parts(row, lambda one: merged.get(one, one)))
    return {roster: tuple(parts) for roster, parts in told.items()}


def _change(row: AdjustmentRow, stands_for: Callable[[int], int]) -> RosterChange:
    parts = PARTS[row.kind].validate_json(row.payload)
    return RosterChange(
        id=row.id,
        roster=row.roster,
        parts=tuple(_of_now(replace(part, id=row.id), stands_for) for part in parts),
        start=from_ms(row.starts_at or 0),
        end=from_ms(row.ends_at or 0),
        made_by=row.made_by,
        shift=row.shift,
    )


def _of_now(part: Adjustment, stands_for: Callable[[int], int]) -> Adjustment:
    """With those people who have the accounts of whom it names."""
    if isinstance(part, Leave):
        return replace(part, person=stands_for(part.person))
    if isinstance(part, Swap):
        return replace(part, person=stands_for(part.person), other=stands_for(part.other))
    person, other = (one if one is None else stands_for(one) for one in (part.person, part.other))
    return replace(part, person=person, other=other)


def _parts(row: AdjustmentRow, stands_for: Callable[[int], int]) -> list[Adjustment]:
    """What counts of a change; what was ended while it lasted still tells who was on duty then."""
    change = _change(row, stands_for)
    if row.ended_at is None:
        return list(change.parts)
    if row.ended_at <= in_ms(change.start):
        return []
    ended = from_ms(row.ended_at)
    told = ((part, _span_of(part, change)) for part in change.parts)
    return [_until(part, start, min(end, ended)) for part, (start, end) in told if start < ended]


def _span_of(part: Adjustment, change: RosterChange) -> Span:
    """An import has parts with times of their own."""
    if isinstance(part, Swap):
        return change.start, change.end
    return part.start, part.end


def _until(part: Adjustment, start: datetime, end: datetime) -> Adjustment:
    """It stands as it was, whatever turns come later."""
    if isinstance(part, Override):
        return replace(part, end=end, fingerprint="")
    if isinstance(part, Leave):
        return replace(part, end=end)
    return Override(
        id=part.id,
        kind=OverrideKind.REPLACE,
        start=start,
        end=end,
        layer=part.layer,
        person=part.person,
        other=part.other,
    )


@dataclass(slots=True)
class NewChange:
    """A change on its way into the database; `id` is its number once it is kept."""

    change: RosterChange
    id: int = 0

    def as_extra(self, stamp: str) -> Extra:
        """Its rows, decided on settings of that stamp."""
        return Extra(ORDER, self._write, unchanged_since(stamp))

    def _write(self, now: int) -> Steps[None]:
        ids = yield NextIds({"adjustment": 1})
        self.id = number(ids[0], "id")
        yield Insert("adjustment", [_row(self.change, self.id, now)])


def ending(changes: Sequence[int], by: int, stamp: str) -> Extra:
    """Changes that count no longer, ended by an account."""

    def write(now: int) -> Steps[None]:
        rows: list[Row] = [{"id": key, "ended_at": now, "ended_by": by} for key in sorted(changes)]
        yield Update("adjustment", ("id",), rows)

    return Extra(ORDER, write, unchanged_since(stamp))


def ending_void(
    changes: Sequence[tuple[RosterChange, Sequence[Adjustment]]], now: datetime, by: int, stamp: str
) -> Extra:
    """Changes, each with its parts that are void: what is left of it ahead stands, and what was so
    until now; where nothing is left it has ended."""
    narrowed = [kept for change, void in changes if (kept := _narrowed(change, void, now))]
    left = {change.id for change in narrowed}
    over = sorted(change.id for change, _ in changes if change.id not in left)

    def write(at: int) -> Steps[None]:
        rows: list[Row] = [{"id": key, "ended_at": at, "ended_by": by} for key in over]
        yield Update("adjustment", ("id",), rows)
        yield Update("adjustment", ("id",), [_reach(change) for change in narrowed])

    return Extra(ORDER, write, unchanged_since(stamp))


def _narrowed(
    change: RosterChange, void: Sequence[Adjustment], now: datetime
) -> RosterChange | None:
    """What is left of a change; None if nothing of that lies ahead. What is over is as it was."""
    parts: list[Adjustment] = []
    ahead = False
    for part in change.parts:
        start, end = _span_of(part, change)
        if end <= now or (part in void and start < now):
            parts.append(_until(part, start, min(end, now)))
        elif part not in void:
            parts.append(part)
            ahead = True
    if not ahead:
        return None
    spans = [_span_of(part, change) for part in parts]
    start, end = min(start for start, _ in spans), max(end for _, end in spans)
    return replace(change, parts=tuple(parts), start=start, end=end)


def alone_since(stamp: str) -> Extra:
    """Nothing but that no other such act was written since the settings had that stamp."""

    def write(now: int) -> Steps[None]:  # noqa: ARG001 - what extras are given
        yield from ()

    return Extra(ORDER, write, unchanged_since(stamp))


def _reach(change: RosterChange) -> Row:
    """What it is about and how long."""
    return {
        "id": change.id,
        "payload": PARTS[KIND_OF[type(change.about)]].dump_json(change.parts).decode(),
        "starts_at": in_ms(change.start),
        "ends_at": in_ms(change.end),
    }


def _row(change: RosterChange, key: int, now: int) -> Row:
    return {
        **_reach(change),
        "id": key,
        "roster": change.roster,
        "kind": KIND_OF[type(change.about)],
        "shift": change.shift,
        "made_by": change.made_by,
        "made_at": now,
        "ended_at": None,
        "ended_by": None,
    }
