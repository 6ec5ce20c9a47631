"""Whose accounts are whose: codes, links and what messengers say of people, read and written."""

from collections.abc import Callable, Sequence
from datetime import datetime

from desk.linking import HeldAccount, code_from
from desk.people import Person
from desk.records import Record
from storage.chain import Sealer
from storage.clock import in_ms
from storage.directory import Directory
from storage.people_tables import LinkCodeRow, LinkGuessRow
from storage.record import Recorder
from storage.stamp import unchanged_since
from storage.steps import Insert, Query, Row, Steps, Update
from storage.tables import AccountRow, PersonRow
from storage.work import Extra

ORDER = "people"
MOST_NAMESAKES = 20

Write = Callable[[], Steps[None]]


class People:
    """Reads people and their accounts."""

    def __init__(self, directory: Directory, sealer: Sealer) -> None:
        self._directory = directory
        self._sealer = sealer

    def code_for(self, delivery: str) -> str:
        """The code that is given for a delivery: the same one if it comes again."""
        for attempt in range(100):
            code = code_from(bytes.fromhex(self._sealer.code(f"{delivery}|{attempt}")))
            if code:
                return code
        raise AssertionError("a hundred codes in a row that look like words")

    async def code(self, code: str) -> LinkCodeRow | None:
        """A code that was given, by what is kept of it."""
        return await LinkCodeRow.get_or_none(hash=self._sealer.code(code))

    async def codes_since(self, account: int, since: datetime) -> int:
        """How many an account has asked for."""
        return await LinkCodeRow.filter(account_id=account, made_at__gt=in_ms(since)).count()

    async def guesses_since(self, person: int, since: datetime) -> int:
        """How many wrong ones somebody has typed."""
        return await LinkGuessRow.filter(person_id=person, at__gt=in_ms(since)).count()

    async def held(self, *people: int) -> list[HeldAccount]:
        """All accounts of these people."""
        rows = await AccountRow.filter(person_id__in=list(people)).order_by("id")
        return [HeldAccount(row.id, row.person_id, row.home_id) for row in rows]

    async def named(self, word: str) -> list[Person]:
        """Everybody with an account who is called so, whether or not desk.yaml knows them."""
        rows = await PersonRow.filter(name__iexact=word, merged_into=None).limit(MOST_NAMESAKES)
        found = [await self._directory.person(row.id) for row in rows]
        return [person for person in found if person.accounts]

    def new_code(self, code: str, account: int, at: datetime, until: datetime) -> Extra:
        """A code; the account's codes of before are good no longer."""
        row: Row = {
            "hash": self._sealer.code(code),
            "account_id": account,
            "made_at": in_ms(at),
            "expires_at": in_ms(until),
        }

        def write(now: int) -> Steps[None]:
            yield Query(
                "update link_code set ended_at = $2 where account_id = $1 and ended_at is null",
                (account, now),
            )
            yield Insert("link_code", [row])

        return Extra(ORDER, write)


def people_changed(
    stamp: str, recorder: Recorder, records: Sequence[Record], *writes: Write
) -> Extra:
    """Changes of people and rights with their records, decided on settings of that stamp."""

    def write(now: int) -> Steps[None]:
        for change in writes:
            yield from change()
        yield from recorder.add(records, now)

    return Extra(ORDER, write, unchanged_since(stamp))


def guessed(stamp: str, person: int, at: datetime) -> Extra:
    """A wrong code, counted; guesses at the same time are counted one after the other."""

    def write(_now: int) -> Steps[None]:
        yield Insert("link_guess", [{"person_id": person, "at": in_ms(at)}])

    return Extra(ORDER, write, unchanged_since(stamp))


def code_ended_steps(code: int, account: int, at: datetime) -> Steps[None]:
    """A code was used, or burnt."""
    row: Row = {"id": code, "ended_at": in_ms(at), "ended_by": account}
    yield Update("link_code", ("id",), [row])


def linked_steps(accounts: Sequence[HeldAccount], stays: int, goes: int) -> Steps[None]:
    """One person has the accounts of another, who stands for nobody from now on."""
    yield Update("account", ("id",), [_account(one) for one in accounts])
    yield Query(
        "update person set merged_into = $1 where id = $2 or merged_into = $2", (stays, goes)
    )
    yield Query(
        "update person set prefers = coalesce(prefers, (select prefers from person where id = $2)) "
        "where id = $1",
        (stays, goes),
    )


def separated_steps(accounts: Sequence[HeldAccount], stays: int) -> Steps[None]:
    """Accounts go back to whom they came from."""
    yield Update("account", ("id",), [_account(one) for one in accounts])
    yield Query("update person set merged_into = null where merged_into = $1", (stays,))


def preferred_steps(person: int, messenger: str) -> Steps[None]:
    """Somebody wants to be reached there first."""
    yield Update("person", ("id",), [{"id": person, "prefers": messenger}])


def _account(one: HeldAccount) -> Row:
    return {"id": one.id, "person_id": one.person, "home_id": one.home}
