"""The front desk: every request comes here, and here alone an error becomes a sentence."""

import secrets
from dataclasses import replace

import structlog

from cards.card import Message, Press
from cards.cut import clean
from cards.refusals import refusal_text
from cards.words import words
from desk.errors import Conflict, Reason, Refusal
from desk.events import Intake
from handlers.asking import asker, language_for
from handlers.cleaning import cleaned
from handlers.introducing import introduce
from handlers.lines import read_line
from handlers.moves import reply_in_thread
from handlers.request import Filled, Line, Pressed, Redraw, Reply, Request, ThreadReply
from handlers.routes import (
    BUTTONS,
    BUTTONS_FOR_PARTNERS,
    COMMANDS,
    COMMANDS_FOR_PARTNERS,
    FORMS,
    WAYS_IN,
)
from handlers.untitled import with_files
from storage.store import Store

log = structlog.get_logger()

# What a person can put right in the form that they have before them.
MENDABLE = frozenset(
    {
        Reason.WORD_MISSING,
        Reason.TOO_LONG,
        Reason.NO_SUCH_GROUP,
        Reason.NO_SUCH_PERSON,
        Reason.NO_SUCH_PRIORITY,
        Reason.NOT_A_MEMBER,
        Reason.SAME_GROUP,
        Reason.SAME_PERSON,
        Reason.SAME_PRIORITY,
        Reason.NOT_A_DURATION,
        Reason.TOO_LATE_TO_SNOOZE,
    }
)


class FrontDesk:
    """Answers requests; the adapters of the messengers know nothing behind it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def ask(self, request: Request, comes_again: bool = False) -> Reply:
        """The answer to a request; a refusal is one too.

        Raises:
            Exception: something of ours is broken, and the messenger will deliver this again
                (`comes_again`). Otherwise it is logged, and the person is given a reference.
        """
        structlog.contextvars.bind_contextvars(request=request.key)
        request = _readable(request)
        try:
            if request.from_outside is not None:
                await self._store.said_of(request.who, request.who_name, request.from_outside)
            reply = await _routed(request, self._store)
        except Refusal as refusal:
            log.info("Refused.", reason=refusal.reason.value)
            return await self._refused(request, refusal)
        except Conflict:
            log.warning("Too many changes at once.")
            return await self._broken(request, "conflict")
        except Exception:
            if comes_again:
                log.exception("Failed; it will be delivered again.")
                raise
            reference = secrets.token_hex(4)
            log.exception("Failed.", reference=reference)
            return await self._broken(request, reference)
        log.info("Answered.", asked=type(request.asked).__name__)
        return reply

    async def shown(self, redraw: Redraw, in_time: bool) -> None:
        """How it went to show a card by the answer to a press."""
        await self._store.shown(redraw.posting, redraw.version, in_time)

    async def _refused(self, request: Request, refusal: Refusal) -> Reply:
        store = self._store
        language = await language_for(request, store)
        by = await asker(request, store)
        person = refusal.facts.get("person")
        names = await store.directory.names([person if isinstance(person, int) else None])
        text = refusal_text(refusal, language, names, store.desk, store.clock.now(), by.person.id)
        if isinstance(request.asked, Filled) and refusal.reason in MENDABLE:
            unfilled = refusal.reason is Reason.WORD_MISSING
            return Reply(problem=words(language).say("form.unfilled") if unfilled else text)
        return Reply(says=Message(text))

    async def _broken(self, request: Request, reference: str) -> Reply:
        """Said even if the database is what is broken: the language is then the desk's."""
        language = self._store.desk.language
        text = words(language).say("error.broken", reference=reference)
        return Reply(problem=text) if isinstance(request.asked, Filled) else Reply(Message(text))


def _readable(request: Request) -> Request:
    """The same without what no database or messenger takes: NUL, lone surrogates, controls."""
    return replace(request, asked=cleaned(request.asked), who_name=clean(request.who_name))


async def _must_be_inside(request: Request, store: Store) -> None:
    """Partners from outside see what is shared with them, and nothing of the desk."""
    if store.desk.is_partner((await asker(request, store)).person.id):
        raise Refusal(Reason.NOT_FOR_PARTNERS)


async def _routed(request: Request, store: Store) -> Reply:
    match request.asked:
        case Line(text, intake) as line:
            command = read_line(text, sure=intake is Intake.COMMAND)
            await introduce(request, store, command)
            command = await with_files(request, store, line, command)
            if command is None:
                by_command = {"command": 1} if intake is Intake.COMMAND else {}
                raise Refusal(Reason.EMPTY_LINE, **by_command)
            if type(command) not in COMMANDS_FOR_PARTNERS:
                await _must_be_inside(request, store)
            return await COMMANDS[type(command)](request, store, command)
        case ThreadReply(text):
            return await reply_in_thread(request, store, text)
        case Pressed(packed):
            press = Press.unpack(packed)
            if press.name not in BUTTONS:
                raise Refusal(Reason.UNKNOWN_PRESS)
            if press.name not in BUTTONS_FOR_PARTNERS:
                await _must_be_inside(request, store)
            return await BUTTONS[press.name](request, store, press)
        case Filled(packed) as filled:
            press = Press.unpack(packed)
            if press.name not in FORMS:
                raise Refusal(Reason.UNKNOWN_PRESS)
            return await FORMS[press.name](request, store, press, filled)
        case _:
            return await WAYS_IN[type(request.asked)](request, store, request.asked)
