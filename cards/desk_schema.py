"""The JSON Schema of desk.yaml, for editors: `python -m cards.desk_schema`.

It is made from the names and words that the readers know, and takes whatever they take. What only
the whole file can tell (is a name declared, do hours overlap) is left to `paidan plan`.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from cards.desk_file import PERSON, PRIORITY, TOP
from cards.desk_schema_groups import channel, groups
from cards.desk_schema_kinds import (
    SKILLS,
    categories,
    customer_tiers,
    hooks,
    people,
    priority_rules,
    support_tiers,
)
from cards.desk_schema_promises import promises, step, step_lists
from cards.desk_schema_rotas import calendars, rosters
from cards.desk_schema_shapes import (
    ANY_TEXT,
    NAME_PATTERN,
    Shape,
    fixed,
    listed,
    named,
    one_of_words,
    ref,
    said,
    several,
)
from cards.desk_schema_times import TIMEZONE, WINDOWS
from desk.address import CHATS
from desk.languages import Language

FILE = Path(__file__).parent.parent / "docs" / "desk.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def desk_schema() -> Shape:
    """The schema, as JSON's values."""
    head: Shape = {
        "$schema": DIALECT,
        "title": "desk.yaml of Paidan",
        "description": "A desk: its people, groups, rosters, and what it promises.",
    }
    body = fixed(TOP, _parts(), required=("people", "groups"))
    return {**head, **body, "$defs": _shared()}


def desk_schema_text() -> str:
    """The schema, as it stands in a file."""
    return json.dumps(desk_schema(), ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write it."""
    FILE.write_text(desk_schema_text(), encoding="utf-8")


def _parts() -> Mapping[str, Shape]:
    tenants: dict[str, Shape] = {
        name: said(f"The usual tenant in {name}.", ref("text")) for name in CHATS
    }
    return {
        "language": said("For whoever has shown no other.", one_of_words(Language)),
        "tenants": said("The workspace and organisation of the ids.", fixed(CHATS, tenants)),
        "people": said("Each person once, with their accounts.", people(_person())),
        "calendars": said("Working hours; 24x7 is always there.", calendars()),
        "rosters": said("Who is on duty when.", rosters()),
        "groups": said("Departments, each with a queue.", groups()),
        "default_group": said("Gets what names no group.", ref("text")),
        "priorities": said("Most urgent first.", named(_priority())),
        "default_priority": said("Of tickets for which none is chosen.", ref("text")),
        "support_tiers": said("From the bottom up.", support_tiers()),
        "customer_tiers": said("Classes of customers.", customer_tiers()),
        "categories": said("Kinds of problems.", categories()),
        "priority_rules": said("What gives a ticket its priority.", priority_rules()),
        "steps": said("What happens by itself around a deadline.", step_lists()),
        "sla": said("What is promised; the first that fits counts.", promises()),
        "operators": said("Who may change settings and read the audit.", ref("texts")),
        "hooks": said("How each hook's JSON is read.", hooks()),
    }


def _person() -> Shape:
    accounts: dict[str, Shape] = {name: said(f"Their id in {name}.", ref("text")) for name in CHATS}
    parts = {
        "name": said("What they are called.", ref("text")),
        "language": said("Their language, if not the desk's.", one_of_words(Language)),
        **accounts,
        "skills": said("What they can do, with a level from 1 to 10.", SKILLS),
    }
    return fixed(PERSON, parts, required=("name",))


def _priority() -> Shape:
    names: dict[str, Shape] = {
        language: said(f"Its name in {language}.", ref("text")) for language in Language
    }
    also = said("Other words for it, as typed after !.", ref("texts"))
    return fixed(PRIORITY, {**names, "also": also})


def _shared() -> Shape:
    return {
        "text": ANY_TEXT,
        "texts": several(ref("text")),
        "name": {**ANY_TEXT, "pattern": NAME_PATTERN},
        "zone": TIMEZONE,
        "windows": WINDOWS,
        "conversations": {"anyOf": [channel(), listed(channel())]},
        "step": step(),
    }


if __name__ == "__main__":
    main()
