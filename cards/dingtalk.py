"""Cards as DingTalk shows them: as the variables of its card template, or as markdown.

The template is dingtalk_template.yaml. All its variables are strings, each within its bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from urllib.parse import quote

import regex

from cards.card import (
    Button,
    Card,
    Choice,
    Fact,
    Form,
    Link,
    Menu,
    Message,
    Page,
    Picture,
    Press,
    TicketForm,
)
from cards.cut import cut, pieces, utf8_bytes
from cards.dingtalk_links import links
from cards.dingtalk_text import LINE_END, bold, escape, escape_within, fact_line, neutral

VALUE_LIMIT = 1000
TITLE_LIMIT = 300
FACT_LIMIT = 120
FILES_LIMIT = 500
BUTTON_LIMIT = 60
CARD_BUTTONS = 6
OWN_BUTTONS = 8
# Of a card as markdown, which stands in one message; messages and pages may need several.
CARD_BODY_LIMIT = 3000
CARD_NEWS_LIMIT = 2000
# What must not be parted: an escape, and a character as it is seen.
_UNIT = regex.compile(r"\\\X|&\w+;|\X")


@dataclass(frozen=True, slots=True)
class Markdown:
    """A robot's message; `title` is what notifications say."""

    title: str
    text: str


def card_params(card: Card) -> dict[str, str]:
    """Every public variable of the template; what a card doesn't have is empty: that hides it."""
    title, title_cut = cut(neutral(" ".join(card.title.split())), TITLE_LIMIT, utf8_bytes)
    shown = _paragraphs(_pictures((card.picture,) if card.picture else ()), _files(card))
    body, body_cut = escape_within(card.body, VALUE_LIMIT - utf8_bytes(shown) - 2)
    news, news_cut = escape_within(card.news, VALUE_LIMIT)
    rest = card.rest if title_cut or body_cut or news_cut else None
    return {
        "title": title,
        "status": cut(neutral(card.tag), BUTTON_LIMIT, utf8_bytes)[0],
        "color": card.color.value,
        "body": _paragraphs(body, shown),
        "facts": _facts(card.facts),
        "news": news,
        "foot": escape_within(card.foot, VALUE_LIMIT)[0],
        **_slots("b", _with_rest(card.buttons, rest), CARD_BUTTONS),
    }


def private_params(what: Form | TicketForm | Menu | Message | None) -> dict[str, str]:
    """Every private variable: what one person sees on a card, below what all see."""
    match what:
        case None:
            return _private()
        case Message():
            return _private(note=what.text, buttons=what.buttons)
        case Menu():
            back = (Button(what.cancel, what.back),) if what.back else ()
            shown = what.buttons[: OWN_BUTTONS - len(back)]
            return _private(ask=what.question, buttons=(*shown, *back))
        case TicketForm():
            return _private(note=f"{what.title}\n{what.hint}")
        case Form():
            return _private(
                note=what.problem,
                ask=what.question,
                hint=_hint(what),
                buttons=(*_answers(what), _back(what)),
            )


def render_markdown(what: Message | Page | Card) -> Markdown:
    """What the robot says without a template; it may be too long for one message: see `pages`.

    Nobody is called: whoever sends it knows how people are mentioned on the way it goes.
    """
    match what:
        case Message():
            text = _paragraphs(
                escape(what.text),
                LINE_END.join(_link(link) for link in what.links),
                _pictures(what.pictures),
                links(what.buttons),
            )
            return Markdown(_title(what.text.partition("\n")[0]), text or "…")
        case Page():
            return Markdown(_title(what.title), _paragraphs(bold(what.title), escape(what.text)))
        case Card():
            return Markdown(_title(f"{what.title} · {what.tag}"), _card_text(what))


def pages(text: str, limit_bytes: int) -> tuple[str, ...]:
    """A markdown text in parts of at most so many bytes, none of them empty."""
    return pieces(text, limit_bytes, utf8_bytes, _UNIT)


def _private(
    note: str = "", ask: str = "", hint: str = "", buttons: Sequence[Button] = ()
) -> dict[str, str]:
    return {
        "note": escape_within(note, VALUE_LIMIT)[0],
        "ask": escape_within(ask, VALUE_LIMIT)[0],
        "hint": cut(neutral(hint), VALUE_LIMIT, utf8_bytes)[0],
        **_slots("c", buttons, OWN_BUTTONS),
    }


def _facts(facts: tuple[Fact, ...]) -> str:
    """As many lines as there is room for; each is short, so a card of ours has room for all."""
    lines = [fact_line(fact, FACT_LIMIT) for fact in facts]
    ends = range(1, len(lines) + 1)
    fit = takewhile(lambda end: utf8_bytes(LINE_END.join(lines[:end])) <= VALUE_LIMIT, ends)
    return LINE_END.join(lines[: max(fit, default=0)])


def _with_rest(buttons: tuple[Button, ...], rest: Button | None) -> tuple[Button, ...]:
    """The buttons with the one to read all, which is never the one left out."""
    return (*buttons[: CARD_BUTTONS - 1], rest) if rest else buttons


def _slots(letter: str, buttons: Sequence[Button], count: int) -> dict[str, str]:
    """Fixed places: those that no button takes are empty."""
    slots: dict[str, str] = {}
    for place in range(count):
        button = buttons[place] if place < len(buttons) else None
        text = cut(neutral(button.text), BUTTON_LIMIT, utf8_bytes)[0] if button else ""
        slots[f"{letter}{place + 1}_text"] = text
        slots[f"{letter}{place + 1}_press"] = button.press.pack() if button else ""
    return slots


def _answers(form: Form) -> tuple[Button, ...]:
    """A button a choice; if they are too many, the last one sends what was typed instead."""
    if not form.choices:
        return (Button(form.submit, form.press),) if form.text else ()
    if not _are_too_many(form):
        return tuple(_choice_button(form, choice) for choice in form.choices)
    shown = form.choices[: OWN_BUTTONS - 2]
    typed = Button(form.typed_submit or form.submit, form.press)
    return (*(_choice_button(form, choice) for choice in shown), typed)


def _choice_button(form: Form, choice: Choice) -> Button:
    press = form.press
    carried = Press(press.name, press.subject, press.posting, press.kind, choice.value)
    return Button(choice.label, carried)


def _are_too_many(form: Form) -> bool:
    return len(form.choices) > OWN_BUTTONS - 1


def _hint(form: Form) -> str:
    """The placeholder of the input; empty hides it."""
    if form.choices and _are_too_many(form):
        return form.typed_hint or form.choices_label
    return form.text.hint if form.text else ""


def _back(form: Form) -> Button:
    return Button(form.cancel, Press("back", form.press.subject, form.press.posting))


def _card_text(card: Card) -> str:
    """A card as text, with links that make whoever presses them say what the button stands for."""
    title, title_cut = cut(card.title, TITLE_LIMIT, utf8_bytes)
    body, body_cut = escape_within(card.body, CARD_BODY_LIMIT)
    news, news_cut = escape_within(card.news, CARD_NEWS_LIMIT)
    rest = (card.rest,) if card.rest and (title_cut or body_cut or news_cut) else ()
    return _paragraphs(
        f"{bold(title)} · {escape(card.tag)}",
        escape(card.call_line),
        body,
        _pictures((card.picture,) if card.picture else ()),
        LINE_END.join(fact_line(fact, FACT_LIMIT) for fact in card.facts),
        LINE_END.join(_link(link) for link in card.links),
        news,
        _files(card),
        links((*card.buttons, *rest)),
        escape(card.foot),
    )


def _link(link: Link) -> str:
    """A link of ours; its address is written so that no bracket in it ends it."""
    return f"[{_label(link.text)}]({_address(link.address)})"


def _files(card: Card) -> str:
    """What was sent along: all are counted, and the newest linked as far as there is room."""
    if not card.files:
        return ""
    links = [_link(link) for link in reversed(card.files)]
    ends = range(1, len(links) + 1)
    fit = takewhile(lambda end: utf8_bytes(" · ".join(links[:end])) <= FILES_LIMIT, ends)
    return f"{bold(card.files_label)}  {' · '.join(links[: max(fit, default=0)])}".strip()


def _pictures(pictures: Sequence[Picture]) -> str:
    return "\n\n".join(f"![{_label(one.alt)}]({_address(one.address)})" for one in pictures)


def _label(text: str) -> str:
    return neutral(" ".join(text.split())).replace("[", "［").replace("]", "］")


def _address(address: str) -> str:
    return quote(address, safe="/:?#@!$&'*+,;=%~-._")


def _title(text: str) -> str:
    return cut(neutral(" ".join(text.split())), TITLE_LIMIT, utf8_bytes)[0] or "…"


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text.strip())
