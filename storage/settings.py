"""Each desk.yaml that was applied, and the desk that follows from the newest."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter

from desk.address import AccountAddress, ConversationAddress, MessengerName
from desk.duty import EVERY_ROSTER
from desk.groups import Channel, Desk
from desk.languages import Language
from desk.people import Person, Role
from desk.roster_feed import with_feeds
from desk.spec import DeskSpec, GroupSpec, PersonSpec
from storage.adjustments import Changed, read_adjustments
from storage.clock import Clock
from storage.directory import Directory, conversation_columns, conversation_of_row, person_of_row
from storage.feeds import read_feeds
from storage.settings_calendars import calendar_of
from storage.settings_desk import desk_of
from storage.stamp import STAMP, bump_steps
from storage.steps import Engine, Insert, NextIds, Query, Row, Steps, Update, number, text
from storage.tables import AccountRow, ConfigRow, ConversationRow, MetaRow, PersonRow
from storage.timers import timer_row
from storage.work import NewTimer

SPEC = TypeAdapter(DeskSpec)
REPLAN = "replan"
VOID_CHANGES = "void_swaps"  # as timers in databases are called
REPLANNED_AFTER = timedelta(seconds=2)  # by then every process goes by the new settings

EMPTY = Desk(0, {}, {}, (), "", "")


class Settings:
    """The desk as it is set up now; `refresh` notices what another process has applied."""

    def __init__(self, engine: Engine, directory: Directory, clock: Clock) -> None:
        self._engine = engine
        self._directory = directory
        self._clock = clock
        self._stamp = ""
        self._year = 0  # a new one brings new holidays into reach
        self._noticed = ("", 0)
        self.desk = EMPTY

    @property
    def stamp(self) -> str:
        """Names the settings as they were read last; an act that changes them goes by it."""
        return self._stamp

    async def refresh(self) -> bool:
        """Read the settings anew if they changed; tells whether they did."""
        stamp = await MetaRow.get_or_none(key=STAMP)
        year = self._clock.now().year
        if stamp is None or (stamp.value, year) == (self._stamp, self._year):
            return False
        self._directory.forget()
        self.desk = await _read_desk(year)
        self._stamp, self._year = stamp.value, year
        return True

    def is_news(self) -> bool:
        """Whether they are others than when this was asked last, whoever has read them."""
        before, self._noticed = self._noticed, (self._stamp, self._year)
        return before != self._noticed

    async def newest_text(self) -> str | None:
        """The desk.yaml that was applied last."""
        newest = await ConfigRow.all().order_by("-version").first()
        return newest.text if newest else None

    async def apply(self, spec: DeskSpec, source: str, by: str) -> int:
        """Make this the settings; returns their version."""
        now, soon = self._clock.real_ms(), self._clock.now() + REPLANNED_AFTER
        version = await self._engine.run(lambda: _apply(spec, source, by, now, soon))
        await self.refresh()
        return version

    async def desk_at(self, version: int) -> Desk | None:
        """The desk as it was under earlier settings, with people as they are now; None if unknown.

        What was changed in its rosters since is left out.
        """
        row = await ConfigRow.get_or_none(version=version)
        if row is None:
            return None
        return await as_calendars_say(await _desk_of_row(row, self._clock.now().year, {}))

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
    yield from bump_steps(now)


def _apply(spec: DeskSpec, source: str, by: str, now: int, replan_at: datetime) -> Steps[int]:
    yield from bump_steps(now)
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
    if version > 1:  # scheduler/replanning.py works out anew what was promised, swaps.py who serves
        timers = [
            NewTimer(f"{kind}:{version}", kind, replan_at, payload={"version": version})
            for kind in (REPLAN, VOID_CHANGES)
        ]
        yield Insert("timer", [timer_row(timer) for timer in timers])
    return version


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


async def _read_desk(year: int) -> Desk:
    newest = await ConfigRow.all().order_by("-version").first()
    if newest is None:
        return EMPTY
    changed = await read_adjustments(since=datetime(year - 1, 1, 1, tzinfo=UTC))
    desk = await _desk_of_row(newest, year, changed)
    return await as_calendars_say(desk)


async def as_calendars_say(desk: Desk) -> Desk:
    """The desk with the shifts of those rosters that are kept in calendars elsewhere."""
    if not any(roster.feed for roster in desk.rosters.values()):
        return desk
    return replace(desk, rosters=with_feeds(desk.rosters, await read_feeds(), desk.people))


async def _desk_of_row(row: ConfigRow, year: int, changed: Changed) -> Desk:
    spec = SPEC.validate_json(row.spec)
    languages = {group.key: group.language for group in spec.groups}
    everywhere = changed.get(EVERY_ROSTER, ())
    return desk_of(
        spec,
        row.version,
        people=await _read_people(spec),
        bound=await _bound_channels(languages, spec.language),
        calendars={c.key: calendar_of(c, year, spec.language) for c in spec.calendars},
        adjustments={r.key: (*changed.get(r.key, ()), *everywhere) for r in spec.rosters},
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


async def _bound_channels(
    languages: Mapping[str, Language], usual: Language
) -> Mapping[str, Sequence[Channel]]:
    """Each group's, in the order in which they were bound."""
    bound: dict[str, list[Channel]] = {}
    for row in await ConversationRow.filter(group_key__not_isnull=True).order_by("bound_at"):
        key = str(row.group_key)
        language = Language(row.language) if row.language else languages.get(key, usual)
        bound.setdefault(key, []).append(Channel(conversation_of_row(row), language))
    return bound
