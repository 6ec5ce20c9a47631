"""Categories, tiers, rules, and how groups work, in desk.yaml."""

from datetime import timedelta

import pytest

from desk.calendar import Window
from desk.notify import Topic, Way
from desk.queues import (
    AfterHandOver,
    Limits,
    PriorityRule,
    Queue,
    QueueOrder,
    Strategy,
    SupportTier,
    Surge,
)
from desk.summaries import Schedule, SummaryTo
from tests.cards.desk_files import SMALL, Case, assert_told, read, wrong

M = timedelta(minutes=1)
IT = SMALL + "    "


def test_categories_are_a_tree() -> None:
    """What one doesn't say is left to the one above it."""
    addition = """\
categories:
  network: {name: 网络, also: [断网], group: it, skills: {network: 2}, weight: 2.5, people: [bo]}
  vpn: {under: network, priority: high, tier: L2}
support_tiers: [L1, L2]
"""
    network, vpn = read(SMALL + addition).categories
    assert (network.name, network.words, network.group) == ("网络", ("断网",), "it")
    assert (network.skills, network.weight, network.people) == ({"network": 2}, 2.5, ("bo",))
    assert (vpn.name, vpn.parent, vpn.priority, vpn.tier) == ("vpn", "network", "high", "L2")
    assert (vpn.group, vpn.skills, vpn.weight, vpn.people) == (None, None, None, None)


CATEGORIES: list[Case] = [
    ("categories:\n  a: {name: A}", "deskfile.no_group_above", ""),
    ("categories:\n  a: {group: itt}", "deskfile.no_such_name", "it"),
    ("customer_tiers: {b: {}}\ncategories:\n  b: {group: it}", "deskfile.word_taken", ""),
    ("categories:\n  b: {group: it}\n  c: {group: it, also: [B]}", "deskfile.word_taken", ""),
    ("categories:\n  a: {group: it, under: a}", "deskfile.ring", ""),
    ("categories:\n  a: {group: it, under: b}", "deskfile.no_such_name", ""),
    ("categories:\n  a: {group: it, weight: heavy}", "deskfile.want_amount", ""),
    ("categories:\n  a: {group: it, weight: 0}", "deskfile.want_amount", ""),
    ("categories:\n  a: {group: it, skills: {x: 0}}", "deskfile.want_whole", ""),
    ("categories:\n  a: {group: it, priority: hihg}", "deskfile.no_such_name", "high"),
    ("categories:\n  a: {group: it, tier: L1}", "deskfile.none_declared", ""),
    ("categories:\n  a: {group: it, people: [bu]}", "deskfile.no_such_person", "bo"),
    ("customer_tiers:\n  vip: {group: itt}", "deskfile.no_such_name", "it"),
    ("support_tiers: [L1, L1]", "deskfile.twice", ""),
    ("support_tiers: [L1, {vip: {rung: x}}]", "deskfile.want_flag", ""),
    ("priority_rules:\n  - {priority: urgent}", "deskfile.idle_rule", ""),
    ("priority_rules:\n  - {words: [outage]}", "deskfile.missing", ""),
    ("priority_rules:\n  - {priority: high, words: []}", "deskfile.idle_rule", ""),
    ("priority_rules:\n  - {priority: high, impact: huge}", "deskfile.not_one_of", "high"),
    ("priority_rules:\n  - {priority: high, category: x}", "deskfile.none_declared", ""),
    ("priority_rules:\n  - high", "deskfile.want_mapping", ""),
]


@pytest.mark.parametrize(("addition", "key", "nearest"), CATEGORIES)
def test_mistakes_in_kinds_are_told(addition: str, key: str, nearest: str) -> None:
    """With line, place and what was expected."""
    assert_told(addition, key, nearest)


def test_a_ring_of_categories_is_told_once() -> None:
    """With all that are in it."""
    addition = "categories: {a: {under: b}, b: {under: c, group: it}, c: {under: b}}\n"
    (mistake,) = wrong(SMALL + addition)
    assert (mistake.key, mistake.facts["names"]) == ("deskfile.ring", "b → c → b")


def test_a_word_is_not_in_two_groups() -> None:
    """What the tree gives to one group, no other one lists."""
    text = SMALL + "  store: {name: Store, members: [bo], categories: [Net]}\n"
    (mistake,) = wrong(text + "categories: {network: {group: it, also: [net]}}\n")
    assert mistake.key == "deskfile.category_elsewhere"
    assert mistake.facts == {"name": "net", "group": "it", "other": "store"}
    assert read(text + "categories: {network: {group: store, also: [net]}}\n").categories


def test_tiers_and_rules_are_read() -> None:
    """Rungs and classes; conditions by any word of a category."""
    addition = """\
support_tiers: [L1, {L2: {name: Second}}, {vip: {name: VIP 专席, rung: false}}]
customer_tiers: {gold: {name: Gold, also: [GOLD, 金牌], group: it, people: [bo]}, plain: {}}
categories: {network: {name: 网络, group: it}}
priority_rules:
  - {priority: urgent, words: [宕机, outage], category: 网络}
  - {priority: high, customer_tier: gold, impact: [high, medium], urgency: high}
"""
    spec = read(SMALL + addition)
    assert spec.support_tiers == (
        SupportTier("L1", "L1"),
        SupportTier("L2", "Second"),
        SupportTier("vip", "VIP 专席", rung=False),
    )
    gold, plain = spec.customer_tiers
    assert (gold.words, gold.group, gold.people) == (("GOLD", "金牌"), "it", ("bo",))
    assert (plain.name, plain.group) == ("plain", None)
    assert spec.priority_rules == (
        PriorityRule("urgent", ("宕机", "outage"), frozenset({"network"})),
        PriorityRule(
            "high",
            customer_tiers=frozenset({"gold"}),
            impact=frozenset({"high", "medium"}),
            urgency=frozenset({"high"}),
        ),
    )


def test_how_a_group_works_is_read() -> None:
    """All of it."""
    addition = """\
    calendar: office
    tier: L1
    roster: duty
    user_group: S0ITONCALL
    swap_needs_lead: true
    summary: {daily: "18:30", weekly: "周五 9:00", to: leads}
    categories: [network, printer]
    strategy: [best_skill, least_load]
    pool: members
    order: [priority, arrival]
    limit: 5
    limits: {bo: {open: 3, only: network, each: {printer: 1}}}
    backup_group: store
    after_hand_over: at_once
    surge:
      {inflow: 20, within: 5m, backlog: 30, calm: 20m, standby: duty, strategy: by_button,
       gather: [low, normal]}
    notify: {reminder: [], escalation: personal, quiet: "22:00-08:00", loud: [urgent]}
  store: {name: Store, members: [al]}
calendars: {office: {hours: always}}
support_tiers: [L1]
rosters: {duty: {layers: {day: {people: [bo], start: 2026-01-05}}}}
"""
    it, store = read(SMALL + addition).groups
    assert (it.calendar, it.tier, it.roster, it.user_group) == (
        "office",
        "L1",
        "duty",
        "S0ITONCALL",
    )
    assert it.swap_needs_lead
    assert it.summary == Schedule(18 * 60 + 30, (4, 9 * 60), SummaryTo.LEADS)
    assert it.queue == Queue(
        strategies=(Strategy.BEST_SKILL, Strategy.LEAST_LOAD),
        pool="members",
        order=(QueueOrder.PRIORITY, QueueOrder.ARRIVAL),
        limit=5,
        backup_group="store",
        after_hand_over=AfterHandOver.AT_ONCE,
        surge=Surge(
            inflow=20,
            within=5 * M,
            backlog=30,
            calm=20 * M,
            standby="duty",
            strategy=(Strategy.BY_BUTTON,),
            gather=frozenset({"low", "normal"}),
        ),
    )
    assert it.limits == {"bo": Limits(3, frozenset({"network"}), {"printer": 1})}
    assert not it.notify.tells(Topic.REMINDER, Way.GROUP)
    assert it.notify.ways[Topic.ESCALATION] == {Way.PERSONAL}
    assert it.notify.tells(Topic.SURGE, Way.GROUP)
    assert (it.notify.quiet, it.notify.loud) == ((Window(1320, 1920),), frozenset({"urgent"}))
    assert (store.queue, store.limits) == (Queue(), {})


GROUPS: list[Case] = [
    ("    roster: x", "deskfile.none_declared", ""),
    ("    calendar: 24x8", "deskfile.no_such_name", "24x7"),
    ("    backup_group: it", "deskfile.ring", ""),
    ("    backup_group: itt", "deskfile.no_such_name", "it"),
    ("    strategy: best_skil", "deskfile.not_one_of", "best_skill"),
    ("    strategy: [by_button, least_load]", "deskfile.by_button_last", ""),
    ("    pool: everybody", "deskfile.not_one_of", ""),
    ("    order: [nearest]", "deskfile.not_one_of", "nearest_clock"),
    ("    limit: none", "deskfile.want_whole", ""),
    ("    limit: 1.5", "deskfile.want_whole", ""),
    ("    limits: {bu: {open: 3}}", "deskfile.no_such_person", "bo"),
    ("    limits: {bo: {only: x}}", "deskfile.none_declared", ""),
    ("    categories: [a]\n    limits: {bo: {each: {b: 1}}}", "deskfile.no_such_name", ""),
    ("    after_hand_over: bypress", "deskfile.not_one_of", "by_press"),
    ("    surge: {calm: 5m}", "deskfile.surge_without_bound", ""),
    ("    surge: {backlog: 5, calm: 1d}", "deskfile.days_not_hours", ""),
    ("    surge: {backlog: 5, digest: 10s}", "deskfile.too_short", ""),
    ("    surge: {backlog: 5, digest: 0s}", "deskfile.too_short", ""),
    ("    surge: {backlog: 5, gather: [lo]}", "deskfile.no_such_name", "low"),
    ("    notify: {remind: group}", "deskfile.unknown_key", "reminder"),
    ("    notify: {reminder: email}", "deskfile.not_one_of", ""),
    ("    notify: {quiet: night}", "deskfile.want_hours", ""),
    ("    swap_needs_lead: sometimes", "deskfile.want_flag", ""),
    ('    summary: {daily: "25:00"}', "deskfile.want_time_of_day", ""),
    ('    summary: {weekly: "09:00"}', "deskfile.want_weekly", ""),
    ('    summary: {weekly: "mon-fri 09:00"}', "deskfile.want_weekly", ""),
    ("    summary: {to: everybody}", "deskfile.not_one_of", ""),
    ('    summary: {dayly: "18:00"}', "deskfile.unknown_key", "daily"),
]


@pytest.mark.parametrize(("addition", "key", "nearest"), GROUPS)
def test_mistakes_in_groups_are_told(addition: str, key: str, nearest: str) -> None:
    """With line, place and what was expected."""
    assert_told(addition, key, nearest)


def test_backup_groups_do_not_go_round() -> None:
    """A ticket that nobody fits for would never arrive."""
    addition = "    backup_group: b\n  b: {name: B, members: [bo], backup_group: it}\n"
    (mistake,) = wrong(SMALL + addition)
    assert (mistake.key, mistake.where) == ("deskfile.ring", "groups.it.backup_group")
