"""How far a problem reaches and how soon it hurts, as people type it: impact:high, 紧急:低."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Degree(StrEnum):
    """Of impact, and of urgency."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Scale(StrEnum):
    """What is measured by degrees."""

    IMPACT = "impact"
    URGENCY = "urgency"


SCALE_OF: Mapping[str, Scale] = {
    **dict.fromkeys(("impact", "影响", "影响面", "影响程度", "影响范围"), Scale.IMPACT),
    **dict.fromkeys(("urgency", "紧急", "紧急度", "紧急程度"), Scale.URGENCY),
}
DEGREE_OF: Mapping[str, Degree] = {
    **dict.fromkeys(("high", "高", "大"), Degree.HIGH),
    **dict.fromkeys(("medium", "mid", "normal", "中", "中等", "一般"), Degree.MEDIUM),
    **dict.fromkeys(("low", "低", "小"), Degree.LOW),
}

NARROW = {wide: wide - 0xFEE0 for wide in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
"""Full-width letters (ｉｍｐａｃｔ), one for one, so that places in the line stay the same."""

_NAMES = "|".join(sorted(SCALE_OF, key=len, reverse=True))
_STOPS = ",，;；"
_BEFORE = f"{_STOPS}。！？、"
_ENDS = f"{_BEFORE}.!?"
# The stop behind goes with it; the one before stays, and keeps apart what stood around it.
_SAID = re.compile(
    rf"(?:(?<=[\s{_BEFORE}])|^)({_NAMES})[:：]([ \t]*)([^\s{_ENDS}]{{1,40}})"
    rf"(?:[{_STOPS}]|(?=[\s{_ENDS}]|$))",
    re.IGNORECASE | re.MULTILINE,
)
_LEFT_OVER = re.compile(rf"[{_STOPS}][ \t]*(?=[。！？.!?]|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SaidDegrees:
    """What a line says of both; `text` is the line without that, `unread` what looks like it."""

    text: str
    impact: Degree | None = None
    urgency: Degree | None = None
    unread: tuple[str, ...] = ()


def read_degrees(line: str) -> SaidDegrees:
    """Take impact and urgency out of a line, each once; what is no degree stays where it is."""
    found: dict[Scale, Degree] = {}
    unread: list[str] = []

    def is_taken(said: re.Match[str]) -> bool:
        scale, degree = SCALE_OF[said[1].casefold()], DEGREE_OF.get(said[3].casefold())
        if degree is None and not _is_title(said):
            unread.append(f"{said[1]}:{said[3]}")
        if degree is None or scale in found:
            return False
        found[scale] = degree
        return True

    text, at = "", 0
    for said in _SAID.finditer(line.translate(NARROW)):
        if is_taken(said):
            text, at = text + line[at : said.start()], said.end()
    text += line[at:]
    if found:
        text = _LEFT_OVER.sub("", text)
    return SaidDegrees(text, found.get(Scale.IMPACT), found.get(Scale.URGENCY), tuple(unread))


def _is_title(said: re.Match[str]) -> bool:
    """Impact: nothing prints; 紧急：断网: the beginning of a sentence, no degree that failed."""
    begins = said.start() == 0 or said.string[said.start() - 1] == "\n"
    return bool(said[2]) or (begins and not said[1].isascii())
