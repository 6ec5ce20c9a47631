"""Desks whose tickets are handed out, each on a database of its own."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.beginnings import Beginnings
from tests.handlers.counter import Counter, counter

CounterOf = Callable[[str], AbstractAsyncContextManager[Counter]]


@pytest.fixture
def counter_of(database_url: str, beginnings: Beginnings) -> CounterOf:
    """The desk of a desk.yaml: `async with counter_of(desk_yaml) as desk`."""
    return lambda desk_yaml: counter(database_url, beginnings, desk_yaml)
