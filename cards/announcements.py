"""What a group is told once: changes of its roster, floods, and sources that went quiet."""

from cards.card import Message
from cards.duty_times import say_spans
from cards.duty_words import change_number
from cards.help import help_message
from cards.names import Names, group_name, group_timezone, person_name
from cards.words import say_day, words
from desk.address import AccountAddress, MessengerName
from desk.duty import spans_in
from desk.errors import Fact
from desk.groups import Desk
from desk.languages import Language
from desk.matters import Announcement, News
from desk.people import Role

TIMES = frozenset({"start", "end"})
PEOPLE = frozenset({"person", "other", "by"})


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
        if name in TIMES:
            at = announcement.at.fromisoformat(str(fact))
            return say_day(at, zone, language, announcement.at)
        return change_number(fact) if name == "change" and isinstance(fact, int) else str(fact)

    known = announcement.facts
    facts = {name: said(name, fact) for name, fact in known.items()}
    if known.keys() >= TIMES:
        span = f"{known['start']}/{known['end']}"
        facts["time"] = say_spans(spans_in(span), zone, language, announcement.at)
    if "holes" in known:
        facts["holes"] = say_spans(spans_in(str(known["holes"])), zone, language, announcement.at)
    key = f"news.{_which(announcement)}"
    text = words(language).say(key, **{"group": group_name(announcement.group, desk), **facts})
    return Message(text, call)


def _introduction(announcement: Announcement, language: Language) -> Message:
    """Who the desk is, and what everybody can ask of it."""
    messenger = MessengerName(str(announcement.facts["messenger"]))
    told = help_message(language, messenger, frozenset({Role.REPORTER}))
    return Message(f"{words(language).say('news.introduction')}\n\n{told.text}")


def _which(announcement: Announcement) -> str:
    """The sentence of a piece of news, where one has several."""
    match announcement.news:
        case News.OVERRIDE if "person" in announcement.facts:
            return "override_instead"
        case News.ADJUSTMENT_ENDED:
            return f"{announcement.news}.{announcement.facts.get('what', News.OVERRIDE.value)}"
        case _:
            return announcement.news.value
