"""Roles beside desk.yaml, as they are now: rows of commands and of lists elsewhere, by person."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from pydantic import TypeAdapter

from desk.people import Person, Role
from desk.rights import Grant, Rights
from desk.rolls import ListSource, Roll
from desk.spec import DeskSpec
from storage.clock import from_ms, in_ms
from storage.directory import address_of_row, in_order, person_of_row
from storage.people_tables import GrantRow, RollRow
from storage.stamp import bump_steps
from storage.steps import Insert, Row, Steps, Update
from storage.tables import AccountRow, PersonRow

ROLL = TypeAdapter(Roll)


async def read_merged() -> dict[int, int]:
    """Who has the accounts of whom, since they were linked."""
    rows = await PersonRow.filter(merged_into__not_isnull=True)
    return {row.id: row.merged_into for row in rows if row.merged_into is not None}


async def read_rights(spec: DeskSpec, merged: Mapping[int, int]) -> Rights:
    """What stands beside this desk.yaml; whoever was taken out of it keeps nothing."""
    sources = {group.key: group.members_from for group in spec.groups if group.members_from}
    rolls = {roll.key: roll for roll in await read_rolls()}
    owners = await _owners(sources.values(), rolls)
    granted = await _granted(merged, {person.key for person in spec.people})
    listed: dict[str, frozenset[int]] = {}
    left: dict[str, Mapping[int, datetime]] = {}
    for group, source in sources.items():
        roll = rolls.get(source.key, Roll(key=source.key))
        on = {who: owners.get((source.key, who)) for who in (*roll.people, *roll.left)}
        listed[group] = frozenset(p for who in roll.people if (p := on[who]) is not None)
        left[group] = {p: since for who, since in roll.left.items() if (p := on[who]) is not None}
    return Rights(granted, listed, left, await _outsiders())


async def read_rolls() -> list[Roll]:
    """Every list, as it was read last."""
    return [ROLL.validate_json(row.payload) for row in await RollRow.all()]


async def read_people(people: Iterable[int]) -> dict[int, Person]:
    """People whom desk.yaml doesn't name."""
    ids = sorted(people)
    if not ids:
        return {}
    rows = in_order(await AccountRow.filter(person_id__in=ids))
    return {
        row.id: person_of_row(row, [address_of_row(one) for one in rows if one.person_id == row.id])
        for row in await PersonRow.filter(id__in=ids)
    }


async def _owners(
    sources: Iterable[ListSource], rolls: Mapping[str, Roll]
) -> Mapping[tuple[str, str], int]:
    """Whose the accounts on these lists are, by list and id."""
    found: dict[tuple[str, str], int] = {}
    for source in sources:
        roll = rolls.get(source.key)
        if roll is None:
            continue
        rows = AccountRow.filter(
            messenger=source.messenger,
            tenant=source.tenant,
            external_id__in=[*roll.people, *roll.left],
        )
        found |= {(source.key, row.external_id): row.person_id for row in await rows}
    return found


async def _granted(merged: Mapping[int, int], keys: set[str]) -> tuple[Grant, ...]:
    rows = await GrantRow.filter(ended_at=None).order_by("id")
    holders = {row.id: merged.get(row.person_id, row.person_id) for row in rows}
    known = {p.id: p for p in await PersonRow.filter(id__in=sorted(set(holders.values())))}
    makers = {a.id: a for a in await AccountRow.filter(id__in=sorted({r.made_by for r in rows}))}
    return tuple(
        Grant(
            id=row.id,
            group=row.group_key,
            person=holder,
            role=Role(row.role),
            by=makers[row.made_by].person_id if row.made_by in makers else 0,
            at=from_ms(row.made_at),
        )
        for row in rows
        if (holder := holders[row.id]) in known
        and (known[holder].key is None or known[holder].key in keys)
    )


async def _outsiders() -> frozenset[int]:
    """Guests of a messenger; whoever has an account inside, too, is none."""
    guests = await AccountRow.filter(outsider=True).values_list("person_id", flat=True)
    people = {int(str(person)) for person in guests}
    if not people:
        return frozenset()
    inside = AccountRow.filter(person_id__in=sorted(people)).exclude(outsider=True)
    found = {row.person_id for row in await inside}
    unknown = AccountRow.filter(person_id__in=sorted(people), outsider=None)
    return frozenset(people - found - {row.person_id for row in await unknown})


def grant_steps(person: int, group: str, role: Role, account: int, at: datetime) -> Steps[None]:
    """Somebody has a role from now on."""
    yield Insert(
        "granted",
        [
            {
                "group_key": group,
                "person_id": person,
                "role": role,
                "made_by": account,
                "made_at": in_ms(at),
            }
        ],
    )


def revoke_steps(grants: Iterable[int], account: int, at: datetime) -> Steps[None]:
    """Roles that a command gave are taken back."""
    rows: list[Row] = [
        {"id": grant, "ended_at": in_ms(at), "ended_by": account} for grant in sorted(grants)
    ]
    yield Update("granted", ("id",), rows)


def keep_roll(roll: Roll) -> Steps[None]:
    """A list as it was read now."""
    row: Row = {"key": roll.key, "version": roll.version, "payload": ROLL.dump_json(roll).decode()}
    if roll.version == 1:
        yield Insert("roll", [row], unless_known=("key",))
    yield Update("roll", ("key",), [row])


def outsider_steps(account: int, is_outsider: bool, now: int) -> Steps[None]:
    """What a messenger says of somebody."""
    yield Update("account", ("id",), [{"id": account, "outsider": is_outsider}])
    yield from bump_steps(now)
