"""What help can be asked about: a section of it, a move by any of its words, or duty."""

from collections.abc import Mapping

from desk.folding import folded
from desk.nearest import nearest
from desk.verbs import VERB_OF

DUTY = "duty"
SECTION_OF: Mapping[str, str] = {
    **dict.fromkeys(
        ("new", "ticket", "category", "建单", "提单", "工单", "分类", "标签"), "making"
    ),
    **dict.fromkeys(("impact", "urgency", "影响", "紧急", "紧急程度"), "making"),
    **dict.fromkeys(("list", "show", "status", "列表", "查看", "进展", "查询"), "seeing"),
    **dict.fromkeys(("sla", "why", "时限", "为什么", "原因"), "seeing"),
    **dict.fromkeys(("mine", "reporter", "我的工单", "提单人"), "own"),
    **dict.fromkeys(("work", "staff", "buttons", "处理", "处理工单", "处理人"), "staff"),
    **dict.fromkeys(("next", "下一张"), "staff"),
    **dict.fromkeys(("lead", "leads", "bind", "主管", "绑定"), "leads"),
    **dict.fromkeys(("summary", "日报", "周报", "汇总", "统计"), "leads"),
    **dict.fromkeys((DUTY, "roster", "swap", "leave", "on call"), DUTY),
    **dict.fromkeys(("值班", "排班", "换班", "请假", "代班", "替班"), DUTY),
}
LONG_TOPICS = tuple(word for word in (*SECTION_OF, *VERB_OF) if word.isascii() and len(word) > 4)
"""What is still known with one letter wrong."""


def topic_called(word: str) -> str | None:
    """The topic that people mean by a word: empty for none, None for one that there isn't."""
    spoken = " ".join(folded(word).text.strip(" ?？!。.").split())
    if not spoken:
        return ""
    topics = {**VERB_OF, **SECTION_OF}
    known = spoken if spoken in topics else nearest(spoken, LONG_TOPICS)
    return topics[known] if known is not None else None
