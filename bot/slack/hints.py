"""The adapter's own sentences; whoever builds it takes them from the catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hints:
    """`still_working` is said while an answer is late, `once_more` when an act must be repeated.

    `title` stands over what is said in a view (24 characters), on whose button is `close`.
    """

    still_working: str
    once_more: str
    title: str
    close: str
