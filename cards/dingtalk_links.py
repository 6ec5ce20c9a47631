"""Buttons without a card template: links that make whoever presses them write a line to the robot.

Where a command says the same as the button, the line is that command. Other lines end in what the
button carries, as `〔b:more:1042:7〕`, and are read back as a press. Rights and state are looked at
then, so that nothing is gained by writing such a line oneself.
"""

from collections.abc import Sequence
from urllib.parse import quote

import regex

from cards.card import Button, Choice, Form, Message, Press, PressKind
from cards.cut import cut, utf8_bytes
from cards.dingtalk_text import escape, neutral
from cards.duty_words import answer_line, typed
from cards.names import verb
from cards.words import words
from desk.errors import Refusal
from desk.languages import Language, language_of
from desk.moves import MOVES, Action, Ask
from desk.swaps import SwapAnswer

SEND = "dtmd://dingtalkclient/sendMessage?content="
LABEL_LIMIT = 60
_CARRIED = regex.compile(r"〔([bf]:[^〔〕\s]{3,75})〕\s*(.*)$", regex.DOTALL)


def links(buttons: Sequence[Button]) -> str:
    """The buttons as links beside each other."""
    return "　".join(
        f"[{escape(button.text)}]({SEND}{quote(line_of(button), safe='')})" for button in buttons
    )


def line_of(button: Button) -> str:
    """The line that stands for a button, as somebody would type it where that is possible."""
    press, language = button.press, language_of(button.text) or Language.CHINESE
    if press.kind is PressKind.FORM:
        return _carrying(button)
    if press.name in set(Action):
        action = Action(press.name)
        asks = MOVES[action].asks is not Ask.NOTHING
        return _carrying(button) if asks else f"#{press.subject} {verb(action, language)}"
    if press.name in set(SwapAnswer):
        return typed(answer_line(SwapAnswer(press.name), press.subject, language), language, None)
    match press.name:
        case "rest":
            return f"#{press.subject}"
        case "page":
            return f"{words(language).say('list.word.page')} {press.subject} {press.choice}"
        case "why_all":
            say = words(language).say
            return f"{say('help.example.why')} #{press.subject} {say('why.whole')}"
        case _:
            return _carrying(button)


def press_of(line: str) -> tuple[Press, str] | None:
    """The press that a line carries, with what was written behind it; None if it carries none."""
    carried = _CARRIED.search(line)
    if carried is None:
        return None
    try:
        return Press.unpack(carried[1]), carried[2].strip()
    except Refusal:
        return None


def form_in_words(form: Form) -> Message:
    """A form where none can be shown: its choices as links, and what to write instead."""
    language = language_of(form.submit) or Language.CHINESE
    text = "\n\n".join(part for part in (form.title, form.problem, form.question) if part)
    if form.text is not None:
        text = f"{text}\n\n{words(language).say('dingtalk.write', line=_written(form, language))}"
    return Message(text, buttons=tuple(_chosen(form, choice) for choice in form.choices))


def _written(form: Form, language: Language) -> str:
    """The line with which a form's text is answered."""
    press = form.press
    if press.name in set(Action):
        said = f"#{press.subject} {verb(Action(press.name), language)}"
    else:
        said = f"〔{press.pack()}〕"
    return f"{said} …"


def _chosen(form: Form, choice: Choice) -> Button:
    press = form.press
    carried = Press(press.name, press.subject, press.posting, PressKind.FORM, choice.value)
    return Button(choice.label, carried)


def _carrying(button: Button) -> str:
    label = cut(neutral(" ".join(button.text.split())), LABEL_LIMIT, utf8_bytes)[0]
    return f"{label} 〔{button.press.pack()}〕".strip()
