"""The JSON Schema of desk.yaml: calendars and rosters."""

from cards.desk_file_calendars import CALENDAR, OWN_DAY
from cards.desk_file_rosters import LAYER, POSITIONS, ROSTER
from cards.desk_schema_shapes import (
    FLAG,
    Shape,
    at_least_one,
    fixed,
    having,
    named,
    ref,
    said,
    whole,
)
from cards.desk_schema_times import (
    ALWAYS_OPEN,
    DATE_NAME,
    DAY_NAME,
    DURATION_OR_NONE,
    EVERY,
    LOCAL_TIME,
    OFF_OR_WINDOWS,
    SOME_WINDOWS,
    WEEKDAYS,
)

POSITION: Shape = {
    "anyOf": [
        {"type": "string", "pattern": f"^(?:{'|'.join(POSITIONS)}|0*[1-9])$"},
        {"type": "integer", "minimum": 1, "maximum": 9},
    ],
    "examples": list(POSITIONS),
}


def calendars() -> Shape:
    """Calendars by their names."""
    return named(
        fixed(
            CALENDAR,
            {
                "timezone": said("The zone of its hours; Asia/Shanghai if left out.", ref("zone")),
                "hours": said("Open hours by weekday, or always; other days are off.", _week()),
                "holidays": said(
                    "A country (CN) or region (US/NY) whose official days off count.", ref("text")
                ),
                "makeup": said("Hours of official make-up workdays.", ref("windows")),
                "days": said("Dates of your own; they go before the official ones.", _own_days()),
            },
            required=("hours",),
        )
    )


def _week() -> Shape:
    by_day: Shape = {
        "type": "object",
        "propertyNames": DAY_NAME,
        "additionalProperties": OFF_OR_WINDOWS,
    }
    return {"anyOf": [ALWAYS_OPEN, by_day]}


def _own_days() -> Shape:
    own = fixed(
        OWN_DAY,
        {
            "hours": said("Open hours on that day, or off.", OFF_OR_WINDOWS),
            "name": said("What the day is called.", ref("text")),
        },
        required=("hours",),
    )
    return {
        "type": "object",
        "propertyNames": DATE_NAME,
        "additionalProperties": {"anyOf": [OFF_OR_WINDOWS, own]},
    }


def rosters() -> Shape:
    """Rosters by their names: layers of people, or a calendar kept elsewhere."""
    return named(
        fixed(
            ROSTER,
            {
                "name": said("What people call it.", ref("text")),
                "timezone": said("The zone of its times.", ref("zone")),
                "calendar": said("A calendar that marks holidays in previews.", ref("text")),
                "rest": said(
                    "The least time off between two shifts; 11h if left out.", DURATION_OR_NONE
                ),
                "layers": said("Rotations by name.", named(_layer(), minProperties=1)),
                "feed": said("The https address of an .ics calendar kept elsewhere.", ref("text")),
            },
            oneOf=having(("layers", "feed")),
        )
    )


def _layer() -> Shape:
    together: Shape = {"type": "array", "items": ref("text"), "minItems": 1}
    turns = at_least_one({"anyOf": [ref("text"), together]})
    return fixed(
        LAYER,
        {
            "people": said("Who takes turns; those in a list of their own serve together.", turns),
            "every": said("How long a turn is; 1 week if left out.", EVERY),
            "start": said("When the first turn begins, in local time.", LOCAL_TIME),
            "until": said("When the layer ends, in local time.", LOCAL_TIME),
            "on": said("The weekdays on which somebody serves; all if left out.", WEEKDAYS),
            "hours": said("The hours in which somebody serves; all if left out.", SOME_WINDOWS),
            "position": said("primary, backup, or a number from 1 to 9.", POSITION),
            "priority": said("Of layers of a position the highest counts.", whole(0, 99)),
            "gap": said(
                "Whether only the first week (day …) of each turn is duty, the rest nobody's.", FLAG
            ),
            "timezone": said("A zone of its own.", ref("zone")),
            "channels": said("Where cards go while it is on.", ref("conversations")),
        },
        required=("people", "start"),
    )
