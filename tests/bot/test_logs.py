"""What libraries may write to an operator's terminal."""

import logging
from collections.abc import Iterator

import pytest

from bot.logs import set_up_logs


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Other tests find the root logger as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def test_ticks_that_are_passed_over_are_not_written_of() -> None:
    """APScheduler's errors are, and so are the warnings of others."""
    set_up_logs("info", as_json=False)
    ticks = logging.getLogger("apscheduler.scheduler")
    assert not ticks.isEnabledFor(logging.WARNING)
    assert ticks.isEnabledFor(logging.ERROR)
    assert logging.getLogger("asyncio").isEnabledFor(logging.WARNING)
