"""What stands beside answers about duty: pictures of previews, and how fresh a calendar is."""

from collections.abc import Iterable
from dataclasses import replace

from cards.card import Message
from cards.preview_card import feed_text, with_pictures
from desk.groups import Group
from desk.languages import Language
from desk.links import Purpose
from storage.store import Store


async def with_freshness(
    said: Message, store: Store, groups: Iterable[Group], language: Language
) -> Message:
    """Who is on duty, and how old that is where it is read from a calendar elsewhere."""
    rosters = (store.desk.rosters.get(group.roster or "") for group in groups)
    read = dict.fromkeys(roster.key for roster in rosters if roster and roster.feed)
    now = store.clock.now()
    lines = [
        feed_text(store.desk.rosters[key], await store.feeds.of(key), now, language) for key in read
    ]
    return replace(said, text="\n".join([said.text, *lines])) if lines else said


def with_pictures_of(
    said: Message, store: Store, keys: Iterable[str | None], language: Language
) -> Message:
    """A preview with a picture a roster, drawn when it is looked at."""
    real, addresses = store.clock.real(), {}
    for key in keys:
        roster = store.desk.rosters.get(key or "")
        if roster is not None:
            facts = {"roster": roster.key, "language": language.value}
            where = ("rosters", roster.key, "picture.png")
            addresses[roster.name] = store.links.to(where, Purpose.PICTURE, facts, real)
    return with_pictures(said, addresses, store.links.is_public, language)
