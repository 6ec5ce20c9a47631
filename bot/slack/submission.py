"""A form that was filled in, read."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.slack.carried import unpacked
from bot.slack.fields import Fields
from bot.slack.inbound import Inbound, Origin, Window, account, place
from cards.slack_ticket_form import TICKET_FORM
from cards.ticket_form import BODY, CATEGORY, GROUP, PRIORITY, TITLE
from desk.address import AccountAddress
from handlers.request import Filled, Request

FORM = "form"
TEXT, CHOICE = "text", "choice"
ANSWERS = (TITLE, BODY, GROUP, CATEGORY, PRIORITY)


@dataclass(frozen=True, slots=True)
class Submission:
    """A form's answer; `problem_block` is where on the form a problem with it is shown."""

    inbound: Inbound
    problem_block: str


def read_submission(
    body: Fields, team: str, names: Mapping[str, str], now: datetime
) -> Submission | None:
    """What was filled in; None if it is no form of the desk's."""
    view, user = body.inside("view"), body.text("user", "id")
    if view.text("callback_id") not in {FORM, TICKET_FORM}:
        return None
    team = view.text("app_installed_team_id") or body.text("team", "id") or team
    who = account(team, user)
    filled = _filled(view, who)
    window = Window(view.text("id"), view.text("hash"))
    request = Request(
        key=f"slack:{team}:{window.id}:{window.hash}:{_digest(filled)}",
        who=who,
        who_name=names.get(user) or body.text("user", "username") or user,
        where=place(who, ""),
        at=now,
        asked=filled,
        files=filled.source.files if filled.source else (),
    )
    origin = Origin(user, trigger=body.text("trigger_id"), window=window)
    return Submission(Inbound(request, origin), _problem_block(view, filled))


def _filled(view: Fields, who: AccountAddress) -> Filled:
    values = view.inside("state", "values")
    if view.text("callback_id") == TICKET_FORM:
        press, _, carried = view.text("private_metadata").partition("\n")
        answers = {name: _answer(values, name) for name in ANSWERS}
        return Filled(press, fields=answers, source=unpacked(carried, who))
    # Typed text comes as it was typed: only messages and commands are encoded.
    text = values.text(TEXT, TEXT, "value")
    choice = values.text(CHOICE, CHOICE, "selected_option", "value")
    return Filled(view.text("private_metadata"), text, choice)


def _answer(values: Fields, name: str) -> str:
    """What was typed there, or chosen."""
    answer = values.inside(name, name)
    return answer.text("value") or answer.text("selected_option", "value")


def _digest(filled: Filled) -> str:
    """A form that was refused stays open under the same id and hash: what it says is in its key."""
    answers = (filled.choice, filled.text, *filled.fields.values())
    return hashlib.sha256("\0".join(answers).encode(errors="replace")).hexdigest()[:12]


def _problem_block(view: Fields, filled: Filled) -> str:
    blocks = {block.text("block_id") for block in view.rows("blocks")}
    if view.text("callback_id") == TICKET_FORM:
        return TITLE if TITLE in blocks else ""
    if CHOICE in blocks and (not filled.choice or TEXT not in blocks):
        return CHOICE
    return TEXT if TEXT in blocks else ""
