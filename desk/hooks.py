"""What a hook's JSON means: each field of a ticket is read where its pointer leads."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

FIELDS = ("title", "body", "category", "priority", "customer_tier")
USUAL: Mapping[str, str] = MappingProxyType({name: f"/{name}" for name in FIELDS})


@dataclass(frozen=True, slots=True)
class Hook:
    """The mapping of one hook: a JSON pointer for each field, or the words themselves."""

    name: str
    fields: Mapping[str, str] = field(default_factory=lambda: dict(USUAL))

    def read(self, said: object) -> Mapping[str, str]:
        """The fields that it finds; those that are not there are left out."""
        found = {
            name: text_at(said, where) if where.startswith("/") else where
            for name, where in self.fields.items()
        }
        return {name: text for name, text in found.items() if text}


def text_at(said: object, pointer: str) -> str:
    """What stands at a JSON pointer (RFC 6901), as text; empty if nothing does."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        match said:
            case Mapping() if name in said:
                said = said[name]
            case str():
                return ""
            case Sequence() if name.isascii() and name.isdecimal() and int(name) < len(said):
                said = said[int(name)]
            case _:
                return ""
    match said:
        case None:
            return ""
        case str():
            return said.strip()
        case _:
            return json.dumps(said, ensure_ascii=False)
