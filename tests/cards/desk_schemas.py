"""What an editor would underline in a desk.yaml: it reads YAML 1.2 and knows the JSON Schema."""

import re
from collections.abc import Mapping
from functools import cache

import yaml
from jsonschema import Draft202012Validator

from cards.desk_schema import desk_schema
from cards.desk_schema_shapes import Json

NULL = frozenset({"", "~", "null", "Null", "NULL"})
TRUTH: Mapping[str, bool] = {
    word: truth
    for truth, name in ((True, "true"), (False, "false"))
    for word in (name, name.title(), name.upper())
}
INTEGER = re.compile(r"[-+]?[0-9]+")
NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def underlined(text: str) -> list[str]:
    """Where the schema refuses something, and what it says."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    found = _validator().iter_errors(_value(root) if root else {})
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


@cache
def _validator() -> Draft202012Validator:
    schema = desk_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _value(node: yaml.Node) -> Json:
    """What YAML 1.2's core schema makes of it: off is a word, and so is a date."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _value(part) for key, part in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    said = str(node.value)
    if isinstance(node, yaml.ScalarNode) and node.style is None:
        return _plain(said)
    return said


def _plain(said: str) -> Json:
    if said in NULL:
        return None
    if said in TRUTH:
        return TRUTH[said]
    if INTEGER.fullmatch(said):
        return int(said)
    return float(said) if NUMBER.fullmatch(said) else said
