"""What the desk says or shows, in the shape that it has on Slack where it is shown."""

from dataclasses import replace
from typing import assert_never

from bot.slack.calls import View
from bot.slack.hints import Hints
from cards.card import Button, Card, Form, Menu, Message, Page, TicketForm
from cards.slack import SlackMessage, render_card, render_message
from cards.slack_ticket_form import ticket_form_view
from cards.slack_views import card_view, form_view, menu_view, page_view, result_view


def as_message(says: Message | Card) -> SlackMessage:
    """Said in a conversation."""
    return render_card(says) if isinstance(says, Card) else render_message(says)


def as_view(opens: Form | TicketForm | Menu | Page, carries: str = "") -> View:
    """Shown in a window of its own; a form of a new ticket keeps what it carries."""
    match opens:
        case TicketForm():
            return ticket_form_view(opens, carries)
        case Form():
            return form_view(opens)
        case Menu():
            return menu_view(opens)
        case Page():
            return page_view(opens)
        case _:
            assert_never(opens)


def as_result(says: Message | Card, hints: Hints) -> View:
    """Said in a window that is already open; buttons stay buttons."""
    if isinstance(says, Card):
        return card_view(says, hints.close)
    if says.buttons:
        return menu_view(Menu(hints.title, says.text, says.buttons, hints.close))
    return result_view(hints.title, says.text, hints.close)


def without_window(opens: Form | TicketForm | Menu | Page) -> Message:
    """For lines: Slack lets a window be opened after a command or a press alone."""
    match opens:
        case TicketForm():
            return Message(f"{opens.title}\n{opens.hint}")
        case Form():
            return Message(opens.question, buttons=_choices(opens))
        case Menu():
            return Message(opens.question, buttons=opens.buttons)
        case Page():
            return Message(f"{opens.title}\n{opens.text}")
        case _:
            assert_never(opens)


def _choices(form: Form) -> tuple[Button, ...]:
    return tuple(
        Button(choice.label, replace(form.press, choice=choice.value)) for choice in form.choices
    )
