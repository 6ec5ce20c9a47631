"""Where a card can be delivered: the grammar of openSpaceId."""

from dataclasses import dataclass

from sandbox.dingtalk.refusal import RefusalError

PREFIX = "dtv1.card//"
GROUP = "IM_GROUP"
ROBOT = "IM_ROBOT"
KINDS = {GROUP, ROBOT, "IM_SINGLE", "ONE_BOX"}


@dataclass(frozen=True)
class Space:
    """One place: a group by its conversation id, a person's chat with the robot by user id."""

    kind: str
    id: str


def parse_spaces(open_space_id: str) -> tuple[Space, ...]:
    """All spaces of an openSpaceId such as dtv1.card//IM_GROUP.cid;IM_ROBOT.user."""
    if not open_space_id:
        raise RefusalError("openSpaceIdEmpty", "openSpaceId is empty")
    if not open_space_id.startswith(PREFIX):
        raise _invalid(open_space_id)
    return tuple(_space(part) for part in open_space_id.split(";"))


def _space(part: str) -> Space:
    kind, dot, id_ = part.removeprefix(PREFIX).partition(".")
    if kind not in KINDS or not dot or not id_:
        raise _invalid(part)
    return Space(kind, id_)


def _invalid(given: str) -> RefusalError:
    return RefusalError(
        "openSpaceIdInvalid", f"openSpaceId is invalid: {given}", rule="openSpaceId"
    )
