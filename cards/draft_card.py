"""The card that asks whether a line is meant as a ticket, or what files are about."""

from collections.abc import Mapping, Sequence

from cards.card import Button, Card, Color, Press, Style
from cards.degrees import unread_degrees
from cards.file_words import named
from cards.names import ticket_number
from cards.words import words
from desk.drafts import Draft, DraftState
from desk.files import Attached
from desk.languages import Language

COLORS: Mapping[DraftState, Color] = {
    DraftState.WAITING: Color.BLUE,
    DraftState.MADE: Color.GREEN,
    DraftState.DECLINED: Color.GRAY,
    DraftState.EXPIRED: Color.GRAY,
}


def draft_card(
    draft: Draft,
    language: Language,
    posting: int,
    promised: str = "",
    files: Sequence[Attached] = (),
) -> Card:
    """The question with its two buttons, or what became of it: a ticket, and what is `promised`."""
    say = words(language).say
    untitled = draft.state is DraftState.WAITING and not draft.text
    return Card(
        title=_title(draft, language),
        tag=say("draft.untitled_tag" if untitled else f"draft.{draft.state}"),
        color=COLORS[draft.state],
        body="\n".join(filter(None, (draft.text, named(files, language)))),
        news=_news(draft, language) or promised or _unread(draft, language),
        buttons=_buttons(draft, language, posting),
    )


def _unread(draft: Draft, language: Language) -> str:
    waits = draft.state is DraftState.WAITING
    return unread_degrees(draft.text, language) if waits else ""


def _title(draft: Draft, language: Language) -> str:
    if draft.state is DraftState.WAITING:
        return words(language).say("draft.question" if draft.text else "draft.untitled_question")
    if draft.state is DraftState.EXPIRED and not draft.text:
        return words(language).say("draft.untitled_expired_title")
    number = ticket_number(draft.ticket or 0, language)
    return words(language).say(f"draft.{draft.state}_title", ticket=number)


def _news(draft: Draft, language: Language) -> str:
    """How a title is told; where no ticket was made, how to get one after all."""
    say = words(language).say
    if not draft.text and draft.state is DraftState.WAITING:
        return say("draft.untitled_how")
    if not draft.text and draft.state is DraftState.EXPIRED:
        return say("draft.untitled_expired_news")
    if draft.state not in {DraftState.DECLINED, DraftState.EXPIRED}:
        return ""
    return say(f"draft.{draft.state}_news")


def _buttons(draft: Draft, language: Language, posting: int) -> tuple[Button, ...]:
    if draft.state is not DraftState.WAITING:
        return ()
    say = words(language).say
    no = Button(say("draft.no"), Press("draft_no", draft.id, posting))
    if not draft.text:
        return (no,)
    return (Button(say("draft.yes"), Press("draft_yes", draft.id, posting), Style.PRIMARY), no)
