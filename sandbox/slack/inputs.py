"""What people type and choose: the state of inputs, before and after they were touched."""

from collections.abc import Callable

from sandbox.errors import ControlError
from sandbox.payload import Payload, objects, text
from sandbox.slack.blocks import elements_of

Values = dict[str, dict[str, Payload]]
"""block_id, then action_id, then the element's state."""


def values_of(blocks: list[Payload], typed: Values) -> Values:
    """Keep what was typed where block_id and action_id are the same; else what is preset."""
    values: Values = {}
    for block in blocks:
        for element in elements_of(block):
            if text(element, "type") in PRESETS:
                block_id, action_id = text(block, "block_id"), text(element, "action_id")
                old = typed.get(block_id, {}).get(action_id, {})
                is_same = old.get("type") == element.get("type")
                values.setdefault(block_id, {})[action_id] = old if is_same else preset(element)
    return values


def preset(element: Payload) -> Payload:
    """An element's state before anybody touched it."""
    kind = text(element, "type")
    return {"type": kind, **PRESETS[kind](element)}


def filled(element: Payload, given: object) -> Payload:
    """An element's state after somebody typed or chose this."""
    kind = text(element, "type")
    if kind not in PRESETS:
        raise ControlError(f"nothing can be chosen in a {kind}")
    (key,) = PRESETS[kind]({})
    many = [str(one) for one in given] if isinstance(given, list) else [str(given)]
    match key:
        case "selected_option":
            value: object = option_named(element, many[0]) if many and many[0] else None
        case "selected_options":
            value = [option_named(element, name) for name in many]
        case "selected_date_time":
            value = int(many[0])
        case _ if key.endswith("s"):
            value = many
        case _:
            value = many[0] if many and many[0] else None
    return {"type": kind, key: value}


def option_named(element: Payload, name: str) -> Payload:
    """The option with this label or value."""
    options = [
        *objects(element, "options"),
        *(one for group in objects(element, "option_groups") for one in objects(group, "options")),
    ]
    for option in options:
        if name in {label_of(option), text(option, "value")}:
            return option
    labels = ", ".join(label_of(option) for option in options)
    raise ControlError(f"no option {name!r}; there are: {labels}")


def label_of(owner: Payload) -> str:
    """What a person reads on a button, option or input."""
    for key in ("text", "label", "placeholder"):
        words = owner.get(key)
        if isinstance(words, dict):
            return text(words, "text")
    return ""


def is_empty(state: Payload) -> bool:
    """Whether an input holds nothing."""
    return not any(value for key, value in state.items() if key != "type")


def _of(key: str, source: str, empty: object = None) -> Callable[[Payload], Payload]:
    return lambda element: {key: element.get(source, empty)}


PRESETS: dict[str, Callable[[Payload], Payload]] = {
    **{
        f"{kind}_input": _of("value", "initial_value")
        for kind in ("plain_text", "email_text", "url_text", "number")
    },
    "rich_text_input": _of("rich_text_value", "initial_value"),
    "file_input": _of("files", "initial_files", []),
    "static_select": _of("selected_option", "initial_option"),
    "external_select": _of("selected_option", "initial_option"),
    "radio_buttons": _of("selected_option", "initial_option"),
    "checkboxes": _of("selected_options", "initial_options", []),
    "multi_static_select": _of("selected_options", "initial_options", []),
    "multi_external_select": _of("selected_options", "initial_options", []),
    "users_select": _of("selected_user", "initial_user"),
    "multi_users_select": _of("selected_users", "initial_users", []),
    "channels_select": _of("selected_channel", "initial_channel"),
    "multi_channels_select": _of("selected_channels", "initial_channels", []),
    "conversations_select": _of("selected_conversation", "initial_conversation"),
    "multi_conversations_select": _of("selected_conversations", "initial_conversations", []),
    "datepicker": _of("selected_date", "initial_date"),
    "timepicker": _of("selected_time", "initial_time"),
    "datetimepicker": _of("selected_date_time", "initial_date_time"),
}
