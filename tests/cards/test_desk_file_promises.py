"""Promises in desk.yaml: policies, their targets, and the steps around deadlines."""

from datetime import timedelta

import pytest

from desk.address import ConversationAddress, MessengerName
from desk.clocks import ClockKind
from desk.moves import WaitingFor
from desk.promises import (
    USUAL_PAUSES,
    Match,
    Measure,
    OnReopening,
    Policy,
    Step,
    When,
    Whom,
)
from tests.cards.desk_files import SMALL, Case, assert_told, read, wrong

H, M = timedelta(hours=1), timedelta(minutes=1)

PROMISES = """\
calendars: {office: {hours: {mon-fri: "09:00-18:00"}}}
support_tiers: [L1, L2]
customer_tiers: {vip: {}}
categories: {network: {name: 网络, group: it}}
steps:
  usual:
    acknowledge:
      - {at: 50%, tell: on_duty}
      - {at: 100% + 30m, tell: [lead, group], raise: true}
      - {at: 100% + 1h real, next_tier: true, post: {slack: C9}, webhook: https://example.com/x}
    pending: {at: 48h, tell: assignee}
    sent_back: [{at: 0m, tell: lead}]
sla:
  - name: vip
    when:
      category: 网络
      priority: [urgent, high]
      customer_tier: vip
      support_tier: L1
      channel: [slack, direct]
      group: it
    calendar: office
    acknowledge: 15m
    first_reply: 1h
    next_reply: 2h
    resolution: 8h
    pauses: {resolution: [customer, third_party], first_reply: customer}
    reopening: continue
    steps: usual
  - name: rest
    acknowledge: 1h
    steps: {acknowledge: {at: 100%, tell: backup}}
  - name: nothing
    pauses: {}
"""


def test_policies_are_read() -> None:
    """For whom, by which calendar, how long, what pauses, what happens."""
    vip, rest, nothing = read(SMALL + PROMISES).policies
    assert (vip.key, vip.calendar, vip.reopening) == ("vip", "office", OnReopening.CONTINUE)
    assert vip.match == Match(
        categories=frozenset({"network"}),
        priorities=frozenset({"urgent", "high"}),
        customer_tiers=frozenset({"vip"}),
        support_tiers=frozenset({"L1"}),
        channels=frozenset({"slack", "direct"}),
        groups=frozenset({"it"}),
    )
    assert vip.targets == {
        ClockKind.ACKNOWLEDGE: 15 * M,
        ClockKind.FIRST_REPLY: H,
        ClockKind.NEXT_REPLY: 2 * H,
        ClockKind.RESOLUTION: 8 * H,
    }
    assert vip.pauses == {
        ClockKind.RESOLUTION: {WaitingFor.CUSTOMER, WaitingFor.THIRD_PARTY},
        ClockKind.FIRST_REPLY: {WaitingFor.CUSTOMER},
    }
    assert rest == Policy(
        "rest",
        Match(),
        "24x7",
        {ClockKind.ACKNOWLEDGE: H},
        {ClockKind.ACKNOWLEDGE: (Step(When(), (Whom.BACKUP,)),)},
    )
    assert rest.pauses == USUAL_PAUSES
    assert (nothing.targets, nothing.pauses) == ({}, {})


def test_steps_are_read() -> None:
    """When, whom, and what else."""
    steps = read(SMALL + PROMISES).policies[0].steps
    assert steps[ClockKind.ACKNOWLEDGE] == (
        Step(When(0.5), (Whom.ON_DUTY,)),
        Step(When(1.0, 30 * M), (Whom.LEAD, Whom.GROUP), raise_priority=True),
        Step(
            When(1.0, H, Measure.REAL),
            next_tier=True,
            post=(ConversationAddress(MessengerName.SLACK, "T1", "C9"),),
            webhook="https://example.com/x",
        ),
    )
    assert steps[ClockKind.PENDING] == (Step(When(0.0, 48 * H), (Whom.ASSIGNEE,)),)
    assert steps[ClockKind.SENT_BACK] == (Step(When(0.0), (Whom.LEAD,)),)


def policy(parts: str) -> str:
    return f"sla:\n  - {{name: p, {parts}}}"


def step(parts: str) -> str:
    return policy(f"acknowledge: 1h, steps: {{acknowledge: [{{{parts}}}]}}")


MISTAKES: list[Case] = [
    ("sla:\n  - {acknowledge: 15m}", "deskfile.missing", ""),
    ("sla:\n  - usual", "deskfile.want_mapping", ""),
    ("sla: [{name: p}]\n" + policy(""), "deskfile.twice", ""),
    ("sla:\n  - {name: a b}", "deskfile.bad_name", ""),
    (policy("acknowlege: 15m"), "deskfile.unknown_key", "acknowledge"),
    (policy("resolution: 1d"), "deskfile.days_not_hours", ""),
    (policy("resolution: 0h"), "deskfile.want_how_long", ""),
    (policy("calendar: ofice"), "deskfile.no_such_name", ""),
    (policy("when: {priority: hihg}"), "deskfile.no_such_name", "high"),
    (policy("when: {category: network}"), "deskfile.none_declared", ""),
    (policy("when: {group: itt}"), "deskfile.no_such_name", "it"),
    (policy("when: {channel: slak}"), "deskfile.not_one_of", "slack"),
    (policy("when: {customer_tier: vip}"), "deskfile.none_declared", ""),
    (policy("when: {support_tier: L1}"), "deskfile.none_declared", ""),
    (policy("when: {tier: L1}"), "deskfile.unknown_key", "support_tier"),
    (policy("pauses: {resolution: [client]}"), "deskfile.not_one_of", ""),
    (policy("pauses: {pending: [customer]}"), "deskfile.unknown_key", ""),
    (policy("reopening: again"), "deskfile.not_one_of", ""),
    (policy("steps: usual"), "deskfile.none_declared", ""),
    ("steps: {usual: {}}\n" + policy("steps: usal"), "deskfile.no_such_name", "usual"),
    (step("tell: lead"), "deskfile.missing", ""),
    (step("at: half, tell: lead"), "deskfile.want_moment", ""),
    (step("at: 2000%, tell: lead"), "deskfile.percent", ""),
    (step("at: 50%, tell: [leed]"), "deskfile.not_one_of", "lead"),
    (step("at: 50%"), "deskfile.idle_step", ""),
    (step("at: 50%, tell: []"), "deskfile.idle_step", ""),
    (step("at: 50%, next_tier: true"), "deskfile.none_declared", ""),
    (step("at: 50%, webhook: example.com"), "deskfile.want_address", ""),
    (step("at: 50%, webhook: 'ftp://example.com'"), "deskfile.want_address", ""),
    (step("at: 50%, post: {slak: C1}"), "deskfile.unknown_key", "slack"),
    (step("at: 50%, post: C0FRONT"), "deskfile.channel_messenger", ""),
    (step("at: 50%, post: {dingtalk: cid1}"), "deskfile.no_tenant", ""),
    (
        policy("resolution: 1h, steps: {first_reply: {at: 50%, tell: lead}}"),
        "deskfile.no_target",
        "",
    ),
]


@pytest.mark.parametrize(("addition", "key", "nearest"), MISTAKES)
def test_mistakes_in_promises_are_told(addition: str, key: str, nearest: str) -> None:
    """With line, place and what was expected."""
    assert_told(addition, key, nearest)


@pytest.mark.parametrize("post", ["C0FRONT", "[C0FRONT]", "{slak: C1}", "{slack: }", "{}"])
def test_a_channel_that_is_none_is_one_mistake(post: str) -> None:
    """However it is none, there is one thing to put right."""
    told = [one.key for one in wrong(SMALL + step(f"at: 50%, tell: lead, post: {post}"))]
    assert len(told) == 1, told


def test_a_list_of_steps_fits_whoever_uses_it() -> None:
    """A clock in it that none of them promises is told where it stands; one that is needn't be."""
    listed = """\
steps:
  usual:
    acknowledge: {at: 50%, tell: lead}
    pending: {at: 48h, tell: lead}
"""
    some = "sla:\n  - {name: p, resolution: 1h, steps: usual}\n"
    (mistake,) = wrong(SMALL + listed + some)
    assert (mistake.key, mistake.where) == ("deskfile.no_target_in_any", "steps.usual.acknowledge")
    assert mistake.line == SMALL.count("\n") + 3
    read(SMALL + listed + some + "  - {name: q, acknowledge: 1h, steps: usual}\n")
    read(SMALL + listed)


def test_two_policies_have_two_names() -> None:
    """A clock remembers its policy by name."""
    mistakes = wrong(SMALL + "sla:\n  - {name: p}\n  - {name: q}\n  - {name: p}\n")
    assert [(m.key, m.where) for m in mistakes] == [("deskfile.policy_twice", "sla[3]")]
