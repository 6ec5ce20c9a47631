"""What people type for each move, in both languages: its word, and its everyday forms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desk.moves import Action, WaitingFor

VERBS: Mapping[Action, tuple[str, ...]] = {
    Action.ACKNOWLEDGE: (
        *("受理", "认领", "我来", "我来处理", "我来看", "我来跟", "接了", "接单", "接"),
        *("acknowledge", "ack", "got it", "i got it", "i've got it", "on it", "i'm on it", "mine"),
        *("take", "taking", "taking it", "i'll take", "i'll take it", "claim"),
    ),
    Action.START: (
        *("开始处理", "开始", "开工", "继续处理", "继续"),
        *("start", "resume", "continue", "working on it", "working on"),
    ),
    Action.PEND: (
        *("挂起", "等一下", "等等", "放一放", "暂停", "搁置"),
        *("pend", "hold", "on hold", "pause", "park", "waiting for", "wait for"),
    ),
    Action.RESOLVE: (
        *("解决", "已解决", "搞定", "修好", "修复", "弄好", "处理完", "处理好", "已处理", "办好"),
        *("resolve", "resolved", "done", "all done", "fixed", "solved", "sorted"),
    ),
    Action.CONFIRM: (
        *("确认解决", "确认", "关闭", "关掉", "关单", "关", "结单"),
        *("confirm", "confirmed", "close"),
    ),
    Action.REOPEN: ("重新打开", "重开", "再打开", "reopen", "re-open"),
    Action.CANCEL: ("取消工单", "取消", "作废", "撤单", "cancel"),
    Action.ASSIGN: ("指派", "派给", "分给", "交给", "分配", "assign", "reassign", "give"),
    Action.TAKE_OVER: ("接手", "接管", "takeover", "take-over", "take over", "i'll take over"),
    Action.TRANSFER: (
        *("转派", "转给", "转到", "转交", "移交", "转"),
        *("transfer", "move", "send", "forward"),
    ),
    Action.PRIORITIZE: ("优先级", "改成", "改为", "调成", "priority", "make"),
    Action.COMMENT: ("评论", "备注", "补充", "留言", "comment"),
    Action.REPLY: ("回复", "答复", "reply"),
    Action.SEND_BACK: ("退回", "打回", "sendback", "send-back", "send back"),
    Action.GIVE_BACK: ("放回", "放回队列", "giveback", "give-back", "give back", "put back"),
    Action.SNOOZE: ("稍后提醒", "推迟提醒", "晚点提醒", "snooze"),
    Action.EXTEND: ("延期", "延长", "延长时限", "extend"),
    Action.NUDGE: (
        *("催", "催办", "催催", "催单", "催促", "快点"),
        *("nudge", "chase", "ping", "bump", "hurry", "hurry up"),
    ),
}
VERB_OF: Mapping[str, Action] = {word: action for action, words in VERBS.items() for word in words}

WAITS: Mapping[WaitingFor, tuple[str, ...]] = {
    WaitingFor.CUSTOMER: (
        *("等客户", "客户", "等提单人", "提单人"),
        *("customer", "the customer", "reporter"),
    ),
    WaitingFor.THIRD_PARTY: (
        *("等第三方", "第三方", "等厂商", "厂商", "等供应商", "供应商"),
        *("third-party", "third party", "vendor", "the vendor"),
    ),
    WaitingFor.PARTS: ("等配件", "配件", "等备件", "备件", "parts", "spare parts"),
}
WAIT_OF: Mapping[str, WaitingFor] = {word: wait for wait, words in WAITS.items() for word in words}

ENDS = frozenset(' \t\n,.;:!?~、。；：—()（）@#「」“”"')
PARTICLES = ("一下", "了", "掉", "好", "完", "下", "吧", "啦", "哈", "咯")
QUESTION_PARTICLES = ("吗", "么", "没", "呢", "嘛", "不")
# What may stand right behind a Chinese verb although it is part of what the verb asks for.
BRINGS: Mapping[Action, tuple[str, ...]] = {
    Action.PEND: ("等",),
    Action.ASSIGN: ("给",),
    Action.TRANSFER: ("给", "到", "至"),
    Action.PRIORITIZE: ("改成", "改为", "调成", "为"),
}
JOINED = ("给", "到", "成", "为")
"""How Chinese verbs end that need nothing between them and what they ask for: 转给仓库."""


@dataclass(frozen=True, slots=True)
class SaidVerb:
    """A verb in a folded text, from `start` to `end`, with its particles."""

    action: Action
    word: str
    start: int
    end: int

    @property
    def is_latin(self) -> bool:
        """Whether it may as well be a word of an English title."""
        return self.word.isascii()


def _by_first() -> Mapping[str, tuple[str, ...]]:
    longest_first = sorted(VERB_OF, key=len, reverse=True)
    firsts = {word[0] for word in longest_first}
    return {one: tuple(word for word in longest_first if word[0] == one) for one in firsts}


_BY_FIRST = _by_first()


def verb_at(text: str, start: int) -> SaidVerb | None:
    """The verb that begins there, the longest, if it stands for itself."""
    for word in _BY_FIRST.get(text[start : start + 1], ()):
        if not text.startswith(word, start):
            continue
        end = start + len(word)
        if word.isascii():
            if _ends_latin(text, end):
                return SaidVerb(VERB_OF[word], word, start, end)
            continue
        end = _behind_particles(text, end)
        if _ends_chinese(text, end, word):
            return SaidVerb(VERB_OF[word], word, start, end)
    return None


def verbs_in(text: str) -> Iterator[SaidVerb]:
    """Every verb of a text, wherever it stands; English ones in the past, too."""
    at = 0
    while at < len(text):
        inside = text[at].isascii() and at > 0 and text[at - 1].isascii() and text[at - 1].isalpha()
        verb = None if inside else verb_at(text, at) or _past_at(text, at)
        if verb is not None:
            yield verb
        at = verb.end if verb is not None else at + 1


def _past_at(text: str, start: int) -> SaidVerb | None:
    """closed, cancelled: what is asked about rather than asked for."""
    for word in _BY_FIRST.get(text[start : start + 1], ()):
        if word.isascii() and text.startswith(word, start):
            for ending in ("d", "ed", "led", "ing", "s"):
                end = start + len(word) + len(ending)
                if text.startswith(ending, start + len(word)) and _ends_latin(text, end):
                    return SaidVerb(VERB_OF[word], word, start, end)
    return None


def _ends_latin(text: str, end: int) -> bool:
    follows = text[end : end + 1]
    return not follows or follows in ENDS or not (follows.isascii() or follows.isalnum())


def _behind_particles(text: str, end: int) -> int:
    while particle := next((one for one in PARTICLES if text.startswith(one, end)), ""):
        end += len(particle)
    return end


def _ends_chinese(text: str, end: int, word: str) -> bool:
    follows = text[end : end + 1]
    if not follows or follows in ENDS or follows in QUESTION_PARTICLES or follows.isdecimal():
        return True
    if word[-1] in JOINED:
        return True
    return text.startswith(BRINGS.get(VERB_OF[word], ("\n",)), end)
