"""Takes the pictures in docs/images from a fresh demo: `python -m tests.browser.pictures`."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.stage import (
    ROOT,
    DemoProcess,
    Visitor,
    browser_of,
    chromium,
    forward,
    press,
    visit,
)
from tests.conftest import CHROMIUM_MISSING

IMAGES = ROOT / "docs" / "images"
NETWORK = "No network on floor 3"
PROJECTOR = "会议室投影仪不亮"
SCANNER = "Scanner in the mail room is jammed"
FORKLIFT = "叉车充电器冒烟"
DOOR = "Cold room door stays open"


def take_all(images: Path) -> None:
    """The story of one morning, with a picture wherever it is worth one."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demo = DemoProcess(Path(folder))
        browser = browser_of(playwright)
        demo.start()
        try:
            main_picture(browser, demo, images / "demo.png")
            thread(browser, demo, images / "thread.png")
            dingtalk_private(browser, demo, images / "dingtalk-private.png")
            narrow_dark(browser, demo, images / "narrow-dark.png")
            # Last, as Bo writes English here, and is answered in it from then on.
            modal_error(browser, demo, images / "modal-error.png")
            duty(browser, demo, images / "duty.png")
        finally:
            browser.close()
            demo.stop()


@contextmanager
def seen(
    browser: Browser, demo: DemoProcess, locale: str = "en-GB", height: int = 800
) -> Iterator[Visitor]:
    """The page in a wide window, drawn crisply, without the guide."""
    with visit(browser, demo.address, height=height, scale=2, locale=locale) as visitor:
        expect(visitor.page.locator(".line-state[data-state=on]")).to_have_count(2)
        visitor.page.locator(".tour > .quiet").click()
        yield visitor


def main_picture(browser: Browser, demo: DemoProcess, picture: Path) -> None:
    """The same ticket in both messengers, each in its own language."""
    with seen(browser, demo) as visitor:
        visitor.say("slack", f"/ticket {NETWORK} !high")
        visitor.be("slack", "小王")
        card, twin = visitor.slack_card(NETWORK), visitor.dingtalk_card(NETWORK)
        press(twin, "受理")
        press(twin, "开始处理")
        expect(card).to_contain_text("In progress")
        press(twin, "内部评论")
        twin.get_by_role("textbox").fill("三楼交换机没电，已去现场，半小时内恢复")
        press(twin.get_by_role("group", name="Only visible to you"), "提交")
        expect(card).to_contain_text("1 reply")
        _settle(visitor)
        visitor.page.screenshot(path=picture)


def thread(browser: Browser, demo: DemoProcess, picture: Path) -> None:
    """A reply in Slack's thread is a comment, and stands in DingTalk too."""
    with seen(browser, demo) as visitor:
        visitor.be("slack", "老陈")
        visitor.slack_card(NETWORK).get_by_text("1 reply").click()
        box = visitor.slack.get_by_role("complementary").get_by_role("textbox")
        box.fill("Thanks. I will tell the people up there.")
        box.press("Enter")
        expect(visitor.dingtalk.get_by_text("Thanks. I will").last).to_be_visible()
        _settle(visitor)
        visitor.page.locator(".stage").screenshot(path=picture)


def modal_error(browser: Browser, demo: DemoProcess, picture: Path) -> None:
    """What is missing is said at its field."""
    with seen(browser, demo) as visitor:
        visitor.be("slack", "小王")
        visitor.say("slack", f"/ticket {SCANNER}")
        press(visitor.slack_card(SCANNER), "Acknowledge")
        press(visitor.slack_card(SCANNER), "Resolve")
        visitor.modal.get_by_label("Result").fill(" ")
        press(visitor.modal, "Submit")
        expect(visitor.modal.get_by_role("alert")).to_be_visible()
        _settle(visitor)
        visitor.slack.screenshot(path=picture)
        press(visitor.modal, "Back")


def dingtalk_private(browser: Browser, demo: DemoProcess, picture: Path) -> None:
    """A question on a card, for the one who pressed."""
    with seen(browser, demo, locale="zh-CN", height=900) as visitor:
        visitor.say("slack", f"/ticket {PROJECTOR}")
        card = visitor.dingtalk_card(PROJECTOR)
        press(card, "受理")
        press(card, "挂起")
        card.get_by_role("textbox").fill("灯泡已下单，预计周五到货")
        _settle(visitor)
        visitor.dingtalk.screenshot(path=picture)
        press(card, "返回")
        expect(card.get_by_role("textbox")).to_be_hidden()


def duty(browser: Browser, demo: DemoProcess, picture: Path) -> None:
    """Nobody takes a ticket: reminders, the back-up is called, and then the shift ends."""
    with seen(browser, demo, height=1210) as visitor:
        forward(visitor, "Next morning")
        for step in (*["+1 h"] * 10, *["+5 min"] * 6):  # to half past seven in the evening
            forward(visitor, step)
        visitor.be("dingtalk", "小周")
        visitor.go("dingtalk", "仓库")
        visitor.say("dingtalk", f"@派单 工单 {FORKLIFT}")
        press(visitor.dingtalk_card(FORKLIFT), "受理")
        expect(visitor.dingtalk_card(FORKLIFT)).to_contain_text("已受理")
        visitor.say("slack", f"/ticket {DOOR} #stock !urgent")
        expect(visitor.dingtalk_card(DOOR)).to_be_visible()
        visitor.be("slack", "老陈")
        visitor.go("slack", "warehouse")
        for told in ("快到了", "已经超时", "现升级给备班同事"):
            forward(visitor, "Next event")
            expect(visitor.dingtalk.locator(".pane-main").get_by_text(told).last).to_be_visible()
        expect(visitor.slack_card(DOOR)).to_contain_text("overdue")
        expect(visitor.slack_card(DOOR)).to_contain_text("1 reply")
        forward(visitor, "+5 min")
        expect(visitor.slack_card("Hand-over")).to_contain_text(FORKLIFT)
        expect(visitor.dingtalk_card("交接班")).to_contain_text(FORKLIFT)
        for conversation in ("一线客服", "仓库"):  # which opens with the newest
            visitor.go("dingtalk", conversation)
        _settle(visitor)
        visitor.page.screenshot(path=picture)


def narrow_dark(browser: Browser, demo: DemoProcess, picture: Path) -> None:
    """A telephone at night."""
    with visit(
        browser, demo.address, width=390, height=844, dark=True, scale=2, locale="zh-CN"
    ) as visitor:
        visitor.page.locator(".tour > .quiet").click()
        visitor.page.get_by_role("tab", name="模拟钉钉").click()
        expect(visitor.dingtalk_card(PROJECTOR)).to_be_visible()
        _settle(visitor)
        visitor.page.screenshot(path=picture)


def _settle(visitor: Visitor) -> None:
    """No cursor blinks, nothing is marked as just changed, and no button is being pointed at."""
    page = visitor.page
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur()")
    page.evaluate(
        "document.querySelectorAll('.updated').forEach((n) => n.classList.remove('updated'))"
    )


if __name__ == "__main__":
    if chromium() is None:
        sys.exit(CHROMIUM_MISSING)
    IMAGES.mkdir(parents=True, exist_ok=True)
    take_all(IMAGES)
