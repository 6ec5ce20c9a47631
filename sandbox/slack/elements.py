"""Rules for the interactive elements of Block Kit: buttons, menus, inputs.

Sources of the numbers: types of the vendor's Node SDK, models of its Python SDK.
"""

from collections.abc import Callable

from sandbox.payload import Payload, inner, text
from sandbox.slack.findings import Findings, Path

ID_LENGTH = 255
OPTION_LENGTH = 75
"""Older documents say 75 also for an option's value, newer ones 150: the strict one holds."""
PLACEHOLDER_LENGTH = 150
MENU_OPTIONS = 100
BOX_OPTIONS = 10

Rule = Callable[[Payload, Findings, Path], None]


def check_element(element: Payload, allowed: frozenset[str], find: Findings, at: Path) -> None:
    """Check one element that stands where only some kinds may stand."""
    kind = text(element, "type")
    if kind not in RULES or kind not in allowed:
        find.add(f"unsupported type: {kind or None}", f"{at}/type")
        return
    if kind != "image":
        find.string(element, "action_id", ID_LENGTH, at, required=False)
    if "confirm" in element:
        _confirm(inner(element, "confirm"), find, f"{at}/confirm")
    RULES[kind](element, find, at)


def check_image(image: Payload, find: Findings, at: Path) -> None:
    """Check an image, as a block or as an element."""
    if "slack_file" not in image:
        find.string(image, "image_url", 3_000, at)
    find.string(image, "alt_text", 2_000, at)


def _button(button: Payload, find: Findings, at: Path) -> None:
    find.text_object(button, "text", 75, at, is_plain=True)
    find.string(button, "value", 2_000, at, required=False)
    find.string(button, "url", 3_000, at, required=False)
    if "style" in button and button["style"] not in {"primary", "danger"}:
        find.add("must be primary or danger", f"{at}/style")


def _static_menu(menu: Payload, find: Findings, at: Path) -> None:
    _placeholder(menu, find, at)
    if "option_groups" in menu:
        groups = find.items(menu, "option_groups", 1, MENU_OPTIONS, at)
        for place, group in enumerate(groups):
            here = f"{at}/option_groups/{place}"
            find.text_object(group, "label", OPTION_LENGTH, here, is_plain=True)
            _options(group, 1, MENU_OPTIONS, find, here)
        return
    _options(menu, 1, MENU_OPTIONS, find, at)
    _initial(menu, find, at)


def _other_menu(menu: Payload, find: Findings, at: Path) -> None:
    _placeholder(menu, find, at)


def _overflow(menu: Payload, find: Findings, at: Path) -> None:
    _options(menu, 1, 5, find, at)


def _boxes(boxes: Payload, find: Findings, at: Path) -> None:
    _options(boxes, 1, BOX_OPTIONS, find, at)
    _initial(boxes, find, at)


def _text_input(box: Payload, find: Findings, at: Path) -> None:
    _placeholder(box, find, at)
    for key, least in (("min_length", 0), ("max_length", 1)):
        value = box.get(key, least)
        if not isinstance(value, int) or not least <= value <= 3_000:
            find.add(f"must be from {least} to 3000", f"{at}/{key}")
    find.string(box, "initial_value", 3_000, at, required=False)


def _number_input(box: Payload, find: Findings, at: Path) -> None:
    _placeholder(box, find, at)
    if not isinstance(box.get("is_decimal_allowed"), bool):
        find.add("missing required field: is_decimal_allowed", at)


def _placeholder(element: Payload, find: Findings, at: Path) -> None:
    find.text_object(element, "placeholder", PLACEHOLDER_LENGTH, at, required=False, is_plain=True)


def _nothing_more(_element: Payload, _find: Findings, _at: Path) -> None:
    """Nothing beyond its action_id."""


def _options(owner: Payload, least: int, most: int, find: Findings, at: Path) -> None:
    for place, option in enumerate(find.items(owner, "options", least, most, at)):
        _option(option, find, f"{at}/options/{place}")


def _option(option: Payload, find: Findings, at: Path) -> None:
    find.text_object(option, "text", OPTION_LENGTH, at)
    find.string(option, "value", OPTION_LENGTH, at)
    find.text_object(option, "description", OPTION_LENGTH, at, required=False)


def _initial(owner: Payload, find: Findings, at: Path) -> None:
    options = owner.get("options")
    known = options if isinstance(options, list) else []
    values = {text(option, "value") for option in known if isinstance(option, dict)}
    single, many = owner.get("initial_option"), owner.get("initial_options")
    if isinstance(single, dict) and text(single, "value") not in values:
        find.add("must be one of the options", f"{at}/initial_option")
    for place, option in enumerate(many if isinstance(many, list) else []):
        if not isinstance(option, dict) or text(option, "value") not in values:
            find.add("must be one of the options", f"{at}/initial_options/{place}")


def _confirm(confirm: Payload, find: Findings, at: Path) -> None:
    find.text_object(confirm, "title", 100, at, is_plain=True)
    find.text_object(confirm, "text", 300, at)
    find.text_object(confirm, "confirm", 30, at, required=False, is_plain=True)
    find.text_object(confirm, "deny", 30, at, required=False, is_plain=True)


MENUS = ("external", "users", "conversations", "channels")

RULES: dict[str, Rule] = {
    "button": _button,
    "workflow_button": _button,
    "image": check_image,
    "overflow": _overflow,
    "static_select": _static_menu,
    "multi_static_select": _static_menu,
    **{f"{menu}_select": _other_menu for menu in MENUS},
    **{f"multi_{menu}_select": _other_menu for menu in MENUS},
    "checkboxes": _boxes,
    "radio_buttons": _boxes,
    "datepicker": _other_menu,
    "timepicker": _other_menu,
    "datetimepicker": _nothing_more,
    "plain_text_input": _text_input,
    "rich_text_input": _other_menu,
    "email_text_input": _other_menu,
    "url_text_input": _other_menu,
    "number_input": _number_input,
    "file_input": _nothing_more,
}
TYPED = frozenset(kind for kind in RULES if kind.endswith("_input"))
IN_INPUT = frozenset(RULES) - {"button", "workflow_button", "image", "overflow"}
IN_SECTION = frozenset(RULES) - TYPED
IN_ACTIONS = IN_SECTION - {"image"} | {"rich_text_input"}
