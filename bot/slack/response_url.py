"""The address at which a command can still be answered for half an hour."""

from typing import Literal

import aiohttp

from bot.slack.proxy import proxy_for
from cards.slack import Block, SlackMessage
from desk.errors import Busy, Gone, Unsure

TIMEOUT = aiohttp.ClientTimeout(total=8)


async def respond(
    session: aiohttp.ClientSession,
    url: str,
    message: SlackMessage,
    response_type: Literal["ephemeral", "in_channel"],
    replaces: bool = False,
) -> None:
    """Answer there; `replaces`: in place of the message that was pressed on, as private as it is.

    Raises:
        Busy, Gone, Unsure: as for the Web API.
    """
    how: Block = {"replace_original": True} if replaces else {"response_type": response_type}
    body: Block = {"text": message.text, "blocks": message.blocks, **how}
    try:
        async with session.post(url, json=body, proxy=proxy_for(url), timeout=TIMEOUT) as answer:
            status = answer.status
    except aiohttp.ClientConnectorError as error:
        raise Busy("Slack cannot be reached") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Unsure(f"Slack's answer was lost: {type(error).__name__}") from error
    if status == 429 or status >= 500:
        raise Busy(f"HTTP {status}")
    if status != 200:
        raise Gone(f"HTTP {status}")
