"""Reminders that wait for one conversation are told together: a flood is one message.

What a message gathers is written down before it is sent, so that a second attempt tells the same.
"""

from desk.notices import NoticeKind
from storage.lanes import Claim
from storage.steps import Query, Steps, number

GATHERED = frozenset({NoticeKind.REMINDER})
GATHERED_FROM = 3  # up to two reminders are told one by one
MOST_AT_ONCE = 200


def gather_steps(claim: Claim) -> Steps[None]:
    """Put what waits behind a claimed reminder into it, if it is much; the lane must be ours."""
    rows = yield Query("select fence from lane where key = $1 for update", (claim.lane,))
    if not rows or number(rows[0], "fence") != claim.fence:
        return
    waiting = yield Query(
        "select id from outbox where lane = $1 and state = 0 and gathered is null and id > $2 "
        "and kind = any($3) order by id limit $4",
        (claim.lane, claim.id, sorted(GATHERED), MOST_AT_ONCE),
    )
    if len(waiting) + 1 >= GATHERED_FROM:
        ids = [number(row, "id") for row in waiting]
        yield Query("update outbox set gathered = $2 where id = any($1)", (ids, claim.id))
