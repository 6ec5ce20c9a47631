"""The calls of Slack's Web API that the desk makes, each with a time limit and a clear failure."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.failures import ANSWER_LOST, failure
from bot.slack.fields import Fields
from bot.slack.proxy import proxy_for
from bot.slack.reference import MessageReference
from cards.slack import SlackMessage
from desk.errors import Busy, Gone, Unsure

SLACK_API = "https://slack.com/api/"
CALL_SECONDS = 8.0
UPLOAD_SECONDS = 12.0  # within the time that a delivery may take
PAGE = 200
EVENT_TYPE = "paidan"
LACKS_RIGHT = frozenset({"access_denied", "missing_scope", "no_permission"})

View = Mapping[str, Any]  # Slack's JSON, as the SDK types it


def web_client(
    session: aiohttp.ClientSession, base_url: str | None, token: str | None = None
) -> AsyncWebClient:
    """A client on the shared session that never sends anything twice by itself."""
    address = base_url or SLACK_API
    client = AsyncWebClient(token, address, session=session, retry_handlers=[])
    # Set afterwards: given None, the SDK takes the environment's proxy for every address.
    client.proxy = proxy_for(address)
    return client


@dataclass(frozen=True, slots=True)
class Spot:
    """A conversation, or a thread in it (`thread`: the ts of its first message)."""

    channel: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way to Slack."""

    name: str
    data: bytes


class SlackCalls:
    """Raises Busy, Gone and Unsure, nothing else."""

    def __init__(
        self,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        seconds: float = CALL_SECONDS,
    ) -> None:
        self._client = client
        self._session = session
        self._seconds = seconds

    async def post(self, spot: Spot, message: SlackMessage, key: str = "") -> MessageReference:
        """A message for everybody there; a direct chat may be named by the person's id.

        `key` is kept with the message, so that it can be found again.
        """
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
        answer = await self._ask(
            self._client.chat_postMessage(
                channel=spot.channel,
                thread_ts=spot.thread or None,
                text=message.text,
                blocks=message.blocks,
                metadata=metadata if key else None,
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return MessageReference(answer.text("channel"), answer.text("ts"))

    async def update(self, message: MessageReference, now: SlackMessage) -> None:
        """Another text for a message of the bot's."""
        call = self._client.chat_update(
            channel=message.channel, ts=message.ts, text=now.text, blocks=now.blocks
        )
        await self._ask(call, whole_workspace=True)

    async def set_user_group(self, group: str, users: Sequence[str]) -> None:
        """The whole list of a user group's members anew."""
        await self._ask(self._client.usergroups_users_update(usergroup=group, users=list(users)))

    async def user_group(self, group: str) -> Sequence[str]:
        """The people of a user group; an answer without a list is none."""
        call = self._client.usergroups_users_list(usergroup=group)
        users = (await self._ask(call, whole_workspace=True)).texts("users")
        if users is None:
            raise Unsure("Slack's answer has no list of users")
        return users

    async def whisper(self, spot: Spot, user: str, message: SlackMessage) -> None:
        """A message that only one person sees."""
        call = self._client.chat_postEphemeral(
            channel=spot.channel,
            user=user,
            thread_ts=spot.thread or None,
            text=message.text,
            blocks=message.blocks,
        )
        await self._ask(call, whole_workspace=True)

    async def open_view(self, trigger: str, view: View, seconds: float) -> None:
        """A view before the person whose act gave us this trigger."""
        call = self._client.views_open(trigger_id=trigger, view=dict(view))
        await self._ask(call, whole_workspace=True, seconds=seconds)

    async def update_view(self, view_id: str, hash_: str, view: View) -> None:
        """Another content for a view, unless it has changed since."""
        call = self._client.views_update(view_id=view_id, hash=hash_ or None, view=dict(view))
        await self._ask(call, whole_workspace=True)

    async def open_direct(self, user: str) -> str:
        """The id of the direct chat with this person."""
        answer = await self._ask(self._client.conversations_open(users=user), whole_workspace=True)
        return answer.text("channel", "id")

    async def read(self, spot: Spot, oldest: str, cursor: str) -> Fields:
        """A page of a conversation's messages, or of a thread's, with our keys."""
        if spot.thread:
            call = self._client.conversations_replies(
                channel=spot.channel,
                ts=spot.thread,
                oldest=oldest,
                cursor=cursor or None,
                limit=PAGE,
                include_all_metadata=True,
            )
        else:
            call = self._client.conversations_history(
                channel=spot.channel,
                oldest=oldest,
                cursor=cursor or None,
                limit=PAGE,
                include_all_metadata=True,
            )
        return await self._ask(call, whole_workspace=True)

    async def message(self, channel: str, ts: str, seconds: float) -> Fields:
        """One message, also out of a thread; empty if it is gone."""
        looks: tuple[Callable[[], Awaitable[AsyncSlackResponse]], ...] = (
            lambda: self._client.conversations_history(
                channel=channel, oldest=ts, latest=ts, inclusive=True, limit=1
            ),
            # Asked for an answer in a thread, Slack may give the thread's first message before it.
            lambda: self._client.conversations_replies(
                channel=channel, ts=ts, oldest=ts, latest=ts, inclusive=True, limit=2
            ),
        )
        for look in looks:
            answer = await self._ask(look(), whole_workspace=True, seconds=seconds)
            found = [one for one in answer.rows("messages") if one.text("ts") == ts]
            if found:
                return found[0]
        return Fields(None)

    async def permalink(self, channel: str, ts: str, seconds: float) -> str:
        """The address of a message."""
        call = self._client.chat_getPermalink(channel=channel, message_ts=ts)
        answer = await self._ask(call, whole_workspace=True, seconds=seconds)
        address = answer.text("permalink")
        return address if address.startswith("https://") else ""

    async def channel_name(self, channel: str, seconds: float) -> str:
        """What a channel is called; "" where that is not for us to know."""
        try:
            call = self._client.conversations_info(channel=channel)
            answer = await self._ask(call, whole_workspace=True, seconds=seconds)
        except (Busy, Gone, Unsure):
            return ""
        return answer.text("channel", "name")

    async def publish_home(self, user: str, view: View) -> None:
        """What somebody sees on the bot's home."""
        call = self._client.views_publish(user_id=user, view=dict(view))
        await self._ask(call, whole_workspace=True)

    async def file(self, file: str) -> Fields:
        """What Slack says of a file."""
        answer = await self._ask(self._client.files_info(file=file), whole_workspace=True)
        return answer.inside("file")

    async def share(self, spot: Spot, upload: Upload, comment: str) -> None:
        """Put a file into a conversation (by its own id, not by a person's), with some words.

        Raises:
            Gone: also if the app has no right to (files:write); it may still have others.
        """
        try:
            await self._share(spot, upload, comment)
        except Busy as busy:
            if str(busy) in LACKS_RIGHT:
                raise Gone(str(busy)) from busy
            raise

    async def _share(self, spot: Spot, upload: Upload, comment: str) -> None:
        asked = await self._ask(
            self._client.files_getUploadURLExternal(filename=upload.name, length=len(upload.data)),
            whole_workspace=True,
        )
        await self._send(asked.text("upload_url"), upload)
        title: dict[str, str | None] = {"id": asked.text("file_id"), "title": upload.name}
        complete = self._client.files_completeUploadExternal(
            files=[title],
            channel_id=spot.channel,
            thread_ts=spot.thread or None,
            initial_comment=comment,
        )
        await self._ask(complete, whole_workspace=True)

    async def _send(self, address: str, upload: Upload) -> None:
        """The bytes themselves; until they are shared nobody sees them, so all can be repeated."""
        headers = {"Content-Type": "application/octet-stream"}
        try:
            async with (
                asyncio.timeout(UPLOAD_SECONDS),
                self._session.post(
                    address, data=upload.data, headers=headers, proxy=self._client.proxy
                ) as answer,
            ):
                if answer.status != 200:
                    raise Busy(f"an upload was answered with {answer.status}")
        except (aiohttp.ClientError, TimeoutError) as lost:
            raise Busy("an upload did not arrive") from lost

    async def identity(self) -> Fields:
        """Who the bot is: `team_id`, `user_id`, `bot_id`."""
        return await self._ask(self._client.auth_test(), whole_workspace=True)

    async def socket_url(self, app_token: str) -> str:
        """Where a socket can be opened now."""
        call = self._client.apps_connections_open(app_token=app_token)
        return (await self._ask(call, whole_workspace=True)).text("url")

    async def person(self, user: str, seconds: float) -> Fields:
        """Somebody's profile."""
        call = self._client.users_info(user=user)
        answer = await self._ask(call, whole_workspace=True, seconds=seconds)
        return answer.inside("user")

    async def _ask(
        self,
        call: Awaitable[AsyncSlackResponse],
        *,
        whole_workspace: bool = False,
        seconds: float | None = None,
    ) -> Fields:
        try:
            async with asyncio.timeout(seconds or self._seconds):
                return Fields((await call).data)
        except (SlackApiError, *ANSWER_LOST) as error:
            raise failure(error, whole_workspace) from error
