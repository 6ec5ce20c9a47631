"""What a swap brings beside the shift itself, a line each, for everybody who decides on it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from cards.duty_times import say_moment, say_spans
from cards.duty_words import position_name, post_name
from cards.names import Names, group_timezone, person_name
from cards.words import words
from desk.calendar_spans import Span
from desk.double_booking import Post
from desk.groups import Desk
from desk.languages import Language
from desk.matters import SwapRequest
from desk.swap_effects import swap_effects

MOST_TIMES = 5


def swap_effect_lines(
    request: SwapRequest, desk: Desk, names: Names, language: Language, now: datetime
) -> Iterator[str]:
    """Double bookings, positions that change, and rests that become too short."""
    say, zone = words(language).say, group_timezone(request.group, desk)
    effects = swap_effects(desk, request)
    doubles: dict[tuple[int, tuple[Post, ...]], list[Span]] = {}
    for one in effects.doubles:
        doubles.setdefault((one.person, one.posts), []).append((one.start, one.end))
    for (person, posts), spans in doubles.items():
        yield say(
            "swap.effect.double",
            person=person_name(person, names, language),
            time=_times(spans, zone, language, now),
            posts=say("duty.and").join(post_name(post, desk, language) for post in posts),
        )
    for standby in effects.standbys:
        yield say(
            "swap.effect.nobody" if standby.person is None else "swap.effect.position",
            person=person_name(standby.person, names, language),
            position=position_name(standby.position, language),
            time=_times(standby.spans, zone, language, now),
        )
    for rest in effects.rests:
        yield say(
            "swap.effect.rest",
            person=person_name(rest.person, names, language),
            hours=f"{round(rest.rest.total_seconds() / 3600, 1):g}",
            time=say_moment(rest.after.shift.start, zone, language, now),
        )


def _times(spans: Sequence[Span], zone: str, language: Language, now: datetime) -> str:
    said = say_spans(spans[:MOST_TIMES], zone, language, now)
    return f"{said} …" if len(spans) > MOST_TIMES else said
