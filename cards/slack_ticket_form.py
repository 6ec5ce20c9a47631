"""The form of a new ticket as Slack's modal view."""

from cards.card import Choice, FieldKind, FormField, TicketForm
from cards.cut import cut, utf16_units
from cards.slack import Block, Json, plain
from cards.slack_views import (
    HINT_LIMIT,
    LABEL_LIMIT,
    OPTION_LIMIT,
    OPTIONS,
    TYPED_LIMIT,
    form_modal,
)

TICKET_FORM = "ticket_form"


def ticket_form_view(form: TicketForm, carried: str) -> Block:
    """The form as a modal: each field's block and element go by its name.

    `carried` is kept with the view behind what submitting it carries, and comes back with both.
    """
    modal = form_modal(TICKET_FORM, form.title, form.cancel, form.hint, form.submit)
    asks = [_input(field) for field in form.fields]
    blocks = modal["blocks"]
    drawn: list[Json] = [*(blocks if isinstance(blocks, list) else []), *asks]
    metadata = f"{form.press.pack()}\n{carried}"
    return {**modal, "blocks": drawn, "private_metadata": metadata}


def _input(field: FormField) -> Block:
    return {
        "type": "input",
        "block_id": field.name,
        "optional": not field.required,
        "label": plain(field.label, LABEL_LIMIT),
        "element": _select(field) if field.kind is FieldKind.CHOICE else _typed(field),
    }


def _typed(field: FormField) -> Block:
    limit = min(field.limit, TYPED_LIMIT)
    filled = cut(field.filled, limit, utf16_units)[0]
    return {
        "type": "plain_text_input",
        "action_id": field.name,
        "multiline": field.kind is FieldKind.TEXT,
        "max_length": limit,
        "placeholder": plain(field.hint, HINT_LIMIT),
        **({"initial_value": filled} if filled.strip() else {}),
    }


def _select(field: FormField) -> Block:
    options: list[Json] = [_option(choice) for choice in field.choices[:OPTIONS]]
    return {
        "type": "static_select",
        "action_id": field.name,
        "placeholder": plain(field.hint, HINT_LIMIT),
        "options": options,
    }


def _option(choice: Choice) -> Block:
    return {"text": plain(choice.label, OPTION_LIMIT), "value": choice.value}
