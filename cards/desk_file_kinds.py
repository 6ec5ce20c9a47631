"""The kinds of things desk.yaml tells apart: categories, priority rules, tiers of both sorts."""

from collections.abc import Mapping, Sequence

import yaml

from cards.desk_file_known import Known, ring
from cards.yaml_reader import Entry
from desk.degrees import Degree
from desk.queues import PriorityRule, SupportTier
from desk.spec import CategorySpec, CustomerTierSpec

CATEGORY = (
    "name",
    "also",
    "under",
    "group",
    "priority",
    "weight",
    "skills",
    "people",
    "tier",
)
CUSTOMER_TIER = ("name", "also", "group", "people")
SUPPORT_TIER = ("name", "rung")
RULE = ("priority", "words", "category", "customer_tier", "impact", "urgency")
HEAVIEST = 100.0


def read_support_tiers(known: Known, entry: Entry | None) -> tuple[SupportTier, ...]:
    """The rungs in the order in which they are climbed, and classes beside them."""
    tiers: dict[str, SupportTier] = {}
    for item in known.reader.items(entry):
        if isinstance(item, yaml.MappingNode):
            named = [
                (key, _support_tier(known, key, part)) for key, part in known.reader.named(item)
            ]
        else:
            named = [(key, SupportTier(key, key))] if (key := known.reader.name(item)) else []
        for key, tier in named:
            if key in tiers:
                known.reader.mistake(item, "deskfile.twice", name=key)
            tiers[key] = tier
    known.names["support_tiers"] = tuple(tiers)
    return tuple(tiers.values())


def _support_tier(known: Known, key: str, entry: Entry) -> SupportTier:
    parts = known.reader.mapping(entry, SUPPORT_TIER)
    rung = known.reader.flag(parts["rung"]) if "rung" in parts else True
    return SupportTier(key, known.reader.text(parts.get("name")) or key, rung)


def read_customer_tiers(known: Known, entry: Entry | None) -> tuple[CustomerTierSpec, ...]:
    """Classes of customers; their names are known from here on."""
    tiers = [_customer_tier(known, key, part) for key, part in known.reader.named(entry)]
    known.names["customer_tiers"] = tuple(tier.key for tier in tiers)
    return tuple(tiers)


def _customer_tier(known: Known, key: str, entry: Entry) -> CustomerTierSpec:
    parts = known.reader.mapping(entry, CUSTOMER_TIER)
    tier = CustomerTierSpec(
        key=key,
        name=known.reader.text(parts.get("name")) or key,
        words=known.reader.texts(parts.get("also")),
        group=known.name_or_none(parts.get("group"), "groups"),
        people=known.persons(parts.get("people")),
    )
    _take_words(known, entry, f"customer_tiers.{key}", (key, tier.name, *tier.words))
    return tier


def read_categories(
    known: Known, entry: Entry | None, short: Mapping[str, Sequence[str]]
) -> tuple[CategorySpec, ...]:
    """The tree; `short` are the lists of the groups, whose words are categories of their own
    unless the tree has them."""
    entries = dict(known.reader.named(entry))
    known.names["category_keys"] = tuple(entries)
    categories = {key: _category(known, key, part) for key, part in entries.items()}
    parents = {key: spec.parent for key, spec in categories.items() if spec.parent}
    if around := ring(parents):
        facts = {"names": " → ".join((*around, around[0]))}
        known.reader.mistake(entries[around[0]], "deskfile.ring", **facts)
    else:
        _each_has_one_group(known, categories, entries, short)
    for category in categories.values():
        for word in (category.key, category.name, *category.words):
            known.category_words.setdefault(word, category.key)
    for words in short.values():
        for word in words:
            known.category_words.setdefault(word, word)
    return tuple(categories.values())


def _category(known: Known, key: str, entry: Entry) -> CategorySpec:
    reader = known.reader
    parts = reader.mapping(entry, CATEGORY)
    under, weight = parts.get("under"), parts.get("weight")
    spec = CategorySpec(
        key=key,
        name=reader.text(parts.get("name")) or key,
        words=reader.texts(parts.get("also")),
        parent=known.name_or_none(under, "category_keys") if under else None,
        group=known.name_or_none(parts.get("group"), "groups"),
        priority=known.name_or_none(parts.get("priority"), "priorities"),
        weight=reader.amount(weight, HEAVIEST) if weight else None,
        skills=known.skills(parts["skills"]) if "skills" in parts else None,
        people=known.persons(parts["people"]) if "people" in parts else None,
        tier=known.name_or_none(parts.get("tier"), "support_tiers"),
    )
    _take_words(known, entry, f"categories.{key}", (key, spec.name, *spec.words))
    return spec


def _each_has_one_group(
    known: Known,
    categories: Mapping[str, CategorySpec],
    entries: Mapping[str, Entry],
    short: Mapping[str, Sequence[str]],
) -> None:
    """Its own or the one above it; and no other group lists a word for it."""
    listed = {word.casefold(): key for key, words in short.items() for word in words}
    for key, category in categories.items():
        group = _group_above(category, categories)
        if group is None:
            known.reader.mistake(entries[key], "deskfile.no_group_above")
        for word in dict.fromkeys((key, category.name, *category.words)):
            if group and (other := listed.get(word.casefold(), group)) != group:
                facts = {"name": word, "group": group, "other": other}
                known.reader.mistake(entries[key], "deskfile.category_elsewhere", **facts)


def _group_above(category: CategorySpec, categories: Mapping[str, CategorySpec]) -> str | None:
    """The group of a category, or of the nearest one above that has one."""
    above: CategorySpec | None = category
    while above is not None and above.group is None:
        above = categories.get(above.parent or "")
    return above.group if above else None


def _take_words(known: Known, entry: Entry, owner: str, words: Sequence[str]) -> None:
    """A word after # means one thing only."""
    for word in dict.fromkeys(word.casefold() for word in words if word):
        other = known.tags.setdefault(word, owner)
        if other != owner:
            known.reader.mistake(entry, "deskfile.word_taken", name=word, other=other)


def read_priority_rules(known: Known, entry: Entry | None) -> tuple[PriorityRule, ...]:
    """The rules, the first that fits first."""
    return tuple(_rule(known, item) for item in known.reader.items(entry))


def _rule(known: Known, entry: Entry) -> PriorityRule:
    parts = known.reader.mapping(entry, RULE, required=("priority",))
    if not any(parts[name].value for name in RULE[1:] if name in parts):
        known.reader.mistake(entry, "deskfile.idle_rule", choices=", ".join(RULE[1:]))
    return PriorityRule(
        priority=known.name_or_none(parts.get("priority"), "priorities") or "",
        words=known.reader.texts(parts.get("words")),
        categories=known.categories(parts.get("category")),
        customer_tiers=known.all_names(parts.get("customer_tier"), "customer_tiers"),
        impact=frozenset(known.choices(parts.get("impact"), Degree)),
        urgency=frozenset(known.choices(parts.get("urgency"), Degree)),
    )
