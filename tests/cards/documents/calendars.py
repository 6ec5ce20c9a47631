"""Calendars to read, line by line."""

UTC_NINE = ("DTSTART:20260105T090000Z", "DTEND:20260105T170000Z")


def calendar(*events: str, top: str = "") -> bytes:
    """A calendar of these events."""
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Others//EN\r\n"
    return f"{head}{top}{''.join(events)}END:VCALENDAR\r\n".encode()


def event(*lines: str, uid: str = "1", title: str = "Bo") -> str:
    """An event on Monday, 5 January 2026, nine to five UTC, unless the lines say when."""
    times = () if any(line.startswith("DTSTART") for line in lines) else UTC_NINE
    whole = ("BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *times, *lines)
    return "\r\n".join((*whole, f"SUMMARY:{title}", "END:VEVENT", ""))


def repeated(rule: str, *more: str, uid: str = "1") -> str:
    """An event that repeats."""
    return event(f"RRULE:{rule}", *more, uid=uid)
