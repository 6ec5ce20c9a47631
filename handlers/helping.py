"""What can be asked, and how."""

from cards.card import Message
from cards.help import help_card
from cards.help_topics import DUTY
from cards.words import words
from desk.people import Role
from handlers.asking import asker, language_for
from handlers.drafts import ask_first
from handlers.duty import help_with_duty
from handlers.duty_lines import DutyHelp
from handlers.lines import Unclear
from handlers.request import Reply, Request
from handlers.standing_lines import Courtesy, Help
from storage.store import Store


async def help_out(request: Request, store: Store, command: Help) -> Reply:
    """The commands for this messenger and this person, or all about a topic."""
    if command.topic == DUTY:
        return await help_with_duty(request, store, DutyHelp())
    by = await asker(request, store)
    desk = store.desk
    roles = frozenset(
        role for key in desk.groups for role in desk.roles(by.person.id, key, by.person.id)
    ) | {Role.REPORTER}
    language = await language_for(request, store)
    return Reply(says=help_card(language, request.who.messenger, frozenset(roles), command.topic))


async def answer_courtesy(request: Request, store: Store, command: Courtesy) -> Reply:  # noqa: ARG001 - a route
    """Thanks, or a greeting: nothing happens, and nobody is left without an answer."""
    language = await language_for(request, store)
    return Reply(says=Message(words(language).say("help.courtesy")))


async def ask_what_was_meant(request: Request, store: Store, command: Unclear) -> Reply:
    """It began like a command: perhaps it is one, perhaps a ticket's title. One press decides."""
    return await ask_first(request, store, command.text)
