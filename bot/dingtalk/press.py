"""A press on a card: which button, by whom, with what was typed."""

from dataclasses import dataclass
from datetime import datetime

from bot.dingtalk.payload import Payload, inner, needed, text
from cards.card import Press, PressKind
from cards.cut import clean
from desk.address import (
    AccountAddress,
    ConversationAddress,
    ConversationKind,
    MessengerName,
    Place,
    direct_chat,
)
from desk.errors import Refusal
from handlers.request import Filled, Pressed, Request

DIRECT_SPACES = frozenset({"IM_ROBOT", "IM_SINGLE"})
SPACE_PREFIX = "dtv1.card//"


@dataclass(frozen=True, slots=True)
class CardPress:
    """A press on a card; `conversation` is None in a direct chat, `word` is what was typed."""

    id: str
    corp: str
    card: str
    user: str
    conversation: str | None
    press: str
    word: str
    at: datetime

    @property
    def account(self) -> AccountAddress:
        """Who pressed."""
        return AccountAddress(MessengerName.DINGTALK, self.corp, self.user)

    @property
    def where(self) -> ConversationAddress:
        """Where the card stands."""
        if self.conversation is None:
            return direct_chat(self.account)
        return ConversationAddress(
            MessengerName.DINGTALK, self.corp, self.conversation, ConversationKind.GROUP
        )

    def request(self, who_name: str) -> Request:
        """What it asks of the desk; a press doesn't bring the name of who pressed."""
        return Request(
            key=f"{MessengerName.DINGTALK}:{self.corp}:{self.card}:{self.user}:{self.id}",
            who=self.account,
            who_name=who_name,
            where=Place(self.where),
            at=self.at,
            asked=_asked(self.press, self.word),
            answers_with_card=True,
        )


def read_press(data: Payload, frame: str, at: datetime) -> CardPress:
    """A card callback; `frame` is the id of the frame that brought it.

    Raises:
        UnreadableError: it doesn't say who pressed on which card.
    """
    params = inner(inner(inner(data, "content"), "cardPrivateData"), "params")
    user = needed(data, "userId")
    return CardPress(
        id=frame,
        corp=needed(data, "corpId"),
        card=needed(data, "outTrackId"),
        user=user,
        conversation=_conversation(data, user),
        press=text(params, "press"),
        word=clean(text(params, "word")).strip(),
        at=at,
    )


def _conversation(data: Payload, user: str) -> str | None:
    kind, space = text(data, "spaceType"), text(data, "spaceId").removeprefix(SPACE_PREFIX)
    if space.startswith(f"{kind}."):
        space = space.removeprefix(f"{kind}.")
    return None if kind in DIRECT_SPACES or space in {"", user} else space


def _asked(press: str, word: str) -> Pressed | Filled:
    try:
        button = Press.unpack(press)
    except Refusal:  # the desk says so itself, in the presser's language
        return Pressed(press)
    if button.kind is PressKind.FORM:
        return Filled(press, text=word, choice=button.choice)
    return Pressed(press)
