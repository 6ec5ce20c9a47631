"""Messages, forms, lists, drafts and help: what they say."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from syrupy.assertion import SnapshotAssertion

from cards.card import Message, PressKind
from cards.draft_card import draft_card
from cards.forms import form_for, more_menu, rest_page
from cards.listing import Listed, listing_message
from cards.names import verb
from cards.notices import done_message, notice_message, opened_message
from cards.words import words
from desk.address import CHATS, AccountAddress, MessengerName
from desk.command_words import MAKE_WORDS
from desk.drafts import DraftState
from desk.languages import Language
from desk.moves import MOVES, OPEN_STATES, Action, Ask, Status, WaitingFor, actions_for, by_people
from desk.notices import NoticeKind
from desk.sought import ListPage, Scope, Sought
from desk.ticket import Ticket
from desk.verbs import VERB_OF
from tests.cards.samples import (
    BO,
    BO_ON_SLACK,
    COMMENTS,
    DESK,
    LANGUAGES,
    LEAD,
    MEMBER,
    NAMES,
    NOW,
    REPORTER,
    TICKET,
    draft_in,
    ticket_in,
)

LATER = NOW + timedelta(days=3)


def told(
    kind: NoticeKind,
    action: Action,
    language: Language,
    ticket: Ticket = TICKET,
    beside: bool = False,
) -> Message:
    call = (BO_ON_SLACK,)
    return notice_message(
        kind, ticket, action, "小王", "说明", DESK, NAMES, language, call, beside=beside
    )


# Words of their own: cards/reminders.py, announcements.py, gathered.py, why_routing.py.
APART = frozenset(
    {
        NoticeKind.DIGEST,
        NoticeKind.REMINDER,
        NoticeKind.MATTER,
        NoticeKind.ROUTED,
        NoticeKind.USER_GROUP,
        NoticeKind.WEBHOOK,
    }
)
ABOUT_MOVES = [kind for kind in NoticeKind if kind not in APART]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ABOUT_MOVES)
def test_every_kind_of_notice(
    kind: NoticeKind, language: Language, snapshot: SnapshotAssertion
) -> None:
    """Each kind of notice has words for each move it may be about."""
    assert {action: told(kind, action, language).text for action in Action} == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", Action)
def test_what_was_done(action: Action, language: Language, snapshot: SnapshotAssertion) -> None:
    """Whoever types a move is told what it did, and is asked for nothing."""
    waiting = replace(TICKET, waiting_for=WaitingFor.CUSTOMER, assignee=BO)
    said = done_message(waiting, action, "小王", "说明", DESK, NAMES, language)
    assert said.text == snapshot
    assert not said.call


def test_reporter_is_asked_when_it_waits_for_them() -> None:
    """A ticket that waits for the reporter asks them, and says how to answer."""
    waiting = replace(ticket_in(Status.PENDING), waiting_for=WaitingFor.CUSTOMER)
    text = told(NoticeKind.MOVED, Action.PEND, Language.CHINESE, waiting).text
    assert "需要你补充信息" in text
    assert "「#1042 …」" in text


def test_comment_names_the_ticket_unless_it_stands_beside_it() -> None:
    """In the thread of the card a comment needs no number."""
    beside = told(NoticeKind.COMMENT, Action.COMMENT, Language.CHINESE, beside=True)
    alone = told(NoticeKind.COMMENT, Action.COMMENT, Language.CHINESE)
    assert (beside.text, alone.text) == ("小王：说明", "#1042 小王：说明")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("messenger", CHATS)
def test_answer_to_a_new_ticket(
    messenger: MessengerName, language: Language, snapshot: SnapshotAssertion
) -> None:
    """Its number, who has it, and how to follow it where it was asked for."""
    origin = replace(TICKET.origin, account=AccountAddress(messenger, "T1", "U3"))
    assert opened_message(replace(TICKET, origin=origin), DESK, language).text == snapshot


ASKING = [action for action in by_people() if MOVES[action].asks is not Ask.NOTHING]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", ASKING)
def test_form(action: Action, language: Language, snapshot: SnapshotAssertion) -> None:
    """The question of each move that asks for something."""
    form = form_for(action, TICKET, DESK, language, 5)
    assert form.press.kind is PressKind.FORM
    assert form == snapshot


def test_move_that_asks_nothing_has_no_form() -> None:
    """A form for a plain button is a mistake of ours."""
    with pytest.raises(ValueError, match="asks for nothing"):
        form_for(Action.START, TICKET, DESK, Language.CHINESE, 5)


def test_people_on_duty_come_first() -> None:
    """Whoever is on duty is the first to be offered, and whoever has the ticket isn't offered."""
    labels = [c.label for c in form_for(Action.ASSIGN, TICKET, DESK, Language.CHINESE, 5).choices]
    assert labels == ["Bo", "小王"]
    taken = replace(TICKET, assignee=BO)
    form = form_for(Action.ASSIGN, taken, DESK, Language.CHINESE, 5)
    assert [choice.label for choice in form.choices] == ["小王"]


def test_nobody_to_choose_is_said() -> None:
    """A question without possible answers says so instead of showing an empty menu."""
    alone = replace(DESK, groups={"it": DESK.groups["it"]})
    form = form_for(Action.TRANSFER, TICKET, alone, Language.ENGLISH, 5)
    assert (form.choices, form.text) == ((), None)
    assert form.question == "There is no other group to transfer it to."


def test_reporters_comment_is_asked_for_as_a_message() -> None:
    """A reporter isn't told that what they write is internal."""
    form = form_for(Action.COMMENT, TICKET, DESK, Language.CHINESE, 5, roles=REPORTER)
    assert "内部" not in form.title + form.question


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", Status)
def test_menu(status: Status, language: Language, snapshot: SnapshotAssertion) -> None:
    """What a lead is offered under More in each state."""
    assert more_menu(ticket_in(status), language, LEAD, 5) == snapshot


def test_menu_offers_only_what_they_may() -> None:
    """A member sees no move that only leads have."""
    names = {b.press.name for b in more_menu(TICKET, Language.CHINESE, MEMBER, 5).buttons}
    assert names <= {action.value for action in actions_for(TICKET.status, MEMBER)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("timezone", [None, "Asia/Shanghai"])
def test_page(timezone: str | None, language: Language, snapshot: SnapshotAssertion) -> None:
    """The whole text of a ticket, with what was said."""
    assert rest_page(ticket_in(Status.PENDING), COMMENTS, language, timezone) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", DraftState)
def test_draft(state: DraftState, language: Language, snapshot: SnapshotAssertion) -> None:
    """The question about a line, and what became of it."""
    assert draft_card(draft_in(state), DESK, language, 5) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_tells_what_can_not_be_read(language: Language) -> None:
    """While it still can be written otherwise."""
    waiting = replace(draft_in(DraftState.WAITING), text="down impact:huge")
    assert "impact:huge" in draft_card(waiting, DESK, language, 5).news
    assert not draft_card(replace(waiting, text="down impact:high"), DESK, language, 5).news


@pytest.mark.parametrize("language", LANGUAGES)
def test_list(language: Language, snapshot: SnapshotAssertion) -> None:
    """What was asked for, and a line a ticket; of what isn't theirs no more than an outline."""
    some = [Listed(ticket_in(status), status is not Status.CLOSED) for status in Status]
    mine = Sought("", Scope.MINE, states=tuple(sorted(OPEN_STATES)))
    home = replace(mine, scope=Scope.GROUP, home=True, groups=("it",))
    old = replace(mine, scope=Scope.GROUP, groups=("it",), late=True, oldest_first=True)
    shown = partial(listing_message, desk=DESK, names=NAMES, language=language, now=LATER)
    middle = ListPage((9, 2), before=True, behind=True)
    assert shown(mine, some, middle, 17) == snapshot
    assert shown(home, [], ListPage(()), 0).text == snapshot
    assert shown(old, some[:2], ListPage((1, 2)), 0).text == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_search(language: Language, snapshot: SnapshotAssertion) -> None:
    """It says how it was understood, when nothing was found, and what can't be found yet."""
    found = [Listed(ticket_in(Status.NEW), whole=True)]
    words = Sought("VPN超时", words="VPN超时")
    more = Sought(
        "…",
        states=(Status.CLOSED,),
        groups=("it",),
        person=BO,
        since=LATER - timedelta(days=3),
        until=LATER,
    )
    shown = partial(listing_message, desk=DESK, names=NAMES, language=language, now=LATER)
    assert shown(words, found, ListPage((1,)), 0).text == snapshot
    assert shown(words, [], ListPage(()), 0, not_yet=900).text == snapshot
    assert shown(more, [], ListPage(()), 0).text == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_to_type_are_understood(language: Language) -> None:
    """Every word that the desk tells people to type means what it says."""
    assert all(VERB_OF[verb(action, language)] is action for action in by_people())
    assert words(language).say("help.word.new") in MAKE_WORDS
