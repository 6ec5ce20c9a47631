"""The lanes: who may send what next, and how it went.

A lane is a conversation's order, rate, back-off and lease in one row. A claim leases lanes and
gives each at most one thing to send; `finish` marks it and lets the lane look for more. Whoever
lost the lease (the fence has moved on) marks nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from desk.address import MessengerName
from desk.pace import Method, Pace, Rate
from storage.steps import (
    Insert,
    Query,
    Row,
    Steps,
    Together,
    Update,
    number,
    number_or_none,
    text,
    text_or_none,
)

DRAW: Final = "posting"
MESSAGE: Final = "outbox"


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing to send now.

    `table` and `id` say what, `cause` which delivery asked for it, `method` which call it costs.
    `in_doubt`: an earlier attempt may have been taken, so the messenger is asked first. `attempts`
    counts those that failed. `kind` is a message's kind of notice.
    """

    lane: str
    fence: int
    table: str
    id: int
    method: Method
    version: int
    in_doubt: bool
    attempts: int
    cause: str | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a look at the lanes brought, and when to look again (real time, milliseconds)."""

    claims: tuple[Claim, ...]
    next_look: int | None


@dataclass(slots=True)
class _Rates:
    """The theoretical arrival times that a look goes by, and changes."""

    now: int
    paces: Mapping[MessengerName, Pace]
    free_at: dict[str, int] = field(default_factory=dict)
    spent: set[str] = field(default_factory=set)

    def wait(self, key: str, rate: Rate) -> int:
        """When the next token of this rate is there; `now` or earlier: it is."""
        return self.free_at.get(key, 0) - rate.interval_ms * (rate.burst - 1)

    def spend(self, key: str, rate: Rate) -> None:
        self.free_at[key] = max(self.free_at.get(key, 0), self.now) + rate.interval_ms
        self.spent.add(key)


def hold_key(messenger: str, tenant: str) -> str:
    """The key of the rate that holds a whole tenant back."""
    return f"{messenger}:{tenant}:*"


def _rate_key(lane: Row, method: Method) -> str:
    return f"{lane['messenger']}:{lane['tenant']}:{method}"


def claim_steps(
    now: int, lease_ms: int, limit: int, paces: Mapping[MessengerName, Pace]
) -> Steps[Claimed]:
    """Lease the lanes that are due, up to `limit`, with one thing to send for each that has one."""
    lanes = yield Query(
        "select key, messenger, tenant, free_at, fence, told_last from lane "
        "where wake_at <= $1 and messenger = any($3) order by wake_at limit $2 "
        "for update skip locked",
        (now, limit, [str(name) for name in paces]),
    )
    claims: tuple[Claim, ...] = ()
    if lanes:
        keys = [text(lane, "key") for lane in lanes]
        draws = yield from _waiting_draws(keys)
        messages = yield from _waiting_messages(keys)
        rates = yield from _rates(lanes, now, paces)
        look = _Look(lanes, draws, messages, rates, lease_ms)
        look.decide()
        spent: list[Row] = [
            {"key": key, "free_at": rates.free_at[key]} for key in sorted(rates.spent)
        ]
        yield Together(
            (
                Update("lane", ("key",), look.lane_rows),
                Update("posting", ("id",), look.draw_rows),
                Update("outbox", ("id",), look.message_rows),
                Update("rate", ("key",), spent),
            )
        )
        claims = tuple(look.claims)
    rows = yield Query(
        "select min(wake_at) as next from lane where wake_at is not null and messenger = any($1)",
        ([str(name) for name in paces],),
    )
    return Claimed(claims, number_or_none(rows[0], "next"))


def _waiting_draws(keys: Sequence[str]) -> Steps[dict[str, list[Row]]]:
    """By lane: the first card that was never shown, and the one that has been stale longest."""
    rows = yield Query(
        "select * from (select id, lane, message, wanted, claimed_until, attempts, cause, "
        "row_number() over (partition by lane, (message is null), (claimed_until is null) "
        "order by stale_at, id) as turn "
        "from posting where lane = any($1) and stale_at is not null and dead_at is null) ranked "
        "where turn = 1",
        (list(keys),),
    )
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(text(row, "lane"), []).append(row)
    return found


def _waiting_messages(keys: Sequence[str]) -> Steps[dict[str, Row]]:
    rows = yield Query(
        "select o.id, o.lane, o.sending_at, o.attempts, o.cause, o.kind from outbox o "
        "join (select min(id) as head from outbox where lane = any($1) and state = 0 "
        "and gathered is null group by lane) heads on heads.head = o.id",
        (list(keys),),
    )
    return {text(row, "lane"): row for row in rows}


def _rates(lanes: Sequence[Row], now: int, paces: Mapping[MessengerName, Pace]) -> Steps[_Rates]:
    keys = sorted(
        {_rate_key(lane, method) for lane in lanes for method in Method}
        | {hold_key(text(lane, "messenger"), text(lane, "tenant")) for lane in lanes}
    )
    asked = Query(
        "select key, free_at from rate where key = any($1) order by key for update", (keys,)
    )
    rows = yield asked
    if len(rows) < len(keys):
        yield Insert("rate", [{"key": key, "free_at": 0} for key in keys], unless_known=("key",))
        rows = yield asked
    return _Rates(now, paces, {text(row, "key"): number(row, "free_at") for row in rows})


@dataclass(slots=True)
class _Look:
    """One look at some lanes: decides for each, and collects the rows to write."""

    lanes: Sequence[Row]
    draws: Mapping[str, Sequence[Row]]
    messages: Mapping[str, Row]
    rates: _Rates
    lease_ms: int
    claims: list[Claim] = field(default_factory=list)
    lane_rows: list[Row] = field(default_factory=list)
    draw_rows: list[Row] = field(default_factory=list)
    message_rows: list[Row] = field(default_factory=list)

    def decide(self) -> None:
        for lane in self.lanes:
            self._decide_for(lane)

    def _decide_for(self, lane: Row) -> None:
        now = self.rates.now
        draws = self.draws.get(text(lane, "key"), ())
        free = [row for row in draws if (number_or_none(row, "claimed_until") or 0) <= now]
        draw = _first(free)
        message = self.messages.get(text(lane, "key"))
        if draw is None and message is None:
            ends = [number(row, "claimed_until") for row in draws]
            self._leave(lane, min(ends) if ends else None)
            return
        sendable: list[tuple[Method, Row]] = []
        if draw is not None:
            sendable.append((Method.POST if draw["message"] is None else Method.UPDATE, draw))
        if message is not None:
            after = draw is not None and _draw_goes_first(draw, lane)
            sendable.insert(1 if after else 0, (Method.TELL, message))
        self._send_first(lane, sendable)

    def _send_first(self, lane: Row, sendable: Sequence[tuple[Method, Row]]) -> None:
        """The first of these that its rate lets go now: one never waits for the other's token."""
        waits = [self._wait(lane, method) for method, _ in sendable]
        for (method, what), wait in zip(sendable, waits, strict=True):
            if wait <= self.rates.now:
                self._send(lane, what, method)
                return
        self._leave(lane, min(waits))

    def _send(self, lane: Row, what: Row, method: Method) -> None:
        pace = self.rates.paces[MessengerName(text(lane, "messenger"))]
        key = text(lane, "key")
        self.rates.spend(_rate_key(lane, method), pace.methods[method])
        free_at = number(lane, "free_at")
        if method is not Method.UPDATE:
            free_at = max(free_at, self.rates.now) + pace.conversation.interval_ms
        lease_end = self.rates.now + self.lease_ms
        fence = number(lane, "fence") + 1
        tells = method is Method.TELL
        self.lane_rows.append(_lane(lane, lease_end, free_at, fence, tells))
        doubt = what["sending_at"] if tells else what["claimed_until"]
        self.claims.append(
            Claim(
                lane=key,
                fence=fence,
                table=MESSAGE if tells else DRAW,
                id=number(what, "id"),
                method=method,
                version=0 if tells else number(what, "wanted"),
                in_doubt=doubt is not None and method is not Method.UPDATE,
                attempts=number(what, "attempts"),
                cause=text_or_none(what, "cause"),
                kind=text(what, "kind") if tells else "",
            )
        )
        if tells:
            self.message_rows.append({"id": what["id"], "sending_at": self.rates.now})
        else:
            self.draw_rows.append(
                {
                    "id": what["id"],
                    "claimed_version": what["wanted"],
                    "claimed_until": lease_end,
                }
            )

    def _wait(self, lane: Row, method: Method) -> int:
        messenger = text(lane, "messenger")
        pace = self.rates.paces[MessengerName(messenger)]
        conversation = pace.conversation
        here = number(lane, "free_at") - conversation.interval_ms * (conversation.burst - 1)
        return max(
            0 if method is Method.UPDATE else here,
            self.rates.wait(_rate_key(lane, method), pace.methods[method]),
            self.rates.free_at.get(hold_key(messenger, text(lane, "tenant")), 0),
        )

    def _leave(self, lane: Row, wake_at: int | None) -> None:
        free_at, fence = number(lane, "free_at"), number(lane, "fence")
        self.lane_rows.append(_lane(lane, wake_at, free_at, fence, bool(lane["told_last"])))


def _lane(lane: Row, wake_at: int | None, free_at: int, fence: int, told_last: bool) -> Row:
    return {
        "key": lane["key"],
        "wake_at": wake_at,
        "free_at": free_at,
        "fence": fence,
        "told_last": told_last,
    }


def _first(draws: Iterable[Row]) -> Row | None:
    """A card that was never shown goes before those that only have to be redrawn."""
    return min(
        draws,
        key=lambda row: (text_or_none(row, "message") is not None, number(row, "id")),
        default=None,
    )


def _draw_goes_first(draw: Row, lane: Row) -> bool:
    return draw["message"] is None or bool(lane["told_last"])
