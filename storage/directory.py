"""Accounts, people and conversations by id and by address, remembered once they were read."""

from collections.abc import Iterable, Mapping, Sequence

from desk.address import AccountAddress, ConversationAddress, ConversationKind, MessengerName
from desk.languages import Language
from desk.people import ITSELF, Person
from storage.clock import Clock
from storage.steps import Engine, Insert, NextIds, Query, Row, Steps, number
from storage.tables import AccountRow, ConversationRow, PersonRow


class Directory:
    """Who and what an address stands for. `forget` after people were bound otherwise."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self.accounts: dict[AccountAddress, int] = {}
        self.conversations: dict[ConversationAddress, int] = {}
        self._account_of: dict[int, AccountAddress] = {}
        self._person_of: dict[int, int] = {ITSELF.account_id: ITSELF.person.id}
        self._conversation_of: dict[int, ConversationAddress] = {}
        self._people: dict[int, Person] = {}
        self._stays: Mapping[int, int] = {}
        self._outside: dict[int, bool | None] = {}
        self.spoken: dict[int, Language] = {}  # in which language each person last wrote

    def forget(self, merged: Mapping[int, int] | None = None) -> None:
        """Read people and whose accounts are whose anew; ids and addresses never change.

        `merged`, if that changed, tells who has the accounts of whom since they were linked.
        """
        self._person_of = {ITSELF.account_id: ITSELF.person.id}
        self._people.clear()
        self._stays = self._stays if merged is None else merged

    def stands_for(self, person: int) -> int:
        """Who has this person's accounts: they themselves, if theirs were not linked."""
        return self._stays.get(person, person)

    def known_as(self, people: Iterable[int]) -> dict[int, int]:
        """All numbers under which these people may be kept, with who that is now."""
        wanted = set(people)
        known = {gone: stays for gone, stays in self._stays.items() if stays in wanted}
        return {**known, **{person: person for person in wanted}}

    def account(self, account: int) -> AccountAddress:
        """The address of an account that was read before (`know`)."""
        return self._account_of[account]

    def person_of(self, account: int) -> int:
        """Whose account it is, read before (`know`)."""
        return self._person_of[account]

    def is_outside(self, account: int) -> bool | None:
        """Whether a messenger said that this is a guest; None if it said nothing yet."""
        return self._outside.get(account)

    def conversation(self, conversation: int) -> ConversationAddress:
        """The address of a conversation that was read before (`know`)."""
        return self._conversation_of[conversation]

    async def account_for(self, address: AccountAddress, name: str) -> tuple[int, Person]:
        """The account at this address and its person; the first contact makes both."""
        if self.accounts.get(address) not in self._person_of:
            await self._engine.run(lambda: _first_contact(address, name, self._clock.real_ms()))
            row = await AccountRow.get(
                messenger=address.messenger, tenant=address.tenant, external_id=address.id
            )
            self._remember_account(row)
        account = self.accounts[address]
        return account, await self.person(self._person_of[account])

    async def conversation_id(self, address: ConversationAddress) -> int:
        """The id of a conversation, made at first sight."""
        if address not in self.conversations:
            await self._engine.run(lambda: _conversation_seen(address))
            row = await ConversationRow.get(
                messenger=address.messenger,
                tenant=address.tenant,
                external_id=address.id,
                kind=address.kind,
            )
            self._remember_conversation(row)
        return self.conversations[address]

    async def conversations_met(self, messenger: MessengerName) -> list[ConversationAddress]:
        """All conversations there in which something was seen, oldest first."""
        rows = await ConversationRow.filter(messenger=messenger).order_by("id")
        return [conversation_of_row(row) for row in rows]

    async def know(self, accounts: Iterable[int], conversations: Iterable[int]) -> None:
        """Read those that `account`, `person_of` and `conversation` will be asked for."""
        unseen = [key for key in set(conversations) if key not in self._conversation_of]
        if unseen:
            for conversation in await ConversationRow.filter(id__in=unseen):
                self._remember_conversation(conversation)
        # Accounts last: whose they are is forgotten when settings change, at any wait.
        unknown = [key for key in set(accounts) if key not in self._person_of]
        if unknown:
            for account in await AccountRow.filter(id__in=unknown):
                self._remember_account(account)

    async def person(self, person: int) -> Person:
        """A person with their accounts."""
        return (await self._people_of([person]))[person]

    async def accounts_at(
        self, conversation: ConversationAddress, people: Iterable[int]
    ) -> tuple[AccountAddress, ...]:
        """These people's accounts on the messenger of that conversation, of those who have one."""
        wanted = list(people)
        known = await self._people_of(wanted)
        persons = [known[person] for person in wanted]
        found = [p.account_on(conversation.messenger, conversation.tenant) for p in persons]
        return tuple(account for account in found if account is not None)

    async def language_of(
        self, conversation: ConversationAddress, people: Sequence[int], otherwise: Language
    ) -> Language:
        """The language of what is for one person alone: theirs, else the one they last wrote in."""
        if conversation.kind is ConversationKind.GROUP or len(people) != 1:
            return otherwise
        own = (await self.person(people[0])).language
        return own or self.spoken.get(people[0]) or otherwise

    async def names(self, people: Iterable[int | None]) -> Mapping[int, str]:
        """What these people are called."""
        known = await self._people_of(person for person in people if person is not None)
        return {key: person.name for key, person in known.items()}

    async def _people_of(self, people: Iterable[int]) -> Mapping[int, Person]:
        """Those of them that there are; who isn't known yet is read together."""
        wanted = set(people)
        # Taken first, as what is known may be forgotten whenever something is waited for.
        known = {key: self._people[key] for key in wanted if key in self._people}
        if unknown := wanted - known.keys():
            known |= await self._read_people(sorted(unknown))
        return known

    async def _read_people(self, people: Sequence[int]) -> dict[int, Person]:
        accounts: dict[int, list[AccountAddress]] = {}
        for row in in_order(await AccountRow.filter(person_id__in=people)):
            self._remember_account(row)
            accounts.setdefault(row.person_id, []).append(self._account_of[row.id])
        rows = await PersonRow.filter(id__in=people)
        read = {row.id: person_of_row(row, accounts.get(row.id, [])) for row in rows}
        self._people |= read
        return read

    def _remember_account(self, row: AccountRow) -> None:
        address = address_of_row(row)
        self.accounts[address] = row.id
        self._account_of[row.id] = address
        self._person_of[row.id] = row.person_id
        self._outside[row.id] = row.outsider

    def _remember_conversation(self, row: ConversationRow) -> None:
        address = conversation_of_row(row)
        self.conversations[address] = row.id
        self._conversation_of[row.id] = address


def address_of_row(row: AccountRow) -> AccountAddress:
    """An account's address."""
    return AccountAddress(MessengerName(row.messenger), row.tenant, row.external_id)


def in_order(rows: Iterable[AccountRow]) -> list[AccountRow]:
    """Accounts as desk.yaml lists them, and behind them those that were linked."""
    return sorted(rows, key=lambda row: (row.home_id is not None, row.rank, row.id))


def person_of_row(row: PersonRow, accounts: Iterable[AccountAddress]) -> Person:
    """A person as the desk knows them; the messenger that they prefer comes first."""
    language = Language(row.language) if row.language else None
    preferred = sorted(accounts, key=lambda one: one.messenger != row.prefers)
    return Person(row.id, row.name, language, tuple(preferred))


def conversation_of_row(row: ConversationRow) -> ConversationAddress:
    """A conversation's address."""
    kind = ConversationKind(row.kind)
    return ConversationAddress(MessengerName(row.messenger), row.tenant, row.external_id, kind)


def conversation_columns(address: ConversationAddress) -> Row:
    """A conversation nobody has bound to a group yet."""
    return {
        "messenger": address.messenger,
        "tenant": address.tenant,
        "external_id": address.id,
        "kind": address.kind,
        "group_key": None,
        "language": None,
        "bound_by": None,
        "bound_at": None,
        "introduced_at": None,
    }


def _conversation_seen(address: ConversationAddress) -> Steps[None]:
    yield Insert(
        "conversation",
        [conversation_columns(address)],
        unless_known=("messenger", "tenant", "external_id", "kind"),
    )


def _first_contact(address: AccountAddress, name: str, real_ms: int) -> Steps[None]:
    known = yield Query(
        "select id from account where messenger = $1 and tenant = $2 and external_id = $3",
        (address.messenger, address.tenant, address.id),
    )
    if known:
        return
    person = number((yield NextIds({"person": 1}))[0], "id")
    yield Insert(
        "person",
        [{"id": person, "key": None, "name": name, "language": None, "created_at": real_ms}],
    )
    new = yield Insert(
        "account",
        [
            {
                "messenger": address.messenger,
                "tenant": address.tenant,
                "external_id": address.id,
                "person_id": person,
                "name": name,
                "rank": 0,
            }
        ],
        unless_known=("messenger", "tenant", "external_id"),
    )
    if not new:  # another replica was first
        yield Query("delete from person where id = $1", (person,))
