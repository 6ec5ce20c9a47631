"""Forms with a file, read with an eye on their size: nothing is read that would not be taken."""

import asyncio

from aiohttp import BodyPartReader
from aiohttp.web import (
    HTTPBadRequest,
    HTTPLengthRequired,
    HTTPRequestEntityTooLarge,
    Request,
    RequestPayloadError,
)

LARGEST_FILE = 2_000_000
LARGEST_FORM = 4 * LARGEST_FILE // 3 + 20_000  # a file that comes back is written as base64
MOST_FIELDS = 5
WITHIN_SECONDS = 60


async def form_field(request: Request, name: str) -> bytes:
    """What stands in one field of a multipart form; empty if it has none of that name.

    Raises:
        HTTPException: it is no such form, it doesn't tell its length, or it is too large.
    """
    if request.content_type != "multipart/form-data":
        raise HTTPBadRequest
    if request.content_length is None:
        raise HTTPLengthRequired
    if request.content_length > LARGEST_FORM:
        raise HTTPRequestEntityTooLarge(LARGEST_FORM, request.content_length)
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            return await _field(request, name)
    except (ValueError, TimeoutError, RequestPayloadError) as broken:
        raise HTTPBadRequest from broken


async def _field(request: Request, name: str) -> bytes:
    parts = await request.multipart()
    for _ in range(MOST_FIELDS):
        part = await parts.next()
        if part is None:
            break
        if isinstance(part, BodyPartReader) and part.name == name:
            return await _content(part)
    return b""


async def _content(part: BodyPartReader) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk():
        content += chunk
        if len(content) > LARGEST_FORM:
            raise HTTPRequestEntityTooLarge(LARGEST_FORM, len(content))
    return bytes(content)
