"""Which message is meant: its conversation and its `ts`, as one text."""

from dataclasses import dataclass

LONGEST_TS = 40


@dataclass(frozen=True, slots=True)
class MessageReference:
    """A message's name within a workspace, written "C0ITSUP/1700000000.000100"."""

    channel: str
    ts: str

    @property
    def is_whole(self) -> bool:
        """Whether it names a message at all."""
        seconds, dot, micros = self.ts.partition(".")
        digits = bool(dot) and seconds.isdecimal() and micros.isdecimal()
        return bool(self.channel) and digits and len(self.ts) < LONGEST_TS

    def pack(self) -> str:
        """As the desk keeps it."""
        return f"{self.channel}/{self.ts}"

    @classmethod
    def unpack(cls, text: str) -> "MessageReference":
        """From what the desk kept."""
        channel, _, ts = text.partition("/")
        return cls(channel, ts)
