"""The preview of a roster as text: hours and shares a person, gaps, and too little rest."""

from collections.abc import Sequence
from datetime import datetime

from cards.card import Message
from cards.duty_times import say_moment, say_span
from cards.names import Names, person_name
from cards.words import words
from desk.groups import Group
from desk.languages import Language
from desk.roster_preview import Load, Preview, ShortRest

MOST_LINES = 8


def preview_message(
    previews: Sequence[tuple[Group, str, Preview]],
    names: Names,
    language: Language,
    now: datetime,
) -> Message:
    """A paragraph a roster, with its name."""
    if not previews:
        return Message(words(language).say("duty.no_group"))
    return Message("\n\n".join(_preview(*each, names, language, now) for each in previews))


def _preview(
    group: Group, name: str, seen: Preview, names: Names, language: Language, now: datetime
) -> str:
    say, zone = words(language).say, group.timezone
    weeks = (seen.end - seen.start).days // 7
    people = [
        _load(load, names, language) for load in seen.people if load.shifts or load.backup_hours
    ]
    gaps = [say_span((gap.start, gap.end), zone, language, now) for gap in seen.gaps]
    rests = [_rest(one, zone, names, language, now) for one in seen.short_rests]
    return "\n".join(
        [
            say("duty.preview", roster=name, n=weeks),
            *people,
            *_listed("gaps", gaps, language),
            *_listed("rests", rests, language),
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


def _rest(rest: ShortRest, timezone: str, names: Names, language: Language, now: datetime) -> str:
    return words(language).say(
        "duty.preview.rest",
        person=person_name(rest.person, names, language),
        hours=f"{rest.rest.total_seconds() / 3600:g}",
        time=say_moment(rest.after.start, timezone, language, now),
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
