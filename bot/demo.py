"""`paidan demo`: a pretend Slack and DingTalk beside the real bot, with nothing to set up."""

import asyncio
import contextlib
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.applying import apply_file
from bot.main import run_bot
from bot.settings import Settings
from desk.languages import Language
from storage.clock import Clock
from storage.store import Store

HOST = "127.0.0.1"
SAMPLE = Path(__file__).with_name("samples") / "desk.yaml"
TEMPLATE = Path(__file__).parents[1] / "cards" / "dingtalk_template.yaml"
TEMPLATE_ID = "paidan-ticket"
SANDBOX_STARTS_WITHIN = 15.0


class DemoProblem(Exception):
    """The demo can't start; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the demo keeps everything, and on which ports its two processes listen."""

    folder: Path
    port: int
    web_port: int

    @property
    def address(self) -> str:
        """The page."""
        return f"http://{HOST}:{self.port}"


async def run_demo(demo: Demo) -> None:
    """Start both, print the address, run until Ctrl-C.

    Raises:
        DemoProblem: a port is taken, or the sandbox does not start.
    """
    for port, option in ((demo.port, "PORT"), (demo.web_port, "WEB_PORT")):
        _must_be_free(port, option)
    demo.folder.mkdir(parents=True, exist_ok=True)
    settings = demo_settings(demo)
    async with _sandbox(demo):
        await _apply_sample(settings)
        await run_bot(settings, ready=lambda: _announce(demo))


def demo_settings(demo: Demo) -> Settings:
    """Settings of a bot that talks to the sandbox; nothing is read from the environment or .env."""
    return Settings.model_construct(
        paidan_database_url=f"sqlite://{demo.folder / 'paidan.db'}",
        paidan_secret=SecretStr(_kept_secret(demo.folder / "secret")),
        paidan_web_host=HOST,
        paidan_web_port=demo.web_port,
        paidan_public_url=f"http://{HOST}:{demo.web_port}",
        paidan_feeds_may_be_local=True,
        paidan_webhooks_may_be_local=True,
        paidan_log_level="warning",
        paidan_demo=True,
        slack_bot_token=SecretStr("xoxb-sandbox"),
        slack_app_token=SecretStr("xapp-sandbox"),
        slack_api_url=f"{demo.address}/api/",
        dingtalk_client_id="dingsandbox",
        dingtalk_client_secret=SecretStr("sandbox-secret"),
        dingtalk_robot_code="dingbotpaidan01",
        dingtalk_agent_id="1",
        dingtalk_card_template_id=TEMPLATE_ID,
        dingtalk_api_url=demo.address,
        dingtalk_oapi_url=demo.address,
    )


def _announce(demo: Demo) -> None:
    sys.stdout.write(
        f"\n  Paidan 派单 is ready: open {demo.address}\n"
        f"  Ctrl-C stops it. What you did is kept in {demo.folder}; make clean-demo forgets it.\n\n"
    )
    sys.stdout.flush()


async def _apply_sample(settings: Settings) -> None:
    """Apply the sample, unless the newest settings are just that already."""
    store = await Store.opened(
        settings.database, settings.paidan_secret.get_secret_value(), Clock()
    )
    try:
        if await store.settings.newest_text() != SAMPLE.read_text(encoding="utf-8"):
            await apply_file(SAMPLE, store, "demo", Language.ENGLISH)
    finally:
        await store.close()


@contextlib.asynccontextmanager
async def _sandbox(demo: Demo) -> AsyncIterator[None]:
    """The pretend messengers, a process of its own that ends with us.

    It has a session of its own, so that Ctrl-C reaches the bot first: the bot closes its sockets
    in order, and then the sandbox is told to stop.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        *("--port", str(demo.port)),
        *("--data", str(demo.folder / "sandbox")),
        *("--bot-url", f"http://{HOST}:{demo.web_port}"),
        *("--dingtalk-template", f"{TEMPLATE_ID}={TEMPLATE}"),
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(TEMPLATE.parents[1])},
    )
    try:
        await _until_ready(process)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _until_ready(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    try:
        async with asyncio.timeout(SANDBOX_STARTS_WITHIN):
            line = await process.stdout.readline()
    except TimeoutError as late:
        raise DemoProblem("The sandbox did not start in time.") from late
    if not line:
        raise DemoProblem("The sandbox could not start; the line above says why.")


def _must_be_free(port: int, option: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as taken:
            raise DemoProblem(
                f"Port {port} is taken by another program. Choose another: make demo {option}=9100"
            ) from taken


def _kept_secret(file: Path) -> str:
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32), encoding="ascii")
    return file.read_text(encoding="ascii")
