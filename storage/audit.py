"""Seals over the chains, and the check of both."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from storage.chain import Link, Sealer, body_hash
from storage.clock import Clock, in_ms
from storage.people_tables import RecordRow
from storage.record import DESK, record_flaw
from storage.steps import Engine, Insert, Query, Row, Steps, number, text
from storage.tables import EventBodyRow, EventRow, SealRow, TicketRow
from storage.timers import DueTimer

PAGE = 2_000
MOST_EVENTS = 2_000  # under one seal: others wait while it is set; what is more gets the next one


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
    """The first thing that is not as it was written: an event of a ticket, a link of the desk's own
    record (ticket 0), or a seal."""

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
    records: int = 0


class Audit:
    """Sets seals and verifies."""

    def __init__(self, engine: Engine, sealer: Sealer, clock: Clock) -> None:
        self._engine = engine
        self._sealer = sealer
        self._clock = clock

    async def seal(self, timer: DueTimer | None = None, next_at: int | None = None) -> Seal | None:
        """Seal the heads that changed since the last seal; fires the timer that asked for it.

        After very many changes there is more to be sealed at once. Returns None when nothing
        changed.
        """
        now = self._clock.now_ms()
        return await self._engine.run(lambda: _seal(self._sealer, now, timer, next_at))

    async def verify(self) -> Verdict:
        """Go through every chain and every seal, beside a bot that goes on writing.

        The seals are read first: what they cover stands, whatever is added meanwhile.
        """
        seals = await SealRow.all().order_by("id")
        events = tickets = after = 0
        heads: dict[tuple[int, int], str] = {}
        while numbers := await _numbers_after(after):
            for number_ in numbers:
                ticket, links = await _settled(number_)
                tickets, events, after = tickets + 1, events + len(links), number_
                flaw = await self._flaw_in(ticket, links, heads)
                if flaw is not None:
                    return Verdict(tickets, events, 0, flaw)
        records = await RecordRow.all().order_by("seq")
        found = record_flaw(self._sealer, records, heads)
        if found is not None:
            kind = FlawKind.MISSING if found[1] else FlawKind.CHANGED
            return Verdict(tickets, events, 0, Flaw(DESK, found[0], kind))
        flaw = self._flaw_in_seals(seals, heads)
        return Verdict(tickets, events, len(seals), flaw, len(records))

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
        state = links[-1].after if links else None
        if (ticket.version, ticket.head, ticket.status) != (len(links), previous, state):
            return Flaw(ticket.id, len(links) + 1, FlawKind.LAST_MISSING)
        return None

    def _flaw_in_seals(
        self, seals: list[SealRow], heads: Mapping[tuple[int, int], str]
    ) -> Flaw | None:
        previous = ""
        for seal in seals:
            if self._sealer.seal(previous, seal.at, seal.upto, seal.heads) != seal.hash:
                return Flaw(None, seal.id, FlawKind.SEAL)
            for ticket, seq, head in json.loads(seal.heads):
                if heads.get((ticket, seq)) != head:
                    return Flaw(ticket, seq, FlawKind.SEALED)
            previous = seal.hash
        return None


async def _numbers_after(ticket: int) -> list[int]:
    rows = await TicketRow.filter(id__gt=ticket).order_by("id").limit(PAGE)
    return [row.id for row in rows]


async def _settled(ticket: int) -> tuple[TicketRow, list[EventRow]]:
    """A ticket and its events as of one moment: read again for as long as it is being written."""
    while True:
        row = await TicketRow.get(id=ticket)
        links = await EventRow.filter(ticket_id=ticket).order_by("seq")
        again = await TicketRow.get(id=ticket)
        if row.version == again.version:
            return row, links


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
            "update timer set due = $2, attempts = 0, claimed_until = null "
            "where id = $1 and due = $3 returning id",
            (timer.id, next_at or now, in_ms(timer.due)),
        )
        if not rows:
            return None  # another replica sealed this minute
    # Ids are given before commits: without this, an event of a slower commit would be passed over.
    yield Query("lock table event in share mode")
    last = yield Query("select hash, upto, record_upto from seal order by id desc limit 1")
    since = number(last[0], "upto") if last else 0
    record = yield from _record_since(number(last[0], "record_upto") if last else 0)
    changed = yield Query(
        "select ticket_id, max(seq) as seq, max(id) as upto, count(*) as events from "
        "(select id, ticket_id, seq from event where id > $1 order by id limit $2) as added "
        "group by ticket_id order by ticket_id",
        (since, MOST_EVENTS),
    )
    if not changed and record is None:
        return None
    heads = yield from _heads(changed, record)
    upto = max((number(row, "upto") for row in changed), default=since)
    if timer is not None and sum(number(row, "events") for row in changed) == MOST_EVENTS:
        yield Query("update timer set due = $2 where id = $1", (timer.id, now))
    previous = text(last[0], "hash") if last else ""
    sealed = sealer.seal(previous, now, upto, heads)
    before = number(last[0], "record_upto") if last else 0
    record_upto = number(record, "seq") if record else before
    row: Row = {"at": now, "upto": upto, "heads": heads, "hash": sealed}
    yield Insert("seal", [{**row, "record_upto": record_upto}])
    ids = yield Query("select max(id) as id from seal")
    return Seal(number(ids[0], "id"), len(changed), sealed)


def _record_since(seq: int) -> Steps[Row | None]:
    """The last link of the desk's own chain, if it is behind that one."""
    rows = yield Query(
        "select seq, hash from desk_record where seq > $1 order by seq desc limit 1", (seq,)
    )
    return rows[0] if rows else None


def _heads(changed: list[Row], record: Row | None) -> Steps[str]:
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
    if record is not None:
        heads.append([DESK, record["seq"], record["hash"]])
    return json.dumps(heads, separators=(",", ":"))
