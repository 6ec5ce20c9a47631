"""The JSON Schema of desk.yaml: what is promised, and what happens around a deadline."""

from collections.abc import Mapping

from cards.desk_file_promises import CHANNELS, FOR, POLICY, STEP
from cards.desk_schema_shapes import (
    FLAG,
    Shape,
    fixed,
    having,
    listed,
    named,
    one_of_words,
    ref,
    said,
    several,
    some_words,
)
from cards.desk_schema_times import DURATION, MOMENT
from desk.clocks import PROMISES, ClockKind
from desk.moves import WaitingFor
from desk.promises import OnReopening, Whom

CLOCKS: Mapping[ClockKind, str] = {
    ClockKind.ACKNOWLEDGE: "Until somebody takes it.",
    ClockKind.FIRST_REPLY: "Until the first answer.",
    ClockKind.NEXT_REPLY: "Until each further answer.",
    ClockKind.RESOLUTION: "Until it is resolved.",
    ClockKind.PENDING: "While it waits, counted day and night.",
    ClockKind.SENT_BACK: "While a transfer that wasn't accepted is nobody's.",
}


def promises() -> Shape:
    """Policies; the first that fits a ticket counts."""
    targets: dict[str, Shape] = {kind: said(CLOCKS[kind], DURATION) for kind in PROMISES}
    pauses: dict[str, Shape] = {
        kind: said(CLOCKS[kind], some_words(WaitingFor)) for kind in PROMISES
    }
    parts: Mapping[str, Shape] = {
        "name": said("The policy's name.", ref("name")),
        "when": said("Which tickets it is for; all that is named has to fit.", _match()),
        "calendar": said("In whose hours its times run; 24x7 if left out.", ref("text")),
        **targets,
        "pauses": said("Which waiting stops which clock.", fixed(PROMISES, pauses)),
        "reopening": said("What a reopened ticket's clock does.", one_of_words(OnReopening)),
        "steps": said(
            "A name under the steps below, or steps written here.",
            {"anyOf": [ref("text"), steps()]},
        ),
    }
    return listed(fixed(POLICY, parts, required=("name",)))


def step_lists() -> Shape:
    """Lists of steps that several policies may use, by their names."""
    return named(steps())


def steps() -> Shape:
    """What happens around the deadline of each clock."""
    one = ref("step")
    clocks: dict[str, Shape] = {
        kind: said(CLOCKS[kind], {"anyOf": [one, listed(one)]}) for kind in ClockKind
    }
    return fixed(tuple(ClockKind), clocks)


def step() -> Shape:
    """What happens by itself at one moment."""
    parts = {
        "at": said("A part of the time, with so much more or less.", MOMENT),
        "tell": said("Whom it tells.", some_words(Whom)),
        "raise": said("Whether it raises the priority.", FLAG),
        "next_tier": said("Whether it hands the ticket to the next support tier.", FLAG),
        "post": said("Channels in which it is said.", ref("conversations")),
        "webhook": said("An http or https address that is called.", ref("text")),
    }
    return fixed(STEP, parts, required=("at",), anyOf=having(STEP[1:]))


def _match() -> Shape:
    names = several(ref("text"))
    parts = {
        "category": said("Categories, by any word for them.", names),
        "priority": said("Names under priorities.", names),
        "customer_tier": said("Names under customer_tiers.", names),
        "support_tier": said("Names under support_tiers.", names),
        "channel": said("The messenger, or how it came in.", some_words(CHANNELS)),
        "group": said("Names under groups.", names),
    }
    return fixed(FOR, parts)
