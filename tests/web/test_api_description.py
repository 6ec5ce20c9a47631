"""What there is to read about the API."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from openapi_spec_validator import validate

from tests.storage.conftest import Desk, desk
from tests.web.programs import Program, program
from web.api.operations import OPERATIONS
from web.api.problems import PROBLEMS, Kind

__all__ = ["desk"]

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def shop(desk: Desk) -> AsyncIterator[Program]:
    """The shop's program, before the sample desk."""
    async with program(desk.store) as one:
        yield one


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_description_is_valid_and_whole(shop: Program, language: str) -> None:
    """OpenAPI 3.1, with every operation, answer and problem of the tables."""
    described = (await replace(shop, token="", language=language).get("/openapi.json")).json
    validate(described)
    for operation in OPERATIONS:
        told = described["paths"][operation.path][operation.method.lower()]
        statuses = {str(PROBLEMS[kind]) for kind in operation.problems} | {str(operation.status)}
        assert told["responses"].keys() == statuses


async def test_the_page_needs_nothing_from_elsewhere(shop: Program) -> None:
    """Every operation and problem is on it, and its policy lets nothing else in."""
    answer = await replace(shop, token="").get("/docs")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "src=" not in answer.text
    assert "<script" not in answer.text
    assert all(f'id="{kind}"' in answer.text for kind in Kind)
    assert all(f"/api/v1{operation.path}" in answer.text for operation in OPERATIONS)
