"""What people type for each move, in both languages: its word, and its everyday forms."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desk.moves import Action, WaitingFor

VERBS: Mapping[Action, tuple[str, ...]] = {
    Action.ACKNOWLEDGE: (
        *("受理", "认领", "我来", "我来处理", "我来看", "我来看看", "我来跟", "我来弄", "我来解决"),
        *("我跟进", "我去处理", "我去看", "我负责", "交给我", "归我", "接了", "接单", "接下", "接"),
        *("acknowledge", "ack", "got it", "got this", "i got", "i got it", "i've got it"),
        *("on it", "i'm on it", "mine", "take", "take it", "taking", "taking it", "i take it"),
        *("i'll handle it", "i'll do it", "i'll look into it"),
        *(
            "looking into it",
            "looking at it",
            "handling it",
            "let me take it",
            "claim",
            "accept",
            "take care of",
            "take care of it",
        ),
    ),
    Action.START: (
        *("开始处理", "开始", "开始弄", "开始修", "开工", "继续处理", "继续", "正在处理", "处理中"),
        *("在处理", "在弄", "在修", "动手", "start", "started", "starting", "begin", "resume"),
        *("continue", "working on it", "working on", "in progress"),
    ),
    Action.PEND: (
        *(
            "挂起",
            "挂着",
            "挂一下",
            "等一下",
            "等等",
            "等会儿",
            "等会",
            "放一放",
            "缓一缓",
            "缓一下",
        ),
        *("暂停", "搁置", "停一下", "pend", "hold", "on hold", "pause", "park", "wait"),
        *("waiting for", "wait for", "waiting on", "blocked by"),
    ),
    Action.RESOLVE: (
        *(
            "解决",
            "已解决",
            "搞定",
            "搞好",
            "修好",
            "修完",
            "修复",
            "弄好",
            "弄完",
            "处理完",
            "处理好",
        ),
        *(
            "处理掉",
            "已处理",
            "已修复",
            "已恢复",
            "恢复正常",
            "恢复",
            "完成",
            "办好",
            "办完",
            "办妥",
        ),
        *("完工", "resolve", "resolved", "done", "all done", "fixed", "all fixed", "solved"),
        *("sorted", "sorted out", "finished", "completed", "repaired", "taken care of"),
        *("back up", "back online", "working again"),
    ),
    Action.CONFIRM: (
        *("确认解决", "确认", "关闭", "关闭工单", "关掉", "关单", "关", "结单", "没问题", "可以"),
        *("confirm", "confirmed", "close", "close it", "close out", "all good", "works now"),
        *("works again", "it works", "it works now", "it works again"),
    ),
    Action.REOPEN: ("重新打开", "重开", "再打开", "重新开", "reopen", "re-open", "open again"),
    Action.CANCEL: ("取消工单", "取消", "作废", "撤单", "撤回", "cancel", "withdraw"),
    Action.ASSIGN: (
        *("指派", "派给", "分给", "交给", "分配", "安排给", "给"),
        *("assign", "reassign", "give", "hand", "hand over"),
    ),
    Action.TAKE_OVER: ("接手", "接管", "takeover", "take-over", "take over", "i'll take over"),
    Action.TRANSFER: (
        *("转派", "转给", "转到", "转去", "转至", "转交", "移交", "转"),
        *("transfer", "move", "send", "forward", "route", "pass"),
    ),
    Action.PRIORITIZE: ("优先级", "改成", "改为", "调成", "调到", "priority", "make", "set to"),
    Action.COMMENT: ("评论", "备注", "补充", "留言", "记录", "comment", "note", "fyi"),
    Action.REPLY: ("回复", "答复", "回复客户", "reply", "answer", "respond"),
    Action.SEND_BACK: (
        "退回",
        "打回",
        "退单",
        "退回去",
        "sendback",
        "send-back",
        "send back",
        "return",
    ),
    Action.GIVE_BACK: (
        *("放回", "放回队列", "退回队列", "交回", "放手", "放回去"),
        *("giveback", "give-back", "give back", "put back", "release", "unassign", "unassign me"),
    ),
    Action.SNOOZE: (
        *("稍后提醒", "推迟提醒", "晚点提醒", "晚点再提醒", "过会儿提醒", "过会提醒"),
        *("snooze", "remind me in"),
    ),
    Action.EXTEND: ("延期", "延长", "延长时限", "宽限", "延时", "extend", "prolong"),
    Action.NUDGE: (
        *("催", "催办", "催催", "催单", "催促", "快点", "快一点", "抓紧", "加快", "尽快"),
        *("提醒一下", "提醒处理人", "nudge", "chase", "ping", "bump", "poke", "remind"),
        *("hurry", "hurry up", "follow up"),
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

# What is said in too many ways to be listed.
PHRASES: tuple[tuple[Action, re.Pattern[str]], ...] = (
    (
        Action.ACKNOWLEDGE,
        re.compile(
            r"我们?(?:这边)?(?:来|去|先|马上|现在)*(?:处理|弄|搞|看看|看|跟进|跟|修|接|负责|解决|安排)"
            r"(?:一下|下|了|吧)*"
        ),
    ),
    (
        Action.RESOLVE,
        re.compile(
            r"[换修弄搞装调改补配办做查]?(?:处理|解决|更换|安装|重置|恢复)?"
            r"(?:(?:好|完|妥|通|成功)(?:了|啦)+|正常了|能用了|可以用了)"
        ),
    ),
    (
        Action.NUDGE,
        re.compile(
            r"(?:催一催|(?:快点|快些|快一点|尽快|抓紧|赶紧|加快)(?:处理|解决|弄|修|看|安排|跟进)?)"
            r"(?:一下|下|吧|啊)*"
        ),
    ),
)

ENDS = frozenset(' \t\n,.;:!?~、。；：—()（）@#「」“”"')
PARTICLES = ("一下", "了", "掉", "好", "完", "下", "吧", "啦", "哈", "咯", "喽", "嘞", "一点")
QUESTION_PARTICLES = ("吗", "么", "没", "呢", "嘛", "不")
# What may stand right behind a Chinese verb although it is part of what the verb asks for.
BRINGS: Mapping[Action, tuple[str, ...]] = {
    Action.PEND: ("等",),
    Action.ASSIGN: ("给",),
    Action.TRANSFER: ("给", "到", "至"),
    Action.PRIORITIZE: ("改成", "改为", "调成", "为"),
}
JOINED = ("给", "到", "成", "为", "去", "至")
"""How Chinese verbs end that need nothing between them and what they ask for: 转给仓库."""
LOOSE: Mapping[str, str] = {"转": "账帐盘接换发动入出录码载移向身眼播告机行正念"}
"""Verbs of one character that may be followed at once, but for these, with which it is a noun."""


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
    return _phrase_at(text, start)


def _phrase_at(text: str, start: int) -> SaidVerb | None:
    for action, phrase in PHRASES:
        found = phrase.match(text, start)
        if found and _stands_apart(text, found.end()):
            return SaidVerb(action, found[0], start, found.end())
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
            for ending in ("d", "n", "ed", "led", "ing", "s"):
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


def _stands_apart(text: str, end: int) -> bool:
    follows = text[end : end + 1]
    return not follows or follows in ENDS or follows in QUESTION_PARTICLES or follows.isdecimal()


def _ends_chinese(text: str, end: int, word: str) -> bool:
    if _stands_apart(text, end):
        return True
    follows = text[end]
    if word[-1] in JOINED or (word in LOOSE and follows not in LOOSE[word]):
        return True
    return text.startswith(BRINGS.get(VERB_OF[word], ("\n",)), end)
