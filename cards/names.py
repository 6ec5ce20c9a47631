"""What the things of the desk are called on cards: actions, states, groups, people, priorities."""

from collections.abc import Mapping

from cards.card import Color
from cards.words import words
from desk.calendar import ALWAYS
from desk.clocks import ClockKind
from desk.groups import Desk
from desk.languages import Language
from desk.moves import Action, Status, WaitingFor
from desk.people import ITSELF, Role

Names = Mapping[int, str]

STATUS_COLORS: Mapping[Status, Color] = {
    Status.NEW: Color.ORANGE,
    Status.ASSIGNED: Color.ORANGE,
    Status.ACKNOWLEDGED: Color.BLUE,
    Status.IN_PROGRESS: Color.BLUE,
    Status.PENDING: Color.GRAY,
    Status.RESOLVED: Color.GREEN,
    Status.REOPENED: Color.RED,
    Status.CLOSED: Color.GRAY,
    Status.CANCELLED: Color.GRAY,
}


def ticket_number(number: int, language: Language) -> str:
    """How a ticket is called: #1042."""
    return words(language).say("ticket.number", n=number)


def action_name(
    action: Action,
    language: Language,
    status: Status | None = None,
    roles: frozenset[Role] | None = None,
) -> str:
    """What the button of an action says.

    To start on a pending ticket is to resume it; for a reporter a comment is a message, as theirs
    is not internal.
    """
    if action is Action.START and status is Status.PENDING:
        return words(language).say("action.resume")
    if action is Action.COMMENT and roles is not None and not roles & {Role.MEMBER, Role.LEAD}:
        return words(language).say("action.message")
    return words(language).say(f"action.{action}")


def verb(action: Action, language: Language) -> str:
    """The word that is typed for an action, after the ticket's number."""
    return words(language).say(f"verb.{action}")


def status_name(status: Status, language: Language) -> str:
    """What a card's tag says."""
    return words(language).say(f"status.{status}")


def waiting_name(waiting_for: WaitingFor, language: Language) -> str:
    """What a pending ticket waits for."""
    return words(language).say(f"waiting.{waiting_for}")


def clock_name(kind: ClockKind, language: Language) -> str:
    """What a clock waits for."""
    return words(language).say(f"clock.{kind}")


def priority_name(key: str, desk: Desk, language: Language) -> str:
    """A priority by its name in that language; one that settings no longer know, by its key."""
    names = desk.priority(key).names
    return names.get(language) or next(iter(names.values()), key)


def group_name(key: str, desk: Desk) -> str:
    """A group by its name; one that settings no longer know, by its key."""
    group = desk.groups.get(key)
    return group.name if group else key


def category_name(key: str, desk: Desk) -> str:
    """A category by its name; one that settings no longer know, by its key."""
    category = desk.categories.get(key)
    return category.name if category else key


def customer_tier_name(key: str, desk: Desk) -> str:
    """A class of customers by its name; one that settings no longer know, by its key."""
    tier = desk.customer_tiers.get(key)
    return tier.name if tier else key


def support_tier_name(key: str, desk: Desk) -> str:
    """A support tier by its name; one that settings no longer know, by its key."""
    return next((tier.name for tier in desk.support_tiers if tier.key == key), key)


def calendar_name(key: str, language: Language) -> str:
    """A calendar, which has no other name than its key; the one that is always there has words."""
    say = words(language).say
    return say("promise.always") if key == ALWAYS.key else say("name.quoted", name=key)


def person_name(person: int | None, names: Names, language: Language) -> str:
    """Somebody by name; whoever we know no name of is somebody. The desk has a name of its own."""
    if person == ITSELF.person.id:
        return words(language).say("person.desk")
    known = names.get(person) if person is not None else None
    return known or words(language).say("person.unknown")


def group_timezone(key: str, desk: Desk) -> str:
    """The time zone that a group's people read times in."""
    group = desk.groups.get(key) or desk.groups.get(desk.default_group)
    return group.timezone if group else "UTC"
