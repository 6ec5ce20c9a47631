"""Work notifications: taken at once, delivered afterwards, and above their limits silently not.

Sources: DingTalk's pages "asynchronously send work notifications" and "get the sending result".
"""

import hashlib
import json
import secrets
from collections import OrderedDict
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from sandbox.core import Core
from sandbox.dingtalk.chats import Chats
from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.said import said_by_notice
from sandbox.dingtalk.wire import Asked, Reply
from sandbox.payload import Payload, flag, inner, text, texts

STATE = "dingtalk_work_notices"
USERS = 100
MSG_BYTES = 2048
A_DAY_AND_PERSON = 500
TOO_MANY, REPEATED = "143105", "143106"
DROPPED = {TOO_MANY: f"{A_DAY_AND_PERSON} a day", REPEATED: "the same content twice a day"}
CHINA = timezone(timedelta(hours=8))
REMEMBERED_TASKS = 1_000


@dataclass
class Result:
    """What became of one call, person by person; read and unread are not told apart."""

    unread_user_id_list: list[str] = field(default_factory=list)
    invalid_user_id_list: list[str] = field(default_factory=list)
    forbidden_user_id_list: list[str] = field(default_factory=list)
    forbidden_list: list[Payload] = field(default_factory=list)
    failed_user_id_list: list[str] = field(default_factory=list)
    read_user_id_list: list[str] = field(default_factory=list)
    invalid_dept_id_list: list[int] = field(default_factory=list)

    def forbid(self, user: str, code: str) -> None:
        """Note that a limit kept it from somebody."""
        self.forbidden_user_id_list.append(user)
        count = A_DAY_AND_PERSON if code == TOO_MANY else 1
        self.forbidden_list.append({"userid": user, "code": code, "count": count})

    @property
    def rule(self) -> str | None:
        """Which limits were broken, for the call log."""
        codes = sorted({text(one, "code") for one in self.forbidden_list})
        return "; ".join(f"work notice dropped: {DROPPED[code]}" for code in codes) or None


class WorkNotices:
    """Puts work notices into each person's chat with the bot."""

    def __init__(self, core: Core, chats: Chats) -> None:
        self._core = core
        self._chats = chats
        self._results: OrderedDict[int, Result] = OrderedDict()
        kept = inner({STATE: core.kept(STATE)}, STATE)
        self._day = text(kept, "day")
        sent = inner(kept, "sent")
        self._sent = {user: texts(sent, user) for user in sent}
        core.on_reset(self._forget)

    def send(self, asked: Asked) -> Reply:
        """asyncsend_v2: succeeds, also when nobody gets anything."""
        _agent(asked.body)
        users, msg = self._recipients(asked.body), _message(asked.body)
        words = said_by_notice(msg)
        digest = hashlib.sha256(json.dumps(msg, sort_keys=True).encode()).hexdigest()[:16]
        result = Result()
        for user in dict.fromkeys(users):
            chat = self._chats.single(user)
            if chat is None:
                result.invalid_user_id_list.append(user)
            elif code := self._limit(user, digest):
                result.forbid(user, code)
            else:
                self._chats.say(chat.id, words.kind, words.text)
                self._sent.setdefault(user, []).append(digest)
                result.unread_user_id_list.append(user)
        self._core.keep(STATE, {"day": self._day, "sent": self._sent})
        return Reply({"task_id": self._remember(result)}, result.rule)

    def result(self, asked: Asked) -> Reply:
        """getsendresult: the only way to learn who got it."""
        _agent(asked.body)
        found = self._results.get(_whole(asked.body.get("task_id")) or 0)
        if found is None:
            raise _refused("task_id", "task_id 不存在")
        return Reply({"send_result": asdict(found)})

    def _recipients(self, body: Payload) -> list[str]:
        if flag(body, "to_all_user"):
            return [one.dingtalk for one in self._core.world.people if one.dingtalk]
        if body.get("dept_id_list"):
            raise _refused("departments", "dept_id_list is not offered here")
        listed = texts(body, "userid_list")
        users = [one.strip() for part in listed for one in part.split(",") if one.strip()]
        if not users:
            raise _refused("userid_list", "userid_list, dept_id_list, to_all_user 不能同时为空")
        if len(users) > USERS:
            raise _refused(f"{USERS} users a call", f"userid_list 超过 {USERS} 个")
        return users

    def _limit(self, user: str, digest: str) -> str | None:
        """The code of the limit that keeps this message from a person today."""
        today = datetime.fromtimestamp(self._core.now(), UTC).astimezone(CHINA).date().isoformat()
        if today != self._day:
            self._day, self._sent = today, {}
        sent = self._sent.get(user, [])
        if digest in sent:
            return REPEATED
        return TOO_MANY if len(sent) >= A_DAY_AND_PERSON else None

    def _remember(self, result: Result) -> int:
        task_id = secrets.randbelow(10**12) + 1
        self._results[task_id] = result
        while len(self._results) > REMEMBERED_TASKS:
            self._results.popitem(last=False)
        return task_id

    def _forget(self) -> None:
        self._day, self._sent = "", {}
        self._results.clear()
        self._core.keep(STATE, {})


def _agent(body: Payload) -> None:
    if not _whole(body.get("agent_id")):
        raise _refused("agent_id", "缺少参数 agent_id")


def _whole(value: object) -> int | None:
    """A whole number, also when it was written as a string."""
    words = str(value) if isinstance(value, int | str) else ""
    return int(words) if words.isdecimal() else None


def _message(body: Payload) -> Payload:
    given = body.get("msg")
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            given = None
    if not isinstance(given, dict):
        raise _refused("msg", "msg 不是合法的消息")
    if len(json.dumps(given, ensure_ascii=False).encode()) > MSG_BYTES:
        raise _refused(f"msg over {MSG_BYTES} bytes", f"msg 超过 {MSG_BYTES} 字节")
    return given


def _refused(rule: str, message: str) -> RefusalError:
    return RefusalError("invalidParameter", message, rule=rule)
