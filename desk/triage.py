"""What a new ticket is taken for: its group and priority, with the reason; and the rungs above."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from desk.degrees import Degree
from desk.groups import Desk, Group
from desk.queues import Category, PriorityRule

FIRST_WITHOUT_SPACES = chr(0x2E80)
"""From here on (CJK radicals) scripts run words together, so a word has no edges to respect."""


class WhereFrom(StrEnum):
    """Why a ticket goes to a group, the most compelling first."""

    CUSTOMER_TIER = "customer_tier"  # this class of customers has a group of its own
    SUPPORT_TIER = "support_tier"  # this kind goes straight to a support tier
    NAMED = "named"  # whoever asked named the group
    CATEGORY = "category"  # the category's, or its nearest parent's that has one
    HERE = "here"  # it was asked in this group's channel
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Destination:
    """The group that a ticket goes to; `fact` is the key of the tier or category that decided."""

    group: str
    why: WhereFrom
    fact: str | None = None


class PriorityFrom(StrEnum):
    """Why a ticket has its priority, the most compelling first."""

    ASKED = "asked"
    RULE = "rule"
    CATEGORY = "category"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a ticket's line and form say that a priority can follow from."""

    priority: str | None = None
    text: str = ""
    category: str | None = None
    customer_tier: str | None = None
    impact: Degree | None = None
    urgency: Degree | None = None


@dataclass(frozen=True, slots=True)
class PriorityChoice:
    """A priority and why: `rule` is the place of the rule that gave it (from 0), `word` the word
    it found, `impact` and `urgency` what it asked for, `category` the one it was inherited from."""

    priority: str
    why: PriorityFrom
    rule: int | None = None
    word: str | None = None
    category: str | None = None
    impact: Degree | None = None
    urgency: Degree | None = None


def lineage(categories: Mapping[str, Category], key: str | None) -> tuple[Category, ...]:
    """A category with all that it belongs under, itself first; a ring is walked once."""
    line: list[Category] = []
    seen: set[str] = set()
    while key is not None and key not in seen and (node := categories.get(key)) is not None:
        line.append(node)
        seen.add(key)
        key = node.parent
    return tuple(line)


def where_to(
    desk: Desk,
    category: str | None,
    customer_tier: str | None,
    asked_group: str | None,
    here: str | None = None,
) -> Destination:
    """The group for a new ticket: `asked_group` was named, `here` is where it was asked.

    Groups that the settings don't know are passed over.
    """
    for found in _destinations(desk, category, customer_tier, asked_group, here):
        if found.group in desk.groups:
            return found
    return Destination(desk.default_group, WhereFrom.DEFAULT)


def _destinations(
    desk: Desk,
    category: str | None,
    customer_tier: str | None,
    asked_group: str | None,
    here: str | None,
) -> Iterator[Destination]:
    customers = desk.customer_tiers.get(customer_tier or "")
    if customers is not None and customers.group:
        yield Destination(customers.group, WhereFrom.CUSTOMER_TIER, customers.key)
    line = lineage(desk.categories, category)
    tier = next((node.tier for node in line if node.tier), None)
    straight = group_of_tier(desk, tier, category, asked_group) if tier else None
    if straight is not None:
        yield Destination(straight, WhereFrom.SUPPORT_TIER, tier)
    if asked_group:
        yield Destination(asked_group, WhereFrom.NAMED)
    for node in line:
        if node.group:
            yield Destination(node.group, WhereFrom.CATEGORY, node.key)
    if category and not line and (listed := desk.group_for_category(category)):
        yield Destination(listed[0].key, WhereFrom.CATEGORY, category)
    if here:
        yield Destination(here, WhereFrom.HERE)


def priority_for(desk: Desk, asked: Asked) -> PriorityChoice:
    """A new ticket's priority: as asked, by the first rule that fits, its category's, the usual.

    Priorities that the settings don't know are passed over.
    """
    known = {priority.key for priority in desk.priorities}
    if asked.priority in known and asked.priority is not None:
        return PriorityChoice(asked.priority, PriorityFrom.ASKED)
    line = lineage(desk.categories, asked.category)
    under = frozenset(node.key for node in line) | ({asked.category} if asked.category else set())
    text = _plain(asked.text)
    for place, rule in enumerate(desk.priority_rules):
        word = _first_word(rule.words, text)
        if rule.priority in known and _fits(rule, asked, under) and (word or not rule.words):
            return _by_rule(rule, place, word, asked)
    for node in line:
        if node.priority in known and node.priority is not None:
            return PriorityChoice(node.priority, PriorityFrom.CATEGORY, category=node.key)
    return PriorityChoice(desk.default_priority, PriorityFrom.DEFAULT)


def _by_rule(rule: PriorityRule, place: int, word: str | None, asked: Asked) -> PriorityChoice:
    return PriorityChoice(
        rule.priority,
        PriorityFrom.RULE,
        rule=place,
        word=word,
        impact=asked.impact if rule.impact else None,
        urgency=asked.urgency if rule.urgency else None,
    )


def _fits(rule: PriorityRule, asked: Asked, under: frozenset[str]) -> bool:
    """Whether all but the rule's words fit; what the rule leaves empty fits any."""
    return (
        (not rule.categories or bool(rule.categories & under))
        and (not rule.customer_tiers or asked.customer_tier in rule.customer_tiers)
        and (not rule.impact or asked.impact in rule.impact)
        and (not rule.urgency or asked.urgency in rule.urgency)
    )


def _plain(text: str) -> str:
    """As it is compared: wide and narrow forms and upper and lower case are the same."""
    return unicodedata.normalize("NFKC", text).casefold()


def _first_word(words: Iterable[str], text: str) -> str | None:
    return next((word for word in words if word.strip() and _pattern(word).search(text)), None)


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    """Finds a word whole: "down" is not in "download", but 宕机 is in 系统宕机了."""
    plain = _plain(word.strip())
    letter = rf"[^\W_{FIRST_WITHOUT_SPACES}-\U0010ffff]"
    before = rf"(?<!{letter})" if re.match(letter, plain) else ""
    after = rf"(?!{letter})" if re.match(letter, plain[-1]) else ""
    return re.compile(before + re.escape(plain) + after)


def next_rung(desk: Desk, group: str, category: str | None = None) -> str | None:
    """The group to which a ticket climbs from this one; None at the top.

    Tiers that are classes are never climbed, neither from nor to; a rung without a group is
    stepped over. Of several groups on the rung, the first that takes the category is meant, else
    the first.
    """
    rungs = [tier.key for tier in desk.support_tiers if tier.rung]
    here = desk.groups.get(group)
    if here is None or here.tier not in rungs:
        return None
    for tier in rungs[rungs.index(here.tier) + 1 :]:
        if (above := group_of_tier(desk, tier, category)) is not None:
            return above
    return None


def more_urgent(desk: Desk, priority: str) -> str | None:
    """The next more urgent priority; None for the most urgent one."""
    rank = desk.priority(priority).rank
    above = [other for other in desk.priorities if other.rank < rank]
    return max(above, key=lambda other: other.rank).key if above else None


def group_of_tier(
    desk: Desk, tier: str, category: str | None, wanted: str | None = None
) -> str | None:
    """The group of a support tier: `wanted` if it is of it, else the first that takes the category,
    else the first."""
    there = [group for group in desk.groups.values() if group.tier == tier]
    if any(group.key == wanted for group in there):
        return wanted
    taking = (group.key for group in there if _takes(desk, group, category))
    return next(taking, there[0].key if there else None)


def _takes(desk: Desk, group: Group, category: str | None) -> bool:
    """Whether a category is this group's: listed there, or by the tree."""
    if category is None:
        return False
    line = lineage(desk.categories, category)
    owner = next((node.group for node in line if node.group), None)
    names = {category, *(name for node in line for name in (node.key, node.name, *node.words))}
    listed = {name.casefold() for name in group.categories}
    return owner == group.key or not listed.isdisjoint(name.casefold() for name in names)
