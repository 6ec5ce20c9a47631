"""What a look at the settings and what they lead to has found."""

from dataclasses import dataclass, field
from enum import StrEnum

from cards.words import words
from desk.languages import Language


class Weight(StrEnum):
    """How bad it is: `paidan doctor` ends with 1 if anything is WRONG."""

    FINE = "✓"
    NOTE = "!"
    WRONG = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `key` is its sentence `doctor.<key>`, which has these facts."""

    weight: Weight
    key: str
    facts: dict[str, str | int] = field(default_factory=dict)

    def line(self, language: Language) -> str:
        """As the operator reads it."""
        return f"{self.weight} {words(language).say(f'doctor.{self.key}', **self.facts)}"


def fine(key: str, **facts: str | int) -> Finding:
    """As it should be."""
    return Finding(Weight.FINE, key, facts)


def note(key: str, **facts: str | int) -> Finding:
    """It works, but somebody may miss something."""
    return Finding(Weight.NOTE, key, facts)


def wrong(key: str, **facts: str | int) -> Finding:
    """It doesn't work as it is."""
    return Finding(Weight.WRONG, key, facts)
