"""The demo's fast-forward bar: desk time in steps, and a week in a minute."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.stage import DemoProcess, Visitor, bar_of, press, visit
from tests.sandbox.conftest import running_sandbox

pytestmark = pytest.mark.browser

RESOLVED = "Bo in #it-support pressed “Resolve”: Printer on floor 2"


def test_steps_move_desk_time(visitor: Visitor) -> None:
    """An hour is an hour, and by events one comes to what waits: a question that expires."""
    bar = bar_of(visitor)
    expect(bar).to_contain_text("(real time)")

    press(bar, "+1 h")
    expect(bar).to_contain_text("(+1 h)")

    visitor.say("slack", "@paidan maybe the heating")
    visitor.slack.get_by_text("1 reply").click()
    thread = visitor.slack.get_by_role("complementary")
    expect(thread.get_by_role("button", name="Make a ticket")).to_be_visible()
    expect(bar.get_by_role("button", name="Next event")).to_be_enabled()
    _step_until(bar, thread, "Expired")
    expect(bar).to_contain_text("(+1 h 30 min)")

    press(bar, "Next morning")
    expect(bar).to_contain_text("09:00")


def test_the_next_event_is_told_as_it_is_now(visitor: Visitor) -> None:
    """After a press that ends what would have come next, the button's hint names what does now."""
    bar = bar_of(visitor)
    button = bar.get_by_role("button", name="Next event")
    visitor.say("slack", "/ticket Gate is stuck !urgent")
    card = visitor.dingtalk_card("Gate is stuck")
    expect(card).to_be_visible()
    expect(button).to_have_attribute("title", re.compile("Next event: "))
    before = button.get_attribute("title") or ""
    press(card, "受理")
    expect(card).to_contain_text("已受理")

    expect(button).not_to_have_attribute("title", before, timeout=3_000)


def _step_until(bar: Locator, where: Locator, words: str, most: int = 5) -> None:
    """From event to event; the desk may have others before the one that is meant."""
    for _ in range(most):
        press(bar, "Next event")
        try:
            expect(where).to_contain_text(words, timeout=2_000)
        except AssertionError:
            continue
        return
    raise AssertionError(f"{most} events, and nowhere {words}")


def test_a_week_plays_and_stops(visitor: Visitor) -> None:
    """People come and go by themselves; Stop ends it, and everything can be pressed again."""
    bar = bar_of(visitor)
    press(bar, "A week in a minute")
    expect(bar.get_by_role("progressbar")).to_be_visible()
    expect(bar.get_by_role("button", name="+1 h")).to_be_disabled()
    expect(bar.get_by_role("button", name="Stop")).to_be_focused()
    bar.get_by_text("What happened").click()
    expect(bar).to_contain_text(RESOLVED, timeout=30_000)

    press(bar, "Stop")

    expect(bar.get_by_role("button", name="+1 h")).to_be_enabled()
    expect(bar).to_contain_text("Stopped")
    expect(bar).not_to_contain_text("Skipped")
    visitor.be("slack", "小王")
    visitor.go("slack", "it-support")
    card = visitor.slack_card("Printer on floor 2")
    expect(card).to_contain_text("Cleaned the rollers")


def test_on_a_telephone_it_opens_by_the_keyboard(browser: Browser, demo: DemoProcess) -> None:
    """On a narrow screen only desk time stands there until somebody wants more; nothing sticks out.

    The bar keeps the focus when its buttons were disabled for a moment.
    """
    with visit(browser, demo.address, width=390, height=844, dark=True) as visitor:
        page, bar = visitor.page, bar_of(visitor)
        opener = bar.get_by_role("button", name="Fast-forward")
        step = bar.get_by_role("button", name="+5 min")
        expect(opener).to_have_attribute("aria-expanded", "false")
        expect(step).to_be_hidden()

        opener.focus()
        page.keyboard.press("Enter")
        expect(step).to_be_visible()
        before = bar.locator(".forward-now").text_content()
        page.keyboard.press("Tab")
        expect(step).to_be_focused()
        page.keyboard.press("Enter")

        expect(bar.locator(".forward-now")).not_to_have_text(before or "")
        expect(step).to_be_focused()
        wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide[0] <= wide[1]


def test_without_a_bot_there_is_no_bar(browser: Browser, tmp_path: Path) -> None:
    """A sandbox that was told of no bot offers no clock."""
    with running_sandbox(tmp_path) as started, visit(browser, started.url) as visitor:
        expect(visitor.slack.get_by_text("Bot not connected")).to_be_visible()
        expect(visitor.page.locator(".forward")).to_be_hidden()
