"""The desk's answers on their way back to who asked."""

from typing import Any, Literal

import aiohttp
import structlog

from bot.patience import patiently
from bot.slack.calls import SlackCalls, Spot
from bot.slack.hints import Hints
from bot.slack.inbound import Origin, Window
from bot.slack.response_url import respond
from bot.slack.shape import as_message, as_result, as_view, without_window
from bot.slack.submission import Submission
from cards.card import Card, Message
from cards.slack import SlackMessage
from desk.errors import Busy, Gone, Unsure
from handlers.request import Reply

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

AckBody = dict[str, Any]  # Slack's JSON, as Bolt types it
SHORTEST_OPEN_SECONDS = 0.2


class Answers:
    """Says a reply where it belongs, by what the delivery allows.

    These answers are for somebody who waits: they are tried for some seconds and not kept.
    """

    def __init__(self, calls: SlackCalls, session: aiohttp.ClientSession, hints: Hints) -> None:
        self._calls = calls
        self._session = session
        self._hints = hints

    async def open(self, origin: Origin, reply: Reply, seconds: float) -> Reply:
        """Open what the reply opens, and give what is left to be said."""
        if reply.opens is None or origin.window is not None:
            return reply
        view = as_view(reply.opens)
        try:
            await self._calls.open_view(origin.trigger, view, max(seconds, SHORTEST_OPEN_SECONDS))
        except (Busy, Gone, Unsure) as error:
            log.warning("A view could not be opened", why=str(error))
            return Reply(says=reply.says or Message(self._hints.once_more), public=reply.public)
        return Reply(says=reply.says, public=reply.public)

    def to_command(self, reply: Reply) -> AckBody | None:
        """The acknowledgement of a command, once its view is open."""
        if reply.says is None:
            return None
        message = as_message(reply.says)
        shown_to = _shown_to(reply)
        return {"response_type": shown_to, "text": message.text, "blocks": message.blocks}

    async def to_command_late(self, origin: Origin, reply: Reply) -> None:
        """What a command is told after its acknowledgement; it is too late for a view."""
        if reply.opens is None and reply.says is None:
            return
        message = as_message(reply.says or Message(self._hints.once_more))
        await patiently(
            lambda: respond(self._session, origin.response_url, message, _shown_to(reply))
        )

    async def to_line(self, origin: Origin, reply: Reply) -> None:
        """What somebody is told who wrote a message."""
        says = reply.says
        if reply.opens is not None:
            says = without_window(reply.opens)
        if says is None:
            return
        everybody = reply.public or origin.is_direct
        await self._say(origin, as_message(says), everybody)

    async def to_press(self, origin: Origin, reply: Reply) -> None:
        """What somebody is told who pressed a button, once its view is open."""
        if origin.window is not None:
            await self._in_window(origin, origin.window, reply)
        elif reply.says is not None and not (reply.replaces and await self._replace(origin, reply)):
            await self._say(origin, as_message(reply.says), reply.public)

    async def to_press_late(self, origin: Origin, reply: Reply) -> None:
        """The same, when it is too late for opening a view."""
        if reply.opens is not None and origin.window is None:
            reply = Reply(says=reply.says or Message(self._hints.once_more))
        await self.to_press(origin, reply)

    def to_form(self, submission: Submission, reply: Reply) -> AckBody | None:
        """The acknowledgement of a form: what is wrong with it, what comes next, or nothing."""
        if reply.problem:
            return self._problem(submission.problem_block, reply.problem)
        if reply.opens is not None:
            return {"response_action": "update", "view": as_view(reply.opens)}
        if reply.says is not None:
            return {"response_action": "update", "view": as_result(reply.says, self._hints)}
        return None

    def to_form_late(self, submission: Submission) -> AckBody:
        """The form stays as it is: a second submission has the same key, and so no second effect.

        The alternatives are worse: closing it loses what a refusal would have left to be corrected.
        """
        return self._problem(submission.problem_block, self._hints.once_more)

    def _problem(self, block: str, problem: str) -> AckBody:
        if block:
            return {"response_action": "errors", "errors": {block: problem}}
        view = as_result(Message(problem), self._hints)
        return {"response_action": "update", "view": view}

    async def _in_window(self, origin: Origin, window: Window, reply: Reply) -> None:
        """Show it in the window it was pressed in; to who closed that meanwhile, directly."""
        if reply.opens is not None:
            view = as_view(reply.opens)
        elif reply.says is not None:
            view = as_result(reply.says, self._hints)
        else:
            return
        try:
            await patiently(lambda: self._calls.update_view(window.id, window.hash, view))
        except Gone as gone:
            log.info("A view has changed before its answer", why=str(gone))
            await self._direct(origin, reply.says)

    async def _replace(self, origin: Origin, reply: Reply) -> bool:
        """Put it where the message that was pressed on stands; False if that is not to be."""
        if reply.says is None or not origin.response_url:
            return False
        message = as_message(reply.says)
        try:
            await patiently(
                lambda: respond(self._session, origin.response_url, message, "ephemeral", True)
            )
        except Gone as gone:
            log.info("Answered below instead of in place", why=str(gone))
            return False
        return True

    async def _say(self, origin: Origin, message: SlackMessage, everybody: bool) -> None:
        if everybody:
            spot = Spot(origin.channel or origin.user, origin.thread)
            await patiently(lambda: self._calls.post(spot, message))
            return
        # A private message in a thread that has not begun would be shown to nobody.
        spot = Spot(origin.channel, origin.thread if origin.in_thread else "")
        try:
            await patiently(lambda: self._calls.whisper(spot, origin.user, message))
        except Gone as gone:
            log.info("Answered directly instead of in the channel", why=str(gone))
            await patiently(lambda: self._calls.post(Spot(origin.user), message))

    async def _direct(self, origin: Origin, says: Message | Card | None) -> None:
        if says is not None:
            message = as_message(says)
            await patiently(lambda: self._calls.post(Spot(origin.user), message))


def _shown_to(reply: Reply) -> Literal["ephemeral", "in_channel"]:
    return "in_channel" if reply.public else "ephemeral"
