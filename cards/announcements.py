"""What a group is told once: changes of its roster, floods, and sources that went quiet."""

from collections.abc import Iterator

from cards.card import Message
from cards.duty_times import say_span, say_spans
from cards.duty_words import change_number, seats_said
from cards.names import Names, group_name, group_timezone, person_name
from cards.words import say_day, words
from desk.address import AccountAddress
from desk.duty import spans_in
from desk.errors import Fact
from desk.groups import Desk
from desk.languages import Language
from desk.matters import Announcement, News
from desk.roster_compare import changes_in

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


def _which(announcement: Announcement) -> str:
    """The sentence of a piece of news, where one has several."""
    match announcement.news:
        case News.OVERRIDE if "person" in announcement.facts:
            return "override_instead"
        case News.ADJUSTMENT_ENDED:
            return f"{announcement.news}.{announcement.facts.get('what', News.OVERRIDE.value)}"
        case _:
            return announcement.news.value
