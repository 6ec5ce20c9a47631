"""The desk's home as Slack's home view, within its limit of blocks."""

from collections.abc import Iterable

from cards.card import Home, HomeLine, HomePart
from cards.cut import cut, utf16_units
from cards.slack import Block, Json, button_blocks, context_line, escape, header, mrkdwn_section

BLOCKS_A_HOME = 100
LINE_LIMIT = 500


def home_view(home: Home) -> Block:
    """What views.publish takes."""
    blocks: list[Json] = [
        header(home.title),
        context_line(home.hint),
        *button_blocks(home.buttons),
        *(block for part in home.parts for block in _part(part)),
    ]
    return {"type": "home", "callback_id": "home", "blocks": blocks[:BLOCKS_A_HOME]}


def _part(part: HomePart) -> Iterable[Block]:
    yield {"type": "divider"}
    yield header(part.title)
    for line in part.lines:
        yield from _line(line)
    if part.more:
        yield context_line(part.more)


def _line(line: HomeLine) -> Iterable[Block]:
    if not line.words:
        yield context_line(line.small)
        return
    words = escape(cut(" ".join(line.words.split()), LINE_LIMIT, utf16_units)[0])
    small = escape(cut(" ".join(line.small.split()), LINE_LIMIT, utf16_units)[0])
    section = mrkdwn_section(f"{words}\n{small}" if small else words)
    rows = button_blocks(line.buttons)
    if len(line.buttons) == 1:
        elements = rows[0]["elements"]
        beside = elements[0] if isinstance(elements, list) else None
        yield {**section, "accessory": beside}
        return
    yield section
    yield from rows
