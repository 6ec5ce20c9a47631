"""Settings by command: showing a group's tickets in a conversation."""

from cards.card import Message
from cards.words import words
from desk.address import ConversationKind
from desk.errors import Reason, Refusal
from desk.groups import Desk
from desk.moves import Action
from desk.people import Actor, Role
from handlers.asking import asker, language_for, set_up
from handlers.drafts import ask_first, line_of
from handlers.lines import Bind
from handlers.request import Reply, Request
from storage.store import Store


async def bind_group(request: Request, store: Store, command: Bind) -> Reply:
    """`@bot 绑定 IT支持`: from now on that group's tickets are shown here.

    Raises:
        Refusal: not in a group chat, no such group, or not for a lead of it or an operator.
    """
    desk = set_up(store)
    by = await asker(request, store)
    group = desk.group_called(command.group)
    if group is None and not _binds_any(by, desk):
        return await ask_first(request, store, line_of(request))  # a title, rather
    if request.where.conversation.kind is not ConversationKind.GROUP:
        raise Refusal(Reason.NOT_A_GROUP_CHAT)
    if group is None:
        raise Refusal(Reason.NO_SUCH_GROUP, word=command.group)
    if not desk.roles(by.person.id, group.key, None) & {Role.LEAD, Role.OPERATOR}:
        raise Refusal(Reason.NOT_ALLOWED, action=Action.ASSIGN, group=group.key)
    await store.settings.bind(request.where.conversation, group.key, by.account_id)
    language = await language_for(request, store)
    said = words(language).say("bind.done", group=group.name, id=request.where.conversation.id)
    return Reply(says=Message(said), public=True)


def _binds_any(by: Actor, desk: Desk) -> bool:
    """Whether there is a group that they may show somewhere."""
    roles = (desk.roles(by.person.id, key, None) for key in desk.groups)
    return any(one & {Role.LEAD, Role.OPERATOR} for one in roles)
