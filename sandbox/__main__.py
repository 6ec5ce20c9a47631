"""Start the sandbox: python -m sandbox."""

import argparse
import asyncio
import errno
import ipaddress
import signal
import sys
from pathlib import Path

from aiohttp import web

from sandbox.app import build
from sandbox.core import Core
from sandbox.options import WORLD, Options

STOP_WITHIN_SECONDS = 1.0
CANNOT_START = 2


def main() -> None:
    """Parse the command line and serve until told to stop."""
    options = parse(sys.argv[1:])
    sys.exit(asyncio.run(serve(options)))


async def serve(options: Options) -> int:
    """Serve until SIGINT or SIGTERM; the result is the exit code."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    core = Core(options)
    runner = web.AppRunner(build(core), access_log=None, shutdown_timeout=STOP_WITHIN_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, options.host, options.port)
        await site.start()
    except OSError as error:
        await runner.cleanup()
        sys.stderr.write(f"{_why_not(error, options)}\n")
        return CANNOT_START
    core.port = runner.addresses[0][1]
    sys.stdout.write(f"sandbox ready on {core.url}\n")
    sys.stdout.flush()
    await stopped.wait()
    await runner.cleanup()
    return 0


def parse(arguments: list[str]) -> Options:
    """Read the command line."""
    default = Options()
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A Slack and a DingTalk that run on this machine."
    )
    add = parser.add_argument
    add("--host", default=default.host, type=_loopback, help="loopback address to listen on")
    add("--port", default=default.port, type=int, help="0 chooses a free one")
    add("--data", default=default.data, type=Path, help="folder that keeps messages")
    add("--world", default=WORLD, type=Path, help="people and conversations to start with")
    add("--bot-url", default=None, help="where the bot's own web server is, for the page")
    add("--slack-bot-token", default=default.slack_bot_token)
    add("--slack-app-token", default=default.slack_app_token)
    add("--slack-signing-secret", default=default.slack_signing_secret)
    add("--slack-events-url", default="", help="HTTP mode: post signed deliveries there")
    add("--slack-scopes", default=default.slack_scopes, type=_scopes, help="a,b,c that are granted")
    add("--dingtalk-client-id", default=default.dingtalk_client_id)
    add("--dingtalk-client-secret", default=default.dingtalk_client_secret)
    add(
        "--dingtalk-template",
        dest="dingtalk_templates",
        action="append",
        default=[],
        type=_template,
        metavar="ID=FILE",
        help="a card template and its source; repeatable",
    )
    add("--no-limits", dest="limits", action="store_false", help="start with rate limits off")
    given = vars(parser.parse_args(arguments))
    given["dingtalk_templates"] = dict(given["dingtalk_templates"])
    return Options(**given)


def _loopback(host: str) -> str:
    if host == "localhost":
        return "127.0.0.1"
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise argparse.ArgumentTypeError("the sandbox listens on loopback addresses only")
    return host


def _scopes(given: str) -> tuple[str, ...]:
    return tuple(scope for scope in given.replace(" ", "").split(",") if scope)


def _template(given: str) -> tuple[str, Path]:
    id_, equals, file = given.partition("=")
    if not (id_ and equals and Path(file).is_file()):
        raise argparse.ArgumentTypeError(f"not ID=FILE with a file that exists: {given}")
    return id_, Path(file)


def _why_not(error: OSError, options: Options) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {options.port} on {options.host} is taken; choose another with --port."
    return f"Cannot listen on {options.host}:{options.port}: {error.strerror}."


if __name__ == "__main__":
    main()
