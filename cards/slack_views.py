"""Forms, menus and pages as Slack's modal views."""

from cards.card import Card, Choice, Form, Menu, Page, TextField
from cards.cut import pieces, utf16_units
from cards.slack import (
    SECTION_LIMIT,
    Block,
    Json,
    button_blocks,
    plain,
    plain_section,
    render_card,
)

TITLE_LIMIT = 24
LABEL_LIMIT = 200
TYPED_LIMIT = 3000
OPTIONS = 100
OPTION_LIMIT = 75
HINT_LIMIT = 150
BLOCKS_A_VIEW = 100

# A form's input blocks and the elements in them go by these names; so do Slack's answers.
CHOICE = "choice"
TEXT = "text"


def form_view(form: Form) -> Block:
    """A form as a modal; what it is about travels in `private_metadata`."""
    choices = [_select(form.choices, form.choices_label)] if form.choices else []
    typed = [_input(form.text)] if form.text else []
    problem = [plain_section(f"⚠️ {form.problem}")] if form.problem else []
    asks = [*choices, *typed]
    # A modal without inputs has nothing to submit.
    submit: Block = {"submit": plain(form.submit, TITLE_LIMIT)} if asks else {}
    return {
        **_modal("form", form.title, form.cancel, [*_words(form.question), *problem, *asks]),
        **submit,
        "private_metadata": form.press.pack(),
    }


def form_modal(callback_id: str, title: str, close: str, hint: str, submit: str) -> Block:
    """A modal that is submitted, with the words above its inputs, which are still to come."""
    modal = _modal(callback_id, title, close, _words(hint))
    return {**modal, "submit": plain(submit, TITLE_LIMIT)}


def card_view(card: Card, close: str) -> Block:
    """A card as a modal, with its buttons."""
    return _modal("card", card.title, close, render_card(card).blocks)


def menu_view(menu: Menu) -> Block:
    """A menu as a modal of buttons."""
    blocks = [*_words(menu.question), *button_blocks(menu.buttons)]
    return _modal("menu", menu.title, menu.cancel, blocks)


def page_view(page: Page) -> Block:
    """A long text as a modal."""
    return result_view(page.title, page.text, page.close)


def result_view(title: str, text: str, close: str) -> Block:
    """A text instead of a form: what came of it."""
    return _modal("page", title, close, _words(text)[:BLOCKS_A_VIEW])


def _modal(callback_id: str, title: str, close: str, blocks: list[Block]) -> Block:
    drawn: list[Json] = [*blocks]
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE_LIMIT),
        "close": plain(close, TITLE_LIMIT),
        "blocks": drawn,
    }


def _words(text: str) -> list[Block]:
    parts = pieces(text, SECTION_LIMIT, utf16_units)
    return [plain_section(part) for part in parts if part.strip()]


def _select(choices: tuple[Choice, ...], label: str) -> Block:
    options: list[Json] = [
        {"text": plain(choice.label, OPTION_LIMIT), "value": choice.value}
        for choice in choices[:OPTIONS]
    ]
    return {
        "type": "input",
        "block_id": CHOICE,
        "label": plain(label, LABEL_LIMIT),
        "element": {"type": "static_select", "action_id": CHOICE, "options": options},
    }


def _input(field: TextField) -> Block:
    return {
        "type": "input",
        "block_id": TEXT,
        "optional": not field.required,
        "label": plain(field.label, LABEL_LIMIT),
        "element": {
            "type": "plain_text_input",
            "action_id": TEXT,
            "multiline": True,
            "max_length": min(field.limit, TYPED_LIMIT),
            "placeholder": plain(field.hint, HINT_LIMIT),
        },
    }
