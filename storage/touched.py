"""What an act touches beside its own rows: conversations, and times at which something is due."""

from collections.abc import Iterator
from datetime import datetime

from desk.address import ConversationAddress
from storage.work import Work


def due_times(work: Work) -> Iterator[datetime]:
    """When what an act set falls due."""
    yield from (timer.due for timer in work.timers)
    for decision in work.decisions:
        if decision.follows.digest_at is not None:
            yield decision.follows.digest_at
        clocks = decision.change.ticket.clocks
        yield from (clock.next_at for clock in clocks if clock.runs and clock.next_at)


def conversations_in(work: Work) -> set[ConversationAddress]:
    """Every conversation that an act is about, or tells something."""
    found: set[ConversationAddress] = set()
    for decision in work.decisions:
        found.add(decision.change.ticket.origin.place.conversation)
        found |= {posting.place.conversation for posting in decision.follows.postings}
        found |= {notice.place.conversation for notice in decision.follows.notices}
    for kept in work.drafts:
        found.add(kept.draft.origin.place.conversation)
        if kept.place is not None:
            found.add(kept.place.conversation)
    found |= {file.place.conversation for file in work.files}
    for matter in work.matters:
        found |= {posting.place.conversation for posting in matter.postings}
        found |= {notice.place.conversation for notice in matter.notices}
    return found
