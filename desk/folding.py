"""A text as it is compared, that still knows how it was typed: ＃１２ Ｄｏｎｅ is #12 done."""

import unicodedata
from dataclasses import dataclass

QUOTES = {"\u2018": "'", "\u2019": "'"}


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is without case and full-width forms; `places` say where each of its characters stood.

    Whatever is kept of a line is taken from `typed`.
    """

    typed: str
    text: str
    places: tuple[int, ...]

    def as_typed(self, start: int, end: int | None = None) -> str:
        """A stretch of the text as it was typed, without the space around it."""
        stop = len(self.text) if end is None else end
        return self.typed[self.places[start] : self.places[stop]].strip()


def folded(typed: str) -> Folded:
    """A text, ready to be compared."""
    pieces = [folded_word(char) for char in typed]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return Folded(typed, "".join(pieces), (*places, len(typed)))


def folded_word(word: str) -> str:
    """A word that can be compared with a folded text."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    return "".join(QUOTES.get(char, char) for char in plain)
