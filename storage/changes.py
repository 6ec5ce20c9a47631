"""What a batch of acts changed, as far as messengers have to show or say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.acts import Decision
from desk.address import ConversationAddress
from storage.steps import Row, number_or_none
from storage.work import KeptDraft, KeptMatter


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What a batch of acts changed, and the cards that were pressed on; `real` in milliseconds.

    `causes`: the delivery that asked for what happened to a "ticket", "draft" or "matter" of that
    id. `digests` are lanes in which what was put off is told now.
    """

    decisions: Sequence[Decision]
    drafts: Sequence[KeptDraft]
    matters: Sequence[KeptMatter]
    pressed: Sequence[int]
    conversations: Mapping[ConversationAddress, int]
    causes: Mapping[tuple[str, int], str]
    digests: Sequence[str]
    real: int


def about(row: Row) -> tuple[str, int]:
    """What a card or message is about: a draft or a matter by its id, else its ticket."""
    for kind in ("draft", "matter"):
        if (key := number_or_none(row, f"{kind}_id")) is not None:
            return kind, key
    return "ticket", number_or_none(row, "ticket_id") or 0
