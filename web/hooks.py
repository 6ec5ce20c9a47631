"""Signed calls of programs elsewhere: what they send becomes a ticket as desk.yaml maps it.

Each call has these headers, as the calls that the desk itself makes have:

- `X-Paidan-Id`: the same for every attempt; a second one with it makes no second ticket;
- `X-Paidan-Timestamp`: seconds since 1970, no more than five minutes off;
- `X-Paidan-Signature`: `v1=` and the HMAC-SHA256, in hex, of `v1:{timestamp}:{id}:{body}`, by the
  secret that `paidan token create --webhook` showed. The id is part of it, so that a call that
  somebody overheard can't be sent again as another one.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from aiohttp.web import Application, Request, StreamResponse

from cards.cut import clean, cut
from cards.words import words
from desk.errors import Refusal
from desk.events import Intake
from desk.hooks import Hook
from desk.tokens import Token
from handlers.programs import Asking, Wish, answered_before, open_by_program, read_wish
from storage.answers import Answered
from storage.store import Store
from web.api.app import errors_as_problems, response
from web.api.call import Call, json_of, language_for, must_not_hurry, read_body
from web.api.limits import Limits
from web.api.problems import Kind, NotDone, pointer_of, refused
from web.api.shapes import LONGEST_BODY, LONGEST_NAME, LONGEST_TITLE, Wrong
from web.api.tickets import in_words, tell_opened

SKEW_SECONDS = 300
ID = re.compile(r"[A-Za-z0-9._-]{1,100}")  # without colons: where it ends in what is signed is sure
TIMESTAMP = re.compile(r"[0-9]{1,12}")

log = structlog.get_logger()


def add_hooks(app: Application, store: Store) -> None:
    """Add the address of all hooks."""
    hooks = Application(middlewares=[errors_as_problems(store)])
    hooks.router.add_post("/{name}", Hooks(store, Limits(store.clock.real_ms)).take)
    app.add_subapp("/hooks", hooks)


@dataclass(frozen=True, slots=True)
class Hooks:
    """Takes calls for all hooks."""

    store: Store
    limits: Limits

    async def take(self, request: Request) -> StreamResponse:
        """A call becomes a ticket, and is answered with it."""
        store = self.store
        token = await store.tokens.hook(request.match_info["name"])
        if token is None:
            raise NotDone(Kind.NO_SUCH_HOOK)
        data = await read_body(request)
        delivery = self._signed(request, token, data)
        must_not_hurry(token, self.limits)  # only now: others can't use up what is the hook's
        call = Call(
            store,
            token,
            language_for(request, store),
            key=f"hook:{token.id}:{delivery}",
            fingerprint=hashlib.sha256(data).hexdigest(),
        )
        try:
            answered = await self._open(call, json_of(data))
        except Refusal as refusal:
            raise refused([await in_words(call, refusal)]) from refusal
        log.info("Answered a hook.", hook=token.name)
        return response(answered, call.language)

    def _signed(self, request: Request, token: Token, data: bytes) -> str:
        """The delivery's id, if the signature is right.

        Raises:
            NotDone: it isn't, or it is old.
        """
        delivery = request.headers.get("X-Paidan-Id", "")
        timestamp = request.headers.get("X-Paidan-Timestamp", "")
        given = request.headers.get("X-Paidan-Signature", "")
        if not ID.fullmatch(delivery) or not TIMESTAMP.fullmatch(timestamp):
            raise NotDone(Kind.NOT_SIGNED)
        key = self.store.tokens.hook_secret(token.id).encode()
        signed = f"v1:{timestamp}:{delivery}:".encode() + data
        right = f"v1={hmac.new(key, signed, hashlib.sha256).hexdigest()}".encode()
        off = abs(self.store.clock.real().timestamp() - int(timestamp))
        same = hmac.compare_digest(right, given.encode("utf-8", "replace"))
        if not same or off > SKEW_SECONDS:
            raise NotDone(Kind.NOT_SIGNED)
        return delivery

    async def _open(self, call: Call, said: object) -> Answered:
        desk = call.store.desk
        hook = desk.hooks.get(call.token.name) or Hook(call.token.name)
        fields = hook.read(said)
        if "title" not in fields:
            detail = words(call.language).say("api.wrong.pointer")
            wrong = Wrong(pointer=hook.fields["title"], detail=detail)
            raise NotDone(Kind.INVALID, errors=(wrong,))
        line, unknown = read_wish(_wish(fields), desk)
        notes = [
            Wrong(
                pointer=hook.fields.get(pointer_of(one).removeprefix("/")),
                detail=(await in_words(call, one)).sentence(),
            )
            for one in unknown
        ]
        asking = Asking(call.token, call.key, call.fingerprint, tell_opened(call, tuple(notes)))
        if before := await answered_before(call.store, asking):
            return before
        return await open_by_program(call.store, asking, line, Intake.HOOK, None)


def _wish(fields: Mapping[str, str]) -> Wish:
    """What is too long is cut rather than refused: nobody is there to shorten it."""

    def named(name: str) -> str | None:
        return clean(fields[name])[:LONGEST_NAME] if name in fields else None

    return Wish(
        title=cut(fields["title"], LONGEST_TITLE)[0],
        body=cut(fields.get("body", ""), LONGEST_BODY)[0],
        category=named("category"),
        priority=named("priority"),
        customer_tier=named("customer_tier"),
    )
