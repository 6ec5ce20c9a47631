"""Changes of rosters by command: somebody is put on duty, is away, or a change is taken back."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cards.duty_changes import Holes, made_message, undone_message
from cards.duty_words import change_number
from cards.names import group_timezone
from desk.calendar_spans import Span, joined, without
from desk.duty import (
    RosterChange,
    affected,
    groups_of,
    leave,
    leave_within,
    may_undo,
    new_holes,
    override,
    own_groups,
    spans_as_text,
)
from desk.duty_news import told_holes, told_of_change
from desk.errors import Reason, Refusal
from desk.groups import Desk, Group
from desk.matters import MatterState
from desk.swaps import ended
from desk.whens import SaidWhen
from handlers.asking import asker, language_for, set_up
from handlers.duty import list_changes, names_of, timezone_of
from handlers.duty_lines import ListChanges, OverrideDuty, TakeLeave, UndoChange
from handlers.duty_people import group_to_change, must_lead_somewhere, person_meant, time_meant
from handlers.request import Reply, Request
from storage.adjustments import NewChange, ending
from storage.store import Store
from storage.work import Work

LONGEST = timedelta(days=400)


async def override_duty(request: Request, store: Store, command: OverrideDuty) -> Reply:
    """`/duty override @Bo 18:00-22:00 instead of @Ana`, for leads and operators."""
    set_up(store)
    made: list[NewChange] = []

    async def decide() -> Work:
        await store.settings.refresh()
        desk, stamp, now = store.desk, store.settings.stamp, store.clock.now()
        by = await asker(request, store)
        other = person_meant(desk, command.who, by)
        instead = person_meant(desk, command.instead, by) if command.instead else None
        if instead == other:
            raise Refusal(Reason.SWAP_WITH_SELF)
        people = (other,) if instead is None else (other, instead)
        here = desk.group_at(request.where.conversation)
        group = group_to_change(desk, here, by, people)
        span = _span(command.when, now, group.timezone)
        made[:] = [NewChange(override(desk, group, span, other, instead, by.account_id))]
        return _changing(request, made[0], desk, stamp, by.person.id, now)

    kept = await store.act(decide, request.key)
    await store.settings.refresh()
    if kept.repeated:
        return await list_changes(request, store, ListChanges())
    return await _made(request, store, made[0], ())


async def take_leave(request: Request, store: Store, command: TakeLeave) -> Reply:
    """`/duty leave 12-24 to 12-26`, for oneself; leads say it for others. Leads hear of holes."""
    set_up(store)
    made: list[NewChange] = []
    known: list[RosterChange] = []
    holes: list[Holes] = []

    async def decide() -> Work:
        await store.settings.refresh()
        desk, stamp, now = store.desk, store.settings.stamp, store.clock.now()
        by = await asker(request, store)
        person = person_meant(desk, command.who, by)
        if person != by.person.id:
            must_lead_somewhere(desk, by.person.id, person)
        if person not in desk.people:
            raise Refusal(Reason.LEAVE_STRANGER)
        span = _span(command.when, now, _timezone_of_person(desk, person))
        known[:] = leave_within(await store.adjustments.ahead(now), person, span)
        spans = _not_known(span, known, _group_of_person(desk, person))
        made[:] = [NewChange(leave(person, spans[0], by.account_id, *spans[1:]))]
        work = _changing(request, made[0], desk, stamp, by.person.id, now)
        holes[:] = []
        for groups, missing in _holes(desk, made[0].change):
            told = told_holes(desk, groups[0], person, missing, now)
            work.keep_matter(told.announcement, notices=told.notices)
            holes.append(([group.name for group in groups], missing))
        return work

    kept = await store.act(decide, request.key)
    await store.settings.refresh()
    if kept.repeated:
        return await list_changes(request, store, ListChanges())
    return await _made(request, store, made[0], holes, known)


async def undo_change(request: Request, store: Store, command: UndoChange) -> Reply:
    """`/duty undo C7`: it counts no longer, from now on.

    Raises:
        Refusal: there is no such change, it is over, or not theirs to take back.
    """
    set_up(store)

    async def decide() -> Work:
        await store.settings.refresh()
        desk, stamp, now = store.desk, store.settings.stamp, store.clock.now()
        by = await asker(request, store)
        change = await _numbered(store, command.number)
        if not may_undo(desk, change, by.person.id):
            groups = affected(desk, change)
            key = groups[0].key if groups else desk.default_group
            raise Refusal(Reason.NOT_YOUR_CHANGE, group=key)
        if change.end <= now or await store.adjustments.is_ended(change.id):
            raise Refusal(Reason.CHANGE_OVER)
        work = Work(key=request.key)
        work.also(ending([change.id], by.account_id, stamp))
        request_behind = await store.adjustments.request_behind(change)
        if request_behind is not None:
            work.keep_matter(ended(request_behind, MatterState.UNDONE))
        for told in told_of_change(desk, change, by.person.id, now, ended=True):
            work.keep_matter(told.announcement, notices=told.notices)
        return work

    await store.act(decide, request.key)
    await store.settings.refresh()
    change = await _numbered(store, command.number)
    desk, language = store.desk, await language_for(request, store)
    zone, now = timezone_of(desk, change), store.clock.now()
    return Reply(says=undone_message(change, names_of(desk), language, zone, now))


def _changing(
    request: Request, new: NewChange, desk: Desk, stamp: str, by: int, now: datetime
) -> Work:
    """What keeps a change and tells the groups."""
    work = Work(key=request.key)
    work.also(new.as_extra(stamp))
    for told in told_of_change(desk, new.change, by, now):
        work.keep_matter(told.announcement, notices=told.notices)
    return work


async def _made(
    request: Request,
    store: Store,
    new: NewChange,
    holes: Sequence[Holes],
    known: Sequence[RosterChange] = (),
) -> Reply:
    desk, language = store.desk, await language_for(request, store)
    change = replace(new.change, id=new.id)
    zone, now = timezone_of(desk, change), store.clock.now()
    messenger, names = request.who.messenger, names_of(desk)
    return Reply(says=made_message(change, holes, names, language, zone, now, messenger, known))


async def _numbered(store: Store, number: int) -> RosterChange:
    change = await store.adjustments.numbered(number)
    if change is None:
        raise Refusal(Reason.NO_SUCH_CHANGE, word=change_number(number))
    return change


def _span(when: SaidWhen, now: datetime, timezone: str) -> Span:
    """What of the time meant still lies ahead: nothing changes who was on duty before."""
    span = time_meant(when, now, ZoneInfo(timezone))
    if span[1] - span[0] > LONGEST:
        raise Refusal(Reason.NO_SUCH_TIME)
    return max(span[0], now.replace(second=0, microsecond=0)), span[1]


def _not_known(span: Span, known: Sequence[RosterChange], group: Group | None) -> tuple[Span, ...]:
    """What of a leave is new beside the leave that was entered before: so each time is taken back
    by one number, and whoever takes it back is there again.

    Raises:
        Refusal: nothing of it is.
    """
    entered = joined(part for change in known for part in change.spans)
    if spans := tuple(without([span], entered)):
        return spans
    raise Refusal(
        Reason.LEAVE_KNOWN,
        group=group.key if group else "",
        spans=spans_as_text(part for change in known for part in change.spans),
        word=", ".join(change_number(change.id) for change in known),
    )


def _timezone_of_person(desk: Desk, person: int) -> str:
    """By the clocks of the group in which they serve."""
    group = _group_of_person(desk, person)
    return group.timezone if group else group_timezone("", desk)


def _group_of_person(desk: Desk, person: int) -> Group | None:
    groups = own_groups(desk, person)
    serving = (group for group in groups if desk.rota(group.roster))
    return next(serving, next(iter(groups), None))


def _holes(
    desk: Desk, change: RosterChange
) -> Iterator[tuple[tuple[Group, ...], tuple[Span, ...]]]:
    """Of each roster, once, when nobody is primary because of a change; and for which groups."""
    for key in dict.fromkeys(group.roster for group in affected(desk, change)):
        if (key is None) or (rota := desk.rota(key)) is None:
            continue
        if holes := tuple((gap.start, gap.end) for gap in new_holes(rota, change)):
            yield groups_of(desk, key), holes
