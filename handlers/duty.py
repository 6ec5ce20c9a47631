"""Who is on duty: now, in the coming days, for oneself, and what the coming weeks look like."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cards.card import Message
from cards.duty_board import board_message, own_message, week_message
from cards.duty_changes import changes_message, duty_help
from cards.duty_preview import preview_message
from cards.duty_words import names_with
from cards.names import Names, group_timezone
from desk.address import ConversationKind
from desk.duty import RosterChange, affected, groups_for
from desk.duty_board import coming_days, own_shifts, standings
from desk.errors import Reason, Refusal
from desk.groups import Desk, Group
from desk.roster_preview import Preview, preview
from desk.rota import Rota
from handlers.asking import asker, language_for, set_up
from handlers.drafts import ask_first
from handlers.duty_lines import (
    DutyHelp,
    ListChanges,
    MisreadDuty,
    PreviewDuty,
    ShowDuty,
    ShowDutyWeek,
    ShowMyDuty,
)
from handlers.request import Reply, Request
from handlers.roster_extras import with_freshness, with_pictures_of
from storage.store import Store

FOUR_WEEKS = timedelta(weeks=4)
PREVIEWED_WEEKS = 12


async def show_duty(request: Request, store: Store, command: ShowDuty) -> Reply:
    """Who is on, till when, and who is next.

    Raises:
        Refusal: there is no such group. Where it may have been a ticket's line, that is asked.
    """
    desk = set_up(store)
    groups = await groups_asked_about(request, store)
    if command.group:
        named = desk.group_called(command.group)
        if named is None and not command.sure:
            return await ask_first(request, store, command.text)
        if named is None:
            raise Refusal(Reason.NO_SUCH_GROUP, word=command.group)
        groups = (named,)
    now = store.clock.now()
    boards = [(group, standings(desk, group, now)) for group in groups]
    language = await language_for(request, store)
    said = board_message(boards, names_of(desk), language, now)
    said = await with_freshness(said, store, groups, language)
    return _reply(request, desk, groups, said)


async def show_week(request: Request, store: Store, command: ShowDutyWeek) -> Reply:  # noqa: ARG001 - a route
    """The coming seven days, day by day."""
    desk, now = set_up(store), store.clock.now()
    groups = await groups_asked_about(request, store)
    weeks = [
        (group, coming_days(rota, ZoneInfo(group.timezone), now) if rota else [])
        for group in groups
        for rota in (desk.rota(group.roster),)
    ]
    language = await language_for(request, store)
    return _reply(request, desk, groups, week_message(weeks, names_of(desk), language, now))


async def show_own(request: Request, store: Store, command: ShowMyDuty) -> Reply:  # noqa: ARG001 - a route
    """The asker's own shifts, for them alone."""
    desk, now = set_up(store), store.clock.now()
    by = await asker(request, store)
    found = own_shifts(desk, by.person.id, now, FOUR_WEEKS)
    language = await language_for(request, store)
    return _reply(request, desk, (), own_message(found, names_of(desk), language, now))


async def preview_duty(request: Request, store: Store, command: PreviewDuty) -> Reply:  # noqa: ARG001 - a route
    """What the coming twelve weeks mean for people."""
    desk, now = set_up(store), store.clock.now()
    groups = await groups_asked_about(request, store)
    rosters = {group.roster: group for group in reversed(groups) if desk.rota(group.roster)}
    previews = [
        (group, rota.roster.name, _previewed(desk, rota, now))
        for key, group in reversed(rosters.items())
        if (rota := desk.rota(key)) is not None
    ]
    language = await language_for(request, store)
    said = preview_message(previews, desk, names_of(desk), language, now)
    said = with_pictures_of(said, store, rosters, language)
    return _reply(request, desk, groups, said)


def _previewed(desk: Desk, rota: Rota, now: datetime) -> Preview:
    key, holidays = rota.roster.key, desk.calendar(rota.roster.calendar)
    return preview(rota, now, PREVIEWED_WEEKS, holidays, desk.rotas_beside(key))


async def list_changes(request: Request, store: Store, command: ListChanges) -> Reply:  # noqa: ARG001 - a route
    """What was changed in these rosters and still lies ahead, with numbers."""
    desk, now = set_up(store), store.clock.now()
    groups = await groups_asked_about(request, store)
    keys = {group.key for group in groups}
    found = [
        (change, timezone_of(desk, change))
        for change in await store.adjustments.ahead(now)
        if keys & {group.key for group in affected(desk, change)}
    ]
    language = await language_for(request, store)
    said = changes_message(found, names_of(desk), language, now, request.who.messenger)
    return _reply(request, desk, groups, said)


async def help_with_duty(request: Request, store: Store, command: DutyHelp) -> Reply:  # noqa: ARG001 - a route
    """What can be typed about duty."""
    language = await language_for(request, store)
    return Reply(says=duty_help(language, request.who.messenger))


async def say_what_is_misread(request: Request, store: Store, command: MisreadDuty) -> Reply:  # noqa: ARG001 - a route
    """What of a line about duty can't be read, and how it is written.

    Raises:
        Refusal: always; that is its sentence.
    """
    raise Refusal(command.reason, word=command.word)


async def groups_asked_about(request: Request, store: Store) -> tuple[Group, ...]:
    """This place's group, else the asker's, else all."""
    by = await asker(request, store)
    here = store.desk.group_at(request.where.conversation)
    return groups_for(store.desk, here, by.person.id)


def names_of(desk: Desk) -> Names:
    """What people of the desk are called: rosters name nobody else."""
    return names_with(desk, {})


def timezone_of(desk: Desk, change: RosterChange) -> str:
    """By whose clocks a change is read."""
    groups = affected(desk, change)
    return groups[0].timezone if groups else group_timezone("", desk)


def _reply(request: Request, desk: Desk, shown: Sequence[Group], said: Message) -> Reply:
    """For everybody in a group's own channel, and in a direct chat; else for the asker."""
    here = desk.group_at(request.where.conversation)
    direct = request.where.conversation.kind is ConversationKind.DIRECT
    at_home = here is not None and _keys(shown) == {here.key}
    return Reply(says=said, public=direct or at_home)


def _keys(groups: Iterable[Group]) -> set[str]:
    return {group.key for group in groups}
