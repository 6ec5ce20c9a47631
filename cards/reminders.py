"""What people are told when a clock nears its end or is past it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.card import Button, Message, Press, Style
from cards.cut import cut
from cards.names import (
    action_name,
    clock_name,
    group_name,
    group_timezone,
    person_name,
    priority_name,
    ticket_number,
    waiting_name,
)
from cards.words import say_day, words
from desk.address import AccountAddress
from desk.clocks import REPLIES, ClockKind, running
from desk.errors import Fact
from desk.groups import Desk
from desk.languages import Language
from desk.moves import IN_HANDS, WAITING_FOR_HANDS, Action
from desk.promises import Whom
from desk.ticket import Ticket

TITLE_LENGTH = 60
MOST_LINES = 40
OWN_SENTENCE = frozenset({ClockKind.PENDING, ClockKind.SENT_BACK})
BEYOND = (Whom.BACKUP, Whom.LEAD)


@dataclass(frozen=True, slots=True)
class Reminded:
    """A ticket as it is now, with the facts of the event that reminds of it."""

    ticket: Ticket
    facts: Mapping[str, Fact]


def reminder_message(
    reminded: Reminded,
    desk: Desk,
    language: Language,
    call: tuple[AccountAddress, ...] = (),
    beside: bool = False,
    alone: int | None = None,
) -> Message:
    """One reminder; `beside`: below the ticket's card, which says the rest.

    `alone` is who reads it in their direct chat: they are told as what they are asked, and as no
    card is there it brings the button that is asked for. In a group it says who is told.
    """
    lines = [_sentence(reminded, desk, language, beside), *_done(reminded, desk, language)]
    if alone is None:
        lines += _told(reminded, desk, language, bool(call))
        return Message("\n".join(lines), call)
    lines += _told_alone(reminded, alone, desk, language)
    return Message("\n".join(lines), call, _first_button(reminded.ticket, language))


def digest_message(
    reminded: Sequence[Reminded],
    desk: Desk,
    language: Language,
    call: tuple[AccountAddress, ...] = (),
    alone: int | None = None,
) -> Message:
    """Many reminders in one message: each ticket once, as the last of them says, with who is told.

    If all are of one ticket, it is an ordinary reminder.
    """
    say = words(language).say
    last = list({one.ticket.id: one for one in reminded}.values())
    if len(last) == 1:
        return reminder_message(last[0], desk, language, call, alone=alone)
    lines = [_digest_line(one, desk, language, alone) for one in last[:MOST_LINES]]
    left = len(last) - MOST_LINES
    more = [say("list.more", n=left)] if left > 0 else []
    return Message("\n".join((say("digest.heading", n=len(last)), *lines, *more)), call)


def _digest_line(reminded: Reminded, desk: Desk, language: Language, alone: int | None) -> str:
    """Who is told of this one is named even in a group: the message calls those of all of them."""
    told = (
        _told(reminded, desk, language, called=False)
        if alone is None
        else _told_alone(reminded, alone, desk, language)
    )
    said = _sentence(reminded, desk, language, beside=False)
    return " ".join(("•", said, *_done(reminded, desk, language), *told))


def _sentence(reminded: Reminded, desk: Desk, language: Language, beside: bool) -> str:
    ticket, facts = reminded.ticket, reminded.facts
    clock = ClockKind(str(facts["clock"]))
    key = f"remind.{clock}" if clock in OWN_SENTENCE else f"remind.{facts['mood']}"
    number = ticket_number(ticket.id, language)
    title = cut(" ".join(ticket.title.split()), TITLE_LENGTH)[0]
    say = words(language).say
    return say(
        key,
        ticket=number if beside else say("remind.ticket", ticket=number, title=title),
        clock=clock_name(clock, language),
        due=_due(reminded, desk, language),
        waiting=waiting_name(ticket.waiting_for, language) if ticket.waiting_for else "",
    )


def _told(reminded: Reminded, desk: Desk, language: Language, called: bool) -> list[str]:
    """Who is told, apart from those who are left alone in quiet hours; who is asked beyond those
    first on duty, by what they are; and who was told before, in somebody's place.

    `called`: the others are called by name already.
    """
    say, roles, facts = words(language).say, _roles(reminded), reminded.facts
    held = _people(facts.get("held"))
    told = [one for one in _people(facts.get("told")) if one not in held]
    known = {one: desk.people[one].name for one in told if one in desk.people}
    lines, beyond = [], []
    for role in BEYOND:
        names = [name for one, name in known.items() if roles.get(one) is role]
        if names:
            people = say("why.and").join(names)
            beyond.append(say("escalated.who", whom=say(f"whom.{role}"), people=people))
    if beyond:
        whom = say("clock.and").join(beyond)
        lines.append(say(f"escalated.{_state(reminded)}", whom=whom))
        lines += _in_hands(reminded, desk, language)
    if knew := [desk.people[one].name for one in _people(facts.get("known")) if one in desk.people]:
        lines.append(say("remind.known", people=say("why.and").join(knew)))
    others = [name for one, name in known.items() if roles.get(one) not in BEYOND]
    if others and not called:
        lines.append(say("remind.told", people=say("why.and").join(others)))
    return lines


def _told_alone(reminded: Reminded, person: int, desk: Desk, language: Language) -> list[str]:
    """As what they are asked, and why once more."""
    say, role = words(language).say, _roles(reminded).get(person)
    lines = []
    if role in BEYOND:
        lines.append(say(f"escalated.{_state(reminded)}_you", role=say(f"role.{role}")))
        lines += _in_hands(reminded, desk, language)
    if because := reminded.facts.get("because"):
        lines.append(say(f"remind.because_{because}"))
    return lines


def _state(reminded: Reminded) -> str:
    """How it stands by now with what the clock waits for, and with whose it is."""
    ticket, kind = reminded.ticket, ClockKind(str(reminded.facts["clock"]))
    waits = ticket.status in WAITING_FOR_HANDS
    if waits and kind is ClockKind.ACKNOWLEDGE:
        return "unanswered"
    if kind in REPLIES and running(ticket.clocks, kind):
        return "no_reply"
    return "on" if waits else "told"


def _in_hands(reminded: Reminded, desk: Desk, language: Language) -> list[str]:
    """Who has it, and keeps it although others are told."""
    ticket = reminded.ticket
    if ticket.status not in IN_HANDS or ticket.assignee is None:
        return []
    known = desk.people.get(ticket.assignee)
    person = person_name(ticket.assignee, {known.id: known.name} if known else {}, language)
    return [words(language).say("escalated.in_hands", person=person)]


def _roles(reminded: Reminded) -> Mapping[int, Whom]:
    """As what each of those who are told is asked, where the event says so."""
    roles = [Whom(one) for one in str(reminded.facts.get("roles") or "").split(",") if one]
    return dict(zip(_people(reminded.facts.get("told")), roles, strict=False))


def _people(fact: Fact | None) -> list[int]:
    return [int(one) for one in str(fact or "").split(",") if one]


def _first_button(ticket: Ticket, language: Language) -> tuple[Button, ...]:
    if ticket.status not in WAITING_FOR_HANDS:
        return ()
    press = Press(Action.ACKNOWLEDGE.value, ticket.id)
    return (Button(action_name(Action.ACKNOWLEDGE, language), press, Style.PRIMARY),)


def _due(reminded: Reminded, desk: Desk, language: Language) -> str:
    due = reminded.facts.get("due")
    if not isinstance(due, str):
        return ""
    zone = group_timezone(reminded.ticket.group, desk)
    return say_day(datetime.fromisoformat(due), zone, language, reminded.ticket.changed_at)


def _done(reminded: Reminded, desk: Desk, language: Language) -> list[str]:
    """What the desk did along with it."""
    facts, say = reminded.facts, words(language).say
    done = []
    if priority := facts.get("priority"):
        name = priority_name(str(priority), desk, language)
        done.append(say("remind.raised", priority=name))
    if group := facts.get("group"):
        done.append(say("remind.moved", group=group_name(str(group), desk)))
    if facts.get("at_top"):
        done.append(say("remind.at_top"))
    return done
