"""A card template: which variables a card may have, and what a person sees and can press."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

from sandbox.payload import Payload, flag, inner, objects, text

Params: TypeAlias = Mapping[str, str]
"""Values of a card's variables."""

LOCAL = "local:"
NAMING = ("text", "tag", "color", "shown", "placeholder")
"""The keys of a component that name a variable."""


class TemplateError(ValueError):
    """The template file contradicts itself."""


@dataclass(frozen=True)
class Button:
    """Something to press; its params name variables, or what was typed ("local: name")."""

    id: str
    label: str
    shown: tuple[str, ...]
    params: Params

    def locals(self) -> tuple[str, ...]:
        """The inputs whose text it sends along."""
        return tuple(_local(source) for source in self.params.values() if _is_local(source))

    def bound(self, variables: Params, typed: Params) -> dict[str, str]:
        """The params as they travel when a person with these variables presses."""
        return {
            name: typed.get(_local(source), "") if _is_local(source) else variables.get(source, "")
            for name, source in self.params.items()
        }


@dataclass(frozen=True)
class Input:
    """A field to type into."""

    local: str
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """A button as one person has it before them."""

    id: str
    label: str
    shown: bool
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """What was designed once in the card platform."""

    id: str
    variables: frozenset[str]
    private: frozenset[str]
    buttons: tuple[Button, ...]
    inputs: tuple[Input, ...]
    layout: tuple[Payload, ...]

    def actions(self, variables: Params) -> tuple[Action, ...]:
        """Every button as somebody sees it to whom the card has these variables."""
        open_inputs = {one.local for one in self.inputs if _all_filled(one.shown, variables)}
        return tuple(
            Action(
                id=button.id,
                label=variables.get(button.label, ""),
                shown=_all_filled(button.shown, variables),
                inputs=tuple(name for name in button.locals() if name in open_inputs),
            )
            for button in self.buttons
        )

    def button(self, id_: str) -> Button:
        """The button of this id."""
        return next(button for button in self.buttons if button.id == id_)


def read_template(id_: str, path: Path) -> Template:
    """Read a template's source file; raises TemplateError."""
    source = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(source, dict):
        raise TemplateError(f"{path}: a template is a mapping")
    variables, components = objects(source, "variables"), objects(source, "components")
    template = Template(
        id=id_,
        variables=frozenset(text(one, "name") for one in variables),
        private=frozenset(text(one, "name") for one in variables if flag(one, "private")),
        buttons=tuple(_buttons(components)),
        inputs=tuple(
            Input(text(one, "local"), _conditions(one)) for one in components if "local" in one
        ),
        layout=tuple(components),
    )
    _check(template, path)
    return template


def _buttons(components: list[Payload]) -> Iterator[Button]:
    for component in components:
        for button in objects(component, "buttons"):
            yield Button(
                id=text(button, "id"),
                label=text(button, "text"),
                shown=_conditions(component) + _conditions(button),
                params={name: str(source) for name, source in inner(button, "params").items()},
            )


def _conditions(component: Payload) -> tuple[str, ...]:
    shown = text(component, "shown")
    return (shown,) if shown else ()


def _check(template: Template, path: Path) -> None:
    used = {name for button in template.buttons for name in button.shown}
    used |= {text(one, key) for one in template.layout for key in NAMING}
    used |= {button.label for button in template.buttons}
    sources = {source for button in template.buttons for source in button.params.values()}
    used |= {source for source in sources if not _is_local(source)}
    if unknown := sorted(used - template.variables - {""}):
        raise TemplateError(f"{path}: not declared: {', '.join(unknown)}")
    asked = {name for button in template.buttons for name in button.locals()}
    if unknown := sorted(asked - {one.local for one in template.inputs}):
        raise TemplateError(f"{path}: no input is called {', '.join(unknown)}")


def _all_filled(names: tuple[str, ...], variables: Params) -> bool:
    return all(variables.get(name) for name in names)


def _is_local(source: str) -> bool:
    return source.startswith(LOCAL)


def _local(source: str) -> str:
    return source.removeprefix(LOCAL).strip()
