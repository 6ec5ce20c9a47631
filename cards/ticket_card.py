"""The cards of a ticket: in its group, to its reporter, to whoever asks, and where it has left."""

from collections.abc import Iterable, Sequence

from cards.card import Card, Color, Fact
from cards.clock_facts import clock_facts
from cards.comments import SaidComment, comment_lines, seen_by
from cards.file_words import file_links, files_label
from cards.names import (
    STATUS_COLORS,
    Names,
    category_name,
    customer_tier_name,
    group_name,
    group_timezone,
    person_name,
    priority_name,
    status_name,
    ticket_number,
    waiting_name,
)
from cards.promise_lines import promise_line
from cards.source import source_facts, source_links
from cards.ticket_buttons import buttons_for, more_button, rest_button
from cards.words import say_day, words
from desk.address import AccountAddress
from desk.degrees import Scale
from desk.files import Attached
from desk.groups import Desk
from desk.languages import Language
from desk.moves import (
    IN_HANDS,
    Action,
    Status,
    WaitingFor,
    actions_for,
    first_buttons,
    more_actions,
)
from desk.notices import PostingKind
from desk.people import Role, Sight
from desk.ticket import Ticket

REPORTER_BUTTONS = frozenset({Action.CONFIRM, Action.REOPEN})


def face_of(
    kind: PostingKind,
    ticket: Ticket,
    desk: Desk,
    names: Names,
    language: Language,
    posting: int,
    call: tuple[AccountAddress, ...] = (),
    files: Sequence[Attached] = (),
) -> Card:
    """What a posting of this kind shows of a ticket.

    Raises:
        ValueError: the posting shows no ticket (cards/faces.py draws it).
    """
    match kind:
        case PostingKind.CARD:
            return ticket_card(ticket, desk, names, language, posting, call, files)
        case PostingKind.STUB:
            return stub_card(ticket, desk, language, ticket.group)
        case PostingKind.REPORTER:
            return reporter_card(ticket, desk, names, language, posting, call)
        case PostingKind.DRAFT | PostingKind.MATTER:
            raise ValueError("not a face of a ticket")


def ticket_card(
    ticket: Ticket,
    desk: Desk,
    names: Names,
    language: Language,
    posting: int,
    call: tuple[AccountAddress, ...] = (),
    files: Sequence[Attached] = (),
) -> Card:
    """The card in the group's conversation: everything, with what the state allows."""
    more = (more_button(ticket, language, posting),) if more_actions(ticket.status) else ()
    return Card(
        title=_title(ticket, language),
        tag=status_name(ticket.status, language),
        color=STATUS_COLORS[ticket.status],
        body=text_below_title(ticket),
        facts=_facts(ticket, desk, names, language),
        news=_news(ticket, language),
        foot=_foot(ticket, desk, names, language),
        buttons=(*buttons_for(first_buttons(ticket.status), ticket, language, posting), *more),
        rest=rest_button(ticket, language, posting),
        call=call,
        call_line=words(language).say("card.call") if call else "",
        links=source_links(ticket, language),
        files=file_links(files),
        files_label=files_label(files, language),
    )


def stub_card(ticket: Ticket, desk: Desk, language: Language, to_group: str) -> Card:
    """What stays in a conversation whose group no longer has the ticket."""
    say = words(language).say
    return Card(
        title=_title(ticket, language),
        tag=say("stub.tag"),
        color=Color.GRAY,
        body=say("stub.body", group=group_name(to_group, desk)),
    )


def reporter_card(
    ticket: Ticket,
    desk: Desk,
    names: Names,
    language: Language,
    posting: int,
    call: tuple[AccountAddress, ...] = (),
) -> Card:
    """The card by which a reporter confirms or reopens: nothing internal on it."""
    offered = (a for a in first_buttons(ticket.status) if a in REPORTER_BUTTONS)
    asks = ticket.status is Status.RESOLVED
    return Card(
        title=_title(ticket, language),
        tag=status_name(ticket.status, language),
        color=STATUS_COLORS[ticket.status],
        facts=_reporter_facts(ticket, desk, names, language),
        news=_reporter_news(ticket, language),
        foot=_foot(ticket, desk, names, language),
        buttons=buttons_for(offered, ticket, language, posting),
        rest=rest_button(ticket, language, posting),
        call=call if asks else (),
        call_line=words(language).say("reporter.call") if asks else "",
    )


def private_card(
    ticket: Ticket,
    desk: Desk,
    names: Names,
    language: Language,
    roles: frozenset[Role],
    comments: Sequence[SaidComment],
    sight: Sight,
    files: Sequence[Attached] = (),
) -> Card:
    """What somebody who asked for the ticket sees, with only what they may do."""
    if sight is Sight.OUTLINE:
        return _outline(ticket, desk, language)
    allowed = actions_for(ticket.status, roles)
    first = [action for action in first_buttons(ticket.status) if action in allowed]
    further = [action for action in more_actions(ticket.status) if action in allowed]
    more = (more_button(ticket, language, 0),) if further else ()
    staff = sight is Sight.ALL
    news = _news(ticket, language) if staff else _reporter_news(ticket, language)
    newest_first = tuple(reversed(seen_by(comments, sight)))
    said = comment_lines(newest_first, group_timezone(ticket.group, desk), language)
    facts = _facts if staff else _reporter_facts
    promised = "" if staff else promise_line(ticket, desk, language)
    return Card(
        title=_title(ticket, language),
        tag=status_name(ticket.status, language),
        color=STATUS_COLORS[ticket.status],
        body=text_below_title(ticket),
        facts=facts(ticket, desk, names, language),
        news="\n".join(filter(None, (news, promised, *said))),
        foot=_foot(ticket, desk, names, language),
        buttons=(*buttons_for(first, ticket, language, 0, roles), *more),
        rest=rest_button(ticket, language, 0),
        links=source_links(ticket, language),
        files=file_links(files),
        files_label=files_label(files, language),
    )


def text_below_title(ticket: Ticket) -> str:
    """What was reported, without its first line where that is the title already."""
    first, _, rest = ticket.body.partition("\n")
    return rest.strip() if first.strip() == ticket.title else ticket.body


def _outline(ticket: Ticket, desk: Desk, language: Language) -> Card:
    group = Fact(words(language).say("label.group"), group_name(ticket.group, desk))
    return Card(
        title=ticket_number(ticket.id, language),
        tag=status_name(ticket.status, language),
        color=STATUS_COLORS[ticket.status],
        facts=(group,),
    )


def _title(ticket: Ticket, language: Language) -> str:
    return f"{ticket_number(ticket.id, language)} {ticket.title}"


def _facts(ticket: Ticket, desk: Desk, names: Names, language: Language) -> tuple[Fact, ...]:
    say = words(language).say
    return (
        Fact(say("label.group"), group_name(ticket.group, desk)),
        Fact(say("label.priority"), priority_name(ticket.priority, desk, language)),
        *_kind(ticket, desk, language),
        Fact(say("label.reporter"), person_name(ticket.reporter, names, language)),
        _assignee(ticket, names, language),
        _opened(ticket, desk, language),
        *clock_facts(ticket, desk, language),
        *source_facts(ticket, names, language),
        *_counts(ticket, language),
    )


def _kind(ticket: Ticket, desk: Desk, language: Language) -> Iterable[Fact]:
    """What kind of problem it is, and whose."""
    say = words(language).say
    if ticket.category:
        yield Fact(say("label.category"), category_name(ticket.category, desk))
    if ticket.customer_tier:
        name = customer_tier_name(ticket.customer_tier, desk)
        yield Fact(say("label.customer_tier"), name)
    for scale, degree in ((Scale.IMPACT, ticket.impact), (Scale.URGENCY, ticket.urgency)):
        if degree:
            yield Fact(say(f"label.{scale}"), say(f"degree.{degree}"))


def _reporter_facts(
    ticket: Ticket, desk: Desk, names: Names, language: Language
) -> tuple[Fact, ...]:
    return (
        Fact(words(language).say("label.group"), group_name(ticket.group, desk)),
        _assignee(ticket, names, language),
        _opened(ticket, desk, language),
    )


def _assignee(ticket: Ticket, names: Names, language: Language) -> Fact:
    say = words(language).say
    nobody = ticket.assignee is None
    who = say("card.nobody") if nobody else person_name(ticket.assignee, names, language)
    return Fact(say("label.assignee"), who)


def _opened(ticket: Ticket, desk: Desk, language: Language) -> Fact:
    zone = group_timezone(ticket.group, desk)
    at = say_day(ticket.opened_at, zone, language, ticket.changed_at)
    return Fact(words(language).say("label.opened"), at)


def _counts(ticket: Ticket, language: Language) -> Iterable[Fact]:
    """What only some tickets have: something they wait for, reopenings, replies."""
    say = words(language).say
    if ticket.status is Status.PENDING and ticket.waiting_for:
        yield Fact(say("label.waiting"), waiting_name(ticket.waiting_for, language))
    if ticket.reopened:
        yield Fact(say("label.reopened"), say("card.times", n=ticket.reopened))
    if ticket.replies:
        yield Fact(say("label.replies"), say("card.replies", n=ticket.replies))


def _news(ticket: Ticket, language: Language) -> str:
    say = words(language).say
    if ticket.status is Status.PENDING and ticket.waiting_for and ticket.waiting_note:
        waiting = waiting_name(ticket.waiting_for, language)
        return say("card.waits", waiting=waiting, text=ticket.waiting_note)
    if not ticket.result:
        return ""
    match ticket.status:
        case Status.CANCELLED:
            return say("card.cancelled", text=ticket.result)
        case Status.RESOLVED | Status.CLOSED:
            return say("card.result", text=ticket.result)
        case _:
            return ""


def _reporter_news(ticket: Ticket, language: Language) -> str:
    """A reporter is told what a ticket waits for only if it waits for them."""
    waits_elsewhere = ticket.waiting_for not in {None, WaitingFor.CUSTOMER}
    return "" if waits_elsewhere else _news(ticket, language)


def _foot(ticket: Ticket, desk: Desk, names: Names, language: Language) -> str:
    """Who brought the ticket into its state, when, and who has it now if that is somebody else."""
    # A card isn't redrawn because a day has passed, so it never says "today" or "3 min ago".
    zone = group_timezone(ticket.group, desk)
    transferred = ticket.status is Status.NEW and ticket.status_since != ticket.opened_at
    say = words(language).say
    foot = say(
        "foot.transferred" if transferred else f"foot.{ticket.status}",
        person=person_name(ticket.status_by, names, language),
        time=say_day(ticket.status_since, zone, language, ticket.changed_at),
    )
    if ticket.status not in IN_HANDS or ticket.assignee in {None, ticket.status_by}:
        return foot
    return say("foot.now_with", foot=foot, person=person_name(ticket.assignee, names, language))
