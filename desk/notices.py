"""What follows from a change: which cards stand where, and who is told what."""

from dataclasses import dataclass
from enum import StrEnum

from desk.address import ConversationAddress, Place, direct_chat
from desk.groups import Channel, Desk, Group
from desk.languages import Language
from desk.moves import Action, WaitingFor
from desk.people import Actor
from desk.ticket import Change, Intake, Ticket, Visibility


class NoticeKind(StrEnum):
    """What a message that is not a card says; the words are made when it is sent."""

    OPENED = "opened"
    MOVED = "moved"
    YOUR_TURN = "your_turn"
    COMMENT = "comment"
    REPLY = "reply"


class PostingKind(StrEnum):
    """What a conversation shows of a ticket."""

    CARD = "card"
    STUB = "stub"
    REPORTER = "reporter"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Notice:
    """A message about an event: to a place, in a language, mentioning somebody if `mention`.

    `beside` marks one that belongs in the thread of the ticket's card there (or, on a messenger
    without threads, after its number).
    """

    kind: NoticeKind
    place: Place
    language: Language
    mention: int | None = None
    beside: bool = False


@dataclass(frozen=True, slots=True)
class NewPosting:
    """A card of this ticket that should stand in a conversation from now on."""

    kind: PostingKind
    place: Place
    language: Language
    mention: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Consequences:
    """All that the messengers have to do with a change, beside redrawing cards that stand."""

    postings: tuple[NewPosting, ...] = ()
    notices: tuple[Notice, ...] = ()
    stub_group: str | None = None


REPORTER_HEARS = frozenset(
    {Action.ACKNOWLEDGE, Action.RESOLVE, Action.REOPEN, Action.TRANSFER, Action.CANCEL}
)


def consequences(change: Change, by: Actor, desk: Desk, spoken_in: Place | None) -> Consequences:
    """What a change makes the desk show and say; `spoken_in`: where its words stand already."""
    postings = (*_group_cards(change, desk), *_reporter_card(change))
    notices = (
        *_to_reporter(change, by, spoken_in),
        *_to_assignee(change, by, desk),
        *_comment_elsewhere(change, desk, spoken_in),
    )
    moved_away = change.event.action is Action.TRANSFER and change.before is not None
    stub = change.before.group if moved_away and change.before else None
    return Consequences(postings, notices, stub)


def reporter_place(ticket: Ticket) -> Place:
    """Where the reporter reads on: a thread or group they asked in, else their direct chat."""
    if ticket.origin.intake is Intake.MENTION:
        return ticket.origin.place
    return Place(direct_chat(ticket.origin.account))


def _group_cards(change: Change, desk: Desk) -> tuple[NewPosting, ...]:
    arrives = change.event.action in {Action.OPEN, Action.TRANSFER}
    group = desk.groups.get(change.ticket.group)
    if not arrives or group is None:
        return ()
    called = _callees(group, desk)
    return tuple(
        NewPosting(
            PostingKind.CARD,
            Place(channel.conversation),
            channel.language,
            called.get(channel.conversation, ()),
        )
        for channel in group.channels
    )


def _callees(group: Group, desk: Desk) -> dict[ConversationAddress, tuple[int, ...]]:
    """Whom each channel's first card calls: everybody on duty, each in one channel only."""
    called: dict[ConversationAddress, tuple[int, ...]] = {}
    for person_id in group.on_duty:
        channel = _best_channel(group.channels, person_id, desk)
        if channel is not None:
            where = channel.conversation
            called[where] = (*called.get(where, ()), person_id)
    return called


def _best_channel(channels: tuple[Channel, ...], person_id: int, desk: Desk) -> Channel | None:
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


def _reporter_card(change: Change) -> tuple[NewPosting, ...]:
    """Once a ticket is resolved, its reporter has a card of their own to confirm or reopen it."""
    if change.event.action is not Action.RESOLVE:
        return ()
    ticket = change.ticket
    return (
        NewPosting(
            PostingKind.REPORTER, reporter_place(ticket), ticket.language, (ticket.reporter,)
        ),
    )


def _to_reporter(change: Change, by: Actor, spoken_in: Place | None) -> tuple[Notice, ...]:
    ticket, event = change.ticket, change.event
    place = reporter_place(ticket)
    if event.action is Action.OPEN:
        heard = ticket.origin.intake is not Intake.COMMAND
        return (Notice(NoticeKind.OPENED, place, ticket.language),) if heard else ()
    if by.person.id == ticket.reporter or spoken_in == place:
        return ()
    if event.visibility is Visibility.REPORTER:
        return (Notice(NoticeKind.REPLY, place, ticket.language, ticket.reporter),)
    waits = event.action is Action.PEND and ticket.waiting_for is WaitingFor.CUSTOMER
    if event.action in REPORTER_HEARS or waits:
        return (Notice(NoticeKind.MOVED, place, ticket.language, ticket.reporter),)
    return ()


def _to_assignee(change: Change, by: Actor, desk: Desk) -> tuple[Notice, ...]:
    """Whoever is given a ticket by somebody else hears of it, once, where they prefer."""
    ticket = change.ticket
    given = change.event.action in {Action.ASSIGN, Action.REOPEN}
    if not given or ticket.assignee is None or ticket.assignee == by.person.id:
        return ()
    person = desk.people.get(ticket.assignee)
    if person is None or not person.accounts:
        return ()
    place = Place(direct_chat(person.accounts[0]))
    language = person.language or desk.language
    return (Notice(NoticeKind.YOUR_TURN, place, language, person.id),)


def _comment_elsewhere(change: Change, desk: Desk, spoken_in: Place | None) -> tuple[Notice, ...]:
    """A comment appears beside the ticket's card in every channel but the one it was written in."""
    group = desk.groups.get(change.ticket.group)
    if change.event.visibility is None or group is None:
        return ()
    written_in = spoken_in.conversation if spoken_in else None
    return tuple(
        Notice(NoticeKind.COMMENT, Place(channel.conversation), channel.language, beside=True)
        for channel in group.channels
        if channel.conversation != written_in
    )
