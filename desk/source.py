"""The message that a ticket was made of, where somebody else may have written it."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Source:
    """What the desk keeps of the message; its words are the ticket's own first words.

    `author` is a person's id (None: another program wrote it, called `name`), `link` leads to the
    message, `files` are the names of what hung on it. `edits` counts its later versions, each of
    which is an event of the ticket's.
    """

    author: int | None = None
    name: str = ""
    link: str = ""
    files: tuple[str, ...] = ()
    edits: int = 0
    deleted: bool = False

    def edited(self) -> "Source":
        """Once more."""
        return replace(self, edits=self.edits + 1)

    def taken_away(self) -> "Source":
        """Deleted by its author."""
        return replace(self, deleted=True)
