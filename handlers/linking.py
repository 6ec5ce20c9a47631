"""One person of two accounts: a code from one messenger, typed on the other; and apart again."""

from dataclasses import dataclass, field

from cards.people_words import code_message, linked_message, preferred_message, unlinked_message
from desk.address import AccountAddress, ConversationKind
from desk.errors import Reason, Refusal
from desk.events import Intake
from desk.groups import Desk
from desk.linking import (
    CODE_LIFETIME,
    GUESSES_COUNT_FOR,
    MOST_CODES,
    MOST_GUESSES,
    Party,
    as_kept,
    linked,
    separated,
    who_stays,
)
from desk.people import Actor
from desk.people_news import told_linked
from desk.records import Record, RecordAction
from handlers.asking import asker, language_for, set_up
from handlers.people_lines import AskCode, Prefer, Unlink, UseCode
from handlers.request import Line, Reply, Request
from storage.clock import in_ms
from storage.leaving import leaving_timer
from storage.people import (
    code_ended_steps,
    guessed,
    linked_steps,
    people_changed,
    preferred_steps,
    separated_steps,
)
from storage.people_tables import LinkCodeRow
from storage.store import Store
from storage.work import Work


async def ask_code(request: Request, store: Store, command: AskCode) -> Reply:  # noqa: ARG001 - a route
    """`/ticket link`: a code for the other messenger, for whoever asks alone.

    Raises:
        Refusal: they have asked for too many.
    """
    set_up(store)
    by = await asker(request, store)
    now = store.clock.real()
    code = store.people.code_for(request.key)

    async def decide() -> Work:
        if await store.people.codes_since(by.account_id, now - CODE_LIFETIME) >= MOST_CODES:
            raise Refusal(Reason.TOO_MANY_CODES)
        work = Work(key=request.key)
        work.also(store.people.new_code(code, by.account_id, now, now + CODE_LIFETIME))
        return work

    await store.act(decide, request.key)
    language = await language_for(request, store)
    return Reply(says=code_message(code, request.who.messenger, language))


async def use_code(request: Request, store: Store, command: UseCode) -> Reply:
    """`link 7K4Q-29`: from now on both accounts are one person.

    Raises:
        Refusal: others can read it here, it is wrong or over, or the two can't be one.
    """
    set_up(store)
    code = as_kept(command.code)
    if _others_read(request):
        await _burn(request, store, code)
        raise Refusal(Reason.CODE_IN_PUBLIC)
    attempt = _Attempt(request, store, code)
    kept = await store.act(attempt.decide, request.key)
    await store.settings.refresh()
    if attempt.other is None and kept.repeated:
        attempt.other = await _linked_before(request, store, code)
    if attempt.other is None:
        raise Refusal(Reason.CODE_WRONG)
    language = await language_for(request, store)
    return Reply(says=linked_message(attempt.other.messenger, language))


@dataclass(slots=True)
class _Attempt:
    """One code, tried; `other` is the account that is linked by it."""

    request: Request
    store: Store
    code: str
    other: AccountAddress | None = field(default=None)

    async def decide(self) -> Work:
        store, request = self.store, self.request
        await store.settings.refresh()
        self.other = None
        desk, stamp, now = store.desk, store.settings.stamp, store.clock.real()
        by = await asker(request, store)
        since = now - GUESSES_COUNT_FOR
        if await store.people.guesses_since(by.person.id, since) >= MOST_GUESSES:
            raise Refusal(Reason.TOO_MANY_GUESSES)
        row = await store.people.code(self.code)
        work = Work(key=request.key)
        if row is None or row.ended_at is not None or row.expires_at <= in_ms(now):
            work.also(guessed(stamp, by.person.id, now))
            return work
        if row.account_id == by.account_id:
            raise Refusal(Reason.CODE_OWN)
        await self._link(work, row, by, desk, stamp)
        return work

    async def _link(self, work: Work, row: LinkCodeRow, by: Actor, desk: Desk, stamp: str) -> None:
        store, now = self.store, self.store.clock.real()
        await store.directory.know([row.account_id], ())
        other, self.other = (
            store.directory.person_of(row.account_id),
            store.directory.account(row.account_id),
        )
        keys = {person: key for key, person in desk.people_keys.items()}
        stays, goes = who_stays(
            Party(other, keys.get(other)), Party(by.person.id, keys.get(by.person.id))
        )
        accounts = linked(await store.people.held(goes), stays, goes)
        facts = {"person": stays, "from_person": goes, "account": row.account_id, "by": "code"}
        work.also(
            people_changed(
                stamp,
                store.recorder,
                [Record(RecordAction.LINK, by.account_id, facts)],
                lambda: code_ended_steps(row.id, by.account_id, now),
                lambda: linked_steps(accounts, stays, goes),
            )
        )
        asked_by = await store.directory.person(other)
        telling = told_linked(
            desk, self.other, asked_by, self.request.who.messenger, store.clock.now()
        )
        work.keep_matter(telling.announcement, notices=telling.notices)


def _others_read(request: Request) -> bool:
    """Whether a line stands where others see it; a slash command is seen by the desk alone."""
    asked = request.asked
    alone = isinstance(asked, Line) and asked.intake is Intake.COMMAND
    return request.where.conversation.kind is ConversationKind.GROUP and not alone


async def _burn(request: Request, store: Store, code: str) -> None:
    """A code that others have read is good for nothing any more."""
    by = await asker(request, store)

    async def decide() -> Work:
        await store.settings.refresh()
        work, row = Work(key=request.key), await store.people.code(code)
        if row is not None and row.ended_at is None:
            record = Record(RecordAction.CODE_BURNT, by.account_id, {"account": row.account_id})
            now = store.clock.real()
            work.also(
                people_changed(
                    store.settings.stamp,
                    store.recorder,
                    [record],
                    lambda: code_ended_steps(row.id, by.account_id, now),
                )
            )
        return work

    await store.act(decide, request.key)
    await store.settings.refresh()


async def _linked_before(request: Request, store: Store, code: str) -> AccountAddress | None:
    """The account that this same delivery linked before."""
    by = await asker(request, store)
    row = await store.people.code(code)
    if row is None or row.ended_by != by.account_id:
        return None
    await store.directory.know([row.account_id], ())
    return store.directory.account(row.account_id)


async def unlink(request: Request, store: Store, command: Unlink) -> Reply:  # noqa: ARG001 - a route
    """`unlink`: each of the asker's accounts stands for whom it stood for before.

    Raises:
        Refusal: none was linked.
    """
    set_up(store)

    async def decide() -> Work:
        await store.settings.refresh()
        stamp, by = store.settings.stamp, await asker(request, store)
        person = by.person.id
        back = separated(await store.people.held(person), person)
        work = Work(key=request.key)
        heirs = sorted({account.person for account in back})
        records = [
            Record(RecordAction.UNLINK, by.account_id, {"person": one, "from_person": person})
            for one in heirs
        ]
        work.also(
            people_changed(stamp, store.recorder, records, lambda: separated_steps(back, person))
        )
        now = store.clock.now()
        work.start(leaving_timer(person, stamp, now, heir=heirs[0]))
        return work

    await store.act(decide, request.key)
    await store.settings.refresh()
    return Reply(says=unlinked_message(await language_for(request, store)))


async def prefer(request: Request, store: Store, command: Prefer) -> Reply:
    """`首选 钉钉`: from now on they are reached there first.

    Raises:
        Refusal: there is no such messenger, or they have no account on it.
    """
    set_up(store)
    messenger = command.messenger
    if messenger is None:
        raise Refusal(Reason.NO_SUCH_MESSENGER, word=command.word)

    async def decide() -> Work:
        await store.settings.refresh()
        by = await asker(request, store)
        if by.person.account_on(messenger) is None:
            raise Refusal(Reason.NOT_ON_MESSENGER, messenger=messenger)
        person = by.person.id
        record = Record(
            RecordAction.PREFER, by.account_id, {"person": person, "messenger": messenger.value}
        )
        work = Work(key=request.key)
        work.also(
            people_changed(
                store.settings.stamp,
                store.recorder,
                [record],
                lambda: preferred_steps(person, messenger),
            )
        )
        return work

    await store.act(decide, request.key)
    await store.settings.refresh()
    return Reply(says=preferred_message(messenger, await language_for(request, store)))
