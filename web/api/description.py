"""The OpenAPI description, made of the table of operations and of the shapes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from pydantic.json_schema import JsonSchemaMode, models_json_schema

from cards.words import words
from desk.languages import Language
from web.api.call import KEY_HEADER, LONGEST_KEY
from web.api.operations import OPERATIONS, Operation
from web.api.problems import PROBLEMS, Kind
from web.api.shapes import LARGEST_NUMBER, Problem, Shape
from web.api.shown import ADDRESS

VERSION = "1.0.0"
REF = "#/components/schemas/{model}"
SCHEME = "token"

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None"

OTHERWISE: Mapping[tuple[str, str], str] = {
    ("Problem", "title"): "problem_title",
    ("Problem", "status"): "problem_status",
    ("Problem", "type"): "problem_type",
    ("NewMove", "text"): "move_text",
    ("NewMove", "group"): "move_group",
    ("NewMove", "priority"): "move_priority",
    ("NewComment", "text"): "comment_text",
    ("NewComment", "visibility"): "comment_visibility",
    ("Person", "key"): "person_key",
    ("TicketQuery", "group"): "group_asked",
    ("TicketQuery", "status"): "status_asked",
}
"""Fields whose name means something else than elsewhere."""


def described(language: Language, base: str) -> Json:
    """The whole description; `base` is the address under which people reach us."""
    say = words(language).say
    return {
        "openapi": "3.1.0",
        "info": {
            "title": say("api.docs.title"),
            "version": VERSION,
            "description": say("api.docs.about"),
        },
        "servers": [{"url": f"{base}{ADDRESS}"}],
        "security": [{SCHEME: []}],
        "paths": _paths(language),
        "components": {
            "schemas": schemas(language),
            "securitySchemes": {
                SCHEME: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": say("api.docs.token"),
                }
            },
        },
    }


def schemas(language: Language) -> Mapping[str, Json]:
    """The shapes by name, each field with what it means."""
    named: list[tuple[type[Shape], JsonSchemaMode]] = [(Problem, "serialization")]
    for operation in OPERATIONS:
        named.append((operation.answer, "serialization"))
        named += [(operation.body, "validation")] if operation.body else []
    _, found = models_json_schema(list(dict.fromkeys(named)), ref_template=REF)
    return {
        name: _with_meanings(name, schema, language)
        for name, schema in sorted(found["$defs"].items())
    }


def parameters(operation: Operation, language: Language) -> list[dict[str, Json]]:
    """What stands in an operation's address and headers."""
    say = words(language).say
    found: list[dict[str, Json]] = []
    if "{number}" in operation.path:
        number: Json = {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER}
        about = say("api.field.number")
        found.append(_parameter("number", "path", number, about, required=True))
    if operation.query is not None:
        schema = operation.query.model_json_schema(ref_template=REF)
        for name, field in schema["properties"].items():
            plain = {key: value for key, value in field.items() if key != "title"}
            about = meaning(operation.query.__name__, name, language)
            found.append(_parameter(name, "query", plain, about))
    if operation.body is not None:
        key: Json = {"type": "string", "pattern": f"^[ -~]{{1,{LONGEST_KEY}}}$"}
        found.append(_parameter(KEY_HEADER, "header", key, say("api.docs.key")))
    return found


def meaning(shape: str, name: str, language: Language) -> str:
    """What a field means."""
    return words(language).say(f"api.field.{OTHERWISE.get((shape, name), name)}")


def statuses(kinds: Iterable[Kind]) -> Mapping[int, list[Kind]]:
    """The problems by status."""
    found: dict[int, list[Kind]] = {}
    for kind in kinds:
        found.setdefault(PROBLEMS[kind], []).append(kind)
    return dict(sorted(found.items()))


def _parameter(
    name: str, place: str, schema: Json, about: str, required: bool = False
) -> dict[str, Json]:
    return {
        "name": name,
        "in": place,
        "required": required,
        "schema": schema,
        "description": about,
    }


def _paths(language: Language) -> dict[str, Json]:
    paths: dict[str, dict[str, Json]] = {}
    for operation in OPERATIONS:
        there = paths.setdefault(operation.path, {})
        there[operation.method.lower()] = _operation(operation, language)
    return dict(paths)


def _operation(operation: Operation, language: Language) -> Json:
    say = words(language).say
    described: dict[str, Json] = {
        "operationId": operation.name,
        "summary": say(f"api.operation.{operation.name}"),
        "description": say("api.docs.needs", scope=operation.scope),
        "parameters": parameters(operation, language),
        "responses": _responses(operation, language),
    }
    if operation.body is not None:
        described["requestBody"] = {"required": True, "content": _content(operation.body)}
    return described


def _responses(operation: Operation, language: Language) -> Json:
    say = words(language).say
    done: Json = {
        "description": say("api.docs.done"),
        "content": _content(operation.answer),
    }
    problem = _content(Problem, "application/problem+json")
    told: dict[str, Json] = {
        str(status): {
            "description": " ".join(f"{kind}: {say(f'api.problem.{kind}')}." for kind in kinds),
            "content": problem,
        }
        for status, kinds in statuses(operation.problems).items()
    }
    return {str(operation.status): done, **told}


def _content(shape: type[Shape], media_type: str = "application/json") -> Mapping[str, Json]:
    return {media_type: {"schema": {"$ref": REF.format(model=shape.__name__)}}}


def _with_meanings(shape: str, schema: Mapping[str, Json], language: Language) -> Json:
    """The schema with what its fields mean, and without the titles that only repeat names."""
    plain = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return plain
    told: dict[str, Json] = {}
    for name, field in properties.items():
        own = field if isinstance(field, Mapping) else {}
        kept = {key: value for key, value in own.items() if key != "title"}
        told[name] = {**kept, "description": meaning(shape, name, language)}
    return {**plain, "properties": told}
