"""Cards that could not be shown because the desk was not let in, once it is."""

from desk.address import ConversationAddress
from storage.deliveries import wake_lanes_steps
from storage.steps import Query, Steps
from storage.work import Extra

CLOSED = ("not_in_channel%", "channel_not_found%")
"""What a messenger answers where the desk is not let in; see bot/slack/failures.py."""


def revived(conversation: ConversationAddress, real: int) -> Extra:
    """Have the cards of this conversation drawn after all, as their tickets are by now."""
    lane = conversation.lane

    def write(_now: int) -> Steps[None]:
        yield from wake_lanes_steps([lane], real)
        for error in CLOSED:
            yield Query(
                "update posting set dead_at = null, attempts = 0, error = null "
                "where lane = $1 and dead_at is not null and error like $2",
                (lane, error),
            )

    return Extra(f"lane:{lane}", write)
