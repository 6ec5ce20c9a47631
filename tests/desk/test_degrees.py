"""Impact and urgency as people type them."""

import pytest

from desk.degrees import Degree, SaidDegrees, read_degrees

HIGH, MEDIUM, LOW = Degree

LINES = [
    ("down impact:high urgency:low", SaidDegrees("down  ", HIGH, LOW)),
    ("impact:medium down", SaidDegrees(" down", MEDIUM)),
    ("down Impact: High", SaidDegrees("down ", HIGH)),
    ("断网 影响:高 紧急:低", SaidDegrees("断网  ", HIGH, LOW)),
    ("断网 影响：大 紧急程度：中", SaidDegrees("断网  ", HIGH, MEDIUM)),
    ("ＶＰＮ down ｉｍｐａｃｔ：Ｈｉｇｈ", SaidDegrees("ＶＰＮ down ", HIGH)),
    ("ｕｒｇｅｎｃｙ:now", SaidDegrees("ｕｒｇｅｎｃｙ:now", unread=("urgency:now",))),
    ("断网，影响：高，紧急：低", SaidDegrees("断网", HIGH, LOW)),
    ("down, impact:high, urgency:low", SaidDegrees("down", HIGH, LOW)),
    ("broken,impact:high,please hurry", SaidDegrees("broken,please hurry", HIGH)),
    ("fax,impact:low;scanner", SaidDegrees("fax,scanner", LOW)),
    ("请看，影响：高，紧急：高。谢谢", SaidDegrees("请看。谢谢", HIGH, HIGH)),
    ("打印机坏了。影响：高", SaidDegrees("打印机坏了。", HIGH)),
    ("see http://x/?urgency:high", SaidDegrees("see http://x/?urgency:high")),
    ("断网 影响面:小", SaidDegrees("断网 ", LOW)),
    ("first\nurgency:high", SaidDegrees("first\n", None, HIGH)),
    ("down impact:high impact:low", SaidDegrees("down  impact:low", HIGH)),
    ("down impact:huge", SaidDegrees("down impact:huge", unread=("impact:huge",))),
    ("impact:7 down", SaidDegrees("impact:7 down", unread=("impact:7",))),
    ("断网 紧急:非常", SaidDegrees("断网 紧急:非常", unread=("紧急:非常",))),
    ("紧急：断网", SaidDegrees("紧急：断网")),
    ("影响：全员无法登录", SaidDegrees("影响：全员无法登录")),
    ("impact: nothing prints", SaidDegrees("impact: nothing prints")),
    ("the impact:high flag is gone", SaidDegrees("the  flag is gone", HIGH)),
    ("urgency is unclear", SaidDegrees("urgency is unclear")),
    ("see lowimpact:high", SaidDegrees("see lowimpact:high")),
]


@pytest.mark.parametrize(("line", "read"), LINES, ids=[line for line, _ in LINES])
def test_degrees_are_taken_out_of_a_line(line: str, read: SaidDegrees) -> None:
    """Both languages and both colons, each once; what is no degree stays, and is told unless it is
    the beginning of a sentence."""
    assert read_degrees(line) == read
