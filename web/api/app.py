"""The API's routes, made of the table of operations; every error becomes a problem here alone."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import structlog
from aiohttp.typedefs import Handler, Middleware
from aiohttp.web import (
    Application,
    HTTPException,
    HTTPMethodNotAllowed,
    Request,
    Response,
    StreamResponse,
    middleware,
)

from desk.errors import Conflict, Refusal
from desk.languages import Language
from storage.answers import Answered
from storage.store import Store
from web.api.call import Call, caller, language_for, must_have, read_call
from web.api.description import described
from web.api.docs import docs_page
from web.api.limits import Limits
from web.api.operations import OPERATIONS, Operation
from web.api.problems import Kind, NotDone, problem_of, refused
from web.api.shown import ADDRESS
from web.api.tickets import in_words

SAFE: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Language, Authorization",
    }
)

log = structlog.get_logger()


def add_api(app: Application, store: Store, limits: Limits | None = None) -> None:
    """Add the API, its description and the page to read."""
    api = Application(middlewares=[errors_as_problems(store)])
    pace = limits or Limits(store.clock.real_ms)
    for operation in OPERATIONS:
        api.router.add_route(operation.method, operation.path, _handler(operation, store, pace))
    reading = Reading(store)
    api.router.add_get("/openapi.json", reading.description)
    api.router.add_get("/docs", reading.page)
    app.add_subapp(ADDRESS, api)


def _handler(operation: Operation, store: Store, limits: Limits) -> Handler:
    async def handle(request: Request) -> StreamResponse:
        token = await caller(request, store, limits)
        must_have(token, operation.scope)
        call = Call(store, token, language_for(request, store))
        call = await read_call(request, call, operation.query, operation.body)
        try:
            answered = await operation.do(call)
        except Refusal as refusal:
            raise refused([await in_words(call, refusal)]) from refusal
        log.info("Answered a program.", token=token.name, operation=operation.name)
        return response(answered, call.language)

    return handle


@dataclass(frozen=True, slots=True)
class Reading:
    """What there is to read about the API, for everybody: nothing of the desk's own is in it."""

    store: Store

    async def description(self, request: Request) -> StreamResponse:
        """As OpenAPI."""
        language = language_for(request, self.store)
        text = json.dumps(described(language, self.store.links.base), ensure_ascii=False)
        return response(Answered(200, text), language)

    async def page(self, request: Request) -> StreamResponse:
        """As a page."""
        return docs_page(language_for(request, self.store), self.store.links.base)


def response(answered: Answered, language: Language) -> Response:
    """An answer as it goes out."""
    headers = {**SAFE, "Content-Language": _tag(language)}
    if answered.location:
        headers["Location"] = answered.location
    return Response(
        body=answered.body.encode(),
        status=answered.status,
        content_type="application/json",
        headers=headers,
    )


def problem_response(wrong: NotDone, language: Language) -> Response:
    """A problem as it goes out."""
    problem = problem_of(wrong, language)
    return Response(
        body=problem.model_dump_json(exclude_defaults=True).encode(),
        status=problem.status,
        content_type="application/problem+json",
        headers={**SAFE, "Content-Language": _tag(language), **wrong.headers},
    )


def errors_as_problems(store: Store) -> Middleware:
    """What turns every error below it into a problem."""

    @middleware
    async def answer(request: Request, handler: Handler) -> StreamResponse:
        language = language_for(request, store)
        try:
            return await handler(request)
        except NotDone as wrong:
            log.info("Refused a program.", kind=wrong.kind.value)
            return problem_response(wrong, language)
        except HTTPMethodNotAllowed as other:
            allowed = ", ".join(sorted(other.allowed_methods))
            return problem_response(
                NotDone(Kind.METHOD, headers={"Allow": allowed}, allowed=allowed), language
            )
        except HTTPException as other:
            kind = Kind.NO_SUCH_ADDRESS if other.status == 404 else Kind.INVALID
            return problem_response(NotDone(kind), language)
        except Conflict:
            log.warning("Too many changes at once.")
            return problem_response(NotDone(Kind.BUSY), language)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("Failed.", reference=reference)
            return problem_response(NotDone(Kind.BROKEN, reference=reference), language)

    return answer


def _tag(language: Language) -> str:
    return language.value.replace("_", "-")
