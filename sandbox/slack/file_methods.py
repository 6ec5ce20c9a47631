"""files.*: what the bot asks of files, and those that it brings."""

from sandbox.payload import Payload, text
from sandbox.slack.chat_methods import channel_in
from sandbox.slack.message import Message
from sandbox.slack.posting import post
from sandbox.slack.workspace import Workspace


def info(slack: Workspace, given: Payload) -> Payload:
    """files.info."""
    return slack.files.info(given)


def upload_url(slack: Workspace, given: Payload) -> Payload:
    """files.getUploadURLExternal."""
    return slack.files.promise(given)


def complete_upload(slack: Workspace, given: Payload) -> Payload:
    """files.completeUploadExternal: with a channel, the files are posted there."""
    channel = channel_in(slack, given, "channel_id") if text(given, "channel_id") else None
    files = [slack.files.on_wire(file) for file in slack.files.claimed(given)]
    if channel is not None:
        team = slack.core.world.slack
        message = Message(
            ts=slack.channels.next_ts(),
            user=team.bot_user,
            bot=team.bot,
            text=text(given, "initial_comment"),
            thread_ts=text(given, "thread_ts") or None,
            files=files,
        )
        post(slack, channel, message)
    return {"files": files}
