"""One browser and one demo for the tests that don't mind what was there before them."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.stage import DemoProcess, Visitor, browser_of, chromium, visit
from tests.conftest import CHROMIUM_MISSING, skip_or_fail


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Beside a failed test stands what its demo logged."""
    report = yield
    if report.failed:
        found = getattr(item, "funcargs", {}).values()
        demos = [demo for demo in found if isinstance(demo, DemoProcess)]
        report.sections += [("What the demo said", demo.said[-20_000:]) for demo in demos]
    return report


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium. It ends with the file, as its loop would be in other tests' way."""
    if chromium() is None:
        skip_or_fail(CHROMIUM_MISSING)
    expect.set_options(timeout=8_000)
    with sync_playwright() as playwright:
        opened = browser_of(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoProcess]:
    """A running demo; asked for after the browser, so that no demo starts where it is missing."""
    assert browser.is_connected()
    started = DemoProcess(tmp_path_factory.mktemp("demo"))
    started.start()
    yield started
    started.stop()


@pytest.fixture
def own_demo(browser: Browser, tmp_path: Path) -> Iterator[DemoProcess]:
    """A demo for one test alone, not yet started."""
    assert browser.is_connected()
    mine = DemoProcess(tmp_path)
    yield mine
    mine.stop()


@pytest.fixture
def visitor(browser: Browser, demo: DemoProcess) -> Iterator[Visitor]:
    """Somebody who has just opened the page: Ana in Slack, 小王 in DingTalk."""
    with visit(browser, demo.address) as arrived:
        yield arrived
