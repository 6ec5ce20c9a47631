"""What one can type, with examples as they are typed on that messenger."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cards.card import Card, Color
from cards.duty_words import typed
from cards.names import action_name
from cards.refusals import WHO_MAY
from cards.words import words
from desk.address import MessengerName
from desk.languages import Language
from desk.moves import MOVES, Action, by_people
from desk.people import Role
from desk.verbs import VERBS

EXAMPLE = "#1042"
STAFF = frozenset({Role.MEMBER, Role.LEAD})
LEADS = frozenset({Role.LEAD, Role.OPERATOR})

# What is no move of a ticket; moves stand in their sections by who may make them.
MAKING = ("new", "tags", "degrees")
SEEING = ("list", "find", "show", "sla", "why", "why_not", "link", "prefer")
FOR_PARTNERS = frozenset(
    {"new", "list", "show", "message", "confirm", "reopen", "nudge", "link", "prefer"}
)
STANDS_ALONE = frozenset(
    {
        *("bind", "find", "grant", "help", "link", "list", "next", "prefer", "summary", "who"),
        "why_not",
    }
)
BEGINS_A_TICKET = frozenset(MAKING)


@dataclass(frozen=True, slots=True)
class Section:
    """Some commands under a heading, and who has a use for them."""

    key: str
    commands: tuple[str, ...]
    roles: frozenset[Role]


def sections() -> tuple[Section, ...]:
    """All of the help, in its order; a move is in the first section whose people may make it."""
    own = [action for action in by_people() if Role.REPORTER in MOVES[action].by]
    staff = [action for action in by_people() if Role.MEMBER in MOVES[action].by]
    leads = [action for action in by_people() if MOVES[action].by & STAFF == {Role.LEAD}]
    reporters = tuple("message" if one is Action.COMMENT else one.value for one in own)
    work = tuple(one.value for one in staff if one not in own or one is Action.COMMENT)
    lead = tuple(one.value for one in leads if one not in own)
    return (
        Section("making", MAKING, frozenset(Role)),
        Section("seeing", SEEING, frozenset(Role)),
        Section("own", reporters, frozenset(Role)),
        Section("staff", ("next", *work, "share", "who"), STAFF),
        Section("leads", (*lead, "summary", "bind", "grant"), LEADS),
    )


@dataclass(frozen=True, slots=True)
class Help:
    """Writes help for one language and one messenger."""

    language: Language
    messenger: MessengerName

    def say(self, key: str, **facts: str) -> str:
        return words(self.language).say(key, **facts)

    def section(self, section: Section) -> str:
        lines = (self.line(name) for name in section.commands)
        return "\n".join((self.say(f"help.{section.key}"), *lines))

    def line(self, name: str) -> str:
        """What is typed, and what it does."""
        return self.say(f"help.{name}", command=self.command(name))

    def command(self, name: str) -> str:
        """What is typed: on Slack after the slash command, in a DingTalk group after the bot."""
        on_slack = self.messenger is MessengerName.SLACK
        front = "/ticket " if on_slack else f"@{self.say('help.bot')} "
        if name == "duty":
            return typed("", self.language, self.messenger) if on_slack else self._duty(front)
        if name == "show":
            return f"{front if on_slack else ''}{EXAMPLE}"
        example = self.say(f"help.example.{name}")
        if name in BEGINS_A_TICKET:
            return f"{front}{'' if on_slack else self.say('help.word.new') + ' '}{example}"
        if name in STANDS_ALONE:
            return f"{front}{example}"
        return f"{front if on_slack else ''}{EXAMPLE} {example}"

    def _duty(self, front: str) -> str:
        return f"{front}{self.say('duty.word')}"

    def move(self, action: Action) -> str:
        """All about one move: how it is typed, in which words else, and who may make it."""
        chinese = self.language is Language.CHINESE
        verbs = [word for word in VERBS[action] if word.isascii() is not chinese]
        return "\n".join(
            (
                self.line(action.value),
                self.say("help.also", words=("、" if chinese else ", ").join(verbs)),
                self.say(f"help.who.{WHO_MAY[MOVES[action].by]}"),
            )
        )


def help_card(
    language: Language, messenger: MessengerName, roles: frozenset[Role], topic: str = ""
) -> Card:
    """The commands that somebody with these roles (in any group) has a use for.

    `topic` is a section or a move, which is then told alone, and to whoever asks.
    """
    to = Help(language, messenger)
    if topic in VERBS:
        action = Action(topic)
        return _card(
            to, to.say("help.about", topic=action_name(action, language)), (to.move(action),)
        )
    shown = [one for one in sections() if one.key == topic or (not topic and one.roles & roles)]
    if Role.PARTNER in roles:
        shown = [_for_partners(one) for one in shown]
    texts = [to.section(one) for one in shown if one.commands]
    if topic and not texts:  # nothing of it is for them: then what is
        return help_card(language, messenger, roles)
    if not topic:
        texts.append(f"{to.line('duty')}\n{to.line('help')}")
    return _card(to, to.say("help.heading"), texts)


def _for_partners(section: Section) -> Section:
    """What is open to somebody from outside."""
    return replace(section, commands=tuple(c for c in section.commands if c in FOR_PARTNERS))


def _card(to: Help, title: str, texts: Sequence[str]) -> Card:
    """For everybody above, for staff below: each part of a card has its own limit."""
    in_group = to.messenger is MessengerName.DINGTALK
    return Card(
        title=title,
        tag=to.say("help.tag"),
        color=Color.BLUE,
        body="\n\n".join(texts[:3]),
        news="\n\n".join(texts[3:]),
        foot=to.say("help.mention") if in_group else "",
    )
