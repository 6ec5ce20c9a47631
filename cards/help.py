"""What one can type, with examples as they are typed on that messenger."""

from cards.card import Message
from cards.duty_words import typed
from cards.words import words
from desk.address import MessengerName
from desk.languages import Language
from desk.people import Role

EXAMPLE = "#1042"
FOR_ALL = ("list", "find", "show", "sla", "message", "confirm", "reopen")
FOR_STAFF = ("acknowledge", "pend", "resolve", "transfer", "reply", "comment", "why", "next")
FOR_LEADS = ("assign",)


def help_message(language: Language, messenger: MessengerName, roles: frozenset[Role]) -> Message:
    """The commands that somebody with these roles (in any group) has a use for."""
    say = words(language).say
    lines = [say("help.heading"), _line("new", language, messenger)]
    lines += [_line(name, language, messenger) for name in (*FOR_ALL, "duty")]
    if roles & {Role.MEMBER, Role.LEAD}:
        lines += ["", say("help.staff"), *(_line(n, language, messenger) for n in FOR_STAFF)]
    if roles & {Role.LEAD, Role.OPERATOR}:
        lines += ["", say("help.leads"), *(_line(n, language, messenger) for n in FOR_LEADS)]
        lines.append(_line("bind", language, messenger))
    if messenger is MessengerName.DINGTALK:
        lines += ["", say("help.mention")]
    return Message("\n".join(lines))


def _line(name: str, language: Language, messenger: MessengerName) -> str:
    return words(language).say(f"help.{name}", command=_command(name, language, messenger))


def _command(name: str, language: Language, messenger: MessengerName) -> str:
    """What is typed: on Slack after the slash command, in a DingTalk group after the bot's name."""
    say = words(language).say
    on_slack = messenger is MessengerName.SLACK
    front = "/ticket " if on_slack else f"@{say('help.bot')} "
    match name:
        case "new":
            return (
                f"{front}{'' if on_slack else say('help.word.new') + ' '}{say('help.example.new')}"
            )
        case "bind" | "list" | "find" | "next":
            return f"{front}{say(f'help.example.{name}')}"
        case "duty":
            return typed("", language, messenger) if on_slack else f"{front}{say('duty.word')}"
        case "show":
            return f"{front if on_slack else ''}{EXAMPLE}"
        case "confirm" | "reopen":
            return f"{front if on_slack else ''}{EXAMPLE} {say(f'verb.{name}')}"
        case _:
            return f"{front if on_slack else ''}{EXAMPLE} {say(f'help.example.{name}')}"
