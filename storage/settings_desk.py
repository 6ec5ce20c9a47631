"""The desk that follows from a `DeskSpec`: people by their ids, what is inherited filled in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace

from desk.calendar import Calendar
from desk.groups import Channel, Desk, Group, Priority, staff_of
from desk.people import Person
from desk.promises import Policy
from desk.queues import Category, CustomerTier
from desk.roster import Adjustment, Layer, Roster
from desk.spec import CategorySpec, DeskSpec, GroupSpec, LayerSpec, RosterSpec

Ids = Mapping[str, int]


def desk_of(
    spec: DeskSpec,
    version: int,
    people: Mapping[str, Person],
    bound: Mapping[str, Sequence[Channel]],
    calendars: Mapping[str, Calendar],
    adjustments: Mapping[str, tuple[Adjustment, ...]],
) -> Desk:
    """All settings; `bound` are a group's channels that were bound by command, `adjustments` what
    was changed in each roster."""
    ids = {key: person.id for key, person in people.items()}
    tree = {category.key: category for category in spec.categories}
    below = {key: frozenset(_below(key, spec.categories)) for key in tree}
    groups = {g.key: _group(g, ids, bound.get(g.key, ()), below) for g in spec.groups}
    staff = {r.key: staff_of(r.key, groups.values(), ids.values()) for r in spec.rosters}
    return Desk(
        version=version,
        groups=groups,
        people=_skilled(spec, people),
        priorities=_priorities(spec),
        default_group=spec.default_group,
        default_priority=spec.default_priority,
        operators=frozenset(ids[key] for key in spec.operators),
        language=spec.language,
        people_keys={key.casefold(): person for key, person in ids.items()},
        calendars=calendars,
        rosters={
            r.key: _roster(r, ids, adjustments.get(r.key, ()), staff[r.key]) for r in spec.rosters
        },
        policies=tuple(_policy(policy, below) for policy in spec.policies),
        categories=_categories(spec, tree, ids),
        priority_rules=tuple(
            replace(rule, categories=_with_those_below(rule.categories, below))
            for rule in spec.priority_rules
        ),
        customer_tiers=_customer_tiers(spec, ids),
        support_tiers=spec.support_tiers,
        partners=frozenset().union(*(group.partners for group in groups.values())),
        link_by=spec.link_by,
        hooks={hook.name: hook for hook in spec.hooks},
    )


def _priorities(spec: DeskSpec) -> tuple[Priority, ...]:
    return tuple(
        Priority(priority.key, rank, priority.names, priority.words)
        for rank, priority in enumerate(spec.priorities)
    )


def _customer_tiers(spec: DeskSpec, ids: Ids) -> Mapping[str, CustomerTier]:
    return {
        tier.key: CustomerTier(
            tier.key, tier.name, tier.words, tier.group, _people(tier.people, ids)
        )
        for tier in spec.customer_tiers
    }


def _people(keys: Iterable[str], ids: Ids) -> tuple[int, ...]:
    return tuple(ids[key] for key in keys)


def _skilled(spec: DeskSpec, people: Mapping[str, Person]) -> Mapping[int, Person]:
    skills = {person.key: person.skills for person in spec.people}
    return {
        person.id: replace(person, skills=skills.get(key, {})) for key, person in people.items()
    }


def _group(
    spec: GroupSpec, ids: Ids, bound: Sequence[Channel], below: Mapping[str, frozenset[str]]
) -> Group:
    channels = [Channel(channel.conversation, channel.language) for channel in spec.channels]
    known = {channel.conversation for channel in channels}
    limits = {
        ids[key]: replace(limits, categories=_with_those_below(limits.categories, below))
        for key, limits in spec.limits.items()
    }
    return Group(
        key=spec.key,
        name=spec.name,
        language=spec.language,
        timezone=spec.timezone,
        members=frozenset(_people(spec.members, ids)),
        leads=frozenset(_people(spec.leads, ids)),
        on_duty=_people(spec.on_duty, ids),
        channels=(*channels, *(c for c in bound if c.conversation not in known)),
        categories=spec.categories,
        words=spec.words,
        roster=spec.roster,
        calendar=spec.calendar,
        tier=spec.tier,
        queue=replace(spec.queue, limits=limits),
        notify=spec.notify,
        user_group=spec.user_group,
        swap_needs_lead=spec.swap_needs_lead,
        partners=frozenset(_people(spec.partners, ids)),
        members_from=spec.members_from,
        summary=spec.summary,
    )


def _roster(
    spec: RosterSpec, ids: Ids, adjustments: tuple[Adjustment, ...], staff: frozenset[int]
) -> Roster:
    return Roster(
        key=spec.key,
        name=spec.name,
        timezone=spec.timezone,
        layers=tuple(_layer(layer, ids) for layer in spec.layers),
        adjustments=adjustments,
        rest=spec.rest,
        calendar=spec.calendar,
        feed=spec.feed,
        staff=staff,
    )


def _layer(spec: LayerSpec, ids: Ids) -> Layer:
    same = {part.name: getattr(spec, part.name) for part in fields(spec) if part.name != "crews"}
    return Layer(**same, crews=tuple(_people(crew, ids) for crew in spec.crews))


def _policy(policy: Policy, below: Mapping[str, frozenset[str]]) -> Policy:
    categories = _with_those_below(policy.match.categories, below)
    return replace(policy, match=replace(policy.match, categories=categories))


def _categories(
    spec: DeskSpec, tree: Mapping[str, CategorySpec], ids: Ids
) -> Mapping[str, Category]:
    """The tree, and a category for each plain word of a group that the tree doesn't have."""
    categories = {key: _category(_line(key, tree), ids) for key in tree}
    known = {word.casefold() for c in spec.categories for word in (c.key, c.name, *c.words)}
    for group in spec.groups:
        for word in group.categories:
            if word.casefold() not in known:
                known.add(word.casefold())
                categories[word] = Category(word, word, group.key)
    return categories


def _category(line: Sequence[CategorySpec], ids: Ids) -> Category:
    """The first of a line, with what those above it say where it says nothing.

    Priority and tier are looked up along the line when they are needed, so that it can be told
    whose they are.
    """
    own = line[0]
    weight = next((c.weight for c in line if c.weight is not None), 1.0)
    skills = next((c.skills for c in line if c.skills is not None), {})
    people = next((c.people for c in line if c.people is not None), ())
    return Category(
        key=own.key,
        name=own.name,
        group=next((c.group for c in line if c.group is not None), ""),
        words=own.words,
        parent=own.parent,
        priority=own.priority,
        weight=weight,
        skills=skills,
        people=_people(people, ids),
        tier=own.tier,
    )


def _line(key: str, tree: Mapping[str, CategorySpec]) -> list[CategorySpec]:
    """A category and those above it; desk.yaml with a ring in it is never applied."""
    line = [tree[key]]
    while (parent := tree.get(line[-1].parent or "")) is not None:
        line.append(parent)
    return line


def _below(key: str, categories: Sequence[CategorySpec]) -> Iterable[str]:
    """A category and all that stand under it."""
    yield key
    for category in categories:
        if category.parent == key:
            yield from _below(category.key, categories)


def _with_those_below(keys: frozenset[str], below: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """What is said of a category is said of all that stand under it."""
    return keys.union(*(below.get(key, frozenset()) for key in keys))
