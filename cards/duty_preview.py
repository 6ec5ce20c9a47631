"""The preview of a roster as text: hours and shares a person, gaps, and too little rest."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from cards.card import Message
from cards.duty_times import say_moment, say_span
from cards.duty_words import post_name
from cards.names import Names, person_name
from cards.words import words
from desk.double_booking import DoubleBooking, Post
from desk.groups import Desk, Group
from desk.languages import Language
from desk.rest import LongStretch, ShortRest
from desk.roster_compare import Comparison
from desk.roster_preview import Load, Preview

MOST_LINES = 8


def preview_message(
    previews: Sequence[tuple[Group, str, Preview]],
    desk: Desk,
    names: Names,
    language: Language,
    now: datetime,
) -> Message:
    """A paragraph a roster, with its name."""
    if not previews:
        return Message(words(language).say("duty.no_group"))
    return Message("\n\n".join(_preview(*each, desk, names, language, now) for each in previews))


def new_problems(
    found: Comparison, desk: Desk, timezone: str, names: Names, language: Language, now: datetime
) -> Iterator[tuple[str, list[str]]]:
    """Double bookings and short rests that an unsaved roster brings, each under its heading."""
    doubles = [
        double_booking_text(one, desk, timezone, names, language, now) for one in found.doubles
    ]
    rests = [short_rest_text(one, desk, timezone, names, language, now) for one in found.rests]
    for what, lines in (("doubles", doubles), ("rests", rests)):
        yield words(language).say(f"duty.preview.{what}", n=len(lines)), lines


def _preview(
    group: Group,
    name: str,
    seen: Preview,
    desk: Desk,
    names: Names,
    language: Language,
    now: datetime,
) -> str:
    say, zone = words(language).say, group.timezone
    weeks = (seen.end - seen.start).days // 7
    people = [
        _load(load, names, language) for load in seen.people if load.shifts or load.backup_hours
    ]
    gaps = [say_span((gap.start, gap.end), zone, language, now) for gap in seen.gaps]
    rests = [short_rest_text(one, desk, zone, names, language, now) for one in seen.short_rests]
    stretches = [_stretch(one, zone, names, language, now) for one in seen.long_stretches]
    doubles = [
        double_booking_text(one, desk, zone, names, language, now) for one in seen.double_bookings
    ]
    return "\n".join(
        [
            say("duty.preview", roster=name, n=weeks),
            *people,
            *_listed("gaps", gaps, language),
            *(_listed("rests", rests, language) if rests or not stretches else ()),
            *(_listed("stretches", stretches, language) if stretches else ()),
            *(_listed("doubles", doubles, language) if doubles else ()),
        ]
    )


def _load(load: Load, names: Names, language: Language) -> str:
    say, backup = words(language).say, round(load.backup_hours)
    if not load.shifts:
        person = person_name(load.person, names, language)
        return say("duty.preview.only_backup", person=person, hours=backup)
    line = say(
        "duty.preview.person",
        person=person_name(load.person, names, language),
        hours=round(load.hours),
        shifts=load.shifts,
        nights=round(load.night_hours),
        weekends=_per_cent(load.weekend_share),
        holidays=_per_cent(load.holiday_share),
    )
    if load.unfairness is not None:
        line += say("duty.preview.against_mean", difference=f"{load.unfairness:+.0f} %")
    return line + say("duty.preview.backup", hours=backup) if backup else line


def _stretch(
    one: LongStretch, timezone: str, names: Names, language: Language, now: datetime
) -> str:
    """Who has no rest for how long."""
    span = (one.first.shift.start, one.last.shift.end)
    return words(language).say(
        "duty.preview.stretch",
        person=person_name(one.person, names, language),
        hours=round(one.length.total_seconds() / 3600),
        time=say_span(span, timezone, language, now),
    )


def short_rest_text(
    rest: ShortRest, desk: Desk, timezone: str, names: Names, language: Language, now: datetime
) -> str:
    """Who has how little rest before when; both rosters, where these are two."""
    before, after = (Post(one.roster, one.shift.position) for one in (rest.before, rest.after))
    return words(language).say(
        "duty.preview.rest" if before.roster == after.roster else "duty.preview.rest_between",
        person=person_name(rest.person, names, language),
        hours=f"{round(rest.rest.total_seconds() / 3600, 1):g}",
        time=say_moment(rest.after.shift.start, timezone, language, now),
        before=post_name(before, desk, language),
        after=post_name(after, desk, language),
    )


def double_booking_text(
    one: DoubleBooking, desk: Desk, timezone: str, names: Names, language: Language, now: datetime
) -> str:
    """Who is on duty twice, when, and for which groups."""
    return words(language).say(
        "duty.preview.double",
        person=person_name(one.person, names, language),
        time=say_span((one.start, one.end), timezone, language, now),
        posts=words(language).say("duty.and").join(post_name(p, desk, language) for p in one.posts),
    )


def _listed(what: str, lines: Sequence[str], language: Language) -> list[str]:
    say = words(language).say
    if not lines:
        return [say(f"duty.preview.no_{what}")]
    shown = [f"• {line}" for line in lines[:MOST_LINES]]
    left = len(lines) - MOST_LINES
    more = [say("duty.own_more", n=left)] if left > 0 else []
    return [say(f"duty.preview.{what}", n=len(lines)), *shown, *more]


def _per_cent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
