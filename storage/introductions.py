"""In which conversations the desk has said who it is."""

from storage.steps import Query, Steps
from storage.tables import ConversationRow
from storage.work import Extra

ORDER = "conversation"


class Introductions:
    """Remembers those that are known to this process, as nobody is introduced anew."""

    def __init__(self) -> None:
        self._known: set[int] = set()

    async def made_in(self, conversation: int) -> bool:
        """Whether the desk is known there."""
        if conversation not in self._known:
            row = await ConversationRow.get(id=conversation)
            if row.introduced_at is None:
                return False
            self._known.add(conversation)
        return True

    def making(self, conversation: int) -> Extra:
        """From now on it is; in conflict if somebody else has introduced it meanwhile."""

        def check() -> Steps[bool]:
            rows = yield Query(
                "select introduced_at from conversation where id = $1 for update", (conversation,)
            )
            return bool(rows) and rows[0]["introduced_at"] is None

        def write(now: int) -> Steps[None]:
            yield Query(
                "update conversation set introduced_at = $2 where id = $1", (conversation, now)
            )

        return Extra(ORDER, write, check)
