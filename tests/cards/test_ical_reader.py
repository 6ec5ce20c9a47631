"""Calendars of others read into shifts, and what is no roster refused before it does harm."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.ical_lines import IcalReason, reduced
from cards.ical_reader import IcalProblem, IcalShifts, ical_problem_text, read_ical
from cards.ical_rules import RuleCost, RuleProblem, rule_cost
from desk.languages import Language
from tests.cards.documents.calendars import calendar, event, repeated
from tests.cards.documents.rosters import BO, LI, WANG, ZHU
from tests.cards.samples import LANGUAGES

START = datetime(2026, 1, 1, tzinfo=UTC)
END = START + timedelta(weeks=4)
PEOPLE = {"bo": BO, "小王": WANG, "li@example.com": LI, "Anne-Marie": ZHU}
SHANGHAI, NEW_YORK = "Asia/Shanghai", "America/New_York"
ZH, EN = Language.CHINESE, Language.ENGLISH


def read(*events: str, top: str = "", zone: str = SHANGHAI) -> IcalShifts | IcalProblem:
    """What a calendar of these events says about January 2026."""
    return read_ical(calendar(*events, top=top), START, END, PEOPLE, zone)


def times(found: IcalShifts | IcalProblem) -> list[str]:
    """When somebody serves, in UTC."""
    assert isinstance(found, IcalShifts), found
    return [f"{start:%d %H}-{end:%d %H}" for start, end, _ in found.shifts]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), ["05 09-05 17"]),
        (("DTSTART:20260105T090000Z", "DURATION:PT8H"), ["05 09-05 17"]),
        (("DTSTART:20260105T090000", "DTEND:20260105T170000"), ["05 01-05 09"]),
        (("DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20260106"), ["04 16-05 16"]),
        (("DTSTART;VALUE=DATE:20260105",), ["04 16-05 16"]),
        (("DTSTART;TZID=America/New_York:20260105T090000", "DURATION:PT1H"), ["05 14-05 15"]),
        (('DTSTART;TZID="China Standard Time":20260105T090000', "DURATION:PT1H"), ["05 01-05 02"]),
        (("DTSTART;TZID=/x.org/a/Europe/Rome:20260105T090000", "DURATION:PT1H"), ["05 08-05 09"]),
        (("STATUS:CANCELLED",), []),
        (("DTSTART:20260105T090000Z", "DTEND:20260105T090000Z"), []),
        (("DTSTART:20270105T090000Z", "DTEND:20270105T170000Z"), []),
        (("DTSTART:20251231T200000Z", "DTEND:20260101T040000Z"), ["31 20-01 04"]),
        (("RRULE:FREQ=DAILY;COUNT=3",), ["05 09-05 17", "06 09-06 17", "07 09-07 17"]),
        (
            ("RRULE:FREQ=DAILY;UNTIL=20260107T235959Z", "EXDATE:20260106T090000Z"),
            ["05 09-05 17", "07 09-07 17"],
        ),
        (("RDATE:20260108T090000Z",), ["05 09-05 17", "08 09-08 17"]),
        (("BEGIN:VALARM", "TRIGGER:-PT1H", "END:VALARM"), ["05 09-05 17"]),
    ],
)
def test_events_are_shifts(lines: tuple[str, ...], expected: list[str]) -> None:
    """Whatever way an event tells its time; floating ones and whole days in the roster's zone."""
    assert times(read(event(*lines))) == expected


@pytest.mark.parametrize(
    ("lines", "begins"),
    [
        (("DTSTART:20260105T170000Z", "DTEND:20260105T090000Z"), "05 17"),
        (("DTSTART:20260106T170000Z", "DTEND:20250105T090000Z"), "06 17"),
        (("DTSTART;VALUE=DATE:20260106", "DTEND;VALUE=DATE:20260105"), "05 16"),
        (("DTSTART:20260106T170000Z", "DURATION:-PT4H"), "06 17"),
        (
            ("DTSTART:20260106T170000Z", "DTEND:20260106T100000Z", "RRULE:FREQ=DAILY;COUNT=3"),
            "06 17",
        ),
    ],
)
def test_what_ends_before_it_begins_is_no_shift(lines: tuple[str, ...], begins: str) -> None:
    """It is named with when it begins; others are read, and one that was cancelled is none."""
    found = read(event(*lines), event("DTSTART:20260107T090000Z", "DTEND:20260107T170000Z"))
    assert times(found) == ["07 09-07 17"]
    assert isinstance(found, IcalShifts)
    ((_, at),) = found.backwards
    assert f"{at:%d %H}" == begins
    cancelled = read(event(*lines, "STATUS:CANCELLED"))
    assert isinstance(cancelled, IcalShifts)
    assert cancelled.backwards == ()


def test_a_single_time_may_differ() -> None:
    """One occurrence moved and given to somebody else, another one taken out."""
    found = read(
        repeated("FREQ=DAILY;COUNT=3"),
        event(
            "RECURRENCE-ID:20260106T090000Z",
            "DTSTART:20260106T120000Z",
            "DTEND:20260106T130000Z",
            title="小王",
        ),
        event("RECURRENCE-ID:20260107T090000Z", "STATUS:CANCELLED"),
    )
    assert times(found) == ["05 09-05 17", "06 12-06 13"]
    assert isinstance(found, IcalShifts)
    assert [person for _, _, person in found.shifts] == [BO, WANG]


def test_repeated_shifts_follow_the_wall_clock() -> None:
    """Nine o'clock stays nine o'clock when clocks change: in March New York goes from -5 to -4."""
    start, end = (datetime(2026, 3, day, tzinfo=UTC) for day in (7, 10))
    rule = ("DTSTART;TZID=America/New_York:20260101T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    found = read_ical(calendar(event(*rule)), start, end, PEOPLE, SHANGHAI)
    assert times(found) == ["07 14-07 15", "08 13-08 14", "09 13-09 14"]


def test_a_calendar_may_name_its_zone() -> None:
    """Google writes times in UTC and the zone in which they repeat above them."""
    top = f"X-WR-TIMEZONE:{NEW_YORK}\r\n"
    floating = event("DTSTART:20260105T090000", "DURATION:PT1H")
    assert times(read(floating, top=top)) == ["05 14-05 15"]
    assert times(read(floating, top="X-WR-TIMEZONE:Nowhere\r\n")) == ["05 01-05 02"]


@pytest.mark.parametrize(
    ("title", "people"),
    [
        ("Bo", [BO]),
        ("BO", [BO]),
        ("bo · IT (primary)", [BO]),
        ("On Call - Bo - IT", [BO]),
        ("Anne-Marie", [ZHU]),
        ("Bo\\, 小王", [BO, WANG]),
        ("小王值班", [WANG]),
        ("值班：小王", [WANG]),
        ("Bob", []),
        ("Robo", []),
        ("Zed", []),
    ],
)
def test_people_are_found_in_titles(title: str, people: list[int]) -> None:
    """By name or key, alone or among other words; who isn't found is named."""
    found = read(event(title=title))
    assert isinstance(found, IcalShifts)
    assert sorted(person for _, _, person in found.shifts) == sorted(people)
    assert found.unknown == (() if people else (title,))
    assert not found.empty


def test_people_are_found_by_address() -> None:
    """An invited address says more than a title."""
    found = read(event("ATTENDEE;CN=Somebody:mailto:LI@example.com", title="Bo"))
    assert isinstance(found, IcalShifts)
    assert [person for _, _, person in found.shifts] == [LI]


@pytest.mark.parametrize(
    "events", [(), (event("DTSTART:20200105T090000Z", "DTEND:20200105T170000Z"),)]
)
def test_an_empty_calendar_says_so(events: tuple[str, ...]) -> None:
    """A source that suddenly has nothing for the coming weeks is no silent success."""
    assert read(*events) == IcalShifts((), (), empty=True)


ZONE_BOMB = (
    "BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\n"
    "END:VTIMEZONE\r\n"
)
OLD = ("DTSTART:00010101T000000Z", "DURATION:PT1H")


def many(count: int, *lines: str) -> bytes:
    """A calendar of many events."""
    return calendar(*(event(*lines, uid=str(number)) for number in range(count)))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(lambda: b"x" * 1_000_001, IcalReason.TOO_BIG, id="large"),
        pytest.param(lambda: b"hello", IcalReason.NOT_A_CALENDAR, id="text"),
        pytest.param(lambda: b"<html>404</html>", IcalReason.NOT_A_CALENDAR, id="a web page"),
        pytest.param(lambda: b"", IcalReason.NOT_A_CALENDAR, id="nothing"),
        pytest.param(lambda: b"\xff\xfe\x00", IcalReason.NOT_A_CALENDAR, id="bytes"),
        pytest.param(lambda: calendar(event())[:-20], IcalReason.NOT_A_CALENDAR, id="cut off"),
        pytest.param(
            lambda: calendar(event("DTSTART:2026nonsense")), IcalReason.NOT_A_CALENDAR, id="time"
        ),
        pytest.param(
            lambda: calendar(event("DTSTART:20260105T090000Z", "DURATION:P9999999999999D")),
            IcalReason.NOT_A_CALENDAR,
            id="endless event",
        ),
        pytest.param(lambda: many(5_000), IcalReason.TOO_MANY, id="many events"),
        pytest.param(lambda: b"\r\n" * 200_000, IcalReason.TOO_MANY, id="many lines"),
        pytest.param(
            lambda: calendar("BEGIN:VEVENT\r\n" * 4_000), IcalReason.TOO_MANY, id="nested"
        ),
        pytest.param(
            lambda: calendar(event("ATTENDEE:mailto:a@b\r\n" * 40_000)),
            IcalReason.TOO_MANY,
            id="many guests",
        ),
        pytest.param(
            lambda: calendar(event(f"RDATE:{','.join(['20260105T090000Z'] * 20_000)}")),
            IcalReason.TOO_MANY,
            id="many dates",
        ),
        pytest.param(lambda: many(50, "RRULE:FREQ=DAILY", *OLD), IcalReason.TOO_MANY, id="old"),
        pytest.param(
            lambda: calendar(
                *(
                    event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260105T090000Z", uid=str(n))
                    for n in range(100)
                )
            ),
            IcalReason.TOO_MANY,
            id="branches",
        ),
        pytest.param(
            lambda: calendar(repeated("FREQ=DAILY", "DTSTART:20260105T090000Z", "DURATION:P900D")),
            IcalReason.TOO_OFTEN,
            id="piled up",
        ),
        pytest.param(
            lambda: calendar(
                repeated("FREQ=DAILY"),
                event("RECURRENCE-ID;RANGE=THISANDFUTURE:29990105T090000Z"),
            ),
            IcalReason.ODD_RULE,
            id="moved by centuries",
        ),
        pytest.param(
            lambda: many(99, "RRULE:FREQ=HOURLY;INTERVAL=2"), IcalReason.TOO_MANY, id="many rules"
        ),
        pytest.param(
            lambda: calendar(event("DTSTART;TZID=Mine:20260105T090000"), top=ZONE_BOMB),
            IcalReason.UNKNOWN_ZONE,
            id="a zone of its own",
        ),
        pytest.param(
            lambda: calendar(event("DTSTART;TZID=../../etc/passwd:20260105T090000")),
            IcalReason.UNKNOWN_ZONE,
            id="a path",
        ),
    ],
)
def test_what_is_no_roster_is_refused(data: Callable[[], bytes], reason: IcalReason) -> None:
    """Bombs and broken calendars are refused by a clear reason."""
    found = read_ical(data(), START, END, PEOPLE, SHANGHAI)
    assert isinstance(found, IcalProblem), found
    assert found.reason is reason


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("FREQ=SECONDLY", RuleProblem.TOO_OFTEN),
        ("FREQ=MINUTELY;INTERVAL=60", RuleProblem.TOO_OFTEN),
        ("FREQ=HOURLY", RuleProblem.TOO_OFTEN),
        ("FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5", RuleProblem.TOO_OFTEN),
        ("FREQ=DAILY;FREQ=SECONDLY", RuleProblem.ODD_RULE),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", RuleProblem.ODD_RULE),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=SU", RuleProblem.ODD_RULE),
        ("FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=5MO", RuleProblem.ODD_RULE),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=20", RuleProblem.ODD_RULE),
        ("FREQ=MONTHLY;BYDAY=6MO", RuleProblem.ODD_RULE),
        ("FREQ=YEARLY;BYYEARDAY=366", RuleProblem.ODD_RULE),
        ("FREQ=YEARLY;BYWEEKNO=53", RuleProblem.ODD_RULE),
        ("FREQ=HOURLY;INTERVAL=2;BYHOUR=1", RuleProblem.ODD_RULE),
        ("FREQ=YEARLY;INTERVAL=500", RuleProblem.ODD_RULE),
        ("FREQ=DAILY;INTERVAL=0", RuleProblem.ODD_RULE),
        ("FREQ=DAILY;COUNT=-1", RuleProblem.ODD_RULE),
        ("FREQ=DAILY;UNTIL=soon", RuleProblem.ODD_RULE),
        ("FREQ=SOMETIMES", RuleProblem.ODD_RULE),
        ("nonsense", RuleProblem.ODD_RULE),
        ("", RuleProblem.ODD_RULE),
    ],
)
def test_rules_without_end_or_sense_are_not_followed(rule: str, problem: RuleProblem) -> None:
    """A rule that would be tried for ages is refused before anybody tries, and named."""
    assert rule_cost(rule, START.date(), START.date(), END.date()) is problem
    found = read(repeated(rule))
    assert found == IcalProblem(IcalReason(problem.value), rule)


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("FREQ=DAILY", 24),
        ("FREQ=DAILY;INTERVAL=2", 12),
        ("FREQ=HOURLY;INTERVAL=12", 48),
        ("FREQ=WEEKLY", 4),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=MO", 2),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 18),
        ("FREQ=MONTHLY;BYDAY=1MO", 1),
        ("FREQ=MONTHLY;BYDAY=-1WE", 2),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", 1),
        ("FREQ=MONTHLY;BYMONTHDAY=-5", 2),
        ("FREQ=YEARLY;BYMONTH=1;BYDAY=2MO", 2),
        ("freq=yearly", 1),
    ],
)
def test_rules_of_rosters_are_followed(rule: str, count: int) -> None:
    """By the day, the week, the month and the year, and every few hours, without end."""
    assert len(times(read(repeated(rule)))) == count


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    frequency=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    interval=st.integers(1, 40),
    parts=st.fixed_dictionaries(
        {},
        optional={
            "BYDAY": st.sampled_from(["MO", "SA,SU", "1MO", "-1FR", "5TU"]),
            "BYMONTH": st.sampled_from(["1", "2,11", "12"]),
            "BYMONTHDAY": st.sampled_from(["1", "-1", "13", "31", "29,30"]),
        },
    ),
    day=st.integers(0, 400),
)
def test_what_is_followed_matches_soon(
    frequency: str, interval: int, parts: dict[str, str], day: int
) -> None:
    """Whatever rule is not refused has a match within the years that it was reckoned with."""
    named = {"FREQ": frequency, "INTERVAL": interval, **parts}
    rule = ";".join(f"{name}={value}" for name, value in named.items())
    start = START + timedelta(days=day)
    cost = rule_cost(rule, start.date(), start.date(), start.date())
    if isinstance(cost, RuleCost):
        first = next(iter(rrulestr(rule, dtstart=start)))
        assert first - start <= timedelta(days=4 * 366 + 1)
        assert cost.steps < 20_000


def test_only_what_shifts_are_made_of_reaches_the_library() -> None:
    """Descriptions, alarms, zones and whatever else are left out before anything is parsed."""
    data = calendar(
        event("DESCRIPTION:secret", "X-THING:1", "ATTACH:x", "BEGIN:VALARM", "END:VALARM"),
        "BEGIN:VTODO\r\nRRULE:FREQ=SECONDLY\r\nEND:VTODO\r\n",
        top=ZONE_BOMB,
    )
    names = {
        line.partition(":")[0] for line in reduced(data, START.date(), END.date()).split("\r\n")
    }
    assert names == {"BEGIN", "END", "VERSION", "UID", "DTSTART", "DTEND", "SUMMARY", ""}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=st.data())
def test_broken_calendars_are_never_an_error(data: st.DataObject) -> None:
    """Whatever a source sends, there is an answer."""
    good = bytearray(calendar(repeated("FREQ=DAILY;COUNT=9", "EXDATE:20260106T090000Z"), event()))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(good) - 1))
        good[at] = data.draw(st.sampled_from(b"0123456789;:=,ZTP-/ \r\n\xff"))
    found = read_ical(bytes(good), START, END, PEOPLE, SHANGHAI)
    assert isinstance(found, IcalShifts | IcalProblem)


@pytest.mark.parametrize(("reason", "language"), [*product(IcalReason, LANGUAGES)])
def test_every_reason_has_a_sentence(reason: IcalReason, language: Language) -> None:
    """Each reason is said in both languages."""
    assert ical_problem_text(IcalProblem(reason, "FREQ=SECONDLY"), language)
