"""Each desk.yaml that was applied, and the desk that follows from the newest."""

from collections.abc import Mapping

from pydantic import TypeAdapter

from desk.address import AccountAddress, ConversationAddress, MessengerName
from desk.groups import Channel, Desk, Group, Priority
from desk.languages import Language
from desk.people import Person, Role
from desk.spec import DeskSpec, GroupSpec, PersonSpec
from storage.clock import Clock
from storage.directory import Directory, conversation_columns, conversation_of_row, person_of_row
from storage.steps import Engine, Insert, NextIds, Query, Row, Steps, Update, number, text
from storage.tables import AccountRow, ConfigRow, ConversationRow, MetaRow, PersonRow

SPEC = TypeAdapter(DeskSpec)
STAMP = "settings_stamp"

EMPTY = Desk(0, {}, {}, (), "", "")


class Settings:
    """The desk as it is set up now; `refresh` notices what another process has applied."""

    def __init__(self, engine: Engine, directory: Directory, clock: Clock) -> None:
        self._engine = engine
        self._directory = directory
        self._clock = clock
        self._stamp = ""
        self.desk = EMPTY

    async def refresh(self) -> bool:
        """Read the settings anew if they changed; tells whether they did."""
        stamp = await MetaRow.get_or_none(key=STAMP)
        if stamp is None or stamp.value == self._stamp:
            return False
        self._directory.forget()
        self.desk = await _read_desk()
        self._stamp = stamp.value
        return True

    async def newest_text(self) -> str | None:
        """The desk.yaml that was applied last."""
        newest = await ConfigRow.all().order_by("-version").first()
        return newest.text if newest else None

    async def apply(self, spec: DeskSpec, source: str, by: str) -> int:
        """Make this the settings; returns their version."""
        now = self._clock.real_ms()
        version = await self._engine.run(lambda: _apply(spec, source, by, now))
        await self.refresh()
        return version

    async def bind(self, where: ConversationAddress, group: str, account: int) -> None:
        """Show a group's tickets in this conversation from now on."""
        conversation = await self._directory.conversation_id(where)
        now = self._clock.real_ms()
        await self._engine.run(lambda: _bind(conversation, group, account, now))
        await self.refresh()


def _bind(conversation: int, group: str, account: int, now: int) -> Steps[None]:
    yield Update(
        "conversation",
        ("id",),
        [{"id": conversation, "group_key": group, "bound_by": account, "bound_at": now}],
    )
    yield from _stamp(now)


def _apply(spec: DeskSpec, source: str, by: str, now: int) -> Steps[int]:
    yield from _stamp(now)
    rows = yield Query("select coalesce(max(version), 0) as version from config")
    version = number(rows[0], "version") + 1
    yield Insert(
        "config",
        [
            {
                "version": version,
                "text": source,
                "spec": SPEC.dump_json(spec).decode(),
                "applied_at": now,
                "applied_by": by,
            }
        ],
    )
    people = yield from _people(spec.people, now)
    for person in spec.people:
        yield from _accounts(person, people[person.key])
    yield from _unbind(spec, people, now)
    yield Query("delete from member")
    yield Insert("member", [row for group in spec.groups for row in _members(group, people)])
    yield Insert(
        "conversation",
        [conversation_columns(c.conversation) for group in spec.groups for c in group.channels],
        unless_known=("messenger", "tenant", "external_id", "kind"),
    )
    return version


def _stamp(now: int) -> Steps[None]:
    """Tell every process that the settings changed; this row is also what appliers queue for."""
    yield Insert("meta", [{"key": STAMP, "value": "0"}], unless_known=("key",))
    rows = yield Query("select value from meta where key = $1 for update", (STAMP,))
    count = int(text(rows[0], "value").partition("@")[0]) + 1
    yield Update("meta", ("key",), [{"key": STAMP, "value": f"{count}@{now}"}])


def _people(people: tuple[PersonSpec, ...], now: int) -> Steps[dict[str, int]]:
    keys = [person.key for person in people]
    rows = yield Query("select id, key from person where key = any($1)", (keys,))
    known = {text(row, "key"): number(row, "id") for row in rows}
    new = [person for person in people if person.key not in known]
    ids = yield NextIds({"person": len(new)})
    for person, row in zip(new, ids, strict=True):
        known[person.key] = number(row, "id")
    yield Insert(
        "person", [{**_person(p), "id": known[p.key], "key": p.key, "created_at": now} for p in new]
    )
    yield Update("person", ("id",), [{**_person(p), "id": known[p.key]} for p in people])
    return known


def _person(person: PersonSpec) -> Row:
    return {"name": person.name, "language": person.language}


def _accounts(person: PersonSpec, person_id: int) -> Steps[None]:
    """Their accounts, in their order; one that somebody else had until now becomes theirs."""
    rows: list[Row] = [
        {
            "messenger": account.messenger,
            "tenant": account.tenant,
            "external_id": account.id,
            "person_id": person_id,
            "name": person.name,
            "rank": rank,
        }
        for rank, account in enumerate(person.accounts)
    ]
    unique = ("messenger", "tenant", "external_id")
    yield Insert("account", rows, unless_known=unique)
    yield Update("account", unique, rows)


def _unbind(spec: DeskSpec, people: Mapping[str, int], now: int) -> Steps[None]:
    """An account that stands under nobody any more becomes somebody of its own, without rights."""
    listed = {account for person in spec.people for account in person.accounts}
    rows = yield Query(
        "select id, messenger, tenant, external_id, name from account where person_id = any($1)",
        (sorted(people.values()),),
    )
    taken_out = [
        row
        for row in rows
        if AccountAddress(
            MessengerName(text(row, "messenger")), text(row, "tenant"), text(row, "external_id")
        )
        not in listed
    ]
    ids = yield NextIds({"person": len(taken_out)})
    own = [
        (number(row, "id"), number(new, "id"), row) for row, new in zip(taken_out, ids, strict=True)
    ]
    yield Insert(
        "person",
        [
            {"id": new, "key": None, "name": row["name"], "language": None, "created_at": now}
            for _, new, row in own
        ],
    )
    yield Update("account", ("id",), [{"id": key, "person_id": new} for key, new, _ in own])


def _members(group: GroupSpec, people: Mapping[str, int]) -> list[Row]:
    roles = ((Role.MEMBER, group.members), (Role.LEAD, group.leads))
    return [
        {"group_key": group.key, "person_id": people[key], "role": role}
        for role, keys in roles
        for key in dict.fromkeys(keys)
    ]


async def _read_desk() -> Desk:
    newest = await ConfigRow.all().order_by("-version").first()
    if newest is None:
        return EMPTY
    spec = SPEC.validate_json(newest.spec)
    people = await _read_people(spec)
    keys = {key: person.id for key, person in people.items()}
    bound = await _bound_channels()
    groups = {group.key: _group(group, keys, bound.get(group.key, ())) for group in spec.groups}
    priorities = tuple(
        Priority(priority.key, rank, priority.names, priority.words)
        for rank, priority in enumerate(spec.priorities)
    )
    return Desk(
        version=newest.version,
        groups=groups,
        people={person.id: person for person in people.values()},
        priorities=priorities,
        default_group=spec.default_group,
        default_priority=spec.default_priority,
        operators=frozenset(keys[key] for key in spec.operators),
        language=spec.language,
        people_keys={key.casefold(): person for key, person in keys.items()},
    )


async def _read_people(spec: DeskSpec) -> dict[str, Person]:
    rows = await PersonRow.filter(key__in=[person.key for person in spec.people])
    ids = [row.id for row in rows]
    accounts: dict[int, list[AccountAddress]] = {}
    for account in await AccountRow.filter(person_id__in=ids).order_by("rank", "id"):
        messenger = MessengerName(account.messenger)
        address = AccountAddress(messenger, account.tenant, account.external_id)
        accounts.setdefault(account.person_id, []).append(address)
    return {str(row.key): person_of_row(row, accounts.get(row.id, [])) for row in rows}


async def _bound_channels() -> Mapping[str, tuple[ConversationRow, ...]]:
    bound: dict[str, tuple[ConversationRow, ...]] = {}
    for row in await ConversationRow.filter(group_key__not_isnull=True).order_by("bound_at"):
        key = str(row.group_key)
        bound[key] = (*bound.get(key, ()), row)
    return bound


def _group(spec: GroupSpec, keys: Mapping[str, int], bound: tuple[ConversationRow, ...]) -> Group:
    channels = [Channel(channel.conversation, channel.language) for channel in spec.channels]
    known = {channel.conversation for channel in channels}
    for row in bound:
        address = conversation_of_row(row)
        if address not in known:
            language = Language(row.language) if row.language else spec.language
            channels.append(Channel(address, language))
    return Group(
        key=spec.key,
        name=spec.name,
        language=spec.language,
        timezone=spec.timezone,
        members=frozenset(keys[key] for key in spec.members),
        leads=frozenset(keys[key] for key in spec.leads),
        on_duty=tuple(keys[key] for key in spec.on_duty),
        channels=tuple(channels),
        categories=spec.categories,
        words=spec.words,
    )
