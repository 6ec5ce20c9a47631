"""Seals over the chains, and the check of both."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from storage.chain import Link, Sealer, body_hash
from storage.clock import Clock, in_ms
from storage.steps import Engine, Insert, Query, Row, Steps, number, text
from storage.tables import EventBodyRow, EventRow, SealRow, TicketRow
from storage.timers import DueTimer

PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal that was set; its hash goes to the log, out of the database's reach."""

    id: int
    tickets: int
    hash: str


class FlawKind(StrEnum):
    """What is not as it was written."""

    MISSING = "missing"
    WORDS = "words"
    CHANGED = "changed"
    LAST_MISSING = "last_missing"
    SEAL = "seal"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first thing that is not as it was written: an event of a ticket, or a seal."""

    ticket: int | None
    seq: int
    kind: FlawKind


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check went through, and what it found."""

    tickets: int
    events: int
    seals: int
    flaw: Flaw | None


class Audit:
    """Sets seals and verifies."""

    def __init__(self, engine: Engine, sealer: Sealer, clock: Clock) -> None:
        self._engine = engine
        self._sealer = sealer
        self._clock = clock

    async def seal(self, timer: DueTimer | None = None, next_at: int | None = None) -> Seal | None:
        """Seal the heads that changed since the last seal; fires the timer that asked for it.

        Returns None when nothing changed.
        """
        now = self._clock.now_ms()
        return await self._engine.run(lambda: _seal(self._sealer, now, timer, next_at))

    async def verify(self) -> Verdict:
        """Go through every chain and every seal."""
        events = tickets = after = 0
        heads: dict[tuple[int, int], str] = {}
        while True:
            rows = await TicketRow.filter(id__gt=after).order_by("id").limit(PAGE)
            if not rows:
                break
            for ticket in rows:
                links = await EventRow.filter(ticket_id=ticket.id).order_by("seq")
                tickets, events, after = tickets + 1, events + len(links), ticket.id
                flaw = await self._flaw_in(ticket, links, heads)
                if flaw is not None:
                    return Verdict(tickets, events, 0, flaw)
        seals, flaw = await self._flaw_in_seals(heads)
        return Verdict(tickets, events, seals, flaw)

    async def _flaw_in(
        self, ticket: TicketRow, links: list[EventRow], heads: dict[tuple[int, int], str]
    ) -> Flaw | None:
        bodies = await EventBodyRow.filter(event_id__in=[link.id for link in links])
        said = {body.event_id: body for body in bodies}
        previous = ""
        for seq, row in enumerate(links, 1):
            if row.seq != seq:
                return Flaw(ticket.id, seq, FlawKind.MISSING)
            body = said.get(row.id)
            if body is not None and body_hash(body.salt, body.body) != row.body_hash:
                return Flaw(ticket.id, seq, FlawKind.WORDS)
            if self._sealer.link(previous, link_of(row)) != row.hash:
                return Flaw(ticket.id, seq, FlawKind.CHANGED)
            previous = heads[ticket.id, seq] = row.hash
        if ticket.version != len(links) or ticket.head != previous:
            return Flaw(ticket.id, len(links) + 1, FlawKind.LAST_MISSING)
        return None

    async def _flaw_in_seals(self, heads: Mapping[tuple[int, int], str]) -> tuple[int, Flaw | None]:
        previous = ""
        count = 0
        async for seal in SealRow.all().order_by("id"):
            count += 1
            if self._sealer.seal(previous, seal.at, seal.heads) != seal.hash:
                return count, Flaw(None, seal.id, FlawKind.SEAL)
            for ticket, seq, head in json.loads(seal.heads):
                if heads.get((ticket, seq)) != head:
                    return count, Flaw(ticket, seq, FlawKind.SEALED)
            previous = seal.hash
        return count, None


def link_of(row: EventRow) -> Link:
    """An event's row as the chain covers it."""
    return Link(
        ticket_id=row.ticket_id,
        seq=row.seq,
        action=row.action,
        account_id=row.account_id,
        at=row.at,
        before=row.before,
        after=row.after,
        facts=row.facts,
        visibility=row.visibility,
        config_version=row.config_version,
        body_hash=row.body_hash,
    )


def _seal(
    sealer: Sealer, now: int, timer: DueTimer | None, next_at: int | None
) -> Steps[Seal | None]:
    if timer is not None:
        rows = yield Query(
            "update timer set due = $2, attempts = 0 where id = $1 and due = $3 returning id",
            (timer.id, next_at or now, in_ms(timer.due)),
        )
        if not rows:
            return None  # another replica sealed this minute
    # Ids are given before commits: without this, an event of a slower commit would be passed over.
    yield Query("lock table event in share mode")
    last = yield Query("select hash, upto from seal order by id desc limit 1")
    since = number(last[0], "upto") if last else 0
    changed = yield Query(
        "select ticket_id, max(seq) as seq, max(id) as upto from event where id > $1 "
        "group by ticket_id order by ticket_id",
        (since,),
    )
    if not changed:
        return None
    heads = yield from _heads(changed)
    upto = max(number(row, "upto") for row in changed)
    previous = text(last[0], "hash") if last else ""
    sealed = sealer.seal(previous, now, heads)
    row: Row = {"at": now, "upto": upto, "heads": heads, "hash": sealed}
    yield Insert("seal", [row])
    ids = yield Query("select max(id) as id from seal")
    return Seal(number(ids[0], "id"), len(changed), sealed)


def _heads(changed: list[Row]) -> Steps[str]:
    rows = yield Query(
        "select ticket_id, seq, hash from event where ticket_id = any($1) order by ticket_id, seq",
        ([number(row, "ticket_id") for row in changed],),
    )
    last = {number(row, "ticket_id"): number(row, "seq") for row in changed}
    heads = [
        [row["ticket_id"], row["seq"], row["hash"]]
        for row in rows
        if last[number(row, "ticket_id")] == row["seq"]
    ]
    return json.dumps(heads, separators=(",", ":"))
