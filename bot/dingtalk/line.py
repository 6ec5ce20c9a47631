"""What somebody wrote to the robot, in a group or in their direct chat with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.dingtalk.payload import Payload, inner, moment, needed, objects, text
from bot.dingtalk.webhooks import Webhook
from cards.card import PressKind
from cards.cut import clean
from cards.dingtalk_links import press_of
from desk.address import (
    AccountAddress,
    ConversationAddress,
    ConversationKind,
    MessengerName,
    Place,
    direct_chat,
)
from desk.events import Intake
from handlers.request import Filled, Line, Pressed, Request

GROUP = "2"


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A message to the robot.

    `sender` is the person's id in the organisation if `is_staff`, else one that is good for
    knowing them again but not for writing to them. `conversation` is None in a direct chat.
    """

    id: str
    corp: str
    sender: str
    is_staff: bool
    nick: str
    conversation: str | None
    text: str
    at: datetime
    webhook: Webhook | None

    @property
    def account(self) -> AccountAddress:
        """Who wrote it."""
        return AccountAddress(MessengerName.DINGTALK, self.corp, self.sender)

    @property
    def where(self) -> ConversationAddress:
        """Where it was written."""
        if self.conversation is None:
            return direct_chat(self.account)
        return ConversationAddress(
            MessengerName.DINGTALK, self.corp, self.conversation, ConversationKind.GROUP
        )

    def request(self) -> Request:
        """What it asks of the desk."""
        intake = Intake.DIRECT if self.conversation is None else Intake.MENTION
        return Request(
            key=f"{MessengerName.DINGTALK}:{self.corp}:{self.id}",
            who=self.account,
            who_name=self.nick or self.sender,
            where=Place(self.where),
            at=self.at,
            asked=self._pressed() or Line(self.text, intake, message=self.id),
        )

    def _pressed(self) -> Pressed | Filled | None:
        """What a link that stands for a button made them write."""
        carried = press_of(self.text)
        if carried is None:
            return None
        press, behind = carried
        if press.kind is PressKind.FORM:
            return Filled(press.pack(), text=behind, choice=press.choice)
        return Pressed(press.pack())


def read_line(data: Payload, frame: str, now: datetime) -> WrittenLine:
    """A bot message; `frame` is the id of the frame that brought it.

    Raises:
        UnreadableError: it doesn't say who wrote it, or where.
    """
    staff = text(data, "senderStaffId")
    in_group = text(data, "conversationType") == GROUP
    return WrittenLine(
        id=text(data, "msgId", frame),
        corp=needed(data, "chatbotCorpId"),
        sender=staff or needed(data, "senderId"),
        is_staff=bool(staff),
        nick=clean(text(data, "senderNick")),
        conversation=needed(data, "conversationId") if in_group else None,
        text=_words(data),
        at=moment(data, "createAt") or now,
        webhook=_webhook(data),
    )


def _words(data: Payload) -> str:
    read = WORDS.get(text(data, "msgtype", "text"))
    return clean(read(data)).strip() if read else ""


def _typed(data: Payload) -> str:
    return text(inner(data, "text"), "content")


def _rich(data: Payload) -> str:
    """Its text parts in one; a picture between two of them leaves a space."""
    parts = objects(inner(data, "content"), "richText")
    return "".join(text(part, "text", " ") for part in parts)


def _spoken(data: Payload) -> str:
    """What DingTalk understood of a voice message."""
    return text(inner(data, "content"), "recognition")


WORDS: Mapping[str, Callable[[Payload], str]] = {
    "text": _typed,
    "richText": _rich,
    "audio": _spoken,
}
"""The kinds of message that have words; a picture or a file alone has none."""


def _webhook(data: Payload) -> Webhook | None:
    url, until = text(data, "sessionWebhook"), moment(data, "sessionWebhookExpiredTime")
    return Webhook(url, until) if url and until else None
