"""The demo as a stranger meets it: one command, one address, a page, and two chats that agree."""

import socket

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.stage import (
    CONNECTED,
    DemoProcess,
    Visitor,
    is_alive,
    is_free,
    press,
    visit,
)

pytestmark = pytest.mark.browser


def test_the_page_works_when_its_address_is_printed(
    browser: Browser, own_demo: DemoProcess
) -> None:
    """Whoever opens the address at once can write, and both messengers are there."""
    with visit(browser, "about:blank") as visitor:
        own_demo.start()
        visitor.page.goto(own_demo.address)
        visitor.say("slack", "/ticket help")
        for window in (visitor.slack, visitor.dingtalk):
            expect(window.get_by_text(CONNECTED)).to_be_visible()
        expect(visitor.slack.get_by_text("One line makes a ticket")).to_be_visible()


def test_what_is_posted_before_the_page_listens_is_shown(
    browser: Browser, demo: DemoProcess
) -> None:
    """A card that comes between the page's first look and its live feed is not missed."""
    with visit(browser, "about:blank") as visitor:
        held: list[Route] = []
        visitor.page.route("**/page/feed", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
        visitor.page.goto(demo.address)
        visitor.say("slack", "/ticket 页面刚打开")
        expect(visitor.slack.get_by_text("已建").last).to_be_visible()
        assert held

        held[0].continue_()

        expect(visitor.dingtalk_card("页面刚打开")).to_be_visible()


def test_the_health_link_leads_to_the_bot(visitor: Visitor) -> None:
    """It opens the bot's own page, which says that all is well."""
    link = visitor.page.get_by_role("link", name="Health")
    expect(link).to_be_visible()

    answer = visitor.page.request.get(link.get_attribute("href") or "")

    assert answer.ok


def test_the_hint_leads_to_the_first_ticket(visitor: Visitor) -> None:
    """Each step of the line on top is where it says, and is ticked off when it has happened."""
    page = visitor.page
    press(page.locator(".tour"), "Try it")
    page.keyboard.press("Enter")
    card = visitor.dingtalk_card("Printer on fire")
    expect(card).to_be_visible()
    press(page.locator(".tour"), "Show me")
    expect(card.get_by_role("button", name="受理", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".tour")).to_contain_text("Done!")
    press(page.locator(".tour"), "See the same card in Slack")
    expect(visitor.slack_card("Printer on fire")).to_contain_text("Acknowledged")


def test_created_in_slack_acknowledged_in_dingtalk_and_both_change(visitor: Visitor) -> None:
    """One ticket, two live cards: a press on one changes the other."""
    visitor.say("slack", "/ticket Scanner beeps all day")
    expect(visitor.slack.get_by_text("is open and with").last).to_be_visible()
    visitor.be("slack", "小王")
    theirs, ours = visitor.dingtalk_card("Scanner beeps"), visitor.slack_card("Scanner beeps")
    expect(ours).to_contain_text("New")
    expect(theirs).to_contain_text("新建")

    press(theirs, "受理")

    expect(theirs).to_contain_text("已受理")
    expect(ours).to_contain_text("Acknowledged")


def test_a_modal_shows_its_error_at_the_field_and_takes_the_correction(visitor: Visitor) -> None:
    """A refused form keeps what was typed, says why below its field, and can be sent again."""
    typed = "Cartridge *replaced*, 1. `tested` <b> & done_well_"
    visitor.be("slack", "小王")
    visitor.say("slack", "/ticket Toner is out")
    press(visitor.slack_card("Toner is out"), "Acknowledge")
    press(visitor.slack_card("Toner is out"), "Resolve")
    field = visitor.modal.get_by_label("Result")
    field.fill("  ")

    press(visitor.modal, "Submit")

    expect(visitor.modal.get_by_role("alert")).to_contain_text("Please fill this in.")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()

    field.fill(typed)
    press(visitor.modal, "Submit")

    expect(visitor.modal).to_be_hidden()
    for card, state in (
        (visitor.slack_card("Toner is out"), "Resolved"),
        (visitor.dingtalk_card("Toner is out"), "已解决"),
    ):
        expect(card).to_contain_text(state)
        expect(card).to_contain_text(typed)


def test_dingtalk_asks_in_an_area_of_ones_own(visitor: Visitor) -> None:
    """What one person is asked on a card is seen by them alone, and their answer by all."""
    visitor.say("slack", "/ticket 投影仪不亮")
    card = visitor.dingtalk_card("投影仪不亮")
    press(card, "受理")
    press(card, "挂起")
    asked = card.get_by_role("group", name="Only visible to you")
    expect(asked).to_be_visible()
    asked.get_by_role("textbox").fill("周五到货")

    asked.get_by_role("button").nth(2).click()

    expect(card).to_contain_text("周五到货")
    expect(asked).to_be_hidden()


def test_a_narrow_screen_shows_one_window_at_a_time(browser: Browser, demo: DemoProcess) -> None:
    """On a phone nothing scrolls sideways, tabs change windows, and the newest is in sight."""
    with visit(browser, demo.address, width=390, height=844) as visitor:
        page = visitor.page
        expect(visitor.slack).to_be_visible()
        expect(visitor.dingtalk).to_be_hidden()
        visitor.say("slack", "/ticket 手机上也能提单 " + "W" * 60)
        _fits(page)

        page.get_by_role("tab", name="Pretend DingTalk").click()

        card = visitor.dingtalk_card("手机上也能提单")
        acknowledge = card.get_by_role("button", name="受理", exact=True)
        expect(acknowledge).to_be_in_viewport()
        expect(visitor.slack).to_be_hidden()
        acknowledge.click()
        expect(card).to_contain_text("已受理")
        _fits(page)
        press(visitor.dingtalk, "Conversations")
        expect(visitor.dingtalk.get_by_role("navigation")).to_be_visible()
        _fits(page)


def _fits(page: Page) -> None:
    wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1]


# Each character alone, in the font of the card's title, as the pixels that come of it.
DRAWN = """(node, text) => {
  const font = getComputedStyle(node).font;
  return [...text].map((character) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 32;
    const pen = canvas.getContext("2d");
    pen.font = font;
    pen.fillText(character, 4, 24);
    return canvas.toDataURL();
  });
}"""
UNASSIGNED = "\u0378\u0379"


def test_chinese_is_drawn_and_not_boxes(visitor: Visitor) -> None:
    """Different characters look different; two that no font has both come out as one box."""
    visitor.say("slack", "/ticket 键盘进水了请换")
    title = visitor.dingtalk_card("键盘进水了请换").get_by_role("heading")
    expect(title).to_be_visible()

    drawn = title.evaluate(DRAWN, "键盘进水了请换 ")

    assert len(set(drawn)) == len(drawn)
    assert len(set(title.evaluate(DRAWN, UNASSIGNED))) == 1


def test_a_second_start_finds_yesterdays_ticket(browser: Browser, own_demo: DemoProcess) -> None:
    """What was there is there again, and its card can still be pressed."""
    own_demo.start()
    with visit(browser, own_demo.address) as visitor:
        visitor.say("slack", "/ticket 昨天的工单")
        expect(visitor.dingtalk_card("昨天的工单")).to_be_visible()
    assert own_demo.interrupt() == 0

    own_demo.start()

    with visit(browser, own_demo.address) as visitor:
        card = visitor.dingtalk_card("昨天的工单")
        expect(card).to_contain_text("新建")
        press(card, "受理")
        expect(card).to_contain_text("已受理")


def test_ctrl_c_stops_everything(own_demo: DemoProcess) -> None:
    """No complaint, no process left behind, and both ports are free again."""
    own_demo.start()
    children = own_demo.children()
    announced = own_demo.said

    code = own_demo.interrupt()

    assert code == 0
    assert own_demo.said.strip() == announced.strip()
    assert not [child for child in children if is_alive(child)]
    assert is_free(own_demo.port)
    assert is_free(own_demo.web_port)


@pytest.mark.parametrize(("which", "option"), [("port", "PORT"), ("web_port", "WEB_PORT")])
def test_a_taken_port_gets_one_clear_sentence(
    own_demo: DemoProcess, which: str, option: str
) -> None:
    """It says which port is taken and how to choose another."""
    taken: int = getattr(own_demo, which)
    with socket.socket() as other:
        other.bind(("127.0.0.1", taken))
        other.listen()
        code, said = own_demo.refused()

    assert code != 0
    assert len(said.strip().splitlines()) == 1
    assert f"Port {taken} is taken" in said
    assert f"make demo {option}=" in said


def test_lines_in_quick_succession_all_go_out(visitor: Visitor) -> None:
    """Nobody has to wait for the answer to one line before the next; none stays in the box."""
    lines = [f"Quick line {n} of five" for n in range(5)]
    for line in lines:
        box = visitor.slack.locator(".pane-main > .pane-foot textarea")
        box.fill(f"/ticket {line}")
        box.press("Enter")

    expect(box).to_have_value("")
    for line in lines:
        expect(visitor.dingtalk_card(line)).to_be_visible()


def test_signs_are_drawn_where_fonts_may_lack_them(visitor: Visitor) -> None:
    """The dots of deadlines and the ticks of lists are the page's own, in both messengers."""
    visitor.be("slack", "小王")
    visitor.say("slack", "/ticket 🟢 to ✅ or ✓ or ↩ !urgent")
    for title in (
        visitor.slack_card("or ↩").locator(".block-header"),
        visitor.dingtalk_card("or ↩").get_by_role("heading"),
    ):
        expect(title.locator(".circle-green")).to_have_count(1)
        expect(title.locator("svg.icon-check")).to_have_count(2)
        expect(title.locator("svg.icon-back")).to_have_count(1)
        expect(title).to_contain_text("🟢 to ✅ or ✓ or ↩")  # for whoever copies it


def test_a_preview_shows_its_picture(visitor: Visitor) -> None:
    """The coming weeks of a roster are drawn, and the page has fetched the picture."""
    visitor.say("dingtalk", "@派单 排班预览")
    visitor.be("slack", "小王")
    visitor.go("slack", "it-support")
    visitor.say("slack", "/duty preview")
    loaded = "node => node.complete && node.naturalWidth > 500"
    for window in (visitor.slack, visitor.dingtalk):
        picture = window.locator(".pane-main .timeline-list img").last
        expect(picture).to_be_visible()
        picture.evaluate(f"node => node.decode().then(() => ({loaded})(node))")
        assert picture.evaluate(loaded)


# Controls that nobody who cannot see them could tell apart.
NAMELESS = """() => [...document.querySelectorAll("button, a[href], input, select, textarea")]
  .filter((node) => node.checkVisibility())
  .filter((node) => !(node.ariaLabel || node.labels?.[0]?.textContent || node.textContent).trim())
  .map((node) => node.outerHTML)"""


def test_every_control_has_a_name(visitor: Visitor) -> None:
    """With cards, a thread and a modal on the page."""
    page = visitor.page
    visitor.be("slack", "小王")
    visitor.say("slack", "/ticket Names for all")
    expect(visitor.dingtalk_card("Names for all")).to_be_visible()
    assert page.evaluate(NAMELESS) == []

    press(visitor.dingtalk_card("Names for all"), "内部评论")
    expect(visitor.dingtalk_card("Names for all").get_by_role("textbox")).to_be_visible()
    press(visitor.slack_card("Names for all"), "Transfer")
    expect(visitor.modal).to_be_visible()
    assert page.evaluate(NAMELESS) == []
    page.keyboard.press("Escape")
    expect(visitor.modal).to_be_hidden()


def test_the_keyboard_is_enough(visitor: Visitor) -> None:
    """A ticket is created and a button pressed without a mouse."""
    page = visitor.page
    expect(visitor.slack.get_by_text(CONNECTED)).to_be_visible()
    _tab_to(page, visitor.slack.get_by_placeholder("Message #frontline"))
    page.keyboard.type("/ticket 只用键盘")
    page.keyboard.press("Enter")
    card = visitor.dingtalk_card("只用键盘")
    expect(card).to_be_visible()

    _tab_to(page, card.get_by_role("button", name="受理", exact=True))
    page.keyboard.press("Enter")

    expect(card).to_contain_text("已受理")


def _tab_to(page: Page, wanted: Locator, most: int = 150) -> None:
    for _ in range(most):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")
