"""The languages the desk speaks, and which one answers a line."""

from enum import StrEnum


class Language(StrEnum):
    CHINESE = "zh_CN"
    ENGLISH = "en"


def language_of(text: str) -> Language | None:
    """The language a line is written in; None if it has no letters to tell by.

    One Chinese character decides: Chinese lines often carry English product names, seldom the
    other way round.
    """
    if any("\u3400" <= char <= "\u9fff" for char in text):
        return Language.CHINESE
    if any(char.isalpha() for char in text):
        return Language.ENGLISH
    return None
