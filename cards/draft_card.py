"""The card that asks what a line is meant as: a ticket, a comment, or a command misspelt."""

from collections.abc import Mapping

from cards.card import Button, Card, Color, Press, Style
from cards.names import ticket_number
from cards.unread import unread_line
from cards.words import words
from desk.command_words import Guess, guess
from desk.drafts import Draft, DraftState
from desk.groups import Desk
from desk.languages import Language

COLORS: Mapping[DraftState, Color] = {
    DraftState.WAITING: Color.BLUE,
    DraftState.MADE: Color.GREEN,
    DraftState.SAID: Color.GREEN,
    DraftState.DECLINED: Color.GRAY,
    DraftState.EXPIRED: Color.GRAY,
}


def draft_card(
    draft: Draft, desk: Desk, language: Language, posting: int, promised: str = ""
) -> Card:
    """The question with its buttons, or what became of it: a ticket, and what is `promised`."""
    say = words(language).say
    waits = draft.state is DraftState.WAITING
    meant = guess(draft.text) if waits else Guess()
    asked = _hint(meant, language) or unread_line(draft.text, desk, language) if waits else ""
    return Card(
        title=_question(meant, language) if waits else _outcome(draft, language),
        tag=say(f"draft.{draft.state}"),
        color=COLORS[draft.state],
        body=draft.text,
        news=_news(draft, language) or promised or asked,
        buttons=_buttons(draft, meant, language, posting) if waits else (),
    )


def _question(meant: Guess, language: Language) -> str:
    say = words(language).say
    if meant.number is None:
        return say("draft.question")
    return say("draft.question_about", ticket=ticket_number(meant.number, language))


def _outcome(draft: Draft, language: Language) -> str:
    number = ticket_number(draft.ticket or 0, language)
    return words(language).say(f"draft.{draft.state}_title", ticket=number)


def _hint(meant: Guess, language: Language) -> str:
    """What the line may have been meant as, and how that is written."""
    say = words(language).say
    if meant.word:
        return say("draft.did_you_mean", word=meant.word)
    if meant.number is not None:
        return say("draft.untouched", ticket=ticket_number(meant.number, language))
    return say("draft.which_ticket") if meant.is_move else ""


def _news(draft: Draft, language: Language) -> str:
    """Where no ticket was made: how to get one after all."""
    if draft.state not in {DraftState.DECLINED, DraftState.EXPIRED}:
        return ""
    return words(language).say(f"draft.{draft.state}_news")


def _buttons(draft: Draft, meant: Guess, language: Language, posting: int) -> tuple[Button, ...]:
    """The likeliest first."""
    say = words(language).say
    yes = Press("draft_yes", draft.id, posting)
    no = Button(say("draft.no"), Press("draft_no", draft.id, posting))
    if meant.number is None:
        return (Button(say("draft.yes"), yes, Style.PRIMARY), no)
    on_it = say("draft.say", ticket=ticket_number(meant.number, language))
    press = Press("draft_say", draft.id, posting)
    return (Button(on_it, press, Style.PRIMARY), Button(say("draft.yes"), yes), no)
