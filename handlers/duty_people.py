"""Whom, which group and which time a line about duty means."""

from datetime import datetime
from zoneinfo import ZoneInfo

from desk.calendar_spans import Span
from desk.duty import belongs, leads, own_groups
from desk.errors import Reason, Refusal
from desk.groups import Desk, Group
from desk.people import Actor
from desk.whens import SaidWhen, span_of

ONESELF = frozenset({"me", "myself", "我", "自己", "我自己"})


def person_meant(desk: Desk, word: str, by: Actor) -> int:
    """Somebody by name, or the asker.

    Raises:
        Refusal: the desk knows nobody, or several, of that name.
    """
    spoken = word.strip().lstrip("@＠").strip()
    if not spoken or spoken.casefold() in ONESELF:
        return by.person.id
    found = desk.person_called(spoken)
    if found is None:
        raise Refusal(Reason.NO_SUCH_PERSON, word=word)
    return found.id


def group_to_change(desk: Desk, here: Group | None, by: Actor, people: tuple[int, ...]) -> Group:
    """The group whose roster a lead changes: this place's, or the one that all these belong to.

    Raises:
        Refusal: they lead none, or it isn't clear which.
    """
    person = by.person.id
    if here is not None:
        _must_lead(desk, here, person)
        return here
    led = [group for group in desk.groups.values() if leads(desk, [group], person)]
    if not led:
        own = own_groups(desk, people[0])
        raise Refusal(Reason.NOT_ALLOWED, group=own[0].key if own else desk.default_group)
    fitting = [g for g in led if g.roster and all(belongs(desk, g, one) for one in people)]
    if not fitting:
        outside = (one for one in people if not any(belongs(desk, g, one) for g in led))
        raise Refusal(Reason.NOT_IN_GROUP, person=next(outside, people[0]), group=led[0].key)
    if len({group.roster for group in fitting}) > 1:
        raise Refusal(Reason.WHICH_GROUP)
    return fitting[0]


def must_lead_somewhere(desk: Desk, person: int, other: int) -> None:
    """Leave for somebody else is for a lead of one of their groups.

    Raises:
        Refusal: they lead none of them.
    """
    groups = own_groups(desk, other)
    if not leads(desk, groups, person) and person not in desk.operators:
        raise Refusal(Reason.NOT_ALLOWED, group=groups[0].key if groups else desk.default_group)


def time_meant(when: SaidWhen, now: datetime, zone: ZoneInfo) -> Span:
    """From when to when (UTC), by the clocks of a zone; not all of it is over.

    Raises:
        Refusal: there is no such time, or it is over.
    """
    span = span_of(when, now, zone)
    if span is None:
        raise Refusal(Reason.NO_SUCH_TIME)
    if span[0] >= span[1]:
        raise Refusal(Reason.TIME_SKIPPED)
    if span[1] <= now:
        raise Refusal(Reason.TIME_OVER)
    return span


def _must_lead(desk: Desk, group: Group, person: int) -> None:
    if not leads(desk, [group], person):
        raise Refusal(Reason.NOT_ALLOWED, group=group.key)
