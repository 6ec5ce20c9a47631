"""Delivering a card: one request, several spaces, each of which can fail by itself."""

from dataclasses import dataclass

from sandbox.core import Core
from sandbox.dingtalk.chats import Chats
from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.space import GROUP, ROBOT, Space, parse_spaces
from sandbox.payload import Payload, inner, text, texts
from sandbox.world import Conversation


@dataclass(frozen=True)
class Order:
    """Where a card shall go, who is named in the group, and who alone sees it there."""

    spaces: tuple[Space, ...]
    at_users: tuple[str, ...]
    recipients: tuple[str, ...]


class Deliveries:
    """Puts cards into conversations."""

    def __init__(self, core: Core, chats: Chats) -> None:
        self._robot_code = core.world.dingtalk.robot_code
        self._chats = chats

    def order(self, body: Payload) -> Order:
        """What a request asks for; raises RefusalError."""
        spaces = parse_spaces(text(body, "openSpaceId"))
        for space in spaces:
            self._check_models(space, body)
        model = inner(body, "imGroupOpenDeliverModel")
        named = [*inner(model, "atUserIds"), *texts(body, "cardAtUserIds")]
        return Order(spaces, tuple(dict.fromkeys(named)), tuple(texts(model, "recipients")))

    def deliver(self, out_track_id: str, order: Order) -> list[Payload]:
        """Deliver; the results say for each space whether the card is there now."""
        return [self._delivered(out_track_id, space, order) for space in order.spaces]

    def _delivered(self, out_track_id: str, space: Space, order: Order) -> Payload:
        conversation = self._conversation(space)
        result: Payload = {
            "spaceType": space.kind,
            "spaceId": space.id,
            "success": conversation is not None,
            "carrierId": "",
            "errorMsg": "",
        }
        if conversation is None:
            return {**result, "errorMsg": f"robot is not in this space: {space.id}"}
        already = self._chats.carriers(out_track_id)
        message = next((one for one in already if one.conversation == conversation.id), None)
        if message is None:
            in_group = space.kind == GROUP
            message = self._chats.say(
                conversation.id,
                "card",
                "",
                out_track_id=out_track_id,
                at_users=order.at_users if in_group else (),
                recipients=order.recipients if in_group else (),
            )
        return {**result, "carrierId": message.id}

    def _conversation(self, space: Space) -> Conversation | None:
        if space.kind == ROBOT:
            return self._chats.single(space.id)
        found = self._chats.find(space.id) if space.kind == GROUP else None
        return found if found and found.kind == "group" and found.has_bot else None

    def _check_models(self, space: Space, body: Payload) -> None:
        if space.kind == GROUP:
            how = inner(body, "imGroupOpenSpaceModel")
            if not isinstance(how.get("supportForward"), bool):
                raise RefusalError("openSpaceModelInvalid", "supportForward must be true or false")
            self._check_robot(inner(body, "imGroupOpenDeliverModel"))
        if space.kind == ROBOT:
            model = inner(body, "imRobotOpenDeliverModel")
            if model and text(model, "spaceType") != ROBOT:
                raise RefusalError("openDeliverModelError", f"spaceType must be {ROBOT}")
            self._check_robot({"robotCode": self._robot_code, **model} if model else {})

    def _check_robot(self, model: Payload) -> None:
        if not model:
            raise RefusalError("openDeliverModelEmpty", "the deliver model is missing")
        if text(model, "robotCode") != self._robot_code:
            raise RefusalError("openDeliverModelError", "robotCode is not the app's robot")
