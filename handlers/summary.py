"""Summaries: the figures of the groups that somebody leads, and the tickets behind each figure."""

from dataclasses import replace
from datetime import datetime

from cards.card import Press
from cards.summary_card import Behind, summary_message
from desk.address import ConversationKind
from desk.errors import Reason, Refusal
from desk.groups import Desk
from desk.matters import SummaryPost
from desk.nearest import nearest
from desk.reports import Counted, Figure, Period
from desk.sought import Scope, Sought
from handlers.asking import asker, language_for, set_up
from handlers.drafts import ask_first
from handlers.listing import list_counted
from handlers.request import Reply, Request
from handlers.summary_lines import AskSummary
from storage.store import Store


async def show_summary(request: Request, store: Store, command: AskSummary) -> Reply:
    """The figures of the group that is named, or of all that are the asker's to see.

    Raises:
        Refusal: they lead none, or not that one; or there is none of that name, but nearly. Where
            it may have been a ticket's line, that is asked.
    """
    desk = set_up(store)
    by = await asker(request, store)
    groups = groups_led(desk, by.person.id)
    if command.group:
        named = desk.group_called(command.group) or desk.group_called(
            command.group.removesuffix("组")
        )
        if named is None and _is_slip(command.group, desk):
            raise Refusal(Reason.NO_SUCH_GROUP, word=command.group)
        if named is None:
            return await ask_first(request, store, command.text)
        if named.key not in groups:
            raise Refusal(Reason.NO_SUMMARY, group=named.key)
        groups = (named.key,)
    if not groups:
        raise Refusal(Reason.NO_SUMMARY)
    return await _told(request, store, groups, command.period, store.clock.now())


async def show_group_figures(request: Request, store: Store, press: Press) -> Reply:
    """The figures of one of the groups of somebody's own summary, as they were then.

    Raises:
        Refusal: it is somebody else's, or forgotten; or they lead the group no longer.
    """
    counted = await _own(request, store, press)
    place = int(press.choice) if press.choice.isdecimal() else len(counted.parts)
    if place >= len(counted.parts):
        raise Refusal(Reason.UNKNOWN_PRESS)
    part = counted.parts[place]
    return await _told(request, store, (part.group,), counted.period, part.as_of)


async def list_figure(request: Request, store: Store, press: Press) -> Reply:
    """The tickets behind a figure of somebody's own summary.

    Raises:
        Refusal: it is somebody else's, or forgotten; or they lead the group no longer.
    """
    return await _list(request, store, await _own(request, store, press), press)


async def list_posted_figure(request: Request, store: Store, press: Press) -> Reply:
    """The tickets behind a figure of a summary that went out by itself, for the group's people.

    Raises:
        Refusal: they don't belong to the group.
    """
    post = await store.matters.numbered(press.subject)
    if not isinstance(post, SummaryPost):
        raise Refusal(Reason.LISTING_OVER)
    by = await asker(request, store)
    if not store.desk.roles(by.person.id, post.group, None):
        raise Refusal(Reason.NO_SUMMARY, group=post.group)
    return await _list(request, store, post.summary.counted, press)


def groups_led(desk: Desk, person: int) -> tuple[str, ...]:
    """The groups whose figures somebody may see: those they lead; all of them for operators."""
    everywhere = person in desk.operators
    return tuple(key for key, group in desk.groups.items() if everywhere or person in group.leads)


async def _told(
    request: Request, store: Store, groups: tuple[str, ...], period: Period, now: datetime
) -> Reply:
    """The figures as of then, kept so that whoever asked can look behind them."""
    desk, by = store.desk, await asker(request, store)
    summary = await store.reports.summary(desk, groups, period, now)
    kept = Sought(said="", scope=Scope.GROUP, groups=groups, counted=summary.counted)
    listing = await store.listings.keep(kept, by.person.id, store.clock.real())
    language = await language_for(request, store)
    said = summary_message(summary, desk, language, Behind("figure", listing))
    direct = request.where.conversation.kind is ConversationKind.DIRECT
    return Reply(says=said, public=direct)


async def _own(request: Request, store: Store, press: Press) -> Counted:
    """What the presser's own summary counted, if that is still theirs to see."""
    kept = await store.listings.kept(press.subject)
    by = await asker(request, store)
    if kept is None or kept[1] != by.person.id or kept[0].counted is None:
        raise Refusal(Reason.LISTING_OVER)
    counted = kept[0].counted
    if not {part.group for part in counted.parts} <= set(groups_led(store.desk, by.person.id)):
        raise Refusal(Reason.NO_SUMMARY)
    return counted


def _is_slip(word: str, desk: Desk) -> bool:
    """Whether it is nearly what a group is called."""
    names = [name.casefold() for group in desk.groups.values() for name in group.called]
    return nearest(word, names) is not None


async def _list(request: Request, store: Store, counted: Counted, press: Press) -> Reply:
    if press.choice not in set(Figure):
        raise Refusal(Reason.UNKNOWN_PRESS)
    figure = Figure(press.choice)
    sought = Sought(
        said="",
        scope=Scope.GROUP,
        groups=tuple(part.group for part in counted.parts),
        oldest_first=figure is Figure.BACKLOG,
        counted=replace(counted, figure=figure),
    )
    return await list_counted(request, store, sought)
