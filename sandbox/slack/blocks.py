"""Rules of Block Kit for messages and views; what breaks them is refused with a pointer.

Sources of the numbers: types of the vendor's Node SDK, models of its Python SDK, docs.slack.dev.
"""

import json
import secrets
from collections.abc import Callable, Iterator

from sandbox.payload import Payload, inner, objects, text
from sandbox.slack.elements import (
    ID_LENGTH,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    check_element,
    check_image,
)
from sandbox.slack.errors import SlackError
from sandbox.slack.findings import Findings, Path

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_CHARACTERS = 13_200
"""Undocumented: reports put the end between 12,000 and 13,300 characters over all blocks."""
VIEW_BYTES = 250_000

Rule = Callable[[Payload, Findings, Path], None]


def parsed_blocks(given: object) -> list[Payload]:
    """Blocks as they arrive: a list, or JSON text in a form field."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise SlackError("invalid_blocks_format") from None
    if given is None:
        return []
    if not isinstance(given, list):
        raise SlackError("invalid_blocks_format")
    return [block if isinstance(block, dict) else {} for block in given]


def accepted_message_blocks(given: object) -> list[Payload]:
    """A message's blocks, checked, each with an id."""
    blocks = parsed_blocks(given)
    find = Findings()
    check_blocks(blocks, MESSAGE_BLOCKS, find)
    if find.sentences:
        messages = [f"[ERROR] {sentence}" for sentence in find.sentences]
        raise SlackError(
            "invalid_blocks",
            errors=find.sentences,
            response_metadata={"messages": messages},
        )
    if sum(_lengths(blocks)) > MESSAGE_CHARACTERS:
        raise SlackError("msg_blocks_too_long")
    return with_ids(blocks)


def accepted_view(given: object) -> Payload:
    """A view, checked, each of its blocks with an id."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            given = None
    if not isinstance(given, dict):
        raise SlackError(
            "invalid_arguments", response_metadata={"messages": ["[ERROR] invalid view"]}
        )
    find = Findings()
    _check_view(given, find)
    if find.sentences:
        messages = [f"[ERROR] {sentence}" for sentence in find.sentences]
        raise SlackError("invalid_arguments", response_metadata={"messages": messages})
    if len(json.dumps(given, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise SlackError("view_too_large")
    return given | {"blocks": with_ids(parsed_blocks(given.get("blocks")))}


def elements_of(block: Payload) -> Iterator[Payload]:
    """Every element of a block that somebody can press, choose from or type into."""
    if text(block, "type") in {"actions", "context_actions"}:
        yield from objects(block, "elements")
    for key in ("accessory", "element"):
        element = inner(block, key)
        if element and text(element, "type") != "image":
            yield element


def with_ids(blocks: list[Payload]) -> list[Payload]:
    """Give ids to the blocks and elements that came without, as Slack does."""
    for block in blocks:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in elements_of(block):
            element.setdefault("action_id", secrets.token_urlsafe(4))
    return blocks


def check_blocks(blocks: list[Payload], most: int, find: Findings, root: Path = "") -> None:
    """Check all blocks of a message or view."""
    if len(blocks) > most:
        find.add(f"no more than {most} items allowed", f"{root}/blocks")
    block_ids: set[str] = set()
    for place, block in enumerate(blocks):
        at = f"{root}/blocks/{place}"
        kind = text(block, "type")
        if kind not in RULES:
            find.add(f"unsupported type: {kind or None}", f"{at}/type")
            continue
        block_id = find.string(block, "block_id", ID_LENGTH, at, required=False)
        if block_id and block_id in block_ids:
            find.add(f"block_id already exists: {block_id}", f"{at}/block_id")
        block_ids.add(block_id or "")
        RULES[kind](block, find, at)
        _check_action_ids(block, find, at)


def _check_action_ids(block: Payload, find: Findings, at: Path) -> None:
    seen: set[str] = set()
    for element in elements_of(block):
        action_id = text(element, "action_id")
        if action_id and action_id in seen:
            find.add(f"action_id already exists: {action_id}", at)
        seen.add(action_id)


def _check_view(view: Payload, find: Findings) -> None:
    kind = text(view, "type")
    if kind not in {"modal", "home"}:
        find.add(f"unsupported type: {kind or None}", "/view/type")
    if kind == "modal":
        find.text_object(view, "title", 24, "/view", is_plain=True)
        for key in ("submit", "close"):
            find.text_object(view, key, 24, "/view", required=False, is_plain=True)
    find.string(view, "private_metadata", 3_000, "/view", required=False)
    for key in ("callback_id", "external_id"):
        find.string(view, key, ID_LENGTH, "/view", required=False)
    if not isinstance(view.get("blocks"), list | str):
        find.add("missing required field: blocks", "/view")
        return
    blocks = parsed_blocks(view["blocks"])
    check_blocks(blocks, VIEW_BLOCKS, find, "/view")
    if kind == "modal" and "submit" not in view and any(b.get("type") == "input" for b in blocks):
        find.add("missing required field: submit", "/view")


def _section(block: Payload, find: Findings, at: Path) -> None:
    if "fields" not in block or "text" in block:
        find.text_object(block, "text", 3_000, at)
    if "fields" in block:
        for place, one in enumerate(find.items(block, "fields", 1, 10, at)):
            find.one_text(one, 2_000, f"{at}/fields/{place}")
    if "accessory" in block:
        check_element(inner(block, "accessory"), IN_SECTION, find, f"{at}/accessory")


def _header(block: Payload, find: Findings, at: Path) -> None:
    find.text_object(block, "text", 150, at, is_plain=True)


def _context(block: Payload, find: Findings, at: Path) -> None:
    for place, element in enumerate(find.items(block, "elements", 1, 10, at)):
        here = f"{at}/elements/{place}"
        if text(element, "type") == "image":
            check_image(element, find, here)
        else:
            find.one_text(element, 3_000, here)


def _actions(block: Payload, find: Findings, at: Path) -> None:
    for place, element in enumerate(find.items(block, "elements", 1, 25, at)):
        check_element(element, IN_ACTIONS, find, f"{at}/elements/{place}")


def _input(block: Payload, find: Findings, at: Path) -> None:
    find.text_object(block, "label", 2_000, at, is_plain=True)
    find.text_object(block, "hint", 2_000, at, required=False, is_plain=True)
    if "element" not in block:
        find.add("missing required field: element", at)
        return
    check_element(inner(block, "element"), IN_INPUT, find, f"{at}/element")


def _image(block: Payload, find: Findings, at: Path) -> None:
    check_image(block, find, at)
    find.text_object(block, "title", 2_000, at, required=False, is_plain=True)


def _markdown(block: Payload, find: Findings, at: Path) -> None:
    find.string(block, "text", 12_000, at)


def _table(block: Payload, find: Findings, at: Path) -> None:
    rows = block.get("rows")
    if not isinstance(rows, list) or not 1 <= len(rows) <= 100:
        find.add("from 1 to 100 rows required", f"{at}/rows")
        return
    for place, row in enumerate(rows):
        if not isinstance(row, list) or not 1 <= len(row) <= 20:
            find.add("from 1 to 20 cells required", f"{at}/rows/{place}")


def _rich_text(block: Payload, find: Findings, at: Path) -> None:
    find.items(block, "elements", 0, 1_000, at)


def _nothing_more(_block: Payload, _find: Findings, _at: Path) -> None:
    """Nothing beyond its block_id."""


RULES: dict[str, Rule] = {
    "section": _section,
    "header": _header,
    "divider": _nothing_more,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "table": _table,
    "rich_text": _rich_text,
}


def _lengths(value: object) -> Iterator[int]:
    if isinstance(value, list):
        for item in value:
            yield from _lengths(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "text" and isinstance(item, str):
                yield len(item)
            elif isinstance(item, dict | list):
                yield from _lengths(item)
