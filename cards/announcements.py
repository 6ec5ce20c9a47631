"""What a group is told once: changes of its roster, floods, and sources that went quiet."""

from collections.abc import Callable, Iterator, Mapping

from cards.card import Message
from cards.duty_times import say_span, say_spans
from cards.duty_words import change_number, seats_said
from cards.help import help_card
from cards.names import Names, group_name, group_timezone, person_name, ticket_number
from cards.people_words import messenger_name, role_name
from cards.words import say_day, words
from desk.address import AccountAddress, MessengerName
from desk.duty import spans_in
from desk.errors import Fact
from desk.groups import Desk
from desk.languages import Language
from desk.matters import Announcement, News
from desk.people import Role
from desk.roster_compare import changes_in

TIMES = frozenset({"start", "end"})
PEOPLE = frozenset({"person", "other", "by"})
NUMBERS: Mapping[str, Callable[[Fact, Language], str]] = {
    "change": lambda fact, _: change_number(int(str(fact))),
    "ticket": lambda fact, language: ticket_number(int(str(fact)), language),
}
WORDS: Mapping[str, Callable[[Fact, Language], str]] = {
    "messenger": lambda fact, language: messenger_name(str(fact), language),
    "role": lambda fact, language: role_name(str(fact), language),
}


def announcement_message(
    announcement: Announcement,
    desk: Desk,
    names: Names,
    language: Language,
    call: tuple[AccountAddress, ...] = (),
) -> Message:
    """The sentence for its news; facts that are times (ISO) or people (ids) are said as such."""
    if announcement.news is News.INTRODUCTION:
        return _introduction(announcement, language)
    zone = group_timezone(announcement.group, desk)

    def said(name: str, fact: Fact) -> str:
        if name in PEOPLE and isinstance(fact, int):
            return person_name(fact, names, language)
        if name == "people":
            listed = [person_name(int(one), names, language) for one in str(fact).split(",")]
            return words(language).say("duty.and").join(listed)
        if name in TIMES:
            at = announcement.at.fromisoformat(str(fact))
            return say_day(at, zone, language, announcement.at)
        say = NUMBERS.get(name) if isinstance(fact, int) else WORDS.get(name)
        return say(fact, language) if say else str(fact)

    known = announcement.facts
    facts = {name: said(name, fact) for name, fact in known.items()}
    if known.keys() >= TIMES:
        spans = str(known.get("spans", f"{known['start']}/{known['end']}"))
        facts["time"] = say_spans(spans_in(spans), zone, language, announcement.at)
    if "holes" in known:
        facts["holes"] = say_spans(spans_in(str(known["holes"])), zone, language, announcement.at)
    key = f"news.{_which(announcement)}"
    text = words(language).say(key, **{"group": group_name(announcement.group, desk), **facts})
    return Message("\n".join([text, *_changes(announcement, names, language, zone)]), call)


def _changes(
    announcement: Announcement, names: Names, language: Language, zone: str
) -> Iterator[str]:
    """Who is on duty when instead of whom, a line each, as far as they are listed."""
    say, known = words(language).say, announcement.facts
    for change in changes_in(str(known.get("changes", ""))):
        before, after = seats_said(change, names, language)
        time = say_span((change.start, change.end), zone, language, announcement.at)
        yield "• " + say("news.changed_line", time=time, before=before, after=after)
    more = known.get("more")
    if isinstance(more, int) and more > 0:
        yield say("duty.own_more", n=more)


def _introduction(announcement: Announcement, language: Language) -> Message:
    """Who the desk is, and what everybody can ask of it."""
    messenger = MessengerName(str(announcement.facts["messenger"]))
    told = help_card(language, messenger, frozenset({Role.REPORTER}))
    parts = (words(language).say("news.introduction"), told.body, told.news, told.foot)
    return Message("\n\n".join(part for part in parts if part))


def _which(announcement: Announcement) -> str:
    """The sentence of a piece of news, where one has several."""
    match announcement.news:
        case News.OVERRIDE if "person" in announcement.facts:
            return "override_instead"
        case News.ADJUSTMENT_ENDED:
            return f"{announcement.news}.{announcement.facts.get('what', News.OVERRIDE.value)}"
        case _:
            return announcement.news.value
