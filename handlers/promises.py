"""What is promised: a ticket's deadlines, and the policies that hold for somebody's groups."""

from cards.promise_lines import deadlines_message, policies_message
from desk.errors import Reason, Refusal
from desk.groups import Desk, Group
from desk.people import Sight, sight
from handlers.asking import asker, language_for, set_up, ticket_asked_for
from handlers.question_lines import AskPromises
from handlers.request import Reply, Request
from storage.store import Store


async def show_promises(request: Request, store: Store, command: AskPromises) -> Reply:
    """`/ticket sla`, `sla #12`, `时限 #12`.

    Raises:
        Refusal: it is neither their ticket nor their group's.
    """
    desk = set_up(store)
    if command.number is None:
        by = await asker(request, store)
        groups = _groups_of(by.person.id, desk.group_at(request.where.conversation), desk)
        language = await language_for(request, store)
        return Reply(says=policies_message(groups, desk, language))
    ticket = await ticket_asked_for(store, command.number)
    seen = sight((await asker(request, store, ticket)).roles)
    if seen is Sight.OUTLINE:
        raise Refusal(Reason.NOT_VISIBLE, ticket=ticket.id)
    language = await language_for(request, store, ticket)
    return Reply(says=deadlines_message(ticket, desk, language, seen))


def _groups_of(person: int, here: Group | None, desk: Desk) -> list[Group]:
    """Theirs; for who belongs to none, the one whose channel this is, or the usual one."""
    own = [one for one in desk.groups.values() if person in one.members | one.leads]
    usual = here or desk.groups.get(desk.default_group)
    return own or ([usual] if usual is not None else [])
