"""IT, whose people serve a day each, and what its roster, swaps and messages say."""

from collections.abc import Mapping
from datetime import timedelta

from cards.announcements import announcement_message
from cards.card import Press
from cards.desk_file import read_desk_file
from cards.duty_words import names_with
from cards.faces import face
from desk.address import AccountAddress, ConversationAddress, ConversationKind, MessengerName, Place
from desk.languages import Language
from desk.matters import Announcement, SwapRequest
from desk.spec import DeskSpec
from handlers.answer import FrontDesk
from handlers.request import Pressed, Reply, Request
from storage.duty_tables import MatterRow
from storage.engine_tables import PostingRow
from storage.matters import matter_of
from storage.store import Store
from tests.handlers.counter import Counter, group, yaml

ROSTER = """
rosters:
  duty:
    name: Duty
    timezone: Asia/Shanghai
    layers:
      day: {people: [ana, bo, cai], every: 1 day, start: 2026-03-02 09:00}
      backup: {people: [dan], every: 1 week, start: 2026-03-02 09:00, position: backup}
"""
MEMBERS = "ana, bo, cai, dan"


def desk_yaml(people: str = "ana, bo, cai", **more: str) -> str:
    """IT, whose people serve a day each from 9:00; Monday, 2 March 2026, noon, is Ana's."""
    it = group("it", MEMBERS, "dan", roster="duty", leads="[lea]", **more)
    return yaml(it, more=ROSTER.replace("ana, bo, cai", people))


def on_duty(desk: Counter, **ahead: float) -> str | None:
    """Who is primary now, or that many hours ahead."""
    at = desk.store.clock.now() + timedelta(**ahead)
    serving = desk.store.desk.on_duty("it", at)
    return desk.name(serving[0].person) if serving else None


async def press(desk: Counter, who: str, name: str, subject: int) -> Reply:
    """Somebody presses a button of a swap's card."""
    account = AccountAddress(MessengerName.SLACK, "T1", f"U{who.upper()}")
    where = ConversationAddress(MessengerName.SLACK, "T1", account.id, ConversationKind.DIRECT)
    return await FrontDesk(desk.store).ask(
        Request(
            key=f"p{next(desk.keys)}",
            who=account,
            who_name=who.title(),
            where=Place(where),
            at=desk.store.clock.real(),
            asked=Pressed(Press(name, subject).pack()),
        )
    )


async def swaps() -> list[SwapRequest]:
    """All requests, in order."""
    rows = await MatterRow.filter(kind="swap").order_by("id")
    return [swap for row in rows if isinstance(swap := matter_of(row), SwapRequest)]


async def news() -> list[str]:
    """What was announced, in order."""
    rows = await MatterRow.filter(kind="announcement").order_by("id")
    told = [one for row in rows if isinstance(one := matter_of(row), Announcement)]
    return [one.news.value for one in told]


async def told(store: Store) -> list[str]:
    """What was announced, in English."""
    rows = await MatterRow.filter(kind="announcement").order_by("id")
    found = [one for row in rows if isinstance(one := matter_of(row), Announcement)]
    settings = store.desk
    names = names_with(settings, {})
    return [announcement_message(one, settings, names, Language.ENGLISH).text for one in found]


async def buttons(desk: Counter, swap: int) -> Mapping[str, list[str]]:
    """What each card of a swap offers, by whose direct chat it stands in."""
    rows = await PostingRow.filter(matter_id=swap).order_by("id")
    seen = {}
    for row in rows:
        scene = await desk.store.scenes.of(row.id)
        assert scene is not None
        seen[row.lane.rpartition(":")[2]] = [b.press.name for b in face(scene).buttons]
    return seen


async def bodies(swap: int, desk: Counter) -> list[str]:
    """What each card of a swap says."""
    rows = await PostingRow.filter(matter_id=swap).order_by("id")
    scenes = [await desk.store.scenes.of(row.id) for row in rows]
    cards = [face(scene) for scene in scenes if scene is not None]
    return [f"{card.body}{card.news}" for card in cards]


async def apply(desk: Counter, text: str) -> None:
    """Apply other settings."""
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec), spec
    await desk.store.settings.apply(spec, text, "tests")
