"""Cards that stand already: how a change makes them stale, and which a ticket comes back to.

There is one card of a ticket in a conversation. Where it left, its card became a stub; if it comes
back, the stub becomes its card again.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desk.notices import NewPosting, PostingKind
from storage.changes import Deliveries, about
from storage.steps import Query, Row, Steps, number, number_or_none, text, text_or_none

CARDS = (
    "select id, kind, ticket_id, draft_id, matter_id, conversation_id, lane, mention, message, "
    "shown, stale_at, dead_at from posting"
)
KEPT_TRUE = frozenset({PostingKind.CARD, PostingKind.REPORTER})
OF_A_GROUP = frozenset({PostingKind.CARD, PostingKind.STUB})


@dataclass(frozen=True, slots=True)
class Back:
    """A card that stands where a ticket comes to: it is what was to be posted there.

    `stands`: it was shown already, so that it calls nobody any more.
    """

    card: int
    ticket: int
    version: int
    posting: NewPosting
    stands: bool


def standing_steps(deliveries: Deliveries) -> Steps[list[Row]]:
    """The cards that stand for what changed."""
    tickets = sorted({d.change.ticket.id for d in deliveries.decisions if d.change.before})
    drafts = sorted({kept.draft.id for kept in deliveries.drafts if kept.draft.version > 1})
    matters = sorted({kept.matter.id for kept in deliveries.matters if kept.matter.version > 1})
    standing: list[Row] = []
    for column, ids in (("ticket_id", tickets), ("draft_id", drafts), ("matter_id", matters)):
        if ids:
            rows = yield Query(f"{CARDS} where {column} = any($1) order by id", (ids,))
            standing += rows
    return standing


def comes_back(deliveries: Deliveries, standing: Sequence[Row]) -> list[Back]:
    """The cards that become a ticket's own again instead of new ones being posted."""
    return list(_comes_back(deliveries, standing))


def _comes_back(deliveries: Deliveries, standing: Sequence[Row]) -> Iterable[Back]:
    cards = {
        (number_or_none(row, "ticket_id"), number(row, "conversation_id")): row
        for row in standing
        if PostingKind(text(row, "kind")) in OF_A_GROUP and row["dead_at"] is None
    }
    for decision in deliveries.decisions:
        ticket = decision.change.ticket
        for posting in decision.follows.postings:
            where = deliveries.conversations[posting.place.conversation]
            row = cards.get((ticket.id, where)) if posting.kind is PostingKind.CARD else None
            if row is not None:
                shown = text_or_none(row, "message") is not None
                yield Back(number(row, "id"), ticket.id, ticket.version, posting, shown)


def stale_cards(deliveries: Deliveries, standing: Sequence[Row], back: Sequence[Back]) -> list[Row]:
    """New values for the cards whose face is another one now."""
    changes = {d.change.ticket.id: d.change for d in deliveries.decisions}
    others = {
        **{("draft", kept.draft.id): kept.draft.version for kept in deliveries.drafts},
        **{("matter", kept.matter.id): kept.matter.version for kept in deliveries.matters},
    }
    returning = {one.card: one for one in back}
    stale: list[Row] = []
    for row in standing:
        ticket_id = number_or_none(row, "ticket_id")
        kind, what = PostingKind(text(row, "kind")), about(row)
        cause = deliveries.causes.get(what)
        if what in others:
            stale.append(_wanting(row, kind, others[what], cause, deliveries.real))
        elif (one := returning.get(number(row, "id"))) is not None:
            here = {**row, "mention": row["mention"] if one.stands else _called(one.posting)}
            stale.append(_wanting(here, PostingKind.CARD, one.version, cause, deliveries.real))
        elif ticket_id is not None and kind in KEPT_TRUE and changes[ticket_id].shows:
            change = changes[ticket_id]
            leaves = kind is PostingKind.CARD and change.goes_elsewhere
            kind = PostingKind.STUB if leaves else kind
            stale.append(_wanting(row, kind, change.ticket.version, cause, deliveries.real))
    return stale


def _called(posting: NewPosting) -> str:
    return json.dumps(list(posting.mention))


def _wanting(row: Row, kind: PostingKind, version: int, cause: str | None, real: int) -> Row:
    since = number_or_none(row, "stale_at")
    return {
        "id": row["id"],
        "kind": kind,
        "lane": row["lane"],
        "mention": row["mention"],
        "wanted": version,
        "cause": cause,
        "stale_at": real if since is None else since,
    }
