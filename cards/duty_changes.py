"""Changes of rosters as messages: what was changed, taken back, asked for, and lies ahead."""

from collections.abc import Sequence
from datetime import datetime

from cards.card import Message
from cards.duty_times import say_span, say_spans
from cards.duty_words import change_number, request_number, typed
from cards.names import Names, group_name, person_name
from cards.swap_effects import swap_effect_lines
from cards.words import words
from desk.address import MessengerName
from desk.calendar_spans import Span
from desk.duty import RosterChange
from desk.groups import Desk
from desk.languages import Language
from desk.matters import MatterState, SwapRequest
from desk.roster import Leave, Override, Swap

Holes = tuple[Sequence[str], Sequence[Span]]
"""When nobody is on duty, with the names of the groups for which that is so."""

MOST_CHANGES = 30
MAY_COME = frozenset({MatterState.OPEN, MatterState.AGREED, MatterState.DONE})
HELPED = (
    "week",
    "me",
    "swap",
    "accept",
    "decline",
    "withdraw",
    "approve",
    "leave",
    "override",
    "changes",
    "undo",
    "preview",
    "sheet",
    "calendar",
)


def change_line(
    change: RosterChange, names: Names, language: Language, timezone: str, now: datetime
) -> str:
    """What a change does, by its number."""
    person, other = (person_name(one, names, language) for one in change.people)
    return words(language).say(
        f"duty.change.{_kind(change)}",
        n=change_number(change.id),
        person=person,
        other=other,
        time=say_spans(change.spans, timezone, language, now),
    )


def _kind(change: RosterChange) -> str:
    if change.is_import:
        return "import"
    match change.about:
        case Swap():
            return "swap"
        case Leave():
            return "leave"
        case Override(person=None):
            return "override"
        case Override():
            return "instead"


def made_message(
    change: RosterChange,
    holes: Sequence[Holes],
    names: Names,
    language: Language,
    timezone: str,
    now: datetime,
    messenger: MessengerName,
    known: Sequence[RosterChange] = (),
) -> Message:
    """What was changed, beside the leave that was known before; what nobody covers now, and how to
    take it back."""
    say = words(language).say
    lines = [change_line(one, names, language, timezone, now) for one in known]
    if known:
        lines = [say("duty.leave_known"), *lines, say("duty.leave_new")]
    lines.append(change_line(change, names, language, timezone, now))
    for groups, spans in holes:
        times = say_spans(spans, timezone, language, now)
        lines.append(say("duty.holes", group=say("duty.and").join(groups), times=times))
    if holes:
        lines.append(say("duty.leads_told"))
    undo = typed(say("duty.typed.undo", n=change_number(change.id)), language, messenger)
    return Message("\n".join([*lines, say("duty.how_to_undo", line=undo)]))


def undone_message(
    change: RosterChange, names: Names, language: Language, timezone: str, now: datetime
) -> Message:
    """What counts no longer."""
    line = change_line(change, names, language, timezone, now)
    return Message(words(language).say("duty.undone", change=line))


def changes_message(
    changes: Sequence[tuple[RosterChange, str]],
    names: Names,
    language: Language,
    now: datetime,
    messenger: MessengerName,
) -> Message:
    """Changes that lie ahead, each with the time zone it is read in."""
    say = words(language).say
    lines = [
        change_line(change, names, language, timezone, now)
        for change, timezone in changes[:MOST_CHANGES]
    ]
    if not lines:
        return Message(say("duty.no_changes"))
    left = len(changes) - MOST_CHANGES
    more = [say("duty.own_more", n=left)] if left > 0 else []
    undo = typed(say("duty.typed.undo", n=change_number(changes[0][0].id)), language, messenger)
    hint = say("duty.how_to_undo", line=undo)
    return Message("\n".join([say("duty.changes"), *lines, *more, hint]))


def swap_message(
    request: SwapRequest,
    desk: Desk,
    names: Names,
    language: Language,
    timezone: str,
    now: datetime,
) -> Message:
    """A swap for whoever has just typed about it: that it is asked for, or what became of it; with
    all that it does, as long as it may come to pass."""
    comes = swap_effect_lines(request, desk, names, language, now)
    said = words(language).say(
        _which(request),
        n=request_number(request.id),
        person=person_name(request.person, names, language),
        other=person_name(request.other, names, language),
        group=group_name(request.group, desk),
        time=say_span((request.start, request.end), timezone, language, now),
    )
    return Message("\n".join([said, *(comes if request.state in MAY_COME else ())]))


def _which(request: SwapRequest) -> str:
    """The sentence for a swap as it stands."""
    if request.state is not MatterState.OPEN:
        return f"duty.answered.{request.state}"
    return "duty.asked_lead" if request.needs_lead else "duty.asked"


def duty_help(language: Language, messenger: MessengerName) -> Message:
    """What can be asked about duty, as it is typed there."""
    say = words(language).say
    lines = [
        say("duty.help.line", command=typed(line, language, messenger), what=what)
        for line, what in (
            ("", say("duty.help.now")),
            *((say(f"duty.help.{name}.line"), say(f"duty.help.{name}")) for name in HELPED),
        )
    ]
    return Message("\n".join([say("duty.help"), *lines]))
