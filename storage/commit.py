"""The one door for acts: a batch of them, each whole or not at all, in one transaction.

Locks are taken in one order everywhere: tickets and drafts, deliveries, timers, lanes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from desk.acts import Decision
from desk.drafts import Draft, DraftState
from desk.matters import Matter
from desk.ticket import Ticket
from storage.act import Act, Moment, Surroundings
from storage.act_rows import write_steps
from storage.changes import Deliveries
from storage.deliveries import deliver_steps
from storage.steps import Insert, NextIds, Query, Row, Steps, number, number_or_none, text
from storage.work import Kept, KeptDraft, KeptMatter, Work


def commit_steps(works: Sequence[Work], at: Moment, around: Surroundings) -> Steps[list[Act]]:
    """Write what can be written; acts come back in order, with an outcome or a conflict."""
    acts = [
        Act(work, decisions=[*work.decisions], drafts=[*work.drafts], matters=[*work.matters])
        for work in works
    ]
    heads = yield from _lock_what_stands(acts)
    yield from _check_extras(acts)
    yield from _give_ids(acts)
    yield from _only_once(acts, at)
    yield from _mark_timers(acts, at)
    going = [act for act in acts if act.goes_on]
    yield from write_steps(going, heads, around, at.now, at.real)
    deliveries = Deliveries(
        decisions=[decision for act in going for decision in act.decisions],
        drafts=[kept for act in going for kept in act.drafts],
        matters=[kept for act in going for kept in act.matters],
        pressed=[act.work.press for act in going if act.work.press is not None],
        conversations=around.conversations,
        causes=dict(_causes(going)),
        digests=sorted({lane for act in going for lane in act.work.digests}),
        real=at.real,
    )
    claims = yield from deliver_steps(deliveries)
    for act in going:
        act.outcome = _kept(act, claims)
    return acts


def _causes(acts: Sequence[Act]) -> Iterable[tuple[tuple[str, int], str]]:
    for act in acts:
        if act.work.key is not None:
            yield from ((("ticket", d.change.ticket.id), act.work.key) for d in act.decisions)
            yield from ((("draft", kept.draft.id), act.work.key) for kept in act.drafts)
            yield from ((("matter", kept.matter.id), act.work.key) for kept in act.matters)


def _kept(act: Act, claims: Mapping[int, int]) -> Kept:
    ticket = act.decisions[0].change.ticket if act.decisions else None
    draft = act.drafts[0].draft if act.drafts else None
    claimed = claims.get(act.work.press) if act.work.press is not None else None
    return Kept(
        ticket=ticket,
        draft=draft,
        matter=act.matters[0].matter if act.matters else None,
        ticket_id=ticket.id if ticket else None,
        claimed=claimed,
    )


def _lock_what_stands(acts: Sequence[Act]) -> Steps[dict[int, str]]:
    """Lock what acts change; those that were decided on another version are in conflict."""
    tickets = sorted({d.change.ticket.id for a in acts for d in a.decisions if d.change.ticket.id})
    drafts = sorted({kept.draft.id for act in acts for kept in act.drafts if kept.draft.id})
    matters = sorted({kept.matter.id for act in acts for kept in act.matters if kept.matter.id})
    standing: dict[tuple[str, int], int] = {}
    heads: dict[int, str] = {}
    if tickets:
        rows = yield Query(
            "select id, version, head from ticket where id = any($1) order by id for update",
            (tickets,),
        )
        for row in rows:
            standing["ticket", number(row, "id")] = number(row, "version")
            heads[number(row, "id")] = text(row, "head")
    if drafts:
        rows = yield Query(
            "select id, version from draft where id = any($1) order by id for update", (drafts,)
        )
        standing |= {("draft", number(row, "id")): number(row, "version") for row in rows}
    if matters:
        rows = yield Query(
            "select id, version from matter where id = any($1) order by id for update", (matters,)
        )
        standing |= {("matter", number(row, "id")): number(row, "version") for row in rows}
    for act in acts:
        act.conflict = not _take(standing, act)
    return heads


def _take(standing: dict[tuple[str, int], int], act: Act) -> bool:
    """Whether an act fits what stands; if so, what it changes is taken from the others."""
    wants = [
        *(("ticket", d.change.ticket.id, d.change.ticket.version) for d in act.decisions),
        *(("draft", kept.draft.id, kept.draft.version) for kept in act.drafts),
        *(("matter", kept.matter.id, kept.matter.version) for kept in act.matters),
    ]
    changed = [(kind, key, version) for kind, key, version in wants if key]
    if any(standing.get((kind, key)) != version - 1 for kind, key, version in changed):
        return False
    for kind, key, version in changed:
        standing[kind, key] = -version
    return True


def _check_extras(acts: Sequence[Act]) -> Steps[None]:
    """What else an act goes by must be as it was decided on; nothing is written yet."""
    checks = [(extra, act) for act in acts if act.goes_on for extra in act.work.extras]
    for extra, act in sorted(checks, key=lambda one: one[0].order):
        if extra.check is not None and act.goes_on:
            fits = yield from extra.check()
            act.conflict = not fits


def _give_ids(acts: Sequence[Act]) -> Steps[None]:
    going = [act for act in acts if act.goes_on]
    counts = {
        "ticket": sum(not d.change.ticket.id for act in going for d in act.decisions),
        "draft": sum(not kept.draft.id for act in going for kept in act.drafts),
        "matter": sum(not kept.matter.id for act in going for kept in act.matters),
    }
    if not any(counts.values()):
        return
    rows = yield NextIds({table: count for table, count in counts.items() if count})
    ids = {
        table: iter([number(row, "id") for row in rows if row["name"] == table]) for table in counts
    }
    for act in going:
        act.decisions = [_with_id(decision, ids["ticket"]) for decision in act.decisions]
        act.drafts = [_with_draft_id(kept, ids["draft"], act) for kept in act.drafts]
        act.matters = [_with_matter_id(kept, ids["matter"]) for kept in act.matters]


def _with_id(decision: Decision, ids: Iterable[int]) -> Decision:
    if decision.change.ticket.id:
        return decision
    ticket: Ticket = replace(decision.change.ticket, id=next(iter(ids)))
    return replace(decision, change=replace(decision.change, ticket=ticket))


def _with_draft_id(kept: KeptDraft, ids: Iterable[int], act: Act) -> KeptDraft:
    draft: Draft = kept.draft
    if not draft.id:
        draft = replace(draft, id=next(iter(ids)))
    if draft.state is DraftState.MADE and draft.ticket is None and act.decisions:
        draft = replace(draft, ticket=act.decisions[0].change.ticket.id)
    return replace(kept, draft=draft)


def _with_matter_id(kept: KeptMatter, ids: Iterable[int]) -> KeptMatter:
    if kept.matter.id:
        return kept
    matter: Matter = replace(kept.matter, id=next(iter(ids)))
    return replace(kept, matter=matter)


def _only_once(acts: Sequence[Act], at: Moment) -> Steps[None]:
    """Deliveries that had their effect already have none again."""
    first: dict[str, Act] = {}
    for act in acts:
        key = act.work.key
        if not act.goes_on or key is None:
            continue
        if key in first:
            act.outcome = _seen_before(first[key])
        first.setdefault(key, act)
    rows: list[Row] = [
        {
            "key": key,
            "at": at.real,
            "ticket_id": act.decisions[0].change.ticket.id if act.decisions else None,
        }
        for key, act in sorted(first.items())
    ]
    new = yield Insert("inbox", rows, unless_known=("key",))
    known = sorted(first.keys() - {text(row, "key") for row in new})
    if not known:
        return
    rows = yield Query("select key, ticket_id from inbox where key = any($1)", (known,))
    effects = {text(row, "key"): number_or_none(row, "ticket_id") for row in rows}
    for act in acts:
        if act.work.key in effects and not act.conflict:
            act.outcome = Kept(repeated=True, ticket_id=effects[act.work.key])


def _seen_before(first: Act) -> Kept:
    """The outcome of a delivery that stands twice in one batch: what the first one had."""
    ticket_id = first.decisions[0].change.ticket.id if first.decisions else None
    return Kept(repeated=True, ticket_id=ticket_id)


def _mark_timers(acts: Sequence[Act], at: Moment) -> Steps[None]:
    """A timer that somebody else has fired meanwhile has no second consequence."""
    fired = sorted({timer for act in acts if act.goes_on for timer in act.work.fired})
    if not fired:
        return
    rows = yield Query(
        "update timer set fired_at = $2 where id = any($1) and fired_at is null returning id",
        (fired, at.now),
    )
    ours = {number(row, "id") for row in rows}
    for act in acts:
        if act.goes_on and not ours.issuperset(act.work.fired):
            act.outcome = Kept(repeated=True)
