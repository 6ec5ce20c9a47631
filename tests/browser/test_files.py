"""A file sent by hand in one window is seen in the other."""

import base64

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Visitor

pytestmark = pytest.mark.browser

PICTURE_SCRIPT = """() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 40;
  canvas.getContext("2d").fillRect(5, 5, 30, 30);
  return canvas.toDataURL("image/png").split(",")[1];
}"""


def test_a_picture_from_slack_is_seen_in_dingtalk(visitor: Visitor) -> None:
    """Ana attaches it to a mention: the group in DingTalk sees it, and both cards name it."""
    visitor.go("slack", "frontline")
    visitor.write("slack", "@paidan new 屏幕上有横线")
    visitor.attach("slack", "lines.png", "image/png", _picture(visitor.page))

    expect(visitor.dingtalk_card("屏幕上有横线")).to_contain_text("lines.png")
    expect(visitor.dingtalk.locator("img.markdown-picture").last).to_be_visible()


def test_a_file_from_dingtalk_is_seen_in_slack(visitor: Visitor) -> None:
    """小王 sends a log to the bot alone, then its title: Slack's card links it."""
    visitor.be("dingtalk", "小王")
    visitor.be("slack", "小王")
    visitor.go("dingtalk", "派单")
    visitor.attach("dingtalk", "打印.log", "text/plain", "第一行".encode())
    expect(visitor.dingtalk_card("这是什么问题")).to_be_visible()
    visitor.say("dingtalk", "打印机自己重启")

    expect(visitor.slack_card("打印机自己重启")).to_contain_text("打印.log")


def _picture(page: Page) -> bytes:
    return base64.b64decode(page.evaluate(PICTURE_SCRIPT))
