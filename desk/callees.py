"""Whom a message in a group's channels calls: each person in one of them only."""

from collections.abc import Iterable

from desk.address import ConversationAddress
from desk.groups import Channel, Desk


def callees(
    channels: tuple[Channel, ...], people: Iterable[int], desk: Desk
) -> dict[ConversationAddress, tuple[int, ...]]:
    """Which of these people each channel calls: each in one channel only, where they prefer."""
    called: dict[ConversationAddress, tuple[int, ...]] = {}
    for person_id in people:
        channel = best_channel(channels, person_id, desk)
        if channel is not None:
            where = channel.conversation
            called[where] = (*called.get(where, ()), person_id)
    return called


def best_channel(channels: tuple[Channel, ...], person_id: int, desk: Desk) -> Channel | None:
    """The group's channel on the messenger that this person prefers."""
    person = desk.people.get(person_id)
    if person is None:
        return None
    for account in person.accounts:
        for channel in channels:
            where = channel.conversation
            if (where.messenger, where.tenant) == (account.messenger, account.tenant):
                return channel
    return None
