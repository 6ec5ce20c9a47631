"""Finding the thing that a person wants to press, and what pressing it says."""

from dataclasses import dataclass

from sandbox.errors import ControlError
from sandbox.payload import Payload, flag, text
from sandbox.slack.blocks import elements_of
from sandbox.slack.inputs import PRESETS, filled, label_of, option_named


@dataclass(frozen=True)
class Target:
    """One element, the block that it stands in, and the option that named it."""

    block: Payload
    element: Payload
    option: str | None = None

    @property
    def block_id(self) -> str:
        """The id of its block."""
        return text(self.block, "block_id")

    @property
    def action_id(self) -> str:
        """Its own id."""
        return text(self.element, "action_id")

    @property
    def kind(self) -> str:
        """What kind of element it is."""
        return text(self.element, "type")

    @property
    def is_told(self) -> bool:
        """Whether the bot hears of it at once; an input mostly waits for the submit."""
        return text(self.block, "type") != "input" or flag(self.block, "dispatch_action")


def find_target(blocks: list[Payload], wanted: Payload) -> Target:
    """The first element that carries the wanted label or action_id."""
    label, action_id = text(wanted, "label"), text(wanted, "action_id")
    block_id = text(wanted, "block_id")
    if not label and not action_id:
        raise ControlError("missing field: label or action_id")
    targets = [Target(block, element) for block in blocks for element in elements_of(block)]
    for target in targets:
        if block_id and target.block_id != block_id:
            continue
        if action_id and target.action_id != action_id:
            continue
        if not label or label in _labels(target):
            return target
        if target.kind == "overflow" and label in _options(target):
            return Target(target.block, target.element, option=label)
    there = ", ".join(repr(_labels(target)[0] or target.action_id) for target in targets)
    raise ControlError(f"nothing there is called {label or action_id!r}; there are: {there}")


def pressed(target: Target, wanted: Payload) -> Payload:
    """The action that the bot is told of."""
    element = target.element
    action: Payload = {
        "type": target.kind,
        "action_id": target.action_id,
        "block_id": target.block_id,
    }
    if target.kind in {"button", "workflow_button"}:
        shared = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
        return action | shared
    chosen = wanted.get("users") or wanted.get("option") or target.option
    if chosen is None:
        raise ControlError(f"missing field: option (for a {target.kind})")
    if target.kind == "overflow":
        return action | {"selected_option": option_named(element, str(chosen))}
    if target.kind not in PRESETS:
        raise ControlError(f"a {target.kind} cannot be pressed")
    return action | filled(element, chosen)


def _labels(target: Target) -> list[str]:
    labels = [label_of(target.element), label_of(target.block)]
    return labels if text(target.block, "type") == "input" else labels[:1]


def _options(target: Target) -> set[str]:
    options = target.element.get("options")
    known = options if isinstance(options, list) else []
    return {label_of(option) for option in known if isinstance(option, dict)}
