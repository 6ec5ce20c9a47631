"""Which message is meant: its conversation and its `ts`, as one text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageReference:
    """A message's name within a workspace, written "C0ITSUP/1700000000.000100"."""

    channel: str
    ts: str

    def pack(self) -> str:
        """As the desk keeps it."""
        return f"{self.channel}/{self.ts}"

    @classmethod
    def unpack(cls, text: str) -> "MessageReference":
        """From what the desk kept."""
        channel, _, ts = text.partition("/")
        return cls(channel, ts)
