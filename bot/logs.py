"""Logs for operators: a sentence, then named facts. Secrets and what people say never get in."""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

SECRET_NAMES = frozenset({"token", "secret", "ticket_of_gateway", "authorization", "text", "body"})


def set_up_logs(level: str, as_json: bool) -> None:
    """Send our own lines and those of libraries to stderr, in one shape."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_secrets,
    ]
    shape = _as_json() if as_json else _for_a_terminal()
    structlog.configure(
        processors=[*shared, *shape],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shape],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # It warns of every tick that finds the round before still at work, which is as it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def _as_json() -> list[Processor]:
    return [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


def _for_a_terminal() -> list[Processor]:
    """Plain tracebacks: the rich ones print local variables, and with them what people wrote."""
    colors = sys.stderr.isatty()
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)]


def _without_secrets(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """A net under the habit: a fact of such a name is left out, whoever logs it."""
    for name in SECRET_NAMES & line.keys():
        line[name] = "(not logged)"
    return line
