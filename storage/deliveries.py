"""What an act makes the messengers do, written with the act: cards to redraw, messages."""

import json
from collections.abc import Iterable, Sequence

from desk.address import Place
from desk.languages import Language
from desk.moves import Action
from desk.notices import Notice, NoticeKind, PostingKind
from storage.changes import Deliveries, about
from storage.digests import PUT_OFF, begin_digests_steps
from storage.standing import Back, comes_back, stale_cards, standing_steps
from storage.steps import Insert, Query, Row, Steps, Together, Update, number, text

PRESS_LEASE_MS = 3_000


def deliver_steps(deliveries: Deliveries) -> Steps[dict[int, int]]:
    """Write postings and messages and wake their lanes.

    Returns the version that each pressed card was claimed in, by the card's id.
    """
    standing = yield from standing_steps(deliveries)
    back = comes_back(deliveries, standing)
    stale = stale_cards(deliveries, standing, back)
    new = [
        *_new_cards(deliveries, standing, back),
        *_new_draft_cards(deliveries),
        *_new_matter_cards(deliveries),
    ]
    messages = [
        *_messages(deliveries, standing),
        *_arrivals(deliveries, back),
        *_matter_messages(deliveries),
    ]
    lanes = {text(row, "lane") for row in (*stale, *new, *messages)} | {*deliveries.digests}
    if not lanes:
        return {}
    yield from wake_lanes_steps(sorted(lanes), deliveries.real)
    claims = yield from _claim_pressed(deliveries, stale)
    yield from begin_digests_steps(deliveries.digests)
    yield Together(
        (
            Update("posting", ("id",), [_without_lane(row) for row in stale]),
            Insert("posting", new),
            Insert("outbox", messages, unless_known=("dedup",)),
        )
    )
    return claims


def _without_lane(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "lane"}


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


def _new_cards(
    deliveries: Deliveries, standing: Sequence[Row], back: Sequence[Back]
) -> Iterable[Row]:
    has_own = {row["ticket_id"] for row in standing if row["kind"] == PostingKind.REPORTER}
    stand = [one.posting for one in back]
    for decision in deliveries.decisions:
        change = decision.change
        for posting in decision.follows.postings:
            own = posting.kind is PostingKind.REPORTER and change.ticket.id in has_own
            if own or any(posting is one for one in stand):
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
        "cause": deliveries.causes.get(about(ids)),
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


def _arrivals(deliveries: Deliveries, back: Sequence[Back]) -> Iterable[Row]:
    """Cards that change call nobody, so a message does where a ticket comes to one that stands."""
    for one in back:
        if one.stands and not one.posting.gathered:
            place, language = one.posting.place, one.posting.language
            notice = Notice(NoticeKind.ARRIVED, place, language, one.posting.mention)
            yield _message_row(notice, deliveries, one.version, ticket_id=one.ticket)


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
    what, key = about({"draft_id": None, **ids})
    # Tickets' keys stay as they were: messages of before an upgrade must still be known.
    step = f"{key}:{version}" if what == "ticket" else f"{what}{key}:{version}"
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
        "cause": deliveries.causes.get((what, key)),
        "sending_at": None,
        "sent_at": None,
        "message": None,
        "error": None,
        "gathered": PUT_OFF if notice.waits else None,
    }
