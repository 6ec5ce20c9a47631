"""The groups, each person's chat with the bot, and all that was said in them."""

from dataclasses import replace

from sandbox.core import Core
from sandbox.dingtalk.message import Message, MessageKind, message_from
from sandbox.payload import Payload
from sandbox.world import Conversation

JOURNAL = "dingtalk_messages"
SINGLE = "cidS-"


class Chats:
    """Conversations and their messages, kept across restarts."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._robot = core.world.dingtalk.robot_code
        self._last_stamp = 0
        self._conversations = {one.id: one for one in _all_conversations(core)}
        self._messages: dict[str, Message] = {}
        self._spoken: dict[str, list[str]] = {id_: [] for id_ in self._conversations}
        self._showing: dict[str, list[str]] = {}
        self._load()
        core.on_reset(self._forget)

    def conversations(self, user: str | None) -> list[Conversation]:
        """Where this person is a member; all for None."""
        everywhere = self._conversations.values()
        return [one for one in everywhere if user is None or user in one.members]

    def find(self, id_: str) -> Conversation | None:
        """The conversation of this id."""
        return self._conversations.get(id_)

    def single(self, user: str) -> Conversation | None:
        """A person's chat with the bot."""
        return self.find(SINGLE + user)

    def messages(self, conversation: str, user: str | None) -> list[Message]:
        """What this person sees in a conversation, oldest first."""
        spoken = [self._messages[id_] for id_ in self._spoken[conversation]]
        return [message for message in spoken if message.is_for(user)]

    def say(
        self,
        conversation: str,
        kind: MessageKind,
        text: str,
        *,
        sender: str | None = None,
        out_track_id: str | None = None,
        at_users: tuple[str, ...] = (),
        recipients: tuple[str, ...] = (),
        query_key: str | None = None,
        files: tuple[Payload, ...] = (),
    ) -> Message:
        """Put a message into a conversation; without a sender it is the bot's."""
        id_, at = self._stamp(), self._core.now()
        message = Message(
            id=id_,
            at=at,
            conversation=conversation,
            sender=sender or self._robot,
            bot=sender is None,
            kind=kind,
            text=text,
            changed=id_,
            changed_at=at,
            out_track_id=out_track_id,
            at_users=at_users,
            recipients=recipients,
            query_key=query_key,
            files=list(files),
        )
        self._index(message)
        self._put(message)
        return message

    def carriers(self, out_track_id: str) -> list[Message]:
        """The messages that show this card."""
        return [self._messages[id_] for id_ in self._showing.get(out_track_id, [])]

    def touch(self, out_track_id: str, user: str | None = None) -> None:
        """Note that a card looks different now, to one person or to all."""
        for message in self.carriers(out_track_id):
            self._put(self._changed(message), user)

    def recall(self, query_key: str) -> bool:
        """Take back what was sent under this key; False if nothing was."""
        sent = [one for one in self._messages.values() if one.query_key == query_key]
        for message in sent:
            self._put(self._changed(replace(message, kind="recalled", text="", query_key=None)))
        return bool(sent)

    def _changed(self, message: Message) -> Message:
        return replace(message, changed=self._stamp(), changed_at=self._core.now())

    def _index(self, message: Message) -> None:
        self._spoken[message.conversation].append(message.id)
        if message.out_track_id:
            self._showing.setdefault(message.out_track_id, []).append(message.id)

    def _put(self, message: Message, user: str | None = None) -> None:
        self._messages[message.id] = message
        self._core.ledger.append(JOURNAL, message.kept())
        self._core.changed("dingtalk", "message", message.conversation, user)

    def _stamp(self) -> str:
        # From the clock, so that no id comes back after a reset: bots remember ids they have seen.
        self._last_stamp = max(self._last_stamp + 1, int(self._core.now() * 1_000_000))
        return f"msg{self._last_stamp:017d}"

    def _load(self) -> None:
        for line in self._core.ledger.lines(JOURNAL):
            message = message_from(line if isinstance(line, dict) else {})
            self._last_stamp = max(self._last_stamp, int(message.changed.removeprefix("msg")))
            if message.conversation not in self._conversations:
                continue
            if message.id not in self._messages:
                self._index(message)
            self._messages[message.id] = message
        self._core.ledger.rewrite(JOURNAL, [one.kept() for one in self._messages.values()])

    def _forget(self) -> None:
        self._messages.clear()
        self._showing.clear()
        for spoken in self._spoken.values():
            spoken.clear()
        self._core.ledger.rewrite(JOURNAL, [])


def _all_conversations(core: Core) -> list[Conversation]:
    singles = [
        Conversation(SINGLE + one.dingtalk, one.dingtalk_name, "single", (one.dingtalk,), True)
        for one in core.world.people
        if one.dingtalk
    ]
    return [*core.world.dingtalk_conversations, *singles]
