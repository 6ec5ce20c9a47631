"""Messages that are not cards: what people are told when a ticket moves."""

from collections.abc import Mapping
from types import MappingProxyType

from cards.card import Message
from cards.cut import cut
from cards.moved_clocks import moved_clock_line
from cards.names import (
    Names,
    action_name,
    group_name,
    person_name,
    priority_name,
    ticket_number,
    verb,
    waiting_name,
)
from cards.promise_lines import promise_line
from cards.source import version_told
from cards.unread import unread_line
from cards.words import words
from desk.address import AccountAddress, MessengerName
from desk.errors import Fact
from desk.groups import Desk
from desk.languages import Language
from desk.moves import WAITING_FOR_HANDS, Action, WaitingFor
from desk.notices import NoticeKind
from desk.ticket import Ticket

TITLE_LENGTH = 60
NOTHING: Mapping[str, Fact] = MappingProxyType({})

YOUR_TURN: Mapping[Action, str] = {
    Action.ASSIGN: "notice.assigned",
    Action.REOPEN: "notice.reopened_yours",
    Action.OPEN: "notice.given",
    Action.TRANSFER: "notice.given",
    Action.SEND_BACK: "notice.given",
    Action.GIVE_BACK: "notice.given",
    Action.ESCALATE: "notice.given",
    Action.NUDGE: "notice.nudged",
    Action.REMIND: "notice.given",  # once quiet hours are over
}
# What changes nothing but what was said: other kinds of notice bring the words themselves.
SAID_ONLY = frozenset({Action.OPEN, Action.COMMENT, Action.REPLY})


def notice_message(
    kind: NoticeKind,
    ticket: Ticket,
    action: Action,
    actor_name: str,
    text: str,
    desk: Desk,
    names: Names,
    language: Language,
    call: tuple[AccountAddress, ...] = (),
    beside: bool = False,
    facts: Mapping[str, Fact] = NOTHING,
) -> Message:
    """What a notice says; `text` is what was said with the move, `facts` are those of its event.

    `beside`: it goes into the thread of the ticket's card, so it need not name the ticket.
    """
    by = actor_name or person_name(ticket.status_by, names, language)
    match kind:
        case NoticeKind.OPENED:
            opened = opened_message(ticket, desk, language)
            return Message(opened.text, call)
        case NoticeKind.MOVED:
            lines = _to_reporter(ticket, action, by, text, desk, names, language, facts)
        case NoticeKind.YOUR_TURN:
            lines = _your_turn(ticket, action, by, text, desk, names, language)
        case NoticeKind.COMMENT if action in {Action.SOURCE_EDITED, Action.SOURCE_DELETED}:
            lines = (version_told(ticket, action, by, text, language),)
        case NoticeKind.COMMENT:
            lines = (_comment(ticket, by, text, language, beside),)
        case NoticeKind.ARRIVED:
            lines = (_about("notice.arrived", ticket, by, desk, names, language),)
        case NoticeKind.REPLY:
            lines = (_about("notice.reply", ticket, by, desk, names, language), text.strip())
        case _:
            raise ValueError("other modules say these: scheduler/telling.py knows which")
    return Message("\n".join(filter(None, lines)), call)


def opened_message(ticket: Ticket, desk: Desk, language: Language, named: bool = False) -> Message:
    """The answer to whoever asked for a ticket: its number, who has it, how to follow it.

    `named` repeats the title, where the line that asked is not in sight.
    """
    say = words(language).say
    number = ticket_number(ticket.id, language)
    done = say(
        "opened.done_titled" if named else "opened.done",
        ticket=number,
        title=_short(ticket.title),
        group=group_name(ticket.group, desk),
    )
    messenger = ticket.origin.account.messenger
    on_slack = messenger is MessengerName.SLACK
    hint = say("opened.hint", command=f"/ticket {number}" if on_slack else number)
    promised = promise_line(ticket, desk, language)
    unread = unread_line(ticket.body or ticket.title, desk, language)
    lines = (done, promised, unread, hint if messenger.is_chat else "")
    return Message("\n".join(filter(None, lines)))


def done_message(
    ticket: Ticket,
    action: Action,
    actor_name: str,
    text: str,
    desk: Desk,
    names: Names,
    language: Language,
    facts: Mapping[str, Fact] = NOTHING,
) -> Message:
    """What was done, for whoever typed it and those around them: nobody is asked for anything."""
    if action in SAID_ONLY:
        return Message(_comment(ticket, actor_name, text, language, beside=False))
    told = moved_clock_line(ticket, action, actor_name, facts, desk, language)
    told = told or _about(_sentence(ticket, action), ticket, actor_name, desk, names, language)
    return Message("\n".join(filter(None, (told, _said(action, text, language)))))


def _to_reporter(
    ticket: Ticket,
    action: Action,
    by: str,
    text: str,
    desk: Desk,
    names: Names,
    language: Language,
    facts: Mapping[str, Fact],
) -> tuple[str, ...]:
    """A move as its reporter hears of it, with what they can do."""
    say = words(language).say
    number = ticket_number(ticket.id, language)
    # A transfer's note is for the group that gets the ticket.
    said = "" if action is Action.TRANSFER else _said(action, text, language)
    if action is Action.PEND and ticket.waiting_for is WaitingFor.CUSTOMER:
        told = _about("notice.asks_you", ticket, by, desk, names, language)
        return (told, said, say("notice.asks_you_how", ticket=number))
    told = moved_clock_line(ticket, action, by, facts, desk, language)
    told = told or _about(_sentence(ticket, action), ticket, by, desk, names, language)
    how = say("notice.resolve_how") if action is Action.RESOLVE else ""
    return (told, said, how)


def _sentence(ticket: Ticket, action: Action) -> str:
    """The sentence for a move; what a ticket waited for may be over by the time it is said."""
    if action in SAID_ONLY:
        return "notice.told"
    if action is Action.PEND and ticket.waiting_for is None:
        return "notice.pended"
    if action is Action.NUDGE and ticket.assignee is None:
        return "notice.nudge_on_duty"
    return f"notice.{action}"


def _said(action: Action, text: str, language: Language) -> str:
    """What was said with the move, under its name where it has one."""
    if not text.strip():
        return ""
    match action:
        case Action.RESOLVE:
            return words(language).say("card.result", text=text.strip())
        case Action.CANCEL:
            return words(language).say("card.cancelled", text=text.strip())
        case _:
            return text.strip()


def _your_turn(
    ticket: Ticket,
    action: Action,
    by: str,
    text: str,
    desk: Desk,
    names: Names,
    language: Language,
) -> tuple[str, ...]:
    key = YOUR_TURN.get(action, "notice.your_turn")
    taken = action is Action.NUDGE and ticket.status not in WAITING_FOR_HANDS
    how = words(language).say(
        "notice.nudged_how" if taken else "notice.how",
        action=action_name(Action.ACKNOWLEDGE, language),
        verb=verb(Action.ACKNOWLEDGE, language),
        ticket=ticket_number(ticket.id, language),
    )
    said = "" if action is Action.OPEN else text.strip()
    return (_about(key, ticket, by, desk, names, language), said, how)


def _comment(ticket: Ticket, by: str, text: str, language: Language, beside: bool) -> str:
    return words(language).say(
        "notice.comment" if beside else "notice.comment_of",
        ticket=ticket_number(ticket.id, language),
        person=by,
        text=text.strip(),
    )


def _about(
    key: str,
    ticket: Ticket,
    by: str,
    desk: Desk,
    names: Names,
    language: Language,
) -> str:
    """A sentence with all that such sentences name."""
    waiting = ticket.waiting_for
    return words(language).say(
        key,
        ticket=ticket_number(ticket.id, language),
        title=_short(ticket.title),
        person=by,
        group=group_name(ticket.group, desk),
        assignee=person_name(ticket.assignee, names, language),
        priority=priority_name(ticket.priority, desk, language),
        waiting=waiting_name(waiting, language) if waiting else "",
    )


def _short(title: str) -> str:
    return cut(" ".join(title.split()), TITLE_LENGTH)[0]
