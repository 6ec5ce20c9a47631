"""Who hears of changes in rosters: the group once, and those it is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.address import Place, direct_chat
from desk.calendar_spans import Span
from desk.callees import callees
from desk.duty import (
    RosterChange,
    affected,
    groups_of,
    leads_of,
    own_groups,
    spans_as_text,
    whose_duty_changes,
)
from desk.errors import Fact
from desk.groups import Desk, Group
from desk.languages import Language
from desk.matters import Announcement, News, SwapRequest
from desk.notices import NewPosting, Notice, NoticeKind, PostingKind
from desk.notify import Topic, Way
from desk.people import Person
from desk.roster import Leave, Override, Swap


@dataclass(frozen=True, slots=True)
class Telling:
    """An announcement with where it is told."""

    announcement: Announcement
    notices: tuple[Notice, ...]


def told_of_swap(desk: Desk, request: SwapRequest, news: News, at: datetime) -> tuple[Telling, ...]:
    """Every group of the roster hears of it, and both people are called."""
    both = (request.person, request.other)
    facts = _facts_of_swap(request)
    return tuple(
        _telling(desk, group, news, at, facts, both)
        for group in groups_of(desk, request.roster) or _named(desk, request.group)
    )


def told_void(desk: Desk, swap: Swap, roster: str, span: Span, at: datetime) -> tuple[Telling, ...]:
    """A swap has ended because its shift is another one now: the group hears, and both people."""
    facts: Mapping[str, Fact] = {
        "person": swap.person,
        "other": swap.other,
        "start": span[0].isoformat(),
        "end": span[1].isoformat(),
    }
    both = (swap.person, swap.other)
    tellings = [
        _telling(desk, group, News.SWAP_VOID, at, facts, both, call=False)
        for group in groups_of(desk, roster)
    ]
    home = next(iter((*groups_of(desk, roster), *own_groups(desk, swap.person))), None)
    news = _announcement(home.key if home else desk.default_group, News.SWAP_VOID, at, facts, both)
    return (*tellings, Telling(news, tuple(_directly(desk, both))))


def told_change_void(
    desk: Desk,
    change: RosterChange,
    void: Sequence[Override],
    made_by: int,
    at: datetime,
) -> tuple[Telling, ...]:
    """The groups hear that parts of a change count no longer, and whoever made it is called; where
    no group is told of duty, they alone hear."""
    roster = desk.rosters.get(change.roster)
    facts: Mapping[str, Fact] = {
        "roster": roster.name if roster else change.roster,
        "change": change.id,
        "n": len({(part.start, part.end) for part in void}),
        "start": max(at, min(part.start for part in void)).isoformat(),
        "end": max(part.end for part in void).isoformat(),
    }
    tellings = [
        _telling(desk, group, News.CHANGE_VOID, at, facts, (made_by,))
        for group in groups_of(desk, change.roster)
    ]
    told = tuple(telling for telling in tellings if telling.notices)
    if told:
        return told
    home = next(iter(own_groups(desk, made_by)), None)
    key = home.key if home else desk.default_group
    news = _announcement(key, News.CHANGE_VOID, at, facts, (made_by,))
    return (Telling(news, tuple(_directly(desk, (made_by,)))),)


def told_people(
    desk: Desk, request: SwapRequest, news: News, at: datetime, people: Iterable[int]
) -> Telling:
    """What came of a swap, for some people alone."""
    facts = {**_facts_of_swap(request), "by": request.decided_by or request.other}
    named = (request.person, request.other, request.decided_by or request.other)
    news_of_it = _announcement(request.group, news, at, facts, named)
    return Telling(news_of_it, tuple(_directly(desk, people)))


def told_of_change(
    desk: Desk, change: RosterChange, by: int, at: datetime, ended: bool = False
) -> tuple[Telling, ...]:
    """The groups whose roster it is hear that it was changed, or that the change was taken back;
    everybody whose duty is another one now is called, named or not."""
    facts = _facts_of_change(change, by)
    news = _news_of(change)
    if ended:
        facts, news = {**facts, "what": news.value}, News.ADJUSTMENT_ENDED
    named = tuple(fact for name, fact in facts.items() if name in {"person", "other", "by"})
    people = tuple(fact for fact in named if isinstance(fact, int))
    people += tuple(sorted(whose_duty_changes(desk, change).difference(people)))
    return tuple(_telling(desk, group, news, at, facts, people) for group in affected(desk, change))


def told_holes(
    desk: Desk, group: Group, person: int, holes: Iterable[Span], at: datetime
) -> Telling:
    """The leads hear when nobody is on duty because somebody is away."""
    facts: Mapping[str, Fact] = {"person": person, "holes": spans_as_text(holes)}
    announcement = _announcement(group.key, News.HOLES, at, facts, (person,))
    return Telling(announcement, tuple(_directly(desk, leads_of(desk, group))))


def cards_for(desk: Desk, people: Iterable[int]) -> tuple[NewPosting, ...]:
    """A card for each, in the direct chat that they prefer; it calls them."""
    return tuple(
        NewPosting(PostingKind.MATTER, place, language, (person,))
        for person in people
        for place, language in _direct_place(desk, person)
    )


def _telling(
    desk: Desk,
    group: Group,
    news: News,
    at: datetime,
    facts: Mapping[str, Fact],
    people: tuple[int, ...],
    by: int | None = None,
    call: bool = True,
) -> Telling:
    """`by` did it and needn't be called."""
    announcement = _announcement(group.key, news, at, facts, people)
    others = [person for person in people if call and person != by]
    notices: list[Notice] = []
    personal = group.notify.tells(Topic.DUTY, Way.PERSONAL)
    if group.notify.tells(Topic.DUTY, Way.GROUP):
        channels = desk.channels_for(group, at)
        called = {} if personal else callees(channels, dict.fromkeys(others), desk)
        for channel in channels:
            where = channel.conversation
            mention = called.get(where, ())
            notices.append(Notice(NoticeKind.MATTER, Place(where), channel.language, mention))
    if personal:
        notices += _directly(desk, others)
    return Telling(announcement, tuple(notices))


def _announcement(
    group: str, news: News, at: datetime, facts: Mapping[str, Fact], named: Iterable[int]
) -> Announcement:
    return Announcement(
        group=group, news=news, at=at, facts=facts, named=tuple(dict.fromkeys(named))
    )


def _directly(desk: Desk, people: Iterable[int]) -> list[Notice]:
    return [
        Notice(NoticeKind.MATTER, place, language, (person,))
        for person in dict.fromkeys(people)
        for place, language in _direct_place(desk, person)
    ]


def _direct_place(desk: Desk, person: int) -> tuple[tuple[Place, Language], ...]:
    known: Person | None = desk.people.get(person)
    if known is None or not known.accounts:
        return ()
    return ((Place(direct_chat(known.accounts[0])), known.language or desk.language),)


def _named(desk: Desk, group: str) -> tuple[Group, ...]:
    found = desk.groups.get(group)
    return (found,) if found else ()


def _facts_of_swap(request: SwapRequest) -> Mapping[str, Fact]:
    return {
        "person": request.person,
        "other": request.other,
        "start": request.start.isoformat(),
        "end": request.end.isoformat(),
    }


def _news_of(change: RosterChange) -> News:
    match change.about:
        case Swap():
            return News.SWAPPED
        case Leave():
            return News.LEAVE
        case Override():
            return News.OVERRIDE


def _facts_of_change(change: RosterChange, by: int) -> Mapping[str, Fact]:
    person, other = change.people
    facts: dict[str, Fact] = {
        "by": by,
        "start": change.start.isoformat(),
        "end": change.end.isoformat(),
    }
    if len(change.spans) > 1:
        facts["spans"] = spans_as_text(change.spans)
    return {
        **facts,
        **({} if person is None else {"person": person}),
        **({} if other is None else {"other": other}),
    }
