"""What the JSON Schema of desk.yaml is put together from: texts, names, numbers, lists, mappings.

An editor reads YAML 1.2, where 3 is a number and true a truth value; the readers take either for
a text, so these shapes do, too.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from cards.yaml_reader import NO, YES

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None"
Shape: TypeAlias = Mapping[str, Json]

# The readers' NAME for regular expressions that know no letters but ASCII's.
NAME_PATTERN = r"^[^\u0000-,/:-@\[-^`{-\u007f]{1,40}$"

LETTER = re.compile(r"\\.|[a-z]")

ANY_TEXT: Shape = {"type": ["string", "number", "boolean"], "pattern": r"\S"}


def any_case(pattern: str) -> str:
    """A pattern that doesn't mind capitals."""
    return LETTER.sub(
        lambda found: found[0] if found[0].startswith("\\") else f"[{found[0]}{found[0].upper()}]",
        pattern,
    )


FLAG: Shape = {
    "type": ["boolean", "string"],
    "pattern": rf"^\s*(?:{any_case('|'.join((*YES, *NO)))})\s*$",
}


def said(description: str, shape: Shape) -> Shape:
    """The shape, with what an editor tells of it."""
    return {"description": description, **shape}


def ref(name: str) -> Shape:
    """A shape that is used in several places."""
    return {"$ref": f"#/$defs/{name}"}


def one_of_words(words: Iterable[str]) -> Shape:
    """One of these words."""
    return {"enum": [str(word) for word in words]}


def listed(item: Shape) -> Shape:
    """Several of these, always as a list."""
    return {"type": "array", "items": item}


def several(item: Shape) -> Shape:
    """A list, or a single one without brackets."""
    return {"anyOf": [item, listed(item)]}


def at_least_one(item: Shape) -> Shape:
    """The same, where an empty list would say the opposite of what is meant."""
    return {"anyOf": [item, {**listed(item), "minItems": 1}]}


def some_words(words: Iterable[str]) -> Shape:
    """One or several of these words."""
    return several(one_of_words(words))


def whole(least: int, most: int) -> Shape:
    """A whole number between these two, in quotes or without."""
    in_quotes = r"^\s*[0-9]{1,9}\s*$"
    return {"type": ["integer", "string"], "minimum": least, "maximum": most, "pattern": in_quotes}


def amount(most: float) -> Shape:
    """A number above nothing, and at most this."""
    in_quotes = r"^\s*[0-9]{1,9}(\.[0-9]{1,6})?\s*$"
    return {
        "type": ["number", "string"],
        "exclusiveMinimum": 0,
        "maximum": most,
        "pattern": in_quotes,
    }


def named(part: Shape, **further: Json) -> Shape:
    """A mapping whose names are the file's own."""
    names: Shape = {"pattern": NAME_PATTERN}
    return {"type": "object", "propertyNames": names, "additionalProperties": part, **further}


def fixed(
    names: Sequence[str], parts: Mapping[str, Shape], required: Sequence[str] = (), **further: Json
) -> Shape:
    """A mapping that has these names and no others.

    Raises:
        KeyError: the reader knows other names than are described here.
    """
    if odd := {str(name) for name in names} ^ {str(name) for name in parts}:
        raise KeyError(f"either not read or not described: {', '.join(sorted(odd))}")
    shape: Shape = {
        "type": "object",
        "properties": {str(name): parts[name] for name in names},
        "additionalProperties": False,
    }
    return {**shape, **({"required": list(required)} if required else {}), **further}


def having(names: Iterable[str]) -> Json:
    """A choice for `anyOf` or `oneOf`: one of these names is there."""
    return [{"required": [str(name)]} for name in names]
