"""When a group of desk.yaml gets its summary by itself."""

import re

from cards.desk_file_known import Known
from cards.desk_file_times import weekdays_called
from cards.yaml_reader import Entry
from desk.summaries import Schedule, SummaryTo

SUMMARY = ("daily", "weekly", "to")
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def read_summary_times(known: Known, entry: Entry | None) -> Schedule:
    """`{daily: "18:00", weekly: "mon 09:00", to: leads}`; never, where nothing is said."""
    if entry is None:
        return Schedule()
    parts = known.reader.mapping(entry, SUMMARY)
    to = known.choice(parts["to"], SummaryTo) if "to" in parts else ""
    return Schedule(
        daily=_daily(known, parts["daily"]) if "daily" in parts else None,
        weekly=_weekly(known, parts["weekly"]) if "weekly" in parts else None,
        to=SummaryTo(to or SummaryTo.CHANNELS),
    )


def _daily(known: Known, entry: Entry) -> int | None:
    said = known.reader.text(entry)
    minutes = _minutes(said)
    if minutes is None and said:
        known.reader.mistake(entry, "deskfile.want_time_of_day", name=said)
    return minutes


def _weekly(known: Known, entry: Entry) -> tuple[int, int] | None:
    said = known.reader.text(entry)
    day, _, clock = said.partition(" ")
    days, minutes = weekdays_called(day), _minutes(clock.strip())
    if len(days) != 1 or minutes is None:
        if said:
            known.reader.mistake(entry, "deskfile.want_weekly", name=said)
        return None
    return days[0], minutes


def _minutes(said: str) -> int | None:
    read = CLOCK.fullmatch(said)
    return int(read[1]) * 60 + int(read[2]) if read else None
