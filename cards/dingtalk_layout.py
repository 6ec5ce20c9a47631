"""The DingTalk card template as dingtalk_template.yaml has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

SOURCE = Path(__file__).parent / "dingtalk_template.yaml"
# Begins what a button carries of an input: the words that this person typed.
LOCAL = "local: "


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    private: bool
    about: str


@dataclass(frozen=True, slots=True)
class TemplateButton:
    """A button that is there while its text is; `params` are what a press on it carries."""

    id: str
    style: str
    text: str
    shown: str
    params: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the card: `fills` are the variables in it, by what each of them fills."""

    id: str
    kind: str
    shown: str
    fills: tuple[tuple[str, str], ...]
    buttons: tuple[TemplateButton, ...]

    def fill(self, what: str) -> str:
        """The variable that fills this, or nothing."""
        return dict(self.fills).get(what, "")


@dataclass(frozen=True, slots=True)
class Template:
    name: str
    variables: tuple[Variable, ...]
    components: tuple[Component, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The local variables that hold what a person types."""
        typed = (component.fill("local") for component in self.components)
        return tuple(name for name in typed if name)


def read_template(source: Path = SOURCE) -> Template:
    """The template as it is written down."""
    read = yaml.safe_load(source.read_text(encoding="utf-8"))
    return Template(
        read["name"],
        tuple(
            Variable(one["name"], bool(one.get("private")), one.get("about", ""))
            for one in read["variables"]
        ),
        tuple(_component(one) for one in read["components"]),
    )


def _component(read: Mapping[str, str]) -> Component:
    buttons = yaml_rows(read.get("buttons"))
    return Component(
        read["id"],
        read["type"],
        read.get("shown", ""),
        tuple(
            (what, read[what])
            for what in ("text", "tag", "color", "local", "placeholder")
            if what in read
        ),
        tuple(_button(button) for button in buttons),
    )


def yaml_rows(read: object) -> list[Mapping[str, object]]:
    """The rows of a list in the file, or none."""
    return [row for row in read if isinstance(row, dict)] if isinstance(read, list) else []


def _button(read: Mapping[str, object]) -> TemplateButton:
    params = read["params"]
    carried = params.items() if isinstance(params, dict) else ()
    id_, style, text, shown = (str(read[what]) for what in ("id", "style", "text", "shown"))
    return TemplateButton(id_, style, text, shown, tuple((str(k), str(v)) for k, v in carried))
