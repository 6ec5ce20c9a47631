"""Why nothing in a queue is somebody's next one, a line a ticket."""

from collections.abc import Sequence
from datetime import datetime

from cards.card import Message
from cards.names import group_name, ticket_number
from cards.why_routing import SEPARATOR, grounds_said
from cards.words import words
from desk.groups import Desk
from desk.languages import Language
from desk.waiting import Skipped

LINES = 20


def none_fits_message(
    skipped: Sequence[Skipped], desk: Desk, groups: Sequence[str], at: datetime, language: Language
) -> Message:
    """That nothing in these groups' queues can be somebody's next one, and why not."""
    say = words(language).say
    named = SEPARATOR[language].join(group_name(group, desk) for group in groups)
    if not skipped:
        return Message(say("next.empty", groups=named))
    lines = [say("next.none_fits", groups=named)]
    for one in skipped[:LINES]:
        grounds = grounds_said(one.grounds, desk, groups[0], at, language)
        number = ticket_number(one.ticket, language)
        lines.append(say("next.skipped", ticket=number, grounds=grounds))
    left = len(skipped) - LINES
    return Message("\n".join([*lines, *([say("list.more", n=left)] if left > 0 else [])]))
