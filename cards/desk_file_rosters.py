"""The rosters of desk.yaml: layers of people who take turns."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import yaml

from cards.desk_file_known import Known
from cards.desk_file_times import how_long, local_time, some, weekdays, windows
from cards.yaml_reader import Entry
from desk.roster import Unit
from desk.spec import LayerSpec, RosterSpec

ROSTER = ("name", "timezone", "calendar", "rest", "layers", "feed")
LAYER = (
    "people",
    "every",
    "start",
    "until",
    "on",
    "hours",
    "position",
    "priority",
    "gap",
    "timezone",
    "channels",
)
USUAL_REST = timedelta(hours=11)
MOST_EVERY = 520

EVERY = re.compile(r"(?:(\d{1,4})\s*)?([a-z]+|[\u4e00-\u9fff]+)")
UNITS = {
    "hour": Unit.HOUR,
    "hours": Unit.HOUR,
    "小时": Unit.HOUR,
    "day": Unit.DAY,
    "days": Unit.DAY,
    "天": Unit.DAY,
    "week": Unit.WEEK,
    "weeks": Unit.WEEK,
    "周": Unit.WEEK,
    "month": Unit.MONTH,
    "months": Unit.MONTH,
    "个月": Unit.MONTH,
    "月": Unit.MONTH,
}
POSITIONS = {"primary": 0, "backup": 1}
THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


def read_rosters(known: Known, entry: Entry | None) -> tuple[RosterSpec, ...]:
    """All rosters; their names are known from here on."""
    rosters = [_roster(known, key, part) for key, part in known.reader.named(entry)]
    known.names["rosters"] = tuple(roster.key for roster in rosters)
    return tuple(rosters)


def _roster(known: Known, key: str, entry: Entry) -> RosterSpec:
    parts = known.reader.mapping(entry, ROSTER)
    feed = _feed(known, parts.get("feed"))
    if "layers" in parts and "feed" in parts:
        known.reader.mistake(parts["feed"], "deskfile.feed_or_layers")
    elif not parts.keys() & {"layers", "feed"}:
        known.reader.mistake(entry, "deskfile.missing", name="layers")
    timezone = known.timezone(parts.get("timezone"))
    layers = tuple(
        layer
        for name, part in known.reader.named(parts.get("layers"))
        if (layer := _layer(known, name, part, timezone))
    )
    if parts.get("layers") and not parts["layers"].value:
        known.reader.mistake(parts["layers"], "deskfile.no_layers")
    rest = parts.get("rest")
    return RosterSpec(
        key=key,
        name=known.reader.text(parts.get("name")) or key,
        timezone=timezone,
        layers=layers,
        rest=how_long(known.reader, rest, timedelta(0)) if rest else USUAL_REST,
        calendar=known.name_or_none(parts.get("calendar"), "calendars"),
        feed=feed,
    )


def _feed(known: Known, entry: Entry | None) -> str:
    """The address of a calendar elsewhere; without TLS only one on this machine."""
    if entry is None:
        return ""
    said = known.reader.text(entry)
    try:
        address = urlsplit(said)
        host = address.hostname or ""
    except ValueError:
        address, host = urlsplit(""), ""
    is_safe = address.scheme == "https" or (address.scheme == "http" and host in THIS_MACHINE)
    if not host or not is_safe:
        known.reader.mistake(entry, "deskfile.want_feed")
        return ""
    return said


def _layer(known: Known, key: str, entry: Entry, timezone: str) -> LayerSpec | None:
    reader = known.reader
    parts = reader.mapping(entry, LAYER, required=("people", "start"))
    unit, every = _every(known, parts.get("every"))
    start = local_time(reader, parts.get("start"))
    until = local_time(reader, parts.get("until"))
    if start and until and until <= start:
        reader.mistake(parts["until"], "deskfile.until_before_start")
    crews = _crews(known, parts.get("people"))
    priority = parts.get("priority")
    if start is None:
        return None
    return LayerSpec(
        key=key,
        timezone=known.timezone(parts.get("timezone"), timezone),
        unit=unit,
        every=every,
        start=start,
        until=until,
        crews=crews,
        weekdays=weekdays(reader, some(reader, parts.get("on"))),
        windows=windows(reader, some(reader, parts.get("hours"))),
        position=_position(known, parts.get("position")),
        priority=reader.whole(priority, 0, 99) if priority else 0,
        gap=reader.flag(parts.get("gap")),
        channels=known.conversations(parts.get("channels")),
    )


def _crews(known: Known, entry: Entry | None) -> tuple[tuple[str, ...], ...]:
    """Who takes turns, one after the other; those in a list of their own serve together."""
    items = known.reader.items(entry)
    crews = [known.persons(item) for item in items]
    for listed in [entry, *items] if entry is not None else []:
        if isinstance(listed, yaml.SequenceNode) and not listed.value:
            known.reader.mistake(listed, "deskfile.nobody_in_turn")
    return tuple(crew for crew in crews if crew)


def _every(known: Known, entry: Entry | None) -> tuple[Unit, int]:
    """1 week, 2 days, 12 hours, 1 month."""
    if entry is None:
        return Unit.WEEK, 1
    said = known.reader.text(entry)
    read = EVERY.fullmatch(said.casefold())
    unit = UNITS.get(read[2]) if read else None
    count = int(read[1] or 1) if read else 0
    if unit is None or not 1 <= count <= MOST_EVERY:
        if said:
            known.reader.mistake(entry, "deskfile.want_turn", name=said)
        return Unit.WEEK, 1
    return unit, count


def _position(known: Known, entry: Entry | None) -> int:
    """primary, backup, or a number: 1 is the primary."""
    if entry is None:
        return 0
    said = known.reader.text(entry).casefold()
    if said.isdecimal() and said.isascii():
        return known.reader.whole(entry, 1, 9) - 1
    word = known.choice(entry, POSITIONS)
    return POSITIONS.get(word, 0)
