"""What people said on a ticket, as lines on a card or a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.words import say_day, words
from desk.languages import Language
from desk.people import Sight


@dataclass(frozen=True, slots=True)
class SaidComment:
    """A comment or reply, by the name of its author."""

    author: str
    at: datetime
    text: str
    internal: bool


def seen_by(comments: Sequence[SaidComment], sight: Sight) -> tuple[SaidComment, ...]:
    """The comments that somebody with this sight may read."""
    match sight:
        case Sight.ALL:
            return tuple(comments)
        case Sight.REPORTER:
            return tuple(comment for comment in comments if not comment.internal)
        case Sight.OUTLINE | Sight.NOTHING:
            return ()


def comment_lines(
    comments: Sequence[SaidComment], timezone: str, language: Language
) -> tuple[str, ...]:
    """A line for each, in the order given, with its time where that zone is."""
    newest = max((comment.at for comment in comments), default=None)
    if newest is None:
        return ()
    return tuple(
        words(language).say(
            "card.said_internal" if comment.internal else "card.said",
            person=comment.author,
            time=say_day(comment.at, timezone, language, newest),
            text=comment.text.strip(),
        )
        for comment in comments
    )
