"""The demo's Slack: tickets by emoji and by shortcut, and the home, as a stranger tries them."""

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.stage import DemoProcess, Visitor, press, visit

pytestmark = pytest.mark.browser
MARK, SHORTCUT = "Mark with :ticket:", "Create ticket"


def message(visitor: Visitor, text: str) -> Locator:
    """The message with this text, not what the bot says of it."""
    found = visitor.slack.locator(".timeline-list > li").filter(
        has=visitor.page.locator(".message-text", has_text=text)
    )
    return found.first


def act(visitor: Visitor, text: str, name: str) -> None:
    """One of the acts that appear over a message."""
    where = message(visitor, text)
    where.hover()
    press(where, name)


def test_two_people_mark_a_message_at_once(browser: Browser, demo: DemoProcess) -> None:
    """Both press the emoji on the same message: one ticket, whose number stands in its thread."""
    with visit(browser, demo.address) as ana, visit(browser, demo.address) as bo:
        bo.be("slack", "小王")
        bo.go("slack", "frontline")
        ana.say("slack", "The gate won't close")
        for visitor in (ana, bo):
            expect(message(visitor, "The gate won't close")).to_be_visible()
            message(visitor, "The gate won't close").hover()
        marks = [
            message(one, "The gate won't close").get_by_role("button", name=MARK)
            for one in (ana, bo)
        ]
        for mark in marks:
            mark.dispatch_event("click")
        expect(message(ana, "The gate won't close")).to_contain_text("🎫 2")
        expect(message(ana, "The gate won't close")).to_contain_text("1 reply")
        bo.go("slack", "it-support")
        expect(bo.slack_card("The gate won't close")).to_be_visible()
        cards = bo.slack.locator(".block-header", has_text="The gate won't close")
        expect(cards).to_have_count(1)


def test_the_shortcut_on_a_message_opens_its_form(visitor: Visitor) -> None:
    """What was written stands in the form; submitted, the window tells the number."""
    visitor.say("slack", "Lamp over desk 7 flickers")
    act(visitor, "Lamp over desk 7 flickers", SHORTCUT)
    expect(visitor.modal).to_be_visible()
    expect(visitor.modal.get_by_label("Title")).to_have_value("Lamp over desk 7 flickers")
    press(visitor.modal, "Create")
    expect(visitor.modal).to_contain_text("#")
    press(visitor.modal, "Close")
    visitor.be("slack", "小王")
    visitor.go("slack", "it-support")
    expect(visitor.slack_card("Lamp over desk 7 flickers")).to_contain_text("Go to the message")


def test_home_shows_what_is_ones_own(visitor: Visitor) -> None:
    """A ticket made from the home stands there at once, and opens in a window."""
    visitor.say("slack", "/ticket Home sweet home")
    expect(visitor.slack.get_by_text("is open and with").last).to_be_visible()
    visitor.go("slack", "paidan")
    press(visitor.slack, "Home")
    home = visitor.slack.locator(".home")
    expect(home).to_contain_text("Home sweet home")
    press(home, "New ticket")
    visitor.modal.get_by_label("Title").fill("Made at home")
    press(visitor.modal, "Create")
    expect(home).to_contain_text("Made at home")
    home.get_by_role("button", name="Open", exact=True).first.click()
    expect(visitor.modal).to_contain_text("Made at home")
