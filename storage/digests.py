"""Reminders that wait for one conversation are told together: a flood is one message.

What a message gathers is written down before it is sent, so that a second attempt tells the same.
What is put off until a digest begins is gathered by nothing yet (`PUT_OFF`): no lane sees it.
"""

from collections.abc import Mapping, Sequence

from desk.notices import NoticeKind
from storage.lanes import Claim
from storage.steps import Query, Steps, number

GATHERED_FROM: Mapping[str, int] = {NoticeKind.REMINDER: 3, NoticeKind.DIGEST: 2}
"""From how many on they are told together."""

MOST_AT_ONCE: Mapping[str, int] = {NoticeKind.REMINDER: 200, NoticeKind.DIGEST: 50}
"""A digest of a flood names each, so it must not be too long."""

GATHERED = frozenset(GATHERED_FROM)
PUT_OFF = 0


def begin_digests_steps(lanes: Sequence[str]) -> Steps[None]:
    """From now on what was put off in these lanes waits to be sent; the lanes must be locked."""
    if lanes:
        yield Query(
            "update outbox set gathered = null where lane = any($1) and gathered = $2 "
            "and state = 0",
            (list(lanes), PUT_OFF),
        )


def gather_steps(claim: Claim) -> Steps[None]:
    """Put what waits behind a claimed reminder into it, if it is much; the lane must be ours."""
    rows = yield Query("select fence from lane where key = $1 for update", (claim.lane,))
    if not rows or number(rows[0], "fence") != claim.fence:
        return
    waiting = yield Query(
        "select id from outbox where lane = $1 and state = 0 and gathered is null and id > $2 "
        "and kind = $3 order by id limit $4",
        (claim.lane, claim.id, claim.kind, MOST_AT_ONCE[claim.kind] - 1),
    )
    if len(waiting) + 1 >= GATHERED_FROM[claim.kind]:
        ids = [number(row, "id") for row in waiting]
        yield Query("update outbox set gathered = $2 where id = any($1)", (ids, claim.id))
