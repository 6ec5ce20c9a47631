"""How long something is, in words: 8 h, 1 h 30 min. Hours of work are never told as days."""

from datetime import timedelta

from cards.words import words
from desk.languages import Language


def say_length(length: timedelta, language: Language) -> str:
    """In hours, minutes and seconds, without those that are nought."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    say = words(language).say
    parts = (
        say("length.hours", n=hours) if hours else "",
        say("length.minutes", n=minutes) if minutes else "",
        say("length.seconds", n=seconds) if seconds else "",
    )
    return " ".join(filter(None, parts)) or say("length.minutes", n=0)
