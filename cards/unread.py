"""What was to be a category, an impact or an urgency and is none: it stays in the title, and that
is told."""

from cards.words import words
from desk.degrees import read_degrees
from desk.groups import Desk
from desk.languages import Language
from desk.tags import UnknownTag, unknown_categories


def unread_line(text: str, desk: Desk, language: Language) -> str:
    """Lines about it for whoever wrote the text; empty where there is nothing to tell."""
    say = words(language).say
    degrees = read_degrees(text).unread
    of_degrees = say("degree.unread", words=say("report.and").join(degrees)) if degrees else ""
    tags = (_unknown(tag, language) for tag in unknown_categories(text, desk))
    return "\n".join(filter(None, (*tags, of_degrees)))


def _unknown(tag: UnknownTag, language: Language) -> str:
    say = words(language).say
    if tag.nearest is None:
        return say("category.unknown", word=tag.word)
    return say("category.unknown_near", word=tag.word, nearest=tag.nearest)
