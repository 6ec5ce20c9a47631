"""The form of a new ticket: empty, or with the message that it is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cards.card import Choice, FieldKind, FormField, Press, PressKind, TicketForm
from cards.names import group_name, priority_name
from cards.words import words
from desk.groups import Desk
from desk.languages import Language

NEW_TICKET = "new_ticket"
TITLE, BODY, GROUP, CATEGORY, PRIORITY = "title", "body", "group", "category", "priority"
TITLE_LENGTH = 120
BODY_LENGTH = 3000
VALUE_LENGTH = 75
"""What Slack takes as the value of an option."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form shows of the message that a ticket is made of."""

    title: str
    body: str
    author: str
    files: Sequence[str] = ()
    answered_there: bool = True


def ticket_form(desk: Desk, language: Language, message: Shown | None = None) -> TicketForm:
    """The form; without a message it asks for the group too, as no conversation tells it."""
    say = words(language).say
    title, body = (message.title, message.body) if message else ("", "")
    group = () if message else (_choice(GROUP, _groups(desk), language),)
    fields = (
        FormField(
            TITLE,
            FieldKind.LINE,
            say("form.new_ticket.title"),
            say("form.new_ticket.title_hint"),
            required=True,
            limit=TITLE_LENGTH,
            filled=title[:TITLE_LENGTH],
        ),
        FormField(
            BODY,
            FieldKind.TEXT,
            say("form.new_ticket.body"),
            say("form.new_ticket.body_hint"),
            limit=BODY_LENGTH,
            filled=body[:BODY_LENGTH],
        ),
        *group,
        _choice(CATEGORY, _categories(desk), language),
        _choice(PRIORITY, _priorities(desk, language), language),
    )
    return TicketForm(
        press=Press(NEW_TICKET, 0, kind=PressKind.FORM),
        title=say("form.new_ticket.name"),
        hint=_hint(message, language) if message else say("form.new_ticket.empty"),
        fields=tuple(
            field for field in fields if field.kind is not FieldKind.CHOICE or field.choices
        ),
        submit=say("form.new_ticket.submit"),
        cancel=say("form.back"),
    )


def _hint(message: Shown, language: Language) -> str:
    say = words(language).say
    where = "there" if message.answered_there else "directly"
    lines = [say(f"form.new_ticket.answered_{where}", person=message.author)]
    if message.files:
        lines.append(say("form.new_ticket.files", files=", ".join(message.files)))
    if len(message.body) > BODY_LENGTH:
        lines.append(say("form.new_ticket.cut", n=BODY_LENGTH))
    return "\n".join(lines)


def _choice(name: str, choices: Iterable[Choice], language: Language) -> FormField:
    say = words(language).say
    fit = tuple(choice for choice in choices if 0 < len(choice.value) <= VALUE_LENGTH)
    hint = say("form.new_ticket.by_itself")
    return FormField(name, FieldKind.CHOICE, say(f"label.{name}"), hint, choices=fit)


def _groups(desk: Desk) -> Iterable[Choice]:
    return (Choice(group.key, group.name) for group in desk.groups.values())


def _categories(desk: Desk) -> Iterable[Choice]:
    """The tree's kinds under the names of their groups, then those that groups only list."""
    for category in desk.categories.values():
        where = f"{group_name(category.group, desk)} · " if category.group else ""
        yield Choice(category.key, f"{where}{category.name}")
    for group in desk.groups.values():
        for word in dict.fromkeys(group.categories):
            if word not in desk.categories:
                yield Choice(word, f"{group.name} · {word}")


def _priorities(desk: Desk, language: Language) -> Iterable[Choice]:
    for priority in sorted(desk.priorities, key=lambda one: one.rank):
        yield Choice(priority.key, priority_name(priority.key, desk, language))
