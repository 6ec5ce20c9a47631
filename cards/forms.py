"""What is asked before a move: forms, the menu under More, and the page that shows all."""

from collections.abc import Sequence

from cards.card import Button, Choice, Form, Menu, Page, Press, PressKind, Style, TextField
from cards.comments import SaidComment, comment_lines
from cards.moved_clocks import clock_question
from cards.names import (
    action_name,
    group_name,
    person_name,
    priority_name,
    ticket_number,
    waiting_name,
)
from cards.ticket_card import text_below_title
from cards.words import words
from desk.groups import Desk
from desk.languages import Language
from desk.moves import MOVES, STAFF, Action, Ask, WaitingFor, actions_for, more_actions
from desk.people import Role
from desk.ticket import Ticket

LENGTHS = (("15m", 15), ("30m", 30), ("1h", 60), ("2h", 120), ("4h", 240), ("8h", 480))
OPTIONAL_NOTE = frozenset({Action.PEND, Action.TRANSFER})


def form_for(
    action: Action,
    ticket: Ticket,
    desk: Desk,
    language: Language,
    posting: int,
    problem: str = "",
    roles: frozenset[Role] | None = None,
) -> Form:
    """The question that this action asks; `roles` of the asker tell a message from a comment.

    Raises:
        ValueError: the action asks for nothing.
    """
    if action not in MOVES or MOVES[action].asks is Ask.NOTHING:
        raise ValueError(f"{action} asks for nothing")
    say = words(language).say
    name = action_name(action, language, ticket.status, roles)
    choices = _choices(action, ticket, desk, language)
    chooses = MOVES[action].asks is not Ask.TEXT
    empty = chooses and not choices
    return Form(
        press=Press(action.value, ticket.id, posting, PressKind.FORM),
        title=say("form.title", ticket=ticket_number(ticket.id, language), action=name),
        question=clock_question(action, ticket, desk, language)
        or _question(action, ticket, desk, language, roles, empty),
        submit=say("form.submit"),
        cancel=say("form.back"),
        text=None if empty else _text_field(action, language, roles),
        choices=choices,
        choices_label=say(f"form.{action}.choices") if chooses else "",
        problem=problem,
        typed_hint=say("form.typed"),
        typed_submit=say("form.use_typed"),
    )


def more_menu(ticket: Ticket, language: Language, roles: frozenset[Role], posting: int) -> Menu:
    """What this person may do beyond the card's first buttons."""
    say = words(language).say
    allowed = actions_for(ticket.status, roles)
    possible = [
        action
        for action in more_actions(ticket.status)
        if action in allowed and ticket.is_open_to(action)
        # There is room for so many: staff nudge by a word.
        if action is not Action.NUDGE or not roles & STAFF
    ]
    # The last, as DingTalk draws the first choice as the one to press.
    offered = sorted(possible, key=lambda action: action is Action.CANCEL)
    return Menu(
        title=say("menu.title", ticket=ticket_number(ticket.id, language)),
        question=say("menu.question") if offered else say("menu.nothing"),
        buttons=tuple(
            Button(
                action_name(action, language, ticket.status, roles),
                Press(action.value, ticket.id, posting),
                Style.DANGER if action is Action.CANCEL else Style.DEFAULT,
            )
            for action in offered
        ),
        cancel=say("form.back"),
        back=Press("back", ticket.id, posting),
    )


def rest_page(
    ticket: Ticket,
    comments: Sequence[SaidComment],
    language: Language,
    timezone: str | None = None,
) -> Page:
    """The whole text of a ticket, with the comments handed in (whoever asks may read all of them).

    Comments carry their time if a time zone is given to tell it in.
    """
    say = words(language).say
    spoken = _spoken(comments, language, timezone)
    heading = [say("page.comments")] if spoken else []
    said = [
        ticket.title,
        text_below_title(ticket),
        say("card.waits", waiting=_waiting(ticket, language), text=ticket.waiting_note)
        if ticket.waiting_note
        else "",
        say("card.result", text=ticket.result) if ticket.result else "",
        "\n".join([*heading, *spoken]),
    ]
    return Page(
        title=say("page.title", ticket=ticket_number(ticket.id, language)),
        text="\n\n".join(filter(None, said)),
        close=say("page.close"),
    )


def _waiting(ticket: Ticket, language: Language) -> str:
    return waiting_name(ticket.waiting_for or WaitingFor.CUSTOMER, language)


def _spoken(
    comments: Sequence[SaidComment], language: Language, timezone: str | None
) -> Sequence[str]:
    if timezone is not None:
        return comment_lines(comments, timezone, language)
    say = words(language).say
    return [
        say("page.said_internal" if c.internal else "page.said", person=c.author, text=c.text)
        for c in comments
    ]


def _is_message(action: Action, roles: frozenset[Role] | None) -> bool:
    """Whether a comment is its reporter's message, and not internal."""
    theirs = roles is not None and not roles & {Role.MEMBER, Role.LEAD}
    return action is Action.COMMENT and theirs


def _question(
    action: Action,
    ticket: Ticket,
    desk: Desk,
    language: Language,
    roles: frozenset[Role] | None,
    empty: bool,
) -> str:
    names = {person.id: person.name for person in desk.people.values()}
    name = "message" if _is_message(action, roles) else action.value
    return words(language).say(
        f"form.{name}.nobody" if empty else f"form.{name}.question",
        group=group_name(ticket.group, desk),
        reporter=person_name(ticket.reporter, names, language),
    )


def _text_field(
    action: Action, language: Language, roles: frozenset[Role] | None
) -> TextField | None:
    say = words(language).say
    if action in OPTIONAL_NOTE:
        return TextField(say("form.note"), say(f"form.{action}.note_hint"), required=False)
    if MOVES[action].asks not in {Ask.TEXT, Ask.HOW_LONG_AND_WHY}:
        return None
    name = "message" if _is_message(action, roles) else action.value
    return TextField(say(f"form.{name}.label"), say(f"form.{name}.hint"))


def _choices(action: Action, ticket: Ticket, desk: Desk, language: Language) -> tuple[Choice, ...]:
    match MOVES[action].asks:
        case Ask.WAITING_FOR:
            return tuple(
                Choice(what.value, _capitalized(waiting_name(what, language)))
                for what in WaitingFor
            )
        case Ask.PERSON:
            return _people(ticket, desk)
        case Ask.GROUP:
            others = (group for group in desk.groups.values() if group.key != ticket.group)
            return tuple(Choice(group.key, group.name) for group in others)
        case Ask.PRIORITY:
            return tuple(
                Choice(priority.key, priority_name(priority.key, desk, language))
                for priority in sorted(desk.priorities, key=lambda priority: priority.rank)
                if priority.key != ticket.priority
            )
        case Ask.HOW_LONG | Ask.HOW_LONG_AND_WHY:
            return tuple(Choice(word, _length(minutes, language)) for word, minutes in LENGTHS)
        case Ask.TEXT | Ask.NOTHING:
            return ()


def _length(minutes: int, language: Language) -> str:
    say = words(language).say
    if minutes < 60:
        return say("duration.minutes", n=minutes)
    return say("duration.hour") if minutes == 60 else say("duration.hours", n=minutes // 60)


def _capitalized(name: str) -> str:
    """As it stands on a button of its own."""
    return name[:1].upper() + name[1:]


def _people(ticket: Ticket, desk: Desk) -> tuple[Choice, ...]:
    """Everybody of the group but whoever has the ticket: those on duty first, then by name."""
    group = desk.groups.get(ticket.group)
    if group is None:
        return ()
    duty = group.on_duty
    others = (group.members | group.leads) - {ticket.assignee}
    people = [desk.people[person] for person in others if person in desk.people]
    people.sort(
        key=lambda person: (
            duty.index(person.id) if person.id in duty else len(duty),
            person.name,
            person.id,
        )
    )
    return tuple(Choice(str(person.id), person.name) for person in people)
