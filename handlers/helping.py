"""What can be asked, and how."""

from cards.help import help_message
from desk.people import Role
from handlers.asking import asker, language_for
from handlers.drafts import ask_first
from handlers.lines import Help, Unclear
from handlers.request import Reply, Request
from storage.store import Store


async def help_out(request: Request, store: Store, command: Help) -> Reply:  # noqa: ARG001 - a route
    """The commands for this messenger and this person."""
    by = await asker(request, store)
    desk = store.desk
    roles = frozenset(
        role for key in desk.groups for role in desk.roles(by.person.id, key, by.person.id)
    ) | {Role.REPORTER}
    language = await language_for(request, store)
    return Reply(says=help_message(language, request.who.messenger, frozenset(roles)))


async def ask_what_was_meant(request: Request, store: Store, command: Unclear) -> Reply:
    """It began like a command: perhaps it is one, perhaps a ticket's title. One press decides."""
    return await ask_first(request, store, command.text)
