"""The API against its own description: whatever fits it or not, no answer is undeclared."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from aiohttp.test_utils import TestServer
from aiohttp.web import Application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.applying import apply_file
from desk.languages import Language
from storage.clock import Clock
from storage.database import Database
from storage.store import Store
from tests.storage.conftest import BEGINNING_MS, SAMPLE
from tests.web.programs import token_of
from web.api.app import add_api
from web.api.limits import Limits
from web.api.operations import OPERATIONS

EXAMPLES = 40
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, str]]:
    """The API with the sample desk, in a thread of its own; its address, and a token."""
    told: Future[tuple[str, str]] = Future()
    loop, over = asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with AsyncExitStack() as closing:
            database = Database(f"sqlite://{folder / 'paidan.db'}")
            store = await Store.opened(database, "secret", Clock(BEGINNING_MS))
            closing.push_async_callback(store.close)
            await apply_file(SAMPLE, store, "tests", Language.ENGLISH)
            app = Application()
            add_api(app, store, Limits(store.clock.real_ms, interval_ms=0))
            server = await closing.enter_async_context(TestServer(app))
            told.set_result((str(server.make_url("/api/v1")), await token_of(store)))
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    try:
        yield told.result(timeout=60)
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """One server for all operations: tickets that one opens are there for the others."""
    with serving(tmp_path_factory.mktemp("api")) as address:
        yield address


@pytest.mark.parametrize("name", [operation.name for operation in OPERATIONS])
def test_no_answer_is_undeclared(served: tuple[str, str], name: str) -> None:
    """By schemathesis: no 5xx, and only the statuses, media types and shapes that are described."""
    url, token = served
    described = schemathesis.openapi.from_url(f"{url}/openapi.json")
    operation = described.find_operation_by_id(name)
    headers = {"Authorization": f"Bearer {token}"}
    statuses: Counter[int] = Counter()

    @given(data=st.data())
    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    def holds(data: Any) -> None:
        mode = data.draw(st.sampled_from(list(schemathesis.GenerationMode)))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if "number" in case.path_parameters and data.draw(st.booleans()):
            case.path_parameters["number"] = data.draw(st.integers(1, 20))
        response = case.call_and_validate(base_url=url, headers=headers, checks=CHECKS, timeout=20)
        statuses[response.status_code] += 1

    holds()
    assert len(statuses) > 1, "it was asked for one thing only"
