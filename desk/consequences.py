"""What follows from a change: cards in the group's channels, and who is told."""

from datetime import datetime

from desk.address import Place, direct_chat
from desk.callees import best_channel, callees
from desk.elsewhere import comment_elsewhere, file_elsewhere, reporter_place
from desk.events import FROM_MESSAGE, Intake, Visibility
from desk.groups import Desk, Group
from desk.moves import Action, WaitingFor
from desk.notices import Consequences, HeldTurn, NewPosting, Notice, NoticeKind, PostingKind
from desk.notify import Notify, Topic, Way
from desk.people import Actor, Person
from desk.quiet import quiet_until
from desk.ticket import Change, Ticket

GIVES = frozenset({Action.ASSIGN, Action.REOPEN})
"""What puts a ticket whose card stands already into somebody's hands."""


GIVES_ANEW = frozenset(
    {Action.OPEN, Action.TRANSFER, Action.SEND_BACK, Action.GIVE_BACK, Action.ESCALATE}
)
"""What may have somebody chosen along with it."""


REPORTER_HEARS = frozenset(
    {
        Action.ACKNOWLEDGE,
        Action.RESOLVE,
        Action.REOPEN,
        Action.TRANSFER,
        Action.CANCEL,
        Action.EXTEND,
    }
)


def consequences(
    change: Change,
    by: Actor,
    desk: Desk,
    spoken_in: Place | None,
    called: tuple[int, ...] | None = None,
) -> Consequences:
    """What a change makes the desk show and say; `spoken_in`: where its words stand already.

    `called` are those who were chosen to be called; None where nobody was chosen for it.
    """
    postings = (*_group_cards(change, desk, called), *_reporter_card(change))
    given = _given_to(change, by, desk)
    quiet = _spared_until(change, given, desk) if given else None
    held = (HeldTurn(given.id, quiet),) if given and quiet else ()
    notices = (
        *_to_reporter(change, by, spoken_in),
        *(_to_assignee(change, given, desk) if given and not held else ()),
        *_routed(change, desk, called or ()),
        *_nudged(change, by, desk),
        *comment_elsewhere(change, by, desk, spoken_in),
        *file_elsewhere(change, by, desk, spoken_in),
    )
    stub = change.before.group if change.goes_elsewhere and change.before else None
    return Consequences(postings, notices, stub, held)


def _can_be_told(ticket: Ticket) -> bool:
    """A program that reported it asks by itself how it goes."""
    return ticket.origin.account.messenger.is_chat


def _group_cards(
    change: Change, desk: Desk, chosen: tuple[int, ...] | None
) -> tuple[NewPosting, ...]:
    arrives = change.event.action is Action.OPEN or change.goes_elsewhere
    group = desk.groups.get(change.ticket.group)
    if not arrives or group is None:
        return ()
    at = change.event.at
    channels = desk.channels_for(group, at)
    people = _first_on_duty(change.ticket, desk, at) if chosen is None else chosen
    called = callees(channels, people, desk)
    return tuple(
        NewPosting(
            PostingKind.CARD,
            Place(channel.conversation),
            channel.language,
            called.get(channel.conversation, ()),
        )
        for channel in channels
    )


def _first_on_duty(ticket: Ticket, desk: Desk, at: datetime) -> tuple[int, ...]:
    """Whom a new card calls: whoever it is given to, or those first on duty."""
    if ticket.assignee is not None:
        return (ticket.assignee,)
    serving = desk.on_duty(ticket.group, at)
    first = min((one.position for one in serving), default=0)
    return tuple(one.person for one in serving if one.position == first)


def _reporter_card(change: Change) -> tuple[NewPosting, ...]:
    """Once a ticket is resolved, its reporter has a card of their own to confirm or reopen it."""
    ticket = change.ticket
    if change.event.action is not Action.RESOLVE or not _can_be_told(ticket):
        return ()
    return (
        NewPosting(
            PostingKind.REPORTER, reporter_place(ticket), ticket.language, (ticket.reporter,)
        ),
    )


def _to_reporter(change: Change, by: Actor, spoken_in: Place | None) -> tuple[Notice, ...]:
    ticket, event = change.ticket, change.event
    if not _can_be_told(ticket):
        return ()
    place = reporter_place(ticket)
    if event.action is Action.OPEN:
        heard = ticket.origin.intake is not Intake.COMMAND
        return (
            (Notice(NoticeKind.OPENED, place, ticket.language, _made_of(ticket)),) if heard else ()
        )
    if by.person.id == ticket.reporter or spoken_in == place:
        return ()
    if event.visibility is Visibility.REPORTER:
        return (Notice(NoticeKind.REPLY, place, ticket.language, (ticket.reporter,)),)
    waits = event.action is Action.PEND and ticket.waiting_for is WaitingFor.CUSTOMER
    if event.action in REPORTER_HEARS or waits:
        return (Notice(NoticeKind.MOVED, place, ticket.language, (ticket.reporter,)),)
    return ()


def _made_of(ticket: Ticket) -> tuple[int, ...]:
    """Who is called by the answer below a message: its author, and whoever put an emoji on it, as
    nobody follows a thread that they haven't written in. Of one's own message one hears anyway."""
    author = ticket.source.author if ticket.source else None
    if ticket.origin.intake not in FROM_MESSAGE or author == ticket.reporter:
        return ()
    marked = (ticket.reporter,) if ticket.origin.intake is Intake.EMOJI else ()
    return (*((author,) if author is not None else ()), *marked)


def your_turn(person: Person, desk: Desk) -> Notice:
    """That somebody has a ticket now, in the direct chat that they prefer."""
    place = Place(direct_chat(person.accounts[0]))
    return Notice(NoticeKind.YOUR_TURN, place, person.language or desk.language, (person.id,))


def _given_to(change: Change, by: Actor, desk: Desk) -> Person | None:
    """Who has the ticket now by what somebody else did."""
    ticket, before = change.ticket, change.before
    action = change.event.action
    if action in GIVES_ANEW:
        given = before is None or before.assignee != ticket.assignee
    else:
        given = action in GIVES
    person = desk.people.get(ticket.assignee or 0)
    return None if not given or person is None or person.id == by.person.id else person


def _spared_until(change: Change, person: Person, desk: Desk) -> datetime | None:
    """When the quiet hours end in which somebody is not told alone; on duty one can be reached."""
    ticket, at = change.ticket, change.event.at
    group = desk.groups.get(ticket.group)
    if group is None or not _told_alone(person, group):
        return None
    serves = any(one.person == person.id for one in desk.on_duty(group.key, at))
    return None if serves else quiet_until(group, ticket.priority, at)


def _told_alone(person: Person, group: Group | None) -> bool:
    notify = group.notify if group else Notify()
    return notify.tells(Topic.ASSIGNED, Way.PERSONAL) and bool(person.accounts)


def _to_assignee(change: Change, person: Person, desk: Desk) -> tuple[Notice, ...]:
    """Whoever is given a ticket by somebody else hears of it, once, as their group wants it."""
    ticket, action = change.ticket, change.event.action
    group = desk.groups.get(ticket.group)
    if _told_alone(person, group):
        return (your_turn(person, desk),)
    notify = group.notify if group else Notify()
    if group is None or action not in GIVES or not notify.tells(Topic.ASSIGNED, Way.GROUP):
        return ()  # a new card in the group calls them
    channel = best_channel(desk.channels_for(group, change.event.at), person.id, desk)
    if channel is None:
        return ()
    place = Place(channel.conversation)
    return (Notice(NoticeKind.YOUR_TURN, place, channel.language, (person.id,), beside=True),)


def _nudged(change: Change, by: Actor, desk: Desk) -> tuple[Notice, ...]:
    """Whoever has the ticket hears that it is waited for; while nobody has, those on duty do.

    Whom one may not disturb alone now is called beside the card.
    """
    ticket, at = change.ticket, change.event.at
    group = desk.groups.get(ticket.group)
    if change.event.action is not Action.NUDGE or group is None:
        return ()
    person = desk.people.get(ticket.assignee or 0)
    spared = person is None or _spared_until(change, person, desk) is not None
    if person is not None and not spared and _told_alone(person, group):
        return (your_turn(person, desk),)
    channels = desk.channels_for(group, at)
    meant = [one for one in _first_on_duty(ticket, desk, at) if one != by.person.id]
    calls = callees(channels, meant, desk)
    return tuple(
        Notice(
            NoticeKind.YOUR_TURN,
            Place(one.conversation),
            one.language,
            calls.get(one.conversation, ()),
            beside=True,
        )
        for one in channels
        if one.conversation in calls or not calls
    )


def _routed(change: Change, desk: Desk, called: tuple[int, ...]) -> tuple[Notice, ...]:
    """Who may take what comes back into the queue, as no new card calls them; and where nobody of
    the group could have it, that this is so and who has it now."""
    asked = desk.groups.get(str(change.event.facts.get("asked_group")))
    group = desk.groups.get(change.ticket.group)
    came_back = change.event.action in {Action.REOPEN, Action.GIVE_BACK}
    if group is None or (asked is None and not came_back):
        return ()
    channels = desk.channels_for(group, change.event.at)
    waits = came_back and not change.goes_elsewhere and change.ticket.assignee is None
    calls = callees(channels, called, desk) if waits else {}
    there = desk.channels_for(asked, change.event.at) if asked and asked is not group else ()
    kind = NoticeKind.ROUTED
    notices = [Notice(kind, Place(one.conversation), one.language) for one in there]
    for channel in channels:
        where = channel.conversation
        if asked is not None or where in calls:
            mention = calls.get(where, ())
            notices.append(Notice(kind, Place(where), channel.language, mention, beside=True))
    return tuple(notices)
