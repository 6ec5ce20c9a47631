"""The API as a page to read, made of the same tables as its description."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from html import escape

from aiohttp.web import Response

from cards.words import words
from desk.languages import Language
from web.api.description import Json, meaning, parameters, schemas, statuses
from web.api.operations import OPERATIONS, Operation
from web.api.problems import PROBLEMS, Kind
from web.api.shapes import Shape
from web.api.shown import ADDRESS
from web.pages import HEADERS, heading, paragraph

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem}
body{color:#1f2933;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem}h3{font-size:1rem}
code,pre{font:14px/1.5 ui-monospace,monospace;background:#f3f5f7;border-radius:.3rem}
code{padding:.1rem .3rem}pre{padding:.8rem;overflow:auto}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
td,th{padding:.3rem .8rem .3rem 0;text-align:left;vertical-align:top;border-top:1px solid #e4e7eb}
td:first-child{width:13rem}td:nth-child(2){width:17rem}.note{color:#52606d}
@media(prefers-color-scheme:dark){body{color:#e4e7eb;background:#1f2933}
code,pre{background:#323f4b}td,th{border-color:#3e4c59}.note{color:#9aa5b1}a{color:#93c5fd}}
"""
_STYLE_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
CSP = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
EXAMPLE = """curl -sS {base}/tickets \\
  -H 'Authorization: Bearer pdn_…' \\
  -H 'Content-Type: application/json' \\
  -H 'Idempotency-Key: order-4711' \\
  -d '{{"title": "The printer is on fire", "priority": "high"}}'"""


def docs_page(language: Language, base: str) -> Response:
    """Everything that can be called, what it takes and answers, and what can go wrong."""
    say, address = words(language).say, f"{base}{ADDRESS}"
    lang = language.value.replace("_", "-")
    known = schemas(language)
    parts = [
        paragraph(say("api.docs.about")),
        paragraph(say("api.docs.token")),
        paragraph(say("api.docs.key")),
        f"<pre>{escape(EXAMPLE.format(base=address))}</pre>",
        f'<p><a href="{ADDRESS}/openapi.json">openapi.json</a></p>',
        *(_operation(operation, known, language) for operation in OPERATIONS),
        heading(say("api.docs.answers")),
        *(_shape(name, known, language) for name in _answers()),
        heading(say("api.docs.problems")),
        _problems(language),
    ]
    title = escape(say("api.docs.title"))
    text = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f"<body><h1>{title}</h1>{''.join(parts)}</body></html>"
    )
    headers = {**HEADERS, "Content-Security-Policy": CSP, "Vary": "Accept-Language"}
    return Response(text=text, content_type="text/html", headers=headers)


def _answers() -> tuple[str, ...]:
    told = ("Ticket", "OpenedTicket", "Promise", "Person", "TicketPage", "Event", "EventPage")
    return (*told, "Problem", "Wrong")


def _operation(operation: Operation, known: Mapping[str, Json], language: Language) -> str:
    say = words(language).say
    where = f"{operation.method} {ADDRESS}{operation.path}"
    rows = (
        (f"{one['name']} ({one['in']})", _kind(one["schema"], known), str(one["description"]))
        for one in parameters(operation, language)
    )
    body = "" if operation.body is None else _shape(operation.body.__name__, known, language)
    answer = operation.answer.__name__
    problems = "".join(
        f' · {status} <a href="#{kind}">{kind}</a>'
        for status, kinds in statuses(operation.problems).items()
        for kind in kinds
    )
    return "".join(
        (
            f'<h2 id="{escape(operation.name)}"><code>{escape(where)}</code></h2>',
            paragraph(say(f"api.operation.{operation.name}")),
            paragraph(say("api.docs.needs", scope=operation.scope), "note"),
            _table(rows),
            body,
            f'<p>→ {operation.status} <a href="#{answer}">{answer}</a>{problems}</p>',
        )
    )


def _shape(name: str, known: Mapping[str, Json], language: Language) -> str:
    """A table of a shape's fields; what has to be sent has a star."""
    schema = known[name]
    fields = schema.get("properties") if isinstance(schema, Mapping) else None
    if not isinstance(schema, Mapping) or not isinstance(fields, Mapping):
        return ""
    needed = schema.get("required") if name in {shape.__name__ for shape in _sent()} else ()
    must = set(needed) if isinstance(needed, Sequence) else set()
    meant = partial(meaning, name, language=language)
    rows = (
        (f"{field} *" if field in must else field, _kind(part, known), meant(field))
        for field, part in fields.items()
    )
    return f'<h3 id="{escape(name)}">{escape(name)}</h3>{_table(rows)}'


def _sent() -> tuple[type[Shape], ...]:
    return tuple(operation.body for operation in OPERATIONS if operation.body is not None)


def _kind(schema: Json, known: Mapping[str, Json]) -> str:
    """What a value looks like, in a few signs."""
    if not isinstance(schema, Mapping):
        return ""
    if isinstance(named := schema.get("$ref"), str):
        name = named.rpartition("/")[2]
        target = known.get(name)
        has_fields = isinstance(target, Mapping) and "properties" in target
        return name if has_fields else _kind(target, known)
    if isinstance(either := schema.get("anyOf"), Sequence):
        return " | ".join(_kind(one, known) for one in either)
    if isinstance(values := schema.get("enum"), Sequence):
        return " | ".join(str(value) for value in values)
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items'), known)}]"
    least, most = schema.get("minLength", schema.get("minimum")), schema.get("maxLength")
    most = most if most is not None else schema.get("maximum")
    size = f" {least if least is not None else 0}–{most}" if most is not None else ""
    return f"{schema.get('format', schema.get('type', ''))}{size}"


def _problems(language: Language) -> str:
    say = words(language).say
    rows = (
        f'<tr id="{kind}"><td>{PROBLEMS[kind]}</td><td><code>{kind}</code></td>'
        f"<td>{escape(say(f'api.problem.{kind}'))}</td></tr>"
        for kind in Kind
    )
    return f'<div class="scroll"><table>{"".join(rows)}</table></div>'


def _table(rows: Iterable[tuple[str, str, str]]) -> str:
    lines = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(kind)}</td>"
        f"<td>{escape(about)}</td></tr>"
        for name, kind, about in rows
    )
    return f'<div class="scroll"><table>{lines}</table></div>' if lines else ""
