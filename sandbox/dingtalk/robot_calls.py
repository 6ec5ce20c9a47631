"""The robot API: messages into groups and single chats, taking them back."""

import uuid

from sandbox.core import Core
from sandbox.dingtalk.chats import Chats
from sandbox.dingtalk.media import MEDIA
from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.said import Words, said_by_robot
from sandbox.dingtalk.wire import Asked, Reply
from sandbox.payload import Payload, text, texts
from sandbox.shelf import Shelf

USERS = 20


class RobotCalls:
    """What the bot can say without a card."""

    def __init__(self, core: Core, chats: Chats, shelf: Shelf) -> None:
        self._shelf = shelf
        self._robot_code = core.world.dingtalk.robot_code
        self._chats = chats

    def send_to_group(self, asked: Asked) -> Reply:
        """Say something in a group where the robot is."""
        self._check_robot(asked.body)
        words = said_by_robot(asked.body)
        id_ = text(asked.body, "openConversationId")
        group = self._chats.find(id_)
        if group is None or group.kind != "group" or not group.has_bot:
            raise _refused("invalidParameter.openConversationId", f"robot is not in {id_}")
        key = _query_key()
        self._say(group.id, words, key)
        return Reply({"processQueryKey": key})

    def send_to_people(self, asked: Asked) -> Reply:
        """Say something to each of some people alone; strangers are listed, not refused."""
        self._check_robot(asked.body)
        words = said_by_robot(asked.body)
        users = texts(asked.body, "userIds")
        if not users:
            raise _refused("invalidParameter.userIds", "userIds is empty")
        if len(users) > USERS:
            raise _refused("invalidParameter.userIds", "too many userIds", "20 userIds a call")
        key = _query_key()
        chats = {user: self._chats.single(user) for user in users}
        for chat in filter(None, chats.values()):
            self._say(chat.id, words, key)
        return Reply(
            {
                "processQueryKey": key,
                "invalidStaffIdList": [user for user, chat in chats.items() if chat is None],
                "flowControlledStaffIdList": [],
                "filteredStaffIdList": [],
            }
        )

    def recall(self, asked: Asked) -> Reply:
        """Take messages back."""
        self._check_robot(asked.body)
        done = {key: self._chats.recall(key) for key in texts(asked.body, "processQueryKeys")}
        return Reply(
            {
                "successResult": [key for key, was_there in done.items() if was_there],
                "failedResult": {key: "not found" for key, ok in done.items() if not ok},
            }
        )

    def send_standard_card(self, asked: Asked) -> Reply:
        """Refused: this old API is granted to nobody new, and its presses never reach a stream."""
        del asked
        raise RefusalError(
            "Forbidden.AccessDenied.AccessTokenPermissionDenied",
            "no permission: StandardCard cannot be applied for",
            status=403,
            rule="StandardCard",
        )

    def _say(self, conversation: str, words: Words, key: str) -> None:
        """Media that was uploaded is named by its id; a picture may be an address as well."""
        file = self._shelf.find(words.media.removeprefix(MEDIA)) if words.media else None
        if words.media.startswith(MEDIA) and file is None:
            raise _refused("invalidParameter.mediaId", "no such media")
        files = (file.as_seen(),) if file else ()
        shown = words.text if words.text != words.media or not file else ""
        self._chats.say(conversation, words.kind, shown, query_key=key, files=files)

    def _check_robot(self, body: Payload) -> None:
        if text(body, "robotCode") != self._robot_code:
            raise _refused("invalidParameter.robotCode", "robotCode is not the app's robot")


def _query_key() -> str:
    return uuid.uuid4().hex


def _refused(code: str, message: str, rule: str | None = None) -> RefusalError:
    return RefusalError(code, message, rule=rule)
