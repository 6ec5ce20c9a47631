"""What a ticket is taken for: its group, its priority, and the rungs above."""

from dataclasses import replace

import pytest

from desk.degrees import Degree
from desk.groups import Desk, Group
from desk.languages import Language
from desk.queues import Category, CustomerTier, PriorityRule, SupportTier
from desk.triage import (
    Asked,
    Destination,
    PriorityChoice,
    PriorityFrom,
    WhereFrom,
    lineage,
    next_rung,
    priority_for,
    where_to,
)
from tests.desk.builders import small_desk


def group(key: str, tier: str | None = None, categories: tuple[str, ...] = ()) -> Group:
    """A group with nobody in it."""
    return Group(
        key=key,
        name=key.upper(),
        language=Language.ENGLISH,
        timezone="UTC",
        members=frozenset(),
        leads=frozenset(),
        tier=tier,
        categories=categories,
    )


CATEGORIES = (
    Category("network", "网络", "it", priority="normal"),
    Category("wifi", "Wi-Fi", "", parent="network"),
    Category("core", "Core routers", "", parent="network", tier="l3", priority="high"),
    Category("core-asia", "Core routers in Asia", "", parent="core"),
    Category("stock", "库存", "store", priority="gone"),
    Category("lost", "Lost", "no-such-group", parent="stock"),
    Category("ring-a", "A", "", parent="ring-b"),
    Category("ring-b", "B", "", parent="ring-a"),
    Category("adrift", "Adrift", "", tier="l9"),
)


def tall_desk() -> Desk:
    """The small desk with a tree of categories, tiers of support, and a tier of customers."""
    small = small_desk()
    more = (
        group("second", "l2"),
        group("third-stock", "l3", ("库存",)),
        group("third", "l3", ("网络",)),
        group("gold", "gold-care"),
        group("vip-care"),
    )
    groups = {**small.groups, **{one.key: one for one in more}}
    groups["it"] = replace(groups["it"], tier="l1")
    return replace(
        small,
        groups=groups,
        categories={one.key: one for one in CATEGORIES},
        customer_tiers={
            "vip": CustomerTier("vip", "VIP", group="vip-care"),
            "plain": CustomerTier("plain", "Plain"),
            "old": CustomerTier("old", "Old", group="no-such-group"),
        },
        support_tiers=(
            SupportTier("l1", "L1"),
            SupportTier("l2", "L2"),
            SupportTier("gold-care", "Gold", rung=False),
            SupportTier("empty", "Nobody's"),
            SupportTier("l3", "L3"),
        ),
    )


DESTINATIONS = {
    "a customer tier's own group": (
        "network",
        "vip",
        "it",
        Destination("vip-care", WhereFrom.CUSTOMER_TIER, "vip"),
    ),
    "a customer tier without one": (
        "network",
        "plain",
        None,
        Destination("it", WhereFrom.CATEGORY, "network"),
    ),
    "a customer tier whose group is gone": (
        None,
        "old",
        None,
        Destination("it", WhereFrom.DEFAULT),
    ),
    "a kind for a support tier": (
        "core",
        None,
        "it",
        Destination("third", WhereFrom.SUPPORT_TIER, "l3"),
    ),
    "a kind under it": (
        "core-asia",
        None,
        None,
        Destination("third", WhereFrom.SUPPORT_TIER, "l3"),
    ),
    "a named group of that very tier": (
        "core",
        None,
        "third-stock",
        Destination("third-stock", WhereFrom.SUPPORT_TIER, "l3"),
    ),
    "a support tier that nobody is": ("adrift", None, None, Destination("it", WhereFrom.DEFAULT)),
    "a named group before the category's": (
        "network",
        None,
        "store",
        Destination("store", WhereFrom.NAMED),
    ),
    "a named group that is gone": (
        "stock",
        None,
        "nowhere",
        Destination("store", WhereFrom.CATEGORY, "stock"),
    ),
    "a category's own": ("stock", None, None, Destination("store", WhereFrom.CATEGORY, "stock")),
    "a category's parent's": ("wifi", None, None, Destination("it", WhereFrom.CATEGORY, "network")),
    "a category whose group is gone": (
        "lost",
        None,
        None,
        Destination("store", WhereFrom.CATEGORY, "stock"),
    ),
    "a category in a ring": ("ring-a", None, None, Destination("it", WhereFrom.DEFAULT)),
    "a word that a group lists": (
        "网络",
        None,
        None,
        Destination("it", WhereFrom.CATEGORY, "网络"),
    ),
    "nothing said": (None, None, None, Destination("it", WhereFrom.DEFAULT)),
}


@pytest.mark.parametrize("case", DESTINATIONS)
def test_a_ticket_goes_where_the_most_compelling_reason_says(case: str) -> None:
    """Customer tier, support tier, the named group, the category tree, in this order."""
    category, customer_tier, asked, expected = DESTINATIONS[case]
    assert where_to(tall_desk(), category, customer_tier, asked) == expected


def test_the_channel_counts_only_where_nothing_else_says() -> None:
    """Asked in the warehouse's channel it is the warehouse's, unless its category is another's."""
    desk = tall_desk()
    assert where_to(desk, None, None, None, "store") == Destination("store", WhereFrom.HERE)
    assert where_to(desk, "wifi", None, None, "store").group == "it"


def test_a_lineage_goes_up_from_the_category_and_ends() -> None:
    """Also where the settings have a ring."""
    categories = tall_desk().categories
    names = [node.key for node in lineage(categories, "core-asia")]
    assert names == ["core-asia", "core", "network"]
    assert [node.key for node in lineage(categories, "ring-b")] == ["ring-b", "ring-a"]
    assert lineage(categories, "unknown") == lineage(categories, None) == ()


RULES = (
    PriorityRule("no-such-priority", words=("fire",)),
    PriorityRule("high", words=("Down", "宕机", "无法登录")),
    PriorityRule("high", categories=frozenset({"stock"}), customer_tiers=frozenset({"vip"})),
    PriorityRule("high", impact=frozenset({"high"}), urgency=frozenset({"high", "medium"})),
)

PRIORITIES = {
    "an explicit one wins": (
        Asked(priority="normal", text="all is down"),
        PriorityChoice("normal", PriorityFrom.ASKED),
    ),
    "an unknown one is passed over": (
        Asked(priority="huge"),
        PriorityChoice("normal", PriorityFrom.DEFAULT),
    ),
    "a word, in whatever case": (
        Asked(text="Server DOWN!"),
        PriorityChoice("high", PriorityFrom.RULE, rule=1, word="Down"),
    ),
    "a word in wide letters": (
        Asked(text="ＤＯＷＮ了"),
        PriorityChoice("high", PriorityFrom.RULE, rule=1, word="Down"),
    ),
    "a word amid Chinese": (
        Asked(text="系统down了"),
        PriorityChoice("high", PriorityFrom.RULE, rule=1, word="Down"),
    ),
    "a Chinese word in a sentence": (
        Asked(text="今天系统宕机了"),
        PriorityChoice("high", PriorityFrom.RULE, rule=1, word="宕机"),
    ),
    "not a part of a word": (
        Asked(text="download is slow"),
        PriorityChoice("normal", PriorityFrom.DEFAULT),
    ),
    "a rule whose priority is gone is passed over": (
        Asked(text="fire"),
        PriorityChoice("normal", PriorityFrom.DEFAULT),
    ),
    "a kind under the rule's, for its customers": (
        Asked(category="lost", customer_tier="vip"),
        PriorityChoice("high", PriorityFrom.RULE, rule=2),
    ),
    "all that a rule names must fit": (
        Asked(category="lost", customer_tier="plain"),
        PriorityChoice("normal", PriorityFrom.DEFAULT),
    ),
    "impact and urgency": (
        Asked(impact=Degree.HIGH, urgency=Degree.MEDIUM),
        PriorityChoice(
            "high", PriorityFrom.RULE, rule=3, impact=Degree.HIGH, urgency=Degree.MEDIUM
        ),
    ),
    "impact alone": (
        Asked(impact=Degree.HIGH, urgency=Degree.LOW),
        PriorityChoice("normal", PriorityFrom.DEFAULT),
    ),
    "inherited from the category's parent": (
        Asked(category="core-asia"),
        PriorityChoice("high", PriorityFrom.CATEGORY, category="core"),
    ),
    "nothing said": (Asked(), PriorityChoice("normal", PriorityFrom.DEFAULT)),
}


@pytest.mark.parametrize("case", PRIORITIES)
def test_a_priority_is_as_asked_or_by_rule_or_by_category(case: str) -> None:
    """The first of these that says anything, with the reason."""
    asked, expected = PRIORITIES[case]
    assert priority_for(replace(tall_desk(), priority_rules=RULES), asked) == expected


@pytest.mark.parametrize(
    ("here", "category", "above"),
    [
        ("it", None, "second"),
        ("second", "wifi", "third"),  # past a class, and a rung that nobody is
        ("second", "stock", "third-stock"),
        ("second", None, "third-stock"),  # the first of the tier
        ("third", None, None),  # the top
        ("gold", None, None),  # a class
        ("store", None, None),  # no tier
        ("nowhere", None, None),
    ],
)
def test_a_ticket_climbs_rungs_only(here: str, category: str | None, above: str | None) -> None:
    """In the order of the settings, to the group of the rung that takes its kind, never a class."""
    assert next_rung(tall_desk(), here, category) == above
