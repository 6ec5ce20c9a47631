"""A lead asks for the day's figures and opens the tickets behind one, in both pretend chats."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.stage import Messenger, Visitor, press

pytestmark = pytest.mark.browser

LAMP = "Lamp over desk 12 flickers"


def test_a_figure_opens_its_tickets(visitor: Visitor) -> None:
    """Lea presses on what was created, in Slack and in DingTalk; 小王, who leads nobody, can't."""
    visitor.say("slack", f"/ticket {LAMP}")
    expect(visitor.dingtalk_card(LAMP)).to_be_visible()

    visitor.be("slack", "老陈")
    visitor.say("slack", "/ticket summary today IT")
    told = _reads(visitor, "slack", r"Summary · IT 支持.*Created: \d+ \(0\).*Open: \d+")
    number = re.findall(r"Created: (\d+)", told.inner_text())[0]
    press(told, f"Created {number}")
    listed = _reads(visitor, "slack", rf"Created · IT 支持 · .*{LAMP}")
    expect(listed).to_contain_text("New")

    visitor.be("dingtalk", "老陈")
    visitor.go("dingtalk", "派单")
    visitor.say("dingtalk", "日报 IT")
    told = _reads(visitor, "dingtalk", r"汇总 · IT 支持.*新建：\d+（0）")
    told.get_by_text(re.compile(r"^新建 \d+$")).click()
    _reads(visitor, "dingtalk", rf"新建 · IT 支持 · .*{LAMP}")

    visitor.be("dingtalk", "小王")
    visitor.go("dingtalk", "派单")
    visitor.say("dingtalk", "周报")
    _reads(visitor, "dingtalk", "汇总只给主管和管理员看")


def _reads(visitor: Visitor, messenger: Messenger, words: str) -> Locator:
    """The newest message of the open conversation that says this, once it is there."""
    messages = visitor.window(messenger).locator(".pane-main .timeline-list > li")
    found = messages.filter(has_text=re.compile(words, re.DOTALL)).last
    expect(found).to_be_visible()
    return found
