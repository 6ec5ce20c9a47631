"""What was to be an impact or an urgency and is none: it stays in the title, and that is told."""

from cards.words import words
from desk.degrees import read_degrees
from desk.languages import Language


def unread_degrees(text: str, language: Language) -> str:
    """A line about it for whoever wrote the text; empty where there is nothing to tell."""
    say = words(language).say
    unread = read_degrees(text).unread
    return say("degree.unread", words=say("report.and").join(unread)) if unread else ""
