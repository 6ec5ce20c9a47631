"""Files in Slack: which came with a message, and where one can be had."""

from yarl import URL

from bot.slack.calls import SlackCalls
from bot.slack.fields import Fields
from bot.slack.proxy import proxy_for
from desk.errors import Gone
from handlers.request import FileRef
from scheduler.downloads import Whence

OF_SLACK = ("https://.slack.com", "https://.slack-files.com", "https://.slack-gov.com")
ELSEWHERE = frozenset({"external", "tombstone", "hidden_by_limit"})
"""Modes of files whose content isn't in Slack, or no longer."""


def files_in(message: Fields) -> tuple[FileRef, ...]:
    """The files of a message, as it claims them."""
    return tuple(
        FileRef(
            file.text("id"),
            file.text("name") or file.text("title"),
            file.text("mimetype"),
            file.number("size"),
        )
        for file in message.rows("files")
        if file.text("id")
    )


class SlackFiles:
    """Where one workspace keeps files: asked each time, as what a message says may be old."""

    def __init__(self, calls: SlackCalls, token: str, api_url: str) -> None:
        self._calls = calls
        self._token = token
        self._own = (str(URL(api_url).origin()), *OF_SLACK)

    async def whence(self, reference: str) -> Whence:
        """The file's own address, and the token that opens it."""
        file = await self._calls.file(reference)
        address = file.text("url_private_download") or file.text("url_private")
        if not address or file.text("mode") in ELSEWHERE:
            raise Gone("the content is not in Slack")
        credentials = {"Authorization": f"Bearer {self._token}"}
        return Whence(address, credentials, self._own, proxy_for(address))
