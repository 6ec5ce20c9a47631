"""Files in DingTalk: where one can be had, by the code that came with its message."""

from yarl import URL

from bot.dingtalk.client import DingTalkClient
from bot.dingtalk.wire import FarEnd
from scheduler.downloads import Whence


class DingTalkFiles:
    """Where an organisation's robot finds files: an address is given out for each code."""

    def __init__(self, client: DingTalkClient, far_end: FarEnd) -> None:
        self._client = client
        self._own = tuple(str(URL(one).origin()) for one in (far_end.api_base, far_end.oapi_base))

    async def whence(self, reference: str) -> Whence:
        """The file's own address: it needs no token, and may be anywhere public."""
        return Whence(await self._client.file_address(reference), own=self._own)
