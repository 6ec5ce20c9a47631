"""The control calls of the pretend Slack."""

from typing import cast

from aiohttp import web

from sandbox.errors import ControlError, NotFoundError
from sandbox.payload import Payload, body_of, flag, inner, needed, objects, text
from sandbox.slack import events, interactions
from sandbox.slack.acting import interact, press, press_in_view, run_command, suggested
from sandbox.slack.channel import Channel
from sandbox.slack.link import EnvelopeType
from sandbox.slack.message import Message
from sandbox.slack.pressing import Target, find_target
from sandbox.slack.speech import as_typed
from sandbox.slack.submitting import close, submit
from sandbox.slack.talking import edit, react, say, take_back
from sandbox.slack.view import View
from sandbox.slack.workspace import Workspace

RAW_TYPES = ("events_api", "slash_commands", "interactive")


class Control:
    """Lets a program do what a person does."""

    def __init__(self, slack: Workspace) -> None:
        self._slack = slack

    def add_to(self, app: web.Application) -> None:
        """Add the calls' routes."""
        at = "/control/slack"
        app.router.add_get(f"{at}/conversations", self.conversations)
        app.router.add_get(f"{at}/conversations/{{id}}", self.messages)
        app.router.add_get(f"{at}/usergroups", self.usergroups)
        app.router.add_get(f"{at}/views", self.views)
        app.router.add_get(f"{at}/home", self.home)
        app.router.add_post(f"{at}/home", self.open_home)
        app.router.add_post(f"{at}/command", self.command)
        app.router.add_post(f"{at}/message", self.say)
        app.router.add_patch(f"{at}/message", self.edit)
        app.router.add_delete(f"{at}/message", self.take_back)
        app.router.add_post(f"{at}/click", self.click)
        app.router.add_post(f"{at}/submit", self.submit)
        app.router.add_post(f"{at}/close", self.close)
        app.router.add_post(f"{at}/shortcut", self.shortcut)
        app.router.add_post(f"{at}/reaction", self.react)
        app.router.add_post(f"{at}/raw", self.raw)

    async def conversations(self, request: web.Request) -> web.Response:
        """All conversations, or those of one person."""
        user = request.query.get("as", "")
        seen = [one for one in self._slack.channels if not user or user in one.members]
        return web.json_response([channel.as_seen() for channel in seen])

    async def messages(self, request: web.Request) -> web.Response:
        """What changed in a conversation, as one person sees it."""
        channel = self._slack.channels.get(request.match_info["id"])
        if channel is None:
            raise NotFoundError(f"no conversation {request.match_info['id']}")
        user, after = request.query.get("as", ""), request.query.get("after", "")
        if user and user not in channel.members:
            raise ControlError(f"{user} is not a member of {channel.id}")
        seen: list[Payload] = []
        for ts in channel.changed_after(after):
            message = channel.messages.get(ts)
            if message is None:
                seen += [{"ts": ts, "deleted": True}] if after else []
            elif message.ephemeral_to in {None, user}:
                seen.append(message.as_seen())
        return web.json_response(seen)

    async def usergroups(self, _request: web.Request) -> web.Response:
        """All user groups and who is in them."""
        return web.json_response([group.as_seen() for group in self._slack.usergroups])

    async def command(self, request: web.Request) -> web.Response:
        """Run a slash command."""
        body = await body_of(request)
        user, channel = self._place(body)
        (command,) = needed(body, "command")
        if not command.startswith("/"):
            raise ControlError("a command begins with /")
        words = as_typed(self._slack, text(body, "text"), with_names=True)
        return web.json_response(await run_command(self._slack, user, channel, command, words))

    async def say(self, request: web.Request) -> web.Response:
        """Write a message."""
        body = await body_of(request)
        user, channel = self._place(body)
        files = [self._slack.files.shelf.take(one) for one in objects(body, "files")]
        words = text(body, "text") if files else needed(body, "text")[0]
        thread_ts = text(body, "thread_ts") or None
        sent = [self._slack.files.on_wire(file) for file in files]
        return web.json_response(await say(self._slack, user, channel, words, thread_ts, sent))

    async def edit(self, request: web.Request) -> web.Response:
        """Change one's own message."""
        body = await body_of(request)
        user, channel = self._place(body)
        (words,) = needed(body, "text")
        old = _own(_message(channel, user, body), user)
        return web.json_response(await edit(self._slack, channel, old, words))

    async def take_back(self, request: web.Request) -> web.Response:
        """Delete one's own message."""
        body = dict(request.query) | await body_of(request)
        user, channel = self._place(body)
        old = _own(_message(channel, user, body), user)
        return web.json_response(await take_back(self._slack, channel, old))

    async def react(self, request: web.Request) -> web.Response:
        """Put an emoji on a message or take it off."""
        body = await body_of(request)
        user, channel = self._place(body)
        name = needed(body, "name")[0].strip(":")
        message = _message(channel, user, body)
        on = not flag(body, "remove")
        return web.json_response(await react(self._slack, user, channel, message, name, on))

    async def click(self, request: web.Request) -> web.Response:
        """Press a button or choose from a menu, in a message or in a view."""
        body = await body_of(request)
        if text(body, "view_id"):
            return web.json_response(await self._click_in_view(body))
        user, channel = self._place(body)
        message = _message(channel, user, body)
        place = interactions.place_in_message(self._slack, channel, message)
        target = await self._target(user, message.blocks, body, place)
        return web.json_response(await press(self._slack, user, channel, message, target, body))

    async def submit(self, request: web.Request) -> web.Response:
        """Fill in a modal and submit it."""
        body = await body_of(request)
        view = self._view(body)
        if text(view.definition, "type") != "modal":
            raise ControlError("only a modal can be submitted")
        return web.json_response(await submit(self._slack, view, inner(body, "values")))

    async def close(self, request: web.Request) -> web.Response:
        """Close a modal without submitting it."""
        return web.json_response(await close(self._slack, self._view(await body_of(request))))

    async def shortcut(self, request: web.Request) -> web.Response:
        """Run a shortcut, on a message if one is given."""
        body = await body_of(request)
        callback_id, user = needed(body, "callback_id", "user")
        if not text(body, "channel"):
            self._check_person(user)
            payload = interactions.shortcut(self._slack, user, callback_id)
            return web.json_response(await interact(self._slack, user, None, payload))
        _, channel = self._place(body)
        message = _message(channel, user, body)
        payload = interactions.message_shortcut(self._slack, user, callback_id, channel, message)
        return web.json_response(await interact(self._slack, user, channel, payload))

    async def views(self, request: web.Request) -> web.Response:
        """A person's open modals, the one on top last."""
        user = self._asking(request)
        stack = self._slack.views.open_for(user)
        return web.json_response([view.on_wire(self._slack.core) for view in stack])

    async def home(self, request: web.Request) -> web.Response:
        """A person's home; who has none yet opens it, so that the bot can publish it."""
        user = self._asking(request)
        if self._slack.views.home_of(user) is None:
            await self._slack.deliveries.deliver(events.home_opened(self._slack, user))
        return web.json_response(self._home_of(user))

    async def open_home(self, request: web.Request) -> web.Response:
        """Open the home once more."""
        (user,) = needed(await body_of(request), "user")
        self._check_person(user)
        ack = await self._slack.deliveries.deliver(events.home_opened(self._slack, user))
        told = {"acknowledged": ack.acknowledged, "took_ms": ack.took_ms}
        return web.json_response(told | {"view": self._home_of(user)})

    async def raw(self, request: web.Request) -> web.Response:
        """Send an envelope exactly as given."""
        body = await body_of(request)
        kind = text(body, "type")
        if kind not in RAW_TYPES:
            raise ControlError(f"type must be one of {', '.join(RAW_TYPES)}")
        retry: Payload = {
            key: body[key] for key in ("retry_attempt", "retry_reason") if key in body
        }
        payload = inner(body, "payload")
        ack = await self._slack.link.send(cast("EnvelopeType", kind), payload, retry=retry)
        return web.json_response(
            {"acknowledged": ack.acknowledged, "took_ms": ack.took_ms, "response": ack.response}
        )

    async def _click_in_view(self, body: Payload) -> Payload:
        view = self._view(body)
        place = interactions.place_in_view(self._slack, view)
        target = await self._target(view.user, view.blocks, body, place)
        return await press_in_view(self._slack, view, target, body)

    async def _target(
        self, user: str, blocks: list[Payload], body: Payload, place: Payload
    ) -> Target:
        target = find_target(blocks, body)
        if not target.is_told:
            raise ControlError("the bot hears of this input at the submit: give it in its values")
        return await suggested(self._slack, user, target, text(body, "option"), place)

    def _place(self, body: Payload) -> tuple[str, Channel]:
        user, id_ = needed(body, "user", "channel")
        self._check_person(user)
        channel = self._slack.channels.get(id_)
        if channel is None:
            raise ControlError(f"no conversation {id_}")
        if user not in channel.members:
            raise ControlError(f"{user} is not a member of {id_}")
        return user, channel

    def _view(self, body: Payload) -> View:
        user, id_ = needed(body, "user", "view_id")
        view = self._slack.views.find(id_)
        if view is None or view.user != user:
            raise ControlError(f"{user} has no open view {id_}")
        return view

    def _asking(self, request: web.Request) -> str:
        user = request.query.get("as", "")
        self._check_person(user)
        return user

    def _check_person(self, user: str) -> None:
        if not self._slack.is_person(user):
            raise ControlError(f"no person {user!r} in Slack")

    def _home_of(self, user: str) -> Payload | None:
        home = self._slack.views.home_of(user)
        return home.on_wire(self._slack.core) if home else None


def _message(channel: Channel, user: str, body: Payload) -> Message:
    (ts,) = needed(body, "ts")
    message = channel.messages.get(ts)
    if message is None or message.ephemeral_to not in {None, user}:
        raise ControlError(f"no message {ts} in {channel.id}")
    return message


def _own(message: Message, user: str) -> Message:
    if message.user != user:
        raise ControlError("one can only change one's own messages")
    return message
