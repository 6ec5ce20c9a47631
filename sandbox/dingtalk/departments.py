"""The pretend organisation: departments below departments, and who is directly in each.

Sources: DingTalk's pages "get the list of departments" and "get the details of department users".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sandbox.core import Core
from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.wire import Asked, Reply
from sandbox.errors import ControlError
from sandbox.payload import JSON, Payload, needed, number, objects, text, texts
from sandbox.world import Person

STATE = "dingtalk_departments"
ROOT = 1
LARGEST_PAGE = 100
NO_SUCH_DEPARTMENT, NO_SUCH_USER, WRONG_PARAMETER = 60003, 60121, 40035
SEEDS = (
    (ROOT, 0, "公司", "lead"),
    (2, ROOT, "客服", "frontline"),
    (3, ROOT, "技术", "on-call"),
    (4, ROOT, "仓库", "warehouse"),
)
"""Id, the one above, name, and the role of those who are in it."""


@dataclass(frozen=True)
class Department:
    """One department; `above` is 0 for the whole organisation."""

    id: int
    above: int
    name: str
    members: tuple[str, ...]

    def as_kept(self) -> Payload:
        """The department as it is kept across restarts, and shown."""
        members: list[JSON] = list(self.members)
        return {"id": self.id, "above": self.above, "name": self.name, "members": members}


class Departments:
    """Answers who is where; an administrator changes it."""

    def __init__(self, core: Core) -> None:
        self._core = core
        kept = objects({STATE: core.kept(STATE)}, STATE)
        self._by_id = {one.id: one for one in map(_from_kept, kept)} or self._seeds()
        core.on_reset(self._forget)
        core.admin_act("dingtalk", "set_department", self.set_by_admin)

    def below(self, asked: Asked) -> Reply:
        """department/listsub: those right below one."""
        above = self._department(int(number(asked.body, "dept_id", ROOT)))
        found: list[JSON] = [
            {"dept_id": one.id, "name": one.name, "parent_id": one.above}
            for one in self._by_id.values()
            if one.above == above.id
        ]
        return Reply({"result": found})

    def users(self, asked: Asked) -> Reply:
        """user/list: a page of those who are directly in one."""
        department = self._department(int(number(asked.body, "dept_id", 0)))
        size, cursor = int(number(asked.body, "size", 0)), int(number(asked.body, "cursor", 0))
        if not 1 <= size <= LARGEST_PAGE:
            message = f"size 应在 1 到 {LARGEST_PAGE} 之间"
            raise RefusalError("size", message, errcode=WRONG_PARAMETER, rule="page size")
        page = department.members[cursor : cursor + size]
        more = cursor + size < len(department.members)
        result: Payload = {
            "has_more": more,
            "list": [self.record(user) for user in page],
            **({"next_cursor": cursor + size} if more else {}),
        }
        return Reply({"result": result})

    def by_mobile(self, asked: Asked) -> Reply:
        """user/getbymobile: who has this number."""
        for one in self._core.world.people:
            if one.dingtalk and mobile_of(self._core, one) == text(asked.body, "mobile"):
                return Reply({"result": {"userid": one.dingtalk}})
        raise RefusalError("mobile", "找不到该用户", errcode=NO_SUCH_USER)

    def record(self, user: str) -> Payload:
        """A person as DingTalk tells of them; strangers to the seed have a name at least."""
        person = self._core.person_by_dingtalk(user)
        places: list[JSON] = [one.id for one in self._by_id.values() if user in one.members]
        told: Payload = {"userid": user, "unionid": f"union-{user}", "dept_id_list": places}
        if person is None:
            return told | {"name": user}
        return told | {
            "name": person.dingtalk_name,
            "title": person.role,
            "admin": person.role == "lead",
            "email": f"{person.slack_name.lower()}@{self._core.world.slack.domain}.example",
            "mobile": mobile_of(self._core, person),
        }

    async def set_by_admin(self, body: Payload) -> Payload:
        """POST /control/admin: somebody changes who is in a department, or makes one."""
        (id_,) = needed(body, "id")
        if not id_.isdecimal():
            raise ControlError(f"no department {id_!r}")
        known = self._by_id.get(int(id_))
        made = Department(int(id_), int(number(body, "above", ROOT)), text(body, "name", id_), ())
        changed = replace(known or made, members=tuple(dict.fromkeys(texts(body, "members"))))
        self._by_id[changed.id] = changed
        self._keep()
        return changed.as_kept()

    def _department(self, id_: int) -> Department:
        if found := self._by_id.get(id_):
            return found
        raise RefusalError("department", "部门不存在", errcode=NO_SUCH_DEPARTMENT)

    def _seeds(self) -> dict[int, Department]:
        people = self._core.world.people
        return {
            id_: Department(id_, above, name, _with_role(people, role))
            for id_, above, name, role in SEEDS
        }

    def _forget(self) -> None:
        self._by_id = self._seeds()
        self._keep()

    def _keep(self) -> None:
        self._core.keep(STATE, [one.as_kept() for one in self._by_id.values()])


def mobile_of(core: Core, person: Person) -> str:
    """A person's made-up number."""
    return f"138{core.world.people.index(person) + 1:08d}"


def _with_role(people: Sequence[Person], role: str) -> tuple[str, ...]:
    return tuple(one.dingtalk for one in people if one.dingtalk and one.role == role)


def _from_kept(kept: Payload) -> Department:
    return Department(
        int(number(kept, "id")),
        int(number(kept, "above")),
        text(kept, "name"),
        tuple(texts(kept, "members")),
    )
