"""What the browser tests stand on: the demo as a process, a browser, and a visitor on its page."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Literal

from playwright.sync_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Locator,
    Page,
    Playwright,
    expect,
)

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 30.0
CONNECTED = "Bot connected"
# Nothing that a browser does by itself, such as asking for updates, is wanted here.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)

Messenger = Literal["slack", "dingtalk"]


def chromium() -> str | None:
    """Where Chromium is, if it is installed."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next(filter(None, found), None)


def browser_of(playwright: Playwright) -> Browser:
    """Headless Chromium."""
    return playwright.chromium.launch(executable_path=chromium(), args=QUIET)


@dataclass
class DemoProcess:
    """The demo as `make demo` starts it."""

    folder: Path
    port: int = field(default_factory=free_port)
    web_port: int = field(default_factory=free_port)
    said: str = ""
    _process: subprocess.Popen[str] | None = None
    _listener: Thread = field(default_factory=Thread)
    _ready: Event = field(default_factory=Event)

    @property
    def address(self) -> str:
        """What it printed: the page."""
        found = re.search(r"open (http://\S+)", self.said)
        assert found, self.said
        return found[1]

    def start(self) -> None:
        """Start it and wait for the line with the address."""
        self._process = self._begin()
        self._ready.clear()
        self._listener = Thread(target=self._listen, args=(self._process,), daemon=True)
        self._listener.start()
        assert self._ready.wait(STARTS_WITHIN), f"The demo said no address: {self.said}"
        assert "http://" in self.said, f"The demo ended: {self.said}"

    def _listen(self, process: subprocess.Popen[str]) -> None:
        """Take down what it says to its end: a pipe that nobody reads would stop it."""
        assert process.stdout is not None
        for line in process.stdout:
            self.said += line
            if "http://" in line:
                self._ready.set()
        self._ready.set()

    def refused(self) -> tuple[int, str]:
        """Start it where it can't; its exit code and all that it says."""
        process = self._begin()
        said, _ = process.communicate(timeout=STARTS_WITHIN)
        return process.returncode, said

    def interrupt(self) -> int:
        """Ctrl-C, as a terminal sends it to everything in the foreground; returns the exit code."""
        assert self._process is not None
        process, self._process = self._process, None
        os.killpg(process.pid, signal.SIGINT)
        code = process.wait(timeout=15)
        self._listener.join(timeout=15)
        return code

    def stop(self) -> None:
        """End it, if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self.interrupt()

    def children(self) -> set[int]:
        """Processes that it has started (where /proc tells of them)."""
        assert self._process is not None
        return {pid for pid, parent in _parents() if parent == self._process.pid}

    def _begin(self) -> subprocess.Popen[str]:
        environment = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
        ports = ("--port", str(self.port), "--web-port", str(self.web_port))
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", *ports, "--folder", str(self.folder)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


def _parents() -> Iterator[tuple[int, int]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        yield int(stat.parent.name), int(told.rpartition(")")[2].split()[1])


def is_alive(pid: int) -> bool:
    """Whether a process with this id runs."""
    return any(pid == other for other, _ in _parents())


def is_free(port: int) -> bool:
    """Whether somebody could listen on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@dataclass(frozen=True)
class Visitor:
    """Somebody who has opened the demo's page."""

    page: Page

    @property
    def slack(self) -> Locator:
        """The left window."""
        return self.page.locator("#slack-window")

    @property
    def dingtalk(self) -> Locator:
        """The right window."""
        return self.page.locator("#dingtalk-window")

    @property
    def modal(self) -> Locator:
        """What lies over the pretend Slack."""
        return self.slack.get_by_role("dialog")

    def be(self, messenger: Messenger, name: str) -> None:
        """Become another person in one window."""
        self.window(messenger).locator(".persona-picker").select_option(name)

    def go(self, messenger: Messenger, conversation: str) -> None:
        """Open a conversation from the list."""
        name = self.page.get_by_text(conversation, exact=True)
        self.window(messenger).locator(".conversation").filter(has=name).click()

    def say(self, messenger: Messenger, text: str) -> None:
        """Write a line and send it."""
        box = self.window(messenger).locator(".pane-main > .pane-foot textarea")
        box.fill(text)
        box.press("Enter")
        expect(box).to_have_value("")

    def write(self, messenger: Messenger, text: str) -> None:
        """Write a line without sending it."""
        self.window(messenger).locator(".pane-main > .pane-foot textarea").fill(text)

    def attach(self, messenger: Messenger, name: str, mimetype: str, data: bytes) -> None:
        """Choose a file, which is sent with what is written."""
        chosen: FilePayload = {"name": name, "mimeType": mimetype, "buffer": data}
        self.window(messenger).locator(f"[data-focus={messenger}-files]").set_input_files(chosen)

    def slack_card(self, title: str) -> Locator:
        """The newest card with this title in Slack."""
        cards = self.slack.locator(".timeline-list > li").filter(
            has=self.page.locator(".block-header", has_text=title)
        )
        return cards.last

    def dingtalk_card(self, title: str) -> Locator:
        """The newest card with this title in DingTalk."""
        cards = self.dingtalk.locator(".ding-card").filter(
            has=self.page.locator(".card-head", has_text=title)
        )
        return cards.last

    def window(self, messenger: Messenger) -> Locator:
        """One of the two windows."""
        return self.page.locator(f"#{messenger}-window")


def bar_of(visitor: Visitor) -> Locator:
    """The fast-forward bar."""
    return visitor.page.get_by_role("region", name="Fast-forward")


def forward(visitor: Visitor, step: str) -> None:
    """Take a step of the fast-forward bar, and wait until the desk has got there."""
    bar = bar_of(visitor)
    press(bar, step)
    expect(bar.get_by_role("button", name="+1 h")).to_be_enabled()


def press(where: Locator, name: str) -> None:
    """Press a button by its name."""
    where.get_by_role("button", name=name, exact=True).click()


@contextmanager
def visit(
    browser: Browser,
    address: str,
    width: int = 1280,
    height: int = 800,
    dark: bool = False,
    scale: float = 1,
    locale: str = "en-GB",
) -> Iterator[Visitor]:
    """Open the page as somebody new to it; whatever it complains of is a mistake."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        device_scale_factor=scale,
        locale=locale,
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    try:
        page.goto(address)
        yield Visitor(page)
        assert not complaints
    finally:
        context.close()
