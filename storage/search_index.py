"""How the tokens of tickets are kept true: from the record, behind the acts and not within them.

Events are gone through in their order, so whatever happened to a ticket brings it here. Ids of
events are given before commits, and a slow commit may be passed over: what the audit's seal has
covered is looked through once more, as a seal waits for every commit before it. Tickets of before
there was a search are gone through by and by, newest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk.events import Visibility
from desk.moves import Status
from desk.search_terms import (
    INNER,
    assignee_token,
    day_token,
    group_token,
    month_token,
    reporter_token,
    state_token,
)
from desk.search_words import tokens_of
from storage.clock import from_ms
from storage.steps import Insert, Query, Row, Steps, Update, number, number_or_none, text

KEPT_AS = "search"
AT_ONCE = 50  # tickets in a transaction: nobody else writes on SQLite meanwhile
EVENTS_AT_ONCE = 200
LOOKED_THROUGH = 4000


@dataclass(frozen=True, slots=True)
class Progress:
    """Up to which event tickets were brought here, and up to which none can have been missed.

    Of tickets below `older` nothing is known yet; at 0 there are none left. `wrote` tickets were
    just written, `followed` because something had happened to them.
    """

    upto: int
    sure: int
    older: int
    wrote: int = 0
    followed: bool = False

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do."""
        return not self.wrote and not self.older


def gather_steps() -> Steps[Progress | None]:
    """A piece of what is to be done; None if another replica is doing it."""
    held = yield Query("select value from meta where key = $1 for update skip locked", (KEPT_AS,))
    if not held:
        yield from _begin()
        held = yield Query(
            "select value from meta where key = $1 for update skip locked", (KEPT_AS,)
        )
        if not held:
            return None
    before = progress_of(text(held[0], "value"))
    after = yield from _follow(before)
    if not after.wrote:
        after = yield from _look_again(after)
    if not after.wrote:
        after = yield from _reach_back(after)
    if (kept := _written(after)) != _written(before):
        yield Update("meta", ("key",), [{"key": KEPT_AS, "value": kept}])
    return after


def _begin() -> Steps[None]:
    """Where the record stands now, everything is behind; all that came before is older."""
    rows = yield Query(
        "select (select coalesce(max(id), 0) from event) as upto, "
        "(select coalesce(max(id), 0) from ticket) as last"
    )
    upto = number(rows[0], "upto")
    last = number(rows[0], "last")
    begun = Progress(upto, max(upto - LOOKED_THROUGH, 0), last + 1 if last else 0)
    yield Insert("meta", [{"key": KEPT_AS, "value": _written(begun)}], unless_known=("key",))


def _follow(at: Progress) -> Steps[Progress]:
    """The next events."""
    events = yield Query(
        "select id, ticket_id from event where id > $1 order by id limit $2",
        (at.upto, EVENTS_AT_ONCE),
    )
    wanted: set[int] = set()
    upto = at.upto
    for event in events:
        wanted.add(number(event, "ticket_id"))
        if len(wanted) > AT_ONCE:
            break
        upto = number(event, "id")
    if not events:
        return at
    yield from write_words(sorted(wanted))
    return replace(at, upto=upto, wrote=len(wanted), followed=True)


def _look_again(at: Progress) -> Steps[Progress]:
    """What a seal covers is complete: whatever is behind its events was missed."""
    seals = yield Query("select upto from seal order by id desc limit 1")
    sealed = min(number(seals[0], "upto"), at.upto) if seals else 0
    if sealed <= at.sure:
        return at
    until = min(sealed, at.sure + LOOKED_THROUGH)
    missed = yield Query(
        "select distinct e.ticket_id from event e left join ticket_words w "
        "on w.ticket_id = e.ticket_id where e.id > $1 and e.id <= $2 and e.ticket_id >= $3 "
        "and (w.version is null or w.version < e.seq)",
        (at.sure, until, at.older),
    )
    yield from write_words(sorted(number(row, "ticket_id") for row in missed))
    return replace(at, sure=until, wrote=len(missed))


def _reach_back(at: Progress) -> Steps[Progress]:
    """The next older tickets."""
    if not at.older:
        return at
    rows = yield Query(
        "select id from ticket where id < $1 order by id desc limit $2", (at.older, AT_ONCE)
    )
    wanted = sorted(number(row, "id") for row in rows)
    yield from write_words(wanted)
    return replace(at, older=wanted[0] if len(wanted) == AT_ONCE else 0, wrote=len(wanted))


def write_words(tickets: Sequence[int]) -> Steps[None]:
    """Write the tokens of these tickets as they are now; in order, as FTS5 wants it."""
    if not tickets:
        return
    rows = yield Query(
        "select id, version, title, body, result, group_key, category, customer_tier, status, "
        "assignee, origin_account_id, opened_at from ticket where id = any($1) order by id",
        (tickets,),
    )
    said = yield Query(
        "select e.ticket_id, e.visibility, b.body from event e join event_body b "
        "on b.event_id = e.id where e.ticket_id = any($1) and e.visibility is not null",
        (tickets,),
    )
    told: dict[int, list[Row]] = {}
    for one in said:
        told.setdefault(number(one, "ticket_id"), []).append(one)
    words: list[Row] = [
        {
            "ticket_id": number(row, "id"),
            "version": number(row, "version"),
            "words": words_of(row, told.get(number(row, "id"), ())),
        }
        for row in rows
    ]
    changed = "version = excluded.version, words = excluded.words"
    yield Insert("ticket_words", words, unless_known=("ticket_id",), or_else=changed)


def words_of(ticket: Row, said: Sequence[Row]) -> str:
    """The tokens of a ticket, each between blanks."""
    inner = Visibility.INTERNAL.value
    named = (ticket["category"], ticket["customer_tier"])
    outer = tokens_of(
        [
            text(ticket, "title"),
            text(ticket, "body"),
            text(ticket, "result"),
            *(str(name) for name in named if name),
            *(text(one, "body") for one in said if one["visibility"] != inner),
        ]
    )
    within = tokens_of(text(one, "body") for one in said if one["visibility"] == inner)
    opened = from_ms(number(ticket, "opened_at"))
    what = {
        group_token(text(ticket, "group_key")),
        reporter_token(number(ticket, "origin_account_id")),
        state_token(Status(text(ticket, "status"))),
        day_token(opened),
        month_token(opened),
    }
    if (assignee := number_or_none(ticket, "assignee")) is not None:
        what.add(assignee_token(assignee))
    hidden = {INNER + token for token in within - outer}
    return f" {' '.join(sorted(outer | hidden | what))} "


def progress_of(value: str) -> Progress:
    """As it is kept."""
    upto, sure, older = (int(part) for part in value.split())
    return Progress(upto, sure, older)


def _written(at: Progress) -> str:
    return f"{at.upto} {at.sure} {at.older}"
