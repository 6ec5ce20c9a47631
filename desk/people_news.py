"""Who hears of changes of people: those they are about, and the leads of the groups."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from desk.address import AccountAddress, MessengerName, Place, direct_chat
from desk.duty import leads_of
from desk.duty_news import Telling
from desk.errors import Fact
from desk.groups import Desk, Group
from desk.languages import Language
from desk.matters import Announcement, News
from desk.notices import Notice, NoticeKind
from desk.people import Person, Role


def told_linked(
    desk: Desk, account: AccountAddress, person: Person, other: MessengerName, at: datetime
) -> Telling:
    """Whoever asked for the code hears where it was typed."""
    facts: Mapping[str, Fact] = {"messenger": other.value}
    news = _announcement(desk.default_group, News.LINKED, at, facts)
    language = person.language or desk.language
    return Telling(news, (_to(account, language, person.id),))


def told_granted(
    desk: Desk, group: Group, person: Person, role: Role, by: int, at: datetime, taken: bool
) -> Telling:
    """Whoever is given a role hears of it, and when it is taken back."""
    news = News.ROLE_TAKEN if taken else News.ROLE_GIVEN
    announcement = _announcement(group.key, news, at, {"role": role.value, "by": by}, (by,))
    return Telling(announcement, tuple(_directly((person,), desk)))


def told_shared(
    desk: Desk, ticket: int, group: str, person: Person, by: int, at: datetime
) -> Telling:
    """Whoever a ticket is shared with hears how to look at it."""
    facts: Mapping[str, Fact] = {"ticket": ticket, "by": by}
    announcement = _announcement(group, News.SHARED, at, facts, (by,))
    return Telling(announcement, tuple(_directly((person,), desk)))


def told_leads(
    desk: Desk,
    group: Group,
    news: News,
    at: datetime,
    facts: Mapping[str, Fact],
    named: Sequence[int] = (),
) -> Telling:
    """The leads of a group, each in the direct chat that they prefer; where a group has none, the
    operators."""
    leads = leads_of(desk, group) or tuple(sorted(desk.operators))
    people = [desk.people[lead] for lead in leads if lead in desk.people]
    return Telling(_announcement(group.key, news, at, facts, named), tuple(_directly(people, desk)))


def told_given_up(
    desk: Desk, group: Group, person: int, tickets: Sequence[int], at: datetime
) -> Telling:
    """The group hears which tickets of somebody who left wait for hands again, and its leads."""
    facts: Mapping[str, Fact] = {
        "person": person,
        "tickets": " ".join(f"#{number}" for number in tickets),
    }
    telling = told_leads(desk, group, News.GAVE_UP, at, facts, (person,))
    there = tuple(
        Notice(NoticeKind.MATTER, Place(channel.conversation), channel.language)
        for channel in desk.channels_for(group, at)
    )
    return Telling(telling.announcement, (*there, *telling.notices))


def _directly(people: Iterable[Person], desk: Desk) -> Iterable[Notice]:
    for person in people:
        if person.accounts:
            yield _to(person.accounts[0], person.language or desk.language, person.id)


def _to(account: AccountAddress, language: Language, person: int) -> Notice:
    return Notice(NoticeKind.MATTER, Place(direct_chat(account)), language, (person,))


def _announcement(
    group: str, news: News, at: datetime, facts: Mapping[str, Fact], named: Sequence[int] = ()
) -> Announcement:
    return Announcement(group=group, news=news, at=at, facts=facts, named=tuple(named))
