"""What an act makes the messengers do, written with the act: cards to redraw, messages."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desk.acts import Decision
from desk.address import ConversationAddress, Place
from desk.languages import Language
from desk.moves import Action
from desk.notices import Notice, NoticeKind, PostingKind
from storage.steps import Insert, Query, Row, Steps, Together, Update, number, number_or_none, text
from storage.work import KeptDraft, KeptMatter

PRESS_LEASE_MS = 3_000

CARDS = (
    "select id, kind, ticket_id, draft_id, matter_id, conversation_id, lane, shown, stale_at "
    "from posting"
)
KEPT_TRUE = frozenset({PostingKind.CARD, PostingKind.REPORTER})


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What a batch of acts changed, and the cards that were pressed on; `real` in milliseconds.

    `causes`: the delivery that asked for what happened to a "ticket", "draft" or "matter" of that
    id.
    """

    decisions: Sequence[Decision]
    drafts: Sequence[KeptDraft]
    matters: Sequence[KeptMatter]
    pressed: Sequence[int]
    conversations: Mapping[ConversationAddress, int]
    causes: Mapping[tuple[str, int], str]
    real: int


def deliver_steps(deliveries: Deliveries) -> Steps[dict[int, int]]:
    """Write postings and messages and wake their lanes.

    Returns the version that each pressed card was claimed in, by the card's id.
    """
    standing = yield from _standing(deliveries)
    stale = _stale(deliveries, standing)
    new = [
        *_new_cards(deliveries, standing),
        *_new_draft_cards(deliveries),
        *_new_matter_cards(deliveries),
    ]
    messages = [*_messages(deliveries, standing), *_matter_messages(deliveries)]
    lanes = {text(row, "lane") for row in (*stale, *new, *messages)}
    if not lanes:
        return {}
    yield from wake_lanes_steps(sorted(lanes), deliveries.real)
    claims = yield from _claim_pressed(deliveries, stale)
    yield Together(
        (
            Update("posting", ("id",), [_without_lane(row) for row in stale]),
            Insert("posting", new),
            Insert("outbox", messages, unless_known=("dedup",)),
        )
    )
    return claims


def wake_lanes_steps(keys: Sequence[str], real: int) -> Steps[None]:
    """Lock lanes in order, making those that are new, and have the idle ones looked at now."""
    yield Insert(
        "lane",
        [_lane_row(key, real) for key in sorted(keys)],
        unless_known=("key",),
        or_else="wake_at = coalesce(lane.wake_at, excluded.wake_at)",
    )


def _lane_row(key: str, real: int) -> Row:
    messenger, tenant, _ = key.split(":", 2)
    return {
        "key": key,
        "messenger": messenger,
        "tenant": tenant,
        "wake_at": real,
        "free_at": 0,
        "fence": 0,
        "fails": 0,
        "told_last": False,
    }


def _standing(deliveries: Deliveries) -> Steps[list[Row]]:
    """The cards that stand for what changed."""
    tickets = sorted({d.change.ticket.id for d in deliveries.decisions if d.change.before})
    drafts = sorted({kept.draft.id for kept in deliveries.drafts if kept.draft.version > 1})
    matters = sorted({kept.matter.id for kept in deliveries.matters if kept.matter.version > 1})
    standing: list[Row] = []
    for column, ids in (("ticket_id", tickets), ("draft_id", drafts), ("matter_id", matters)):
        if ids:
            rows = yield Query(f"{CARDS} where {column} = any($1)", (ids,))
            standing += rows
    return standing


def _stale(deliveries: Deliveries, standing: Sequence[Row]) -> list[Row]:
    """New values for the cards whose face is another one now."""
    changes = {d.change.ticket.id: d.change for d in deliveries.decisions}
    others = {
        **{("draft", kept.draft.id): kept.draft.version for kept in deliveries.drafts},
        **{("matter", kept.matter.id): kept.matter.version for kept in deliveries.matters},
    }
    stale: list[Row] = []
    for row in standing:
        ticket_id = number_or_none(row, "ticket_id")
        kind = PostingKind(text(row, "kind"))
        about = _about(row)
        if about in others:
            cause = deliveries.causes.get(about)
            stale.append(_wanting(row, kind, others[about], cause, deliveries.real))
        elif ticket_id is not None and kind in KEPT_TRUE and changes[ticket_id].shows:
            change = changes[ticket_id]
            leaves = kind is PostingKind.CARD and change.goes_elsewhere
            kind = PostingKind.STUB if leaves else kind
            cause = deliveries.causes.get(("ticket", ticket_id))
            stale.append(_wanting(row, kind, change.ticket.version, cause, deliveries.real))
    return stale


def _about(row: Row) -> tuple[str, int]:
    """What a card is about: a draft or a matter by its id, else its ticket."""
    for kind in ("draft", "matter"):
        if (key := number_or_none(row, f"{kind}_id")) is not None:
            return kind, key
    return "ticket", number_or_none(row, "ticket_id") or 0


def _wanting(row: Row, kind: PostingKind, version: int, cause: str | None, real: int) -> Row:
    since = number_or_none(row, "stale_at")
    return {
        "id": row["id"],
        "kind": kind,
        "lane": row["lane"],
        "wanted": version,
        "cause": cause,
        "stale_at": real if since is None else since,
    }


def _without_lane(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "lane"}


def _claim_pressed(deliveries: Deliveries, stale: Sequence[Row]) -> Steps[dict[int, int]]:
    """Claim the pressed cards that nobody is drawing: the answer to the press will show them."""
    wanted = {number(row, "id"): number(row, "wanted") for row in stale}
    pressed = sorted(set(deliveries.pressed) & wanted.keys())
    if not pressed:
        return {}
    rows = yield Query(
        "select id from posting where id = any($1) and message is not null "
        "and (claimed_until is null or claimed_until <= $2)",
        (pressed, deliveries.real),
    )
    claims = {number(row, "id"): wanted[number(row, "id")] for row in rows}
    until = deliveries.real + PRESS_LEASE_MS
    yield Update(
        "posting",
        ("id",),
        [
            {"id": key, "claimed_version": version, "claimed_until": until}
            for key, version in sorted(claims.items())
        ],
    )
    return claims


def _new_cards(deliveries: Deliveries, standing: Sequence[Row]) -> Iterable[Row]:
    has_own = {row["ticket_id"] for row in standing if row["kind"] == PostingKind.REPORTER}
    for decision in deliveries.decisions:
        change = decision.change
        for posting in decision.follows.postings:
            if posting.kind is PostingKind.REPORTER and change.ticket.id in has_own:
                continue
            yield _posting_row(
                posting.kind,
                posting.place,
                posting.language,
                deliveries,
                wanted=change.ticket.version,
                ticket_id=change.ticket.id,
                mention=posting.mention,
            )


def _new_draft_cards(deliveries: Deliveries) -> Iterable[Row]:
    for kept in deliveries.drafts:
        if kept.place is not None:
            yield _posting_row(
                PostingKind.DRAFT,
                kept.place,
                kept.language,
                deliveries,
                wanted=kept.draft.version,
                draft_id=kept.draft.id,
            )


def _new_matter_cards(deliveries: Deliveries) -> Iterable[Row]:
    for kept in deliveries.matters:
        for posting in kept.postings:
            yield _posting_row(
                posting.kind,
                posting.place,
                posting.language,
                deliveries,
                wanted=kept.matter.version,
                matter_id=kept.matter.id,
                mention=posting.mention,
            )


def _posting_row(
    kind: PostingKind,
    place: Place,
    language: Language,
    deliveries: Deliveries,
    wanted: int,
    ticket_id: int | None = None,
    draft_id: int | None = None,
    matter_id: int | None = None,
    mention: Sequence[int] = (),
) -> Row:
    ids = {"ticket_id": ticket_id, "draft_id": draft_id, "matter_id": matter_id}
    return {
        "kind": kind,
        **ids,
        "conversation_id": deliveries.conversations[place.conversation],
        "thread": place.thread,
        "lane": place.conversation.lane,
        "language": language,
        "mention": json.dumps(list(mention)),
        "message": None,
        "wanted": wanted,
        "shown": 0,
        "stale_at": deliveries.real,
        "claimed_version": None,
        "claimed_until": None,
        "attempts": 0,
        "dead_at": None,
        "error": None,
        "opened_at": deliveries.real,
        "cause": deliveries.causes.get(_about(ids)),
    }


def _messages(deliveries: Deliveries, standing: Sequence[Row]) -> Iterable[Row]:
    has_own = {row["ticket_id"] for row in standing if row["kind"] == PostingKind.REPORTER}
    for decision in deliveries.decisions:
        change = decision.change
        own_card = change.event.action is Action.RESOLVE and change.ticket.id not in has_own
        for notice in decision.follows.notices:
            if own_card and notice.kind is NoticeKind.MOVED:
                continue  # the reporter's new card, which calls them, says the same
            yield _message_row(
                notice, deliveries, change.ticket.version, ticket_id=change.ticket.id
            )


def _matter_messages(deliveries: Deliveries) -> Iterable[Row]:
    for kept in deliveries.matters:
        for notice in kept.notices:
            yield _message_row(notice, deliveries, kept.matter.version, matter_id=kept.matter.id)


def _message_row(
    notice: Notice,
    deliveries: Deliveries,
    version: int,
    ticket_id: int | None = None,
    matter_id: int | None = None,
) -> Row:
    place = notice.place
    lane = place.conversation.lane
    ids = {"ticket_id": ticket_id, "matter_id": matter_id}
    about, key = _about({"draft_id": None, **ids})
    # Tickets' keys stay as they were: messages of before an upgrade must still be known.
    step = f"{key}:{version}" if about == "ticket" else f"{about}{key}:{version}"
    return {
        "lane": lane,
        "kind": notice.kind,
        **ids,
        "event_seq": version,
        "conversation_id": deliveries.conversations[place.conversation],
        "thread": place.thread,
        "language": notice.language,
        "called": json.dumps(list(notice.mention)),
        "beside": notice.beside,
        "dedup": f"{notice.kind}:{step}:{lane}",
        "state": 0,
        "attempts": 0,
        "queued_at": deliveries.real,
        "cause": deliveries.causes.get((about, key)),
        "sending_at": None,
        "sent_at": None,
        "message": None,
        "error": None,
        "gathered": None,
    }
