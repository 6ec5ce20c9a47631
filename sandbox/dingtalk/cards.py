"""Every card: created from a template, delivered into conversations, updated in place."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.core import Core
from sandbox.dingtalk.card import Card, CardUpdate, card_from
from sandbox.dingtalk.chats import Chats
from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.template import Template, read_template

JOURNAL = "dingtalk_cards"


class Cards:
    """The cards of the organisation, kept across restarts, and the templates they are made of."""

    def __init__(self, core: Core, chats: Chats) -> None:
        self._core = core
        self._chats = chats
        self._pressed: Counter[str] = Counter()
        self._cards: dict[str, Card] = {}
        self._templates = {
            id_: read_template(id_, path) for id_, path in core.options.dingtalk_templates.items()
        }
        self._load()
        core.on_reset(self._forget)

    def template(self, id_: str) -> Template:
        """The template of this id; refused as DingTalk does when there is none."""
        if not id_:
            raise RefusalError("cardTemplateIdEmpty", "cardTemplateId is empty")
        if id_ not in self._templates:
            raise RefusalError("templateNotExist", f"no such template: {id_}", rule="template")
        return self._templates[id_]

    def design(self, card: Card) -> Template | None:
        """A card's template; None if the sandbox was started without it this time."""
        return self._templates.get(card.template_id)

    def find(self, out_track_id: str) -> Card | None:
        """The card of this id."""
        return self._cards.get(out_track_id)

    def needed(self, out_track_id: str) -> Card:
        """The card of this id; refused as DingTalk does when there is none."""
        if not out_track_id:
            raise RefusalError("outTrackIdEmpty", "outTrackId is empty")
        if card := self.find(out_track_id):
            return card
        raise RefusalError("cardNotExist", f"no such card: {out_track_id}")

    def add(self, card: Card) -> None:
        """Take a new card in."""
        self._put(card)

    def update(self, card: Card, update: CardUpdate) -> Card:
        """Change a card wherever it is shown."""
        changed = card.after(update)
        if changed != card:
            self._put(changed)
            self._chats.touch(card.out_track_id, update.presser if update.public is None else None)
        return changed

    @contextmanager
    def being_pressed(self, out_track_id: str) -> Iterator[None]:
        """While somebody waits for the bot's answer, updating this card is out of order."""
        self._pressed[out_track_id] += 1
        try:
            yield
        finally:
            self._pressed[out_track_id] -= 1

    def is_being_pressed(self, out_track_id: str) -> bool:
        """Whether a callback for this card is still open."""
        return self._pressed[out_track_id] > 0

    def _put(self, card: Card) -> None:
        self._cards[card.out_track_id] = card
        self._core.ledger.append(JOURNAL, card.kept())

    def _load(self) -> None:
        for line in self._core.ledger.lines(JOURNAL):
            card = card_from(line if isinstance(line, dict) else {})
            self._cards[card.out_track_id] = card
        self._core.ledger.rewrite(JOURNAL, [card.kept() for card in self._cards.values()])

    def _forget(self) -> None:
        self._cards.clear()
        self._core.ledger.rewrite(JOURNAL, [])
