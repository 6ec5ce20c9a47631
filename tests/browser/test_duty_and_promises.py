"""A promise that runs out and a shift that ends, as both messengers show them."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.stage import Messenger, Visitor, forward, press

pytestmark = pytest.mark.browser

LEAK, RACK, DOOR = "Forklift leaks oil", "Rack 7 is bent", "Cold room door stays open"
TIME = r"\d\d:\d\d"


@pytest.fixture
def store(visitor: Visitor) -> Visitor:
    """In the morning, Lea in the store's channel, 小周 in its group: it is his shift."""
    forward(visitor, "Next morning")
    visitor.be("slack", "老陈")
    visitor.go("slack", "warehouse")
    visitor.be("dingtalk", "小周")
    visitor.go("dingtalk", "仓库")
    return visitor


def test_nobody_answers_and_it_goes_up(store: Visitor) -> None:
    """The card shows the time running out; 小周 is reminded, then Lea; taking it ends that."""
    store.say("slack", f"/ticket {LEAK} #stock !urgent")
    ours, theirs = store.slack_card(LEAK), store.dingtalk_card(LEAK)
    expect(ours).to_contain_text(re.compile(rf"Acknowledge by.*{TIME}\s*Next.*on duty"))
    expect(theirs).to_contain_text(re.compile(rf"受理时限\s*🟢.*{TIME}.*下一步.*提醒当班同事"))

    forward(store, "Next event")
    _reads(store, "dingtalk", rf"@小周.*{LEAK}.*快到了")
    expect(ours).to_contain_text("soon")
    expect(theirs).to_contain_text("🟡")

    forward(store, "Next event")
    _reads(store, "slack", rf"{LEAK}.*overdue")
    _reads(store, "dingtalk", rf"@小周.*{LEAK}.*已经超时")
    expect(ours).to_contain_text("overdue")
    expect(theirs).to_contain_text("🔴")

    forward(store, "Next event")
    expect(ours).to_contain_text("1 reply")
    _reads(store, "dingtalk", rf"{LEAK}.*已经超时.*现升级给备班同事")
    store.go("slack", "paidan")
    press(_reads(store, "slack", rf"{LEAK}.*back-up"), "Acknowledge")

    expect(theirs).to_contain_text(re.compile(r"处理人\s*老陈 Lea.*首次回复时限"))
    forward(store, "+1 h")
    store.go("slack", "warehouse")
    expect(ours).to_contain_text("2 replies")  # of which the second is about the reply
    told = store.window("dingtalk").locator(".pane-main .timeline-list > li", has_text=LEAK)
    expect(told.filter(has_text="受理时限")).to_have_count(3)


def test_a_shift_ends_and_the_next_one_accepts(store: Visitor) -> None:
    """At 20:00 a card on both sides says who leaves and who comes; one press passes tickets on."""
    store.say("slack", f"/ticket {RACK} #stock")
    press(store.dingtalk_card(RACK), "受理")
    expect(store.slack_card(RACK)).to_contain_text(re.compile("Assignee.*Dan"))

    for _ in range(11):
        forward(store, "+1 h")

    ours, theirs = store.slack_card("Hand-over in"), store.dingtalk_card("交接班")
    expect(ours).to_contain_text(re.compile(r"Leaving.*Dan\s*Coming.*Lea"))
    expect(ours).to_contain_text(RACK)
    expect(theirs).to_contain_text(re.compile(rf"下班\s*小周 Dan.*接班\s*老陈 Lea.*{RACK}"))
    store.be("dingtalk", "老陈")
    store.go("dingtalk", "仓库")
    press(theirs, "全部接手")
    expect(theirs).to_contain_text("老陈 Lea 已接班")
    expect(ours).to_contain_text("Accepted by 老陈 Lea")
    expect(store.slack_card(RACK)).to_contain_text(re.compile("Assignee.*Lea"))


def test_who_is_on_duty_and_why(store: Visitor) -> None:
    """Who is on, until when and who is next, and where a deadline comes from, in both languages."""
    store.say("slack", "/duty")
    _reads(store, "slack", "Dan until .*20:00, then .*Lea")
    store.say("dingtalk", "@派单 值班")
    _reads(store, "dingtalk", "小周 Dan，到 .*20:00.*老陈 Lea")

    store.say("slack", f"/ticket {DOOR} #stock !urgent")
    number = re.findall(r"#(\d+)", store.slack_card(DOOR).inner_text())[0]
    store.say("slack", f"/ticket sla #{number}")
    _reads(store, "slack", r"Acknowledge \(15 min\).*urgent")
    store.say("slack", f"/ticket why #{number}")
    _reads(store, "slack", "15 min from .*day and night")
    store.say("dingtalk", f"@派单 为什么 #{number}")
    store.go("dingtalk", "派单")
    _reads(store, "dingtalk", f"为什么：#{number} {DOOR}.*15 分钟")


def _reads(visitor: Visitor, messenger: Messenger, words: str) -> Locator:
    """The newest message of the open conversation that says this, once it is there."""
    messages = visitor.window(messenger).locator(".pane-main .timeline-list > li")
    found = messages.filter(has_text=re.compile(words)).last
    expect(found).to_be_visible()
    return found
