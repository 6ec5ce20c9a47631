"""The few calls of DingTalk that the desk needs, each as what it does."""

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp
import structlog

from bot.dingtalk.mistakes import AlreadyThereError, TemplateMissingError, meaning
from bot.dingtalk.outsiders import is_outsider
from bot.dingtalk.payload import Payload, inner, number, objects, text, texts
from bot.dingtalk.wire import FarEnd, Wire
from cards.dingtalk import Markdown
from desk.address import ConversationAddress, ConversationKind
from desk.errors import Busy, DeskError, Gone, Unsure

KEEP_THE_REST = {"updateCardDataByKey": True, "updatePrivateDataByKey": True}
"""Without it an update makes every variable vanish that it doesn't name."""
USER_ID = 1
NAMES_KEPT = 5000
PAGE = 100  # the most that DingTalk gives at once

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PageOfPeople:
    """Names by user id; `further` is where the next page begins, None after the last."""

    people: Mapping[str, str]
    further: int | None


@dataclass(frozen=True, slots=True)
class SentFile:
    """An uploaded file as a robot's message."""

    media: str
    name: str
    is_picture: bool

    @property
    def key(self) -> str:
        """Which kind of message it is."""
        return "sampleImageMsg" if self.is_picture else "sampleFile"

    @property
    def param(self) -> str:
        """What the message carries, as DingTalk wants it: JSON in a string."""
        ending = self.name.rpartition(".")[2].lower()
        carried = (
            {"photoURL": self.media}
            if self.is_picture
            else {"mediaId": self.media, "fileName": self.name, "fileType": ending}
        )
        return json.dumps(carried, ensure_ascii=False)


class DingTalkClient:
    """Calls DingTalk; every method raises Busy, Gone or Unsure, and never repeats a call.

    A new token is the one exception: a call refused for its token had no effect.
    """

    def __init__(self, session: aiohttp.ClientSession, far_end: FarEnd) -> None:
        self._robot = far_end.robot_code
        self._agent = far_end.agent_id
        self._wire = Wire(session, far_end)
        self._names: OrderedDict[str, str] = OrderedDict()

    async def create_card(
        self,
        card: str,
        template: str,
        place: ConversationAddress,
        params: Mapping[str, str],
        at: Mapping[str, str],
    ) -> None:
        """Make a card and put it there; `at` has the people named on it, id → name.

        A card of this id that stands already is left as it is: its data is not taken over.

        Raises:
            TemplateMissingError: there is no such template.
        """
        body = {
            "outTrackId": card,
            "cardTemplateId": template,
            "callbackType": "STREAM",
            "userIdType": USER_ID,
            "cardData": {"cardParamMap": dict(params)},
            **self._delivery(place, at),
        }
        try:
            answer = await self._wire.call("POST", "/v1.0/card/instances/createAndDeliver", body)
        except AlreadyThereError:
            return
        for delivered in objects(inner(answer, "result"), "deliverResults"):
            if delivered.get("success") is not True:
                raise _undelivered(delivered)

    async def update_card(
        self,
        card: str,
        params: Mapping[str, str] | None = None,
        private: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """Change what everybody sees, or what some people see (by user id), or both."""
        body: dict[str, object] = {
            "outTrackId": card,
            "userIdType": USER_ID,
            "cardUpdateOptions": KEEP_THE_REST,
        }
        if params is not None:
            body["cardData"] = {"cardParamMap": dict(params)}
        if private:
            body["privateData"] = {
                user: {"cardParamMap": dict(theirs)} for user, theirs in private.items()
            }
        try:
            await self._wire.call("PUT", "/v1.0/card/instances", body)
        except (AlreadyThereError, TemplateMissingError) as gone:
            raise Gone(str(gone)) from gone

    async def group_message(self, conversation: str, words: Markdown) -> str:
        """Say something in a group; returns DingTalk's key of the message."""
        body = {"openConversationId": conversation, **self._message(words)}
        answer = await self._said("/v1.0/robot/groupMessages/send", body)
        return text(answer, "processQueryKey")

    async def direct_message(self, user: str, words: Markdown) -> str:
        """Say something to one person; returns DingTalk's key of the message."""
        body = {"userIds": [user], **self._message(words)}
        answer = await self._said("/v1.0/robot/oToMessages/batchSend", body)
        if user in texts(answer, "invalidStaffIdList"):
            raise Gone(f"no such user: {user}")
        if user in texts(answer, "flowControlledStaffIdList"):
            raise Busy("DingTalk holds back messages to this person")
        if user in texts(answer, "filteredStaffIdList"):
            raise Gone(f"this user takes no messages: {user}")
        return text(answer, "processQueryKey")

    async def file_address(self, code: str) -> str:
        """Where the file of a message can be had for a while."""
        body = {"robotCode": self._robot, "downloadCode": code}
        answer = await self._said("/v1.0/robot/messageFiles/download", body)
        if not (address := text(answer, "downloadUrl")):
            raise Gone("DingTalk names no address for a file")
        return address

    async def upload(self, name: str, kind: str, data: bytes) -> str:
        """Hand DingTalk a file (`kind`: image or file); returns its media id."""
        answer = await self._wire.upload(kind, name, data)
        if not (media := text(answer, "media_id")):
            raise Gone("DingTalk names no media id for a file")
        return media

    async def send_file(self, to: ConversationAddress, sent: SentFile) -> None:
        """Post an uploaded file into a group, or to one person."""
        body = {"robotCode": self._robot, "msgKey": sent.key, "msgParam": sent.param}
        if to.kind is ConversationKind.GROUP:
            where: Payload = {"openConversationId": to.id}
            await self._said("/v1.0/robot/groupMessages/send", {**body, **where})
            return
        await self._said("/v1.0/robot/oToMessages/batchSend", {**body, "userIds": [to.id]})

    @property
    def sends_work_notices(self) -> bool:
        """Whether the app's agent id is known, without which it can't send any."""
        return bool(self._agent)

    async def work_notice(self, user: str, words: Markdown) -> str:
        """Tell one person as the app; DingTalk takes it also if nobody will get it."""
        body = {
            "agent_id": self._agent,
            "userid_list": user,
            "msg": {
                "msgtype": "markdown",
                "markdown": {"title": words.title, "text": words.text},
            },
        }
        path = "/topapi/message/corpconversation/asyncsend_v2"
        answer = await self._wire.call_old(path, body)
        return text(answer, "task_id")

    async def reply(self, webhook: str, words: Markdown, at: tuple[str, ...] = ()) -> None:
        """Say something by a session webhook; `at` (user ids) must be called in the text too."""
        body = {
            "msgtype": "markdown",
            "markdown": {"title": words.title, "text": words.text},
            "at": {"atUserIds": list(at), "isAtAll": False},
        }
        try:
            await self._wire.post(webhook, body)
        except DeskError:
            raise
        except Exception as refused:
            raise Gone(str(refused)) from refused

    async def name_of(self, user: str) -> str:
        """What the organisation calls this person; their id when it doesn't say."""
        if is_outsider(user):
            return self._names.get(user, "")
        if user not in self._names:
            try:
                answer = await self._wire.call_old("/topapi/v2/user/get", {"userid": user})
            except (Busy, Unsure):
                return user
            except Gone as refused:  # not asked again until a message brings it
                log.warning("DingTalk doesn't tell a person's name", user=user, why=str(refused))
                answer = {}
            self.remember_name(user, text(inner(answer, "result"), "name", user))
        return self._names[user]

    async def people_in(self, department: int, cursor: int) -> PageOfPeople:
        """A page of those who are directly in a department."""
        body: Payload = {"dept_id": department, "cursor": cursor, "size": PAGE}
        page = inner(await self._wire.call_old("/topapi/v2/user/list", body), "result")
        if not isinstance(page.get("list"), list):
            raise Unsure("DingTalk's answer has no list of users")
        people = {text(one, "userid"): text(one, "name") for one in objects(page, "list")}
        further = int(number(page, "next_cursor", 0)) if page.get("has_more") is True else None
        if further is not None and further <= cursor:
            raise Unsure("DingTalk's pages don't go on")
        return PageOfPeople(people, further)

    async def departments_below(self, department: int) -> Sequence[int]:
        """The departments right below one."""
        path = "/topapi/v2/department/listsub"
        answer = await self._wire.call_old(path, {"dept_id": department})
        if not isinstance(answer.get("result"), list):
            raise Unsure("DingTalk's answer has no list of departments")
        return [int(number(one, "dept_id", 0)) for one in objects(answer, "result")]

    async def contact_of(self, user: str) -> tuple[str, str]:
        """A person's e-mail address and mobile number; each is empty if it isn't told."""
        answer = await self._wire.call_old("/topapi/v2/user/get", {"userid": user})
        result = inner(answer, "result")
        return text(result, "email") or text(result, "org_email"), text(result, "mobile")

    def remember_name(self, user: str, name: str) -> None:
        """A name that came with a message needn't be asked for."""
        self._names[user] = name
        self._names.move_to_end(user)
        if len(self._names) > NAMES_KEPT:
            self._names.popitem(last=False)

    async def _said(self, path: str, body: Payload) -> Payload:
        try:
            return await self._wire.call("POST", path, body)
        except (AlreadyThereError, TemplateMissingError) as odd:
            raise Gone(str(odd)) from odd

    def _message(self, words: Markdown) -> Payload:
        param = json.dumps({"title": words.title, "text": words.text}, ensure_ascii=False)
        return {"robotCode": self._robot, "msgKey": "sampleMarkdown", "msgParam": param}

    def _delivery(self, place: ConversationAddress, at: Mapping[str, str]) -> Payload:
        if place.kind is ConversationKind.DIRECT:
            return {
                "openSpaceId": f"dtv1.card//IM_ROBOT.{place.id}",
                "imRobotOpenSpaceModel": {"supportForward": False},
                "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": self._robot},
            }
        return {
            "openSpaceId": f"dtv1.card//IM_GROUP.{place.id}",
            "imGroupOpenSpaceModel": {"supportForward": False},
            "imGroupOpenDeliverModel": {"robotCode": self._robot, "atUserIds": dict(at)},
        }


def _undelivered(result: Payload) -> DeskError:
    """A delivery can fail inside an answer that says success."""
    why = text(result, "errorMsg", "not delivered")
    known = meaning(200, why, "")
    return known if isinstance(known, Busy) else Gone(why)
