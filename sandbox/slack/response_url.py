"""POST /response/{id}: answers that the bot gives where somebody acted."""

from dataclasses import replace

from aiohttp import web

from sandbox.payload import Payload, flag, text
from sandbox.slack.arguments import arguments_of
from sandbox.slack.errors import SlackError
from sandbox.slack.message import Message
from sandbox.slack.passes import ResponsePass
from sandbox.slack.posting import change, delete, drafted, post
from sandbox.slack.workspace import Workspace

GONE = {"invalid_url", "expired_url", "used_url"}


class ResponseUrl:
    """Takes answers while their address is good."""

    def __init__(self, slack: Workspace) -> None:
        self._slack = slack

    async def answer(self, request: web.Request) -> web.Response:
        """Post, replace or delete."""
        given: Payload = {}
        try:
            given = await arguments_of(request)
            place = self._slack.passes.use_response(request.match_info["id"])
            place_answer(self._slack, place, given)
        except SlackError as error:
            status = 404 if error.error in GONE else 400
            self._slack.core.record_call("slack", "response_url", status, False, error.error, given)
            return web.json_response({"ok": False, "error": error.error}, status=status)
        self._slack.core.record_call("slack", "response_url", 200, True, None, given)
        return web.Response(text="ok")


def place_answer(slack: Workspace, place: ResponsePass, given: Payload) -> Message | None:
    """Put an answer where its address leads."""
    channel = slack.channels.get(place.channel)
    if channel is None:
        raise SlackError("channel_not_found")
    pressed = channel.messages.get(place.message_ts or "")
    if flag(given, "delete_original"):
        if pressed:
            delete(slack, channel, pressed)
        return None
    message = replace(drafted(slack, given), thread_ts=place.thread_ts)
    if flag(given, "replace_original") and pressed:
        kept = replace(message, ephemeral_to=pressed.ephemeral_to)
        return change(slack, channel, pressed, kept)
    if text(given, "response_type") != "in_channel":
        message = replace(message, ephemeral_to=place.user)
    return post(slack, channel, message)
