"""All that Slack delivers: read, asked of the desk in time, acknowledged, answered."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.slack.afterwards import Afterwards
from bot.slack.answers import AckBody, Answers
from bot.slack.change import change_request, read_change
from bot.slack.command import read_command
from bot.slack.deadline import Deadline
from bot.slack.event import read_event, read_spoken
from bot.slack.fields import Fields
from bot.slack.flag import read_flag
from bot.slack.hints import Hints
from bot.slack.homes import Homes
from bot.slack.inbound import Inbound, Origin, account
from bot.slack.joined import read_joined
from bot.slack.message_reader import MessageReader, NotReadNow
from bot.slack.names import NameBook
from bot.slack.press import read_press, shows_again
from bot.slack.questions import Desk, Questions
from bot.slack.shortcut import read_shortcut
from bot.slack.submission import read_submission
from bot.slack.text import mentioned
from handlers.request import NOTED, Pressed, Redraw, Reply, Request

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

Body = dict[str, Any]  # Slack's JSON, as Bolt hands it over
Answering = Callable[[Origin, Reply], Awaitable[None]]
ACKNOWLEDGED_WITHIN_SECONDS = 0.05  # Bolt writes it when a listener has returned
NOBODY: Mapping[str, str] = MappingProxyType({})
LAST_ATTEMPT = 3
"""Slack sends an event again three times."""


class NotInTime(Exception):
    """Raised so that an event is not acknowledged, and sent again."""


class Inbox:
    """One method a kind of delivery, by the names of arguments that Bolt knows.

    An exception leaves the delivery unacknowledged: of an event that means once more, of the others
    that Slack tells the person.
    """

    def __init__(
        self,
        desk: Desk,
        team: str,
        bot_user: str,
        names: NameBook,
        reader: MessageReader,
        homes: Homes,
        answers: Answers,
        afterwards: Afterwards,
        hints: Hints,
        now: Callable[[], datetime],
        emoji: str,
    ) -> None:
        self._desk = desk
        self._questions = Questions(desk)
        self._team = team
        self._bot_user = bot_user
        self._names = names
        self._reader = reader
        self._homes = homes
        self._emoji = emoji
        self._answers = answers
        self._afterwards = afterwards
        self._hints = hints
        self._now = now
        self._is_closed = False

    async def command(self, body: Body, ack: AsyncAck) -> None:
        """A slash command: its acknowledgement is the answer."""
        deadline, read = self._begin(), Fields(body)
        names = await self._names.of({read.text("user_id"), *mentioned(read.text("text"))})
        inbound = read_command(read, self._team, names, self._now())
        task = self._questions.ask(self._known(inbound.request, names))
        reply = await deadline.result(task)
        if reply is None:
            self._answer_after(inbound, task, self._answers.to_command_late)
            await ack(self._hints.still_working, response_type="ephemeral")
            return
        self._give_back(reply)
        left = await self._answers.open(inbound.origin, reply, deadline.left_for_opening)
        await _acknowledge(ack, self._answers.to_command(left))

    async def event(self, body: Body, request: AsyncBoltRequest) -> None:
        """What happened to a message; events that are nothing to the desk are acknowledged, too."""
        deadline, read = self._begin(), Fields(body)
        comes_again = _attempt(request) < LAST_ATTEMPT
        inbound = await self._read_event(read, comes_again)
        if inbound is None:
            await self._look_at_home(read)
            return
        task, novelty = self._questions.ask_once(inbound.request, comes_again)
        reply = await deadline.result(task)
        if novelty == "new":
            self._answer_after(inbound, task, self._answers.to_line)
        if reply is None:
            raise NotInTime(inbound.request.key)

    async def shortcut(self, body: Body, ack: AsyncAck) -> None:
        """A shortcut: acknowledged once its form is open."""
        deadline = self._begin()
        shortcut = read_shortcut(Fields(body), self._team)
        if shortcut is None:
            await self.nothing(body, ack)
            return
        inbound = self._knowing(await self._reader.shortcut(shortcut))
        await self._answer_press(inbound, self._questions.ask(inbound.request), deadline)
        await ack()

    async def press(self, body: Body, ack: AsyncAck) -> None:
        """A button: acknowledged once its view is open; what is said follows."""
        deadline = self._begin()
        names = await self._names.of({Fields(body).text("user", "id")})
        inbound = read_press(Fields(body), self._team, names, self._now())
        if inbound is None:
            await self.nothing(body, ack)
            return
        task = self._questions.ask(self._known(inbound.request))
        await self._answer_press(inbound, task, deadline)
        await ack()

    async def form(self, body: Body, ack: AsyncAck) -> None:
        """A form: its acknowledgement closes it, keeps it open, or shows what came of it."""
        deadline = self._begin()
        names = await self._names.of({Fields(body).text("user", "id")})
        submission = read_submission(Fields(body), self._team, names, self._now())
        if submission is None:
            await self.nothing(body, ack)
            return
        task = self._questions.ask(self._known(submission.inbound.request))
        reply = await deadline.result(task)
        if reply is None:
            self._answer_after(submission.inbound, task, _silently)
            await ack(self._answers.to_form_late(submission))
            return
        self._give_back(reply)
        await _acknowledge(ack, self._answers.to_form(submission, reply))
        self._redraw_home(submission.inbound)

    async def nothing(self, body: Body, ack: AsyncAck) -> None:
        """What the desk has no use for: acknowledged, so that nobody is shown an error."""
        log.debug("Nothing to do for a delivery", type=Fields(body).text("type"))
        await ack()

    async def failed(self, error: Exception) -> None:
        """Called with what a delivery raised."""
        if isinstance(error, NotReadNow):
            log.warning("A message could not be read yet; its event comes again", why=str(error))
        elif isinstance(error, NotInTime):
            log.warning("Too slow for an event, which will be sent again", key=str(error))
        else:
            log.error("A delivery was not acknowledged", exc_info=error)

    async def close(self, timeout: float) -> None:  # noqa: ASYNC109 - a limit, not a failure
        """Take nothing more, and wait for what is being asked."""
        self._is_closed = True
        await self._questions.finish(timeout)
        await asyncio.sleep(ACKNOWLEDGED_WITHIN_SECONDS)

    def _knowing(self, inbound: Inbound, names: Mapping[str, str] = NOBODY) -> Inbound:
        return replace(inbound, request=self._known(inbound.request, names))

    def _known(self, request: Request, names: Mapping[str, str] = NOBODY) -> Request:
        """The request with what Slack says of whoever asks, and whom its names stand for."""
        return replace(
            request,
            from_outside=self._names.from_outside(request.who.id),
            mentions={
                name: account(request.who.tenant, user)
                for user, name in names.items()
                if list(names.values()).count(name) == 1
            },
        )

    def _begin(self) -> Deadline:
        if self._is_closed:
            raise NotInTime("closing")
        return Deadline()

    async def _hand_back(self, redraw: Redraw) -> None:
        await self._desk.shown(redraw, in_time=False)

    async def _read_event(self, read: Fields, comes_again: bool) -> Inbound | None:
        """What an event asks of the desk; None for what is nothing to it."""
        if spoken := read_spoken(read, self._team, self._bot_user):
            wanted = {spoken.user, *mentioned(spoken.text)} - {self._bot_user}
            names = await self._names.of(wanted)
            return self._knowing(read_event(spoken, self._bot_user, names), names)
        if flag := read_flag(read, self._team, self._bot_user, self._emoji):
            flagged = await self._reader.flag(flag, is_last=not comes_again)
            return None if flagged is None else self._knowing(flagged)
        if change := read_change(read, self._team, self._bot_user):
            names = await self._names.of({change.user, *mentioned(change.text or "")})
            return change_request(change, self._bot_user, names, self._now())
        return read_joined(read, self._team, self._bot_user, self._now())

    async def _look_at_home(self, read: Fields) -> None:
        event = read.inside("event")
        opened = event.text("type") == "app_home_opened" and event.text("tab") == "home"
        if opened and event.text("user"):
            self._afterwards.start(self._homes.opened(event.text("user")), "home")
        else:
            log.debug("Nothing to do for an event", type=event.text("type"))

    async def _answer_press(
        self, inbound: Inbound, task: asyncio.Task[Reply], deadline: Deadline
    ) -> None:
        reply = await deadline.result(task)
        if reply is None:
            self._answer_after(inbound, task, self._answers.to_press_late)
            return
        self._give_back(reply)
        again = shows_again(inbound) if reply == NOTED else None
        if again is not None:
            reply = await deadline.result(self._questions.ask(again)) or NOTED
        left = await self._answers.open(inbound.origin, reply, deadline.left_for_opening)
        self._afterwards.start(self._answers.to_press(inbound.origin, left), "press")
        self._redraw_home(inbound)

    def _redraw_home(self, inbound: Inbound) -> None:
        """Whoever looked at their home lately and does something sees there what came of it."""
        user, origin = inbound.origin.user, inbound.origin
        at_home = origin.says_in_window and isinstance(inbound.request.asked, Pressed)
        if at_home or self._homes.looks(user):
            self._afterwards.start(self._homes.redraw(user), "home")

    def _answer_after(
        self, inbound: Inbound, task: asyncio.Task[Reply], answering: Answering
    ) -> None:
        async def answer() -> None:
            reply = await task
            self._give_back(reply)
            await answering(inbound.origin, reply)

        self._afterwards.start(answer(), inbound.request.key)

    def _give_back(self, reply: Reply) -> None:
        """Slack can't be given a card with the acknowledgement: drawing it is the courier's."""
        if reply.redraw is not None:
            self._afterwards.start(self._hand_back(reply.redraw), "redraw")


async def _silently(origin: Origin, reply: Reply) -> None:
    """The form that asked is still open, and says so itself."""


async def _acknowledge(ack: AsyncAck, body: AckBody | None) -> None:
    if body is None:
        await ack()
    else:
        await ack(body)


def _attempt(request: AsyncBoltRequest) -> int:
    headers: Mapping[str, Any] = request.headers
    attempts = headers.get("x-slack-retry-num") or ["0"]
    return int(attempts[0]) if str(attempts[0]).isdecimal() else 0
