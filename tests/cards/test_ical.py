"""A roster as a feed that any calendar can read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from cards.ical import roster_feed
from cards.ical_reader import IcalShifts, read_ical
from desk.languages import Language
from tests.cards.documents.rosters import BO, LI, NAMES, ROSTER, WANG, ZHU, Shifts, replaced
from tests.cards.samples import LANGUAGES

START = datetime(2026, 1, 1, tzinfo=UTC)
END = START + timedelta(weeks=4)
PEOPLE = {"bo": BO, "小王": WANG, "li@example.com": LI, "Anne-Marie": ZHU}
SHANGHAI, NEW_YORK = "Asia/Shanghai", "America/New_York"
ZH, EN = Language.CHINESE, Language.ENGLISH
HOSTILE = 'x\r\nEND:VEVENT\r\n;,\\\\:"…\x00' + "很长的名字" * 30


def feed(
    person: int | None = None, names: dict[int, str] = NAMES, language: Language = ZH
) -> bytes:
    """January of the roster as a feed."""
    return roster_feed(ROSTER, Shifts()(START, END), names, language, "desk.example", person, START)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shift_is_an_event(language: Language) -> None:
    """A calendar shows each shift from its beginning to its end, in UTC, with who and which."""
    shifts = Shifts()(START, END)
    events = Calendar.from_ical(feed(language=language)).events
    assert [(e.start, e.end) for e in events] == [(s.start, s.end) for s in shifts]
    assert all(NAMES[s.person] in str(e["SUMMARY"]) for s, e in zip(shifts, events, strict=True))


def test_an_event_says_who_and_which() -> None:
    """Person, roster and layer stand in the title."""
    event = Calendar.from_ical(feed(BO)).events[0]
    assert str(event["SUMMARY"]) == "Bo · IT 值班（backup）"


def test_a_feed_may_be_of_one_person() -> None:
    """One's own feed has one's own shifts and nobody else's."""
    events = Calendar.from_ical(feed(ZHU)).events
    assert {str(e["SUMMARY"]).partition(" ")[0] for e in events} == {"朱镕"}
    assert len(events) == sum(shift.person == ZHU for shift in Shifts()(START, END))


def test_whose_turn_it_was_is_told() -> None:
    """Who serves instead of somebody has their name in the event."""
    start = datetime(2026, 1, 14, 1, tzinfo=UTC)
    override = replace(replaced(start, start + timedelta(hours=12), ZHU), person=None)
    roster = replace(ROSTER, adjustments=(override,))
    shifts = [replace(s, instead_of=BO) for s in Shifts(roster)(START, END) if s.ordinal < 0]
    data = roster_feed(roster, shifts, NAMES, EN, "desk.example", None, START)
    assert [str(e["DESCRIPTION"]) for e in Calendar.from_ical(data).events] == ["Instead of Bo"]


def test_events_keep_their_ids() -> None:
    """Calendars know an event again when it is fetched anew, and never take two for one."""
    first, again = (Calendar.from_ical(feed(language=one)) for one in LANGUAGES)
    ids = [str(event["UID"]) for event in first.events]
    assert ids == [str(event["UID"]) for event in again.events]
    assert len(set(ids)) == len(ids)
    assert all(uid.endswith("@desk.example") for uid in ids)


def test_calendars_are_told_to_come_back() -> None:
    """How often to fetch it stands in the feed, in both ways that calendars know."""
    lines = feed().decode().splitlines()
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert "X-PUBLISHED-TTL:PT1H" in lines


def test_hostile_names_stay_text() -> None:
    """No name ends an event or a line, and no line is longer than 75 octets."""
    roster = replace(ROSTER, name=HOSTILE, key=HOSTILE)
    shifts = Shifts()(START, END)
    names = dict.fromkeys(NAMES, HOSTILE)
    data = roster_feed(roster, shifts, names, EN, HOSTILE, BO, START)
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert b"\n" not in data.replace(b"\r\n", b"")
    parsed = Calendar.from_ical(data)
    assert len(parsed.events) == sum(shift.person == BO for shift in shifts)
    assert "END:VEVENT ;,\\\\:" in str(parsed.events[0]["SUMMARY"])


def test_our_own_feed_can_be_read() -> None:
    """What one desk writes, another reads as the same shifts."""
    known = {name: person for person, name in NAMES.items()}
    found = read_ical(feed(), START, END, known, SHANGHAI)
    assert isinstance(found, IcalShifts)
    assert set(found.shifts) == {(s.start, s.end, s.person) for s in Shifts()(START, END)}
    assert (found.unknown, found.empty) == ((), False)
