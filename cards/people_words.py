"""What is said about people: codes, links, roles, and whom a ticket is shown to."""

from collections.abc import Mapping, Sequence

from cards.card import Message
from cards.names import Names, person_name, ticket_number
from cards.words import words
from desk.address import CHATS, MessengerName
from desk.belonging import Ground, Standing
from desk.errors import Refusal
from desk.groups import Desk, Group
from desk.languages import Language
from desk.linking import spoken_code
from desk.people import Role


def messenger_name(messenger: str, language: Language) -> str:
    """What people call a messenger."""
    return words(language).say(f"messenger.{messenger}")


def role_name(role: str, language: Language) -> str:
    """What a role is called."""
    return words(language).say(f"role.{role}")


def people_facts(refusal: Refusal, language: Language) -> Mapping[str, str]:
    """What the sentences of refusals about people name."""
    role, messenger = refusal.facts.get("role", ""), refusal.facts.get("messenger", "")
    return {
        "role": role_name(str(role), language) if str(role) in set(Role) else "",
        "messenger": messenger_name(str(messenger), language) if messenger in CHATS else "",
    }


def code_message(code: str, asked_on: MessengerName, language: Language) -> Message:
    """A code, and where and how it is typed."""
    say = words(language).say
    other = next(one for one in CHATS if one is not asked_on)
    line = say("link.line", code=spoken_code(code))
    command = f"/ticket {line}" if other is MessengerName.SLACK else line
    return Message(
        say(
            "link.code",
            code=spoken_code(code),
            command=command,
            messenger=messenger_name(other, language),
        )
    )


def linked_message(other: MessengerName, language: Language) -> Message:
    """Said to whoever typed the code."""
    return Message(words(language).say("link.done", messenger=messenger_name(other, language)))


def unlinked_message(language: Language) -> Message:
    """Said to whoever wanted their accounts apart."""
    return Message(words(language).say("link.undone"))


def preferred_message(messenger: MessengerName, language: Language) -> Message:
    """Said to whoever chose where they are reached."""
    name = messenger_name(messenger, language)
    return Message(words(language).say("prefer.done", messenger=name))


def role_changed_message(
    person: str, role: Role, group: Group, language: Language, taken: bool
) -> Message:
    """Said to whoever gave a role or took it back."""
    key = "role.taken" if taken else "role.given"
    facts = {"person": person, "role": role_name(role, language), "group": group.name}
    return Message(words(language).say(key, **facts))


def who_may_message(
    desk: Desk, group: Group, found: Sequence[Standing], names: Names, language: Language
) -> Message:
    """A line for each role of a group, and for the operators."""
    say = words(language).say
    lines = [say("who_may.heading", group=group.name)]
    for role in (Role.LEAD, Role.MEMBER, Role.PARTNER):
        held = [_standing(one, names, language) for one in found if one.role is role]
        if held or role is not Role.PARTNER:
            lines.append(_line(role, held, language))
    operators = [person_name(one, names, language) for one in sorted(desk.operators)]
    lines.append(_line(Role.OPERATOR, operators, language))
    return Message("\n".join(lines))


def _line(role: Role, people: Sequence[str], language: Language) -> str:
    say = words(language).say
    listed = say("duty.and").join(people) or say("duty.nobody")
    return say(f"who_may.{role}", people=listed)


def _standing(standing: Standing, names: Names, language: Language) -> str:
    """Somebody by name; by what, if desk.yaml does not say it."""
    name = person_name(standing.person, names, language)
    if Ground.FILE in standing.grounds:
        return name
    return words(language).say(f"who_may.by_{standing.grounds[0]}", person=name)


def shared_message(ticket: int, person: str, language: Language, taken: bool) -> Message:
    """Said to whoever shared a ticket, or took that back."""
    number = ticket_number(ticket, language)
    key = "share.undone" if taken else "share.done"
    return Message(words(language).say(key, ticket=number, person=person))
