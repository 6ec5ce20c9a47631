"""What the things of a roster are called, and the lines that are typed about them."""

from collections.abc import Iterable, Mapping, Sequence

from cards.names import Names, person_name
from cards.words import words
from desk.address import MessengerName
from desk.double_booking import Post
from desk.duty import groups_of
from desk.groups import Desk
from desk.languages import Language
from desk.roster_compare import Change, Seat
from desk.swaps import SwapAnswer

CHANGE, REQUEST = "C", "R"
"""What stands before the numbers of changes and of swap requests: they are two series."""

POSITIONS: Mapping[int, str] = {0: "duty.primary", 1: "duty.backup"}


def change_number(number: int) -> str:
    """A change of a roster by its number, as it is also typed."""
    return f"{CHANGE}{number}"


def request_number(number: int) -> str:
    """A swap request by its number, as it is also typed."""
    return f"{REQUEST}{number}"


def position_name(position: int, language: Language) -> str:
    """Primary, back-up, and those behind them by number."""
    key = POSITIONS.get(position)
    say = words(language).say
    return say(key) if key else say("duty.position", n=position + 1)


def post_name(post: Post, desk: Desk, language: Language) -> str:
    """A position with the groups that its roster serves."""
    groups = "/".join(group.name for group in groups_of(desk, post.roster))
    roster = desk.rosters.get(post.roster)
    name = groups or (roster.name if roster else post.roster)
    position = position_name(post.position, language)
    return words(language).say("duty.post", group=name, position=position)


def people_said(people: Iterable[int], names: Names, language: Language) -> str:
    """Several people by name; nobody, where there are none."""
    say = words(language).say
    return say("duty.and").join(person_name(one, names, language) for one in people) or say(
        "duty.nobody"
    )


def seats_said(change: Change, names: Names, language: Language) -> tuple[str, str]:
    """Who is on before and after; with positions, where it isn't the primaries alone."""
    by_position = any(seat.position for seat in (*change.before, *change.after))
    said = _by_position if by_position else _together
    return said(change.before, names, language), said(change.after, names, language)


def _together(seats: Sequence[Seat], names: Names, language: Language) -> str:
    return people_said((seat.person for seat in seats), names, language)


def _by_position(seats: Sequence[Seat], names: Names, language: Language) -> str:
    """Those at each position together."""
    say = words(language).say
    said = [
        say(
            "duty.on",
            position=position_name(position, language),
            people=_together([one for one in seats if one.position == position], names, language),
        )
        for position in dict.fromkeys(seat.position for seat in seats)
    ]
    return say("plan.then").join(said) or say("duty.nobody")


def names_with(desk: Desk, names: Names) -> Names:
    """Everybody of the desk by name, and these."""
    return {**{person.id: person.name for person in desk.people.values()}, **names}


def typed(line: str, language: Language, messenger: MessengerName | None) -> str:
    """A line about duty as it is typed on that messenger: by its slash command on Slack."""
    front = "/duty" if messenger is MessengerName.SLACK else words(language).say("duty.word")
    return f"{front} {line}".strip()


def answer_line(answer: SwapAnswer, number: int, language: Language) -> str:
    """What is typed instead of pressing a button of a swap's card."""
    return f"{words(language).say(f'duty.typed.{answer}')} {request_number(number)}"
