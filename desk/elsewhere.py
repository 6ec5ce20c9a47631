"""What appears beside a ticket's cards where it doesn't stand yet: comments and files."""

from desk.address import Place, direct_chat
from desk.callees import callees
from desk.events import IN_THREAD, Visibility
from desk.groups import Desk
from desk.moves import Action
from desk.notices import Notice, NoticeKind
from desk.people import Actor
from desk.ticket import Change, Ticket


def reporter_place(ticket: Ticket) -> Place:
    """Where the reporter reads on: a thread or group they asked in, else their direct chat."""
    if ticket.origin.intake in IN_THREAD:
        return ticket.origin.place
    return Place(direct_chat(ticket.origin.account))


def comment_elsewhere(
    change: Change, by: Actor, desk: Desk, spoken_in: Place | None
) -> tuple[Notice, ...]:
    """A comment appears beside the ticket's card in every channel but the one it was written in.

    What the reporter says calls whoever has the ticket: often it is what they wait for.
    """
    group = desk.groups.get(change.ticket.group)
    if change.event.visibility is None or group is None:
        return ()
    assignee = change.ticket.assignee
    waits = not by.is_staff and assignee is not None and assignee != by.person.id
    written_in = spoken_in.conversation if spoken_in else None
    channels = tuple(one for one in group.channels if one.conversation != written_in)
    called = callees(channels, (assignee,) if waits and assignee else (), desk)
    return tuple(
        Notice(
            NoticeKind.COMMENT,
            Place(channel.conversation),
            channel.language,
            called.get(channel.conversation, ()),
            beside=True,
        )
        for channel in channels
    )


def file_elsewhere(
    change: Change, by: Actor, desk: Desk, spoken_in: Place | None
) -> tuple[Notice, ...]:
    """A file is brought to where it doesn't stand yet: the group's channels, and its reporter."""
    event, ticket = change.event, change.ticket
    group = desk.groups.get(ticket.group)
    if event.action is not Action.ATTACH or group is None:
        return ()
    sent_in = spoken_in.conversation if spoken_in else None
    notices = [
        Notice(NoticeKind.FILE, Place(channel.conversation), channel.language, beside=True)
        for channel in group.channels
        if channel.conversation != sent_in
    ]
    place = reporter_place(ticket)
    theirs = by.person.id == ticket.reporter or place.conversation == sent_in
    if event.facts.get("seen") == Visibility.REPORTER and not theirs:
        notices.append(Notice(NoticeKind.FILE, place, ticket.language))
    return tuple(notices)
