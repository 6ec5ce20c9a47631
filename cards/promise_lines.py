"""What is promised: a ticket's deadlines for who asks, and the policies that hold for a group."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from cards.card import Message
from cards.clock_facts import clock_next, clock_state
from cards.cut import cut
from cards.lengths import say_length
from cards.names import (
    calendar_name,
    clock_name,
    group_name,
    group_timezone,
    priority_name,
    support_tier_name,
    ticket_number,
)
from cards.words import say_time, words
from desk.clocks import PROMISES, Clock, is_explained, latest
from desk.groups import Desk, Group
from desk.languages import Language
from desk.people import Sight
from desk.promises import Match, Policy
from desk.sla import promise_for_reporter
from desk.ticket import Ticket

TITLE_LENGTH = 60


def promise_line(ticket: Ticket, desk: Desk, language: Language) -> str:
    """By when its reporter hears from somebody; empty if nothing is promised."""
    promised = promise_for_reporter(ticket.clocks)
    at = promised.answer or promised.resolve
    if at is None:
        return ""
    time = _soon(at, ticket, desk, language)
    key = "promise.answer" if promised.answer else "promise.resolve"
    return words(language).say(key, time=time)


def deadlines_message(ticket: Ticket, desk: Desk, language: Language, sight: Sight) -> Message:
    """Every promise of a ticket: staff see what comes next and by which policy as well, and what
    only keeps it from lying about, while that runs."""
    say = words(language).say
    staff = sight is Sight.ALL
    clocks = [
        clock
        for clock in ticket.clocks
        if (
            is_explained(clock)
            if staff
            else clock.kind in PROMISES and clock is latest(ticket.clocks, clock.kind)
        )
    ]
    clocks.sort(key=lambda clock: (not clock.runs, clock.due or clock.started_at))
    heading = say(
        "promise.heading",
        ticket=ticket_number(ticket.id, language),
        title=cut(" ".join(ticket.title.split()), TITLE_LENGTH)[0],
    )
    lines = [_clock_line(clock, ticket, desk, language, staff) for clock in clocks]
    return Message("\n".join([heading, *(lines or [say("promise.nothing")])]))


def why_message(ticket: Ticket, desk: Desk, language: Language) -> Message:
    """What a reporter who asks why reads: what was promised to them, and who knows the rest."""
    promised = deadlines_message(ticket, desk, language, Sight.REPORTER).text
    rest = words(language).say("promise.rest", group=group_name(ticket.group, desk))
    return Message(f"{promised}\n{rest}")


def policies_message(groups: Sequence[Group], desk: Desk, language: Language) -> Message:
    """What holds for tickets of these groups: the first that fits a ticket is its own."""
    say = words(language).say
    lines: list[str] = []
    for group in groups:
        policies = [policy for policy in desk.policies if _can_hold(policy.match, group, desk)]
        lines.append(say("promise.group", group=group.name))
        lines += [_policy_line(policy, desk, language) for policy in policies] or [
            say("promise.nothing")
        ]
    return Message("\n".join(lines or [say("promise.nothing")]))


def _clock_line(clock: Clock, ticket: Ticket, desk: Desk, language: Language, staff: bool) -> str:
    say = words(language).say
    line = say(
        "promise.clock",
        clock=clock_name(clock.kind, language),
        length=say_length(clock.whole_limit, language),
        state=clock_state(clock, ticket, desk, language),
    )
    if not staff:
        return line
    following = clock_next(clock, ticket, desk, language)
    then = say("promise.next", next=following) if following else ""
    return " ".join(filter(None, (line, then, say("promise.policy", policy=clock.policy))))


def _soon(at: datetime, ticket: Ticket, desk: Desk, language: Language) -> str:
    """The time alone if it is on the day on which the ticket was opened."""
    zone = group_timezone(ticket.group, desk)
    return say_time(at, zone, language, ticket.opened_at)


def _policy_line(policy: Policy, desk: Desk, language: Language) -> str:
    say = words(language).say
    targets = (
        say(
            "promise.target",
            clock=clock_name(kind, language),
            length=say_length(policy.targets[kind], language),
        )
        for kind in PROMISES
        if kind in policy.targets
    )
    fits = say("promise.and").join(_conditions(policy.match, desk, language))
    return say(
        "promise.policy_line",
        policy=say("name.quoted", name=policy.key),
        fits=say("promise.fits", fits=fits) if fits else "",
        targets=say("promise.and").join(targets) or say("promise.none"),
        calendar=calendar_name(policy.calendar, language),
    )


def _conditions(match: Match, desk: Desk, language: Language) -> Iterator[str]:
    """What a ticket has to be, a part each; one of several is enough in each."""
    tiers, known = desk.customer_tiers, desk.categories
    priorities = [one.key for one in desk.priorities if one.key in match.priorities]
    parts: tuple[Iterable[str], ...] = (
        (priority_name(key, desk, language) for key in priorities),
        (tiers[key].name if key in tiers else key for key in sorted(match.customer_tiers)),
        (
            *_outermost(match.categories, desk),
            *(key for key in sorted(match.categories) if key not in known),
        ),
        (support_tier_name(key, desk) for key in sorted(match.support_tiers)),
        sorted(match.channels),
    )
    yield from filter(None, ("/".join(part) for part in parts))


def _outermost(categories: Iterable[str], desk: Desk) -> Iterator[str]:
    """Those that stand under none of the others: what is said of one is said of all below it."""
    named = set(categories)
    for key, category in desk.categories.items():
        if key in named and category.parent not in named:
            yield category.name


def _can_hold(match: Match, group: Group, desk: Desk) -> bool:
    own = {key for key, category in desk.categories.items() if category.group == group.key}
    own |= set(group.categories)
    return (
        (not match.groups or group.key in match.groups)
        and (not match.support_tiers or group.tier in match.support_tiers)
        and (not match.categories or not own.isdisjoint(match.categories))
    )
