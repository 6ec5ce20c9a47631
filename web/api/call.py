"""A call as its operation sees it, and how it is read: who, in which language, and what."""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import TypeVar

from aiohttp.web import Request, RequestPayloadError
from pydantic import ValidationError
from pydantic_core import from_json

from cards.words import words
from desk.languages import Language
from desk.tokens import Scope, Token
from storage.store import Store
from web.api.languages import accepted_language
from web.api.limits import Limits
from web.api.problems import Kind, NotDone, invalid
from web.api.shapes import LARGEST_NUMBER, Shape, Wrong

LARGEST_BODY = 262_144
WITHIN_SECONDS = 20
LONGEST_KEY = 200
REALM = 'Bearer realm="paidan"'
KEY_HEADER = "Idempotency-Key"

S = TypeVar("S", bound=Shape)


@dataclass(frozen=True, slots=True)
class Call:
    """What a program asks. `key` names the delivery; `fingerprint` is empty where it gave none."""

    store: Store
    token: Token
    language: Language
    number: int = 0
    query: Shape | None = None
    body: Shape | None = None
    key: str = ""
    fingerprint: str = ""

    def said(self, shape: type[S]) -> S:
        """Its body, which is of the shape that the operation's row names."""
        return _of(shape, self.body)

    def asked(self, shape: type[S]) -> S:
        """Its query, likewise."""
        return _of(shape, self.query)


def _of(shape: type[S], read: Shape | None) -> S:
    if not isinstance(read, shape):
        raise TypeError(f"the table of operations promises no {shape.__name__}")
    return read


async def caller(request: Request, store: Store, limits: Limits) -> Token:
    """Whose token it shows.

    Raises:
        NotDone: none that is in force, or it asks too often.
    """
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    token = await store.tokens.shown(shown.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        more = ', error="invalid_token"' if shown else ""
        raise NotDone(Kind.UNAUTHORIZED, headers={"WWW-Authenticate": REALM + more})
    must_not_hurry(token, limits)
    return token


def must_not_hurry(token: Token, limits: Limits) -> None:
    """Whether it may ask now.

    Raises:
        NotDone: not yet.
    """
    wait = limits.wait_seconds(token.id)
    if wait:
        raise NotDone(Kind.TOO_OFTEN, headers={"Retry-After": str(wait)}, seconds=wait)


def must_have(token: Token, scope: Scope) -> None:
    """Whether the token is good for it.

    Raises:
        NotDone: it isn't.
    """
    if scope not in token.scopes:
        header = f'{REALM}, error="insufficient_scope", scope="{scope}"'
        raise NotDone(Kind.SCOPE, headers={"WWW-Authenticate": header}, scope=scope)


def language_for(request: Request, store: Store) -> Language:
    """As Accept-Language asks, or the desk's."""
    return accepted_language(request.headers.get("Accept-Language", "")) or store.desk.language


async def read_call(
    request: Request, call: Call, query: type[Shape] | None, body: type[Shape] | None
) -> Call:
    """The call with all that it says.

    Raises:
        NotDone: something in it can't be read.
    """
    number = _number(request)
    data = await read_body(request) if body is not None else b""
    key, fingerprint = _key(request, call, data)
    said = None if body is None else shape_of(body, data, call.language)
    return replace(
        call,
        number=number,
        query=_query(request, query or Shape, call.language),
        body=said,
        key=key,
        fingerprint=fingerprint,
    )


async def read_body(request: Request) -> bytes:
    """The body, as far as it is JSON by its name and no larger than is taken.

    Raises:
        NotDone: it isn't, or it doesn't come.
    """
    if request.content_type != "application/json" or "Content-Type" not in request.headers:
        raise NotDone(Kind.MEDIA_TYPE)
    too_large = NotDone(Kind.TOO_LARGE, limit=LARGEST_BODY)
    if (request.content_length or 0) > LARGEST_BODY:
        raise too_large
    data = bytearray()
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            while chunk := await request.content.readany():
                data += chunk
                if len(data) > LARGEST_BODY:
                    raise too_large
    except TimeoutError as slow:
        raise NotDone(Kind.TOO_SLOW) from slow
    except RequestPayloadError as broken:
        raise NotDone(Kind.NOT_JSON, problem=type(broken).__name__) from broken
    return bytes(data)


def json_of(data: bytes) -> object:
    """What JSON says.

    Raises:
        NotDone: it is none.
    """
    try:
        return from_json(data, allow_inf_nan=False)
    except ValueError as broken:
        raise NotDone(Kind.NOT_JSON, problem=str(broken)[:200]) from broken


def shape_of(shape: type[S], data: bytes, language: Language) -> S:
    """The shape that JSON has.

    Raises:
        NotDone: it hasn't.
    """
    try:
        return shape.model_validate(json_of(data))
    except ValidationError as error:
        raise invalid(error, language, "pointer") from error


def _query(request: Request, shape: type[Shape], language: Language) -> Shape:
    said: dict[str, str | list[str]] = {}
    for name in request.query:
        values = request.query.getall(name)
        field = shape.model_fields.get(name)
        several = field is not None and field.default == ()
        said[name] = values if several or len(values) > 1 else values[0]
    try:
        return shape.model_validate(said)
    except ValidationError as error:
        raise invalid(error, language, "parameter") from error


def _number(request: Request) -> int:
    """The ticket's number in the path; what is no number is no ticket."""
    said = request.match_info.get("number")
    if said is None:
        return 0
    if not (said.isascii() and said.isdecimal()) or not 0 < int(said[:20]) <= LARGEST_NUMBER:
        raise NotDone(Kind.NO_SUCH_TICKET, ticket=said[:20])
    return int(said)


def _key(request: Request, call: Call, data: bytes) -> tuple[str, str]:
    """The delivery's name, and what is asked under it.

    Raises:
        NotDone: the key that it gives can't be one.
    """
    given = request.headers.get(KEY_HEADER)
    if given is None:
        return f"api:{call.token.id}:{secrets.token_hex(16)}", ""
    if not (given.isascii() and given.isprintable() and 0 < len(given) <= LONGEST_KEY):
        detail = words(call.language).say("api.wrong.key", limit=LONGEST_KEY)
        raise NotDone(Kind.INVALID, errors=(Wrong(parameter=KEY_HEADER, detail=detail),))
    asked = f"{request.method} {request.rel_url.raw_path_qs}\n".encode() + data
    name = hashlib.sha256(given.encode()).hexdigest()
    return f"api:{call.token.id}:{name}", hashlib.sha256(asked).hexdigest()
