"""What is answered when something is not done: RFC 9457, in the language of whoever asks.

PROBLEMS and REFUSED are the tables: each kind of problem with its status, each refusal of the desk
with its kind and the field that it is about.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from pydantic import ValidationError

from cards.refusals import Asked
from cards.words import words
from desk.errors import Reason, Refusal
from desk.languages import Language
from desk.moves import MOVES, Action, Ask
from web.api.shapes import Problem, Wrong

DOCS = "/api/v1/docs"


class Kind(StrEnum):
    """What went wrong, as `type` names it."""

    NOT_JSON = "not_json"
    UNAUTHORIZED = "unauthorized"
    SCOPE = "scope"
    NOT_ALLOWED = "not_allowed"
    OTHER_GROUP = "other_group"
    NO_SUCH_TICKET = "no_such_ticket"
    NO_SUCH_ADDRESS = "no_such_address"
    METHOD = "method"
    TOO_SLOW = "too_slow"
    NOT_NOW = "not_now"
    TOO_LARGE = "too_large"
    MEDIA_TYPE = "media_type"
    INVALID = "invalid"
    KEY_USED = "key_used"
    TOO_OFTEN = "too_often"
    NOT_SIGNED = "not_signed"
    NO_SUCH_HOOK = "no_such_hook"
    BUSY = "busy"
    BROKEN = "broken"


PROBLEMS: Mapping[Kind, int] = MappingProxyType(
    {
        Kind.NOT_JSON: 400,
        Kind.UNAUTHORIZED: 401,
        Kind.NOT_SIGNED: 401,
        Kind.SCOPE: 403,
        Kind.NOT_ALLOWED: 403,
        Kind.OTHER_GROUP: 403,
        Kind.NO_SUCH_TICKET: 404,
        Kind.NO_SUCH_HOOK: 404,
        Kind.NO_SUCH_ADDRESS: 404,
        Kind.METHOD: 405,
        Kind.TOO_SLOW: 408,
        Kind.NOT_NOW: 409,
        Kind.TOO_LARGE: 413,
        Kind.MEDIA_TYPE: 415,
        Kind.INVALID: 422,
        Kind.KEY_USED: 422,
        Kind.TOO_OFTEN: 429,
        Kind.BUSY: 409,
        Kind.BROKEN: 500,
    }
)

REFUSED: Mapping[Reason, tuple[Kind, str]] = MappingProxyType(
    {
        Reason.NOT_ALLOWED: (Kind.NOT_ALLOWED, ""),
        Reason.NOT_THIS_GROUP: (Kind.OTHER_GROUP, "/group"),
        Reason.NO_SUCH_TICKET: (Kind.NO_SUCH_TICKET, ""),
        Reason.NO_SUCH_GROUP: (Kind.INVALID, "/group"),
        Reason.NO_SUCH_CATEGORY: (Kind.INVALID, "/category"),
        Reason.NO_SUCH_PRIORITY: (Kind.INVALID, "/priority"),
        Reason.NO_SUCH_CUSTOMER_TIER: (Kind.INVALID, "/customer_tier"),
        Reason.NO_SUCH_PERSON: (Kind.INVALID, "/person"),
        Reason.NOT_A_MEMBER: (Kind.INVALID, "/person"),
        Reason.NOT_A_DURATION: (Kind.INVALID, "/how_long"),
        Reason.TOO_LONG: (Kind.INVALID, "/text"),
        Reason.WORD_MISSING: (Kind.INVALID, "/text"),
        Reason.ASKED_OTHERWISE: (Kind.KEY_USED, ""),
    }
)
"""All others say that it is not possible as things stand."""

WANTED: Mapping[Ask, str] = MappingProxyType(
    {
        Ask.WAITING_FOR: "/waiting_for",
        Ask.PERSON: "/person",
        Ask.GROUP: "/group",
        Ask.PRIORITY: "/priority",
        Ask.HOW_LONG: "/how_long",
    }
)
"""Where what a move asks for is missing, if it is not words."""

IN_OTHER_WORDS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.NOT_ALLOWED: "api.refused.not_allowed",
        Reason.NOT_NOW: "api.refused.not_now",
        Reason.WORD_MISSING: "api.wrong.missing",
    }
)
"""What is said otherwise to who types commands."""

SAID: Mapping[str, str] = MappingProxyType(
    {
        "missing": "api.wrong.missing",
        "string_too_short": "api.wrong.empty",
        "string_too_long": "api.wrong.too_long",
        "enum": "api.wrong.one_of",
        "extra_forbidden": "api.wrong.unknown",
        "string_type": "api.wrong.text",
        "string_unicode": "api.wrong.text",
        "string_pattern_mismatch": "api.wrong.pattern",
        "int_parsing": "api.wrong.number",
        "int_parsing_size": "api.wrong.number",
        "int_type": "api.wrong.number",
        "greater_than_equal": "api.wrong.at_least",
        "less_than_equal": "api.wrong.at_most",
        "model_type": "api.wrong.object",
    }
)
"""What is said of each mistake that a shape finds."""


class NotDone(Exception):
    """A problem to be answered; `facts` are for its sentence, if `detail` is not that already."""

    def __init__(
        self,
        kind: Kind,
        detail: str = "",
        errors: tuple[Wrong, ...] = (),
        headers: Mapping[str, str] = MappingProxyType({}),
        **facts: str | int,
    ) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = headers
        self.facts = facts


def problem_of(wrong: NotDone, language: Language) -> Problem:
    """The problem in words."""
    say = words(language).say
    detail = wrong.detail or say(f"api.detail.{wrong.kind}", **wrong.facts)
    reference = wrong.facts.get("reference")
    return Problem(
        type=f"{DOCS}#{wrong.kind}",
        title=say(f"api.problem.{wrong.kind}"),
        status=PROBLEMS[wrong.kind],
        detail=detail,
        errors=wrong.errors,
        reference=None if reference is None else str(reference),
    )


def refused(asked: Sequence[Asked]) -> NotDone:
    """What the desk refuses, each with the field that it is about; the first one says the kind."""
    first = asked[0].refusal
    kind = REFUSED.get(first.reason, (Kind.NOT_NOW, ""))[0]
    said = [(pointer_of(one.refusal), _sentence(one)) for one in asked]
    errors = tuple(Wrong(pointer=pointer, detail=text) for pointer, text in said if pointer)
    return NotDone(kind, "" if errors and kind is Kind.INVALID else said[0][1], errors)


def _sentence(asked: Asked) -> str:
    own = IN_OTHER_WORDS.get(asked.refusal.reason)
    return asked.say(own) if own else asked.sentence()


def invalid(error: ValidationError, language: Language, where: str) -> NotDone:
    """Everything that a shape finds wrong; `where` is "pointer" (of a body) or "parameter"."""
    found: list[Wrong] = []
    for one in error.errors(include_url=False, include_input=False):
        facts = {name: str(fact) for name, fact in one.get("ctx", {}).items()}
        if "expected" in facts:  # 'high', 'medium' or 'low'
            facts["expected"] = facts["expected"].replace(" or ", ", ").replace("'", "")
        key = SAID.get(one["type"], "api.wrong.other")
        detail = words(language).say(key, **facts)
        path = [str(part) for part in one["loc"]]
        if where == "pointer":
            pointer = "".join(f"/{_escaped(part)}" for part in path)
            found.append(Wrong(pointer=pointer, detail=detail))
        else:
            found.append(Wrong(parameter=path[0] if path else None, detail=detail))
    return NotDone(Kind.INVALID, errors=tuple(found))


def _escaped(part: str) -> str:
    """A part of a JSON pointer."""
    return part.replace("~", "~0").replace("/", "~1")


def pointer_of(refusal: Refusal) -> str:
    """The field that a refusal is about; empty if none."""
    pointer = REFUSED.get(refusal.reason, (Kind.NOT_NOW, ""))[1]
    action = str(refusal.facts.get("action", ""))
    if refusal.reason is Reason.WORD_MISSING and action in set(Action):
        return WANTED.get(MOVES[Action(action)].asks, pointer)
    return pointer
