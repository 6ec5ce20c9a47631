"""A ticket is shown to somebody who else would see its outline, or nothing of it."""

from cards.people_words import shared_message
from desk.errors import Reason, Refusal
from desk.people import Actor, Person, Role
from desk.people_news import told_shared
from desk.records import Record, RecordAction
from desk.ticket import Ticket
from handlers.asking import asker, language_for, set_up, ticket_asked_for
from handlers.people_lines import ShareTicket
from handlers.request import Reply, Request
from handlers.whom import anybody_called
from storage.people import people_changed
from storage.store import Store
from storage.watchers import share_steps, unshare_steps, watches
from storage.work import Work

MAY_SHARE = frozenset({Role.REPORTER, Role.MEMBER, Role.LEAD, Role.OPERATOR})


async def share_ticket(request: Request, store: Store, command: ShareTicket) -> Reply:
    """`share #12 @Bo`, `unshare #12 @Bo`.

    Raises:
        Refusal: it isn't theirs to share, there is no such person, or it was done before.
    """
    set_up(store)

    async def decide() -> Work:
        await store.settings.refresh()
        ticket = await ticket_asked_for(store, command.number)
        by = await asker(request, store, ticket)
        if not by.roles & MAY_SHARE:
            raise Refusal(Reason.SHARE_NOT_YOURS, ticket=ticket.id, group=ticket.group)
        person = await anybody_called(request, store, command.who)
        watching = await watches(person.id, ticket.id)
        if watching is not command.takes_back:
            reason = Reason.NOT_SHARED if command.takes_back else Reason.SHARED_ALREADY
            raise Refusal(reason, ticket=ticket.id, person=person.id)
        work = Work(key=request.key)
        await _keep(work, store, ticket, by, person, command.takes_back)
        return work

    await store.act(decide, request.key)
    await store.settings.refresh()
    person = await anybody_called(request, store, command.who)
    language = await language_for(request, store)
    return Reply(says=shared_message(command.number, person.name, language, command.takes_back))


async def _keep(
    work: Work, store: Store, ticket: Ticket, by: Actor, person: Person, taken: bool
) -> None:
    accounts = [one.id for one in await store.people.held(person.id)]
    homes = [one.id for one in await store.people.held(person.id) if one.home is None]
    account = (homes or accounts)[0]
    action = RecordAction.UNSHARE if taken else RecordAction.SHARE
    facts = {"ticket": ticket.id, "person": person.id, "account": account}
    work.also(
        people_changed(
            store.settings.stamp,
            store.recorder,
            [Record(action, by.account_id, facts)],
            lambda: (
                unshare_steps(ticket.id, accounts) if taken else share_steps(ticket.id, account)
            ),
        )
    )
    if not taken:
        now = store.clock.now()
        telling = told_shared(store.desk, ticket.id, ticket.group, person, by.person.id, now)
        work.keep_matter(telling.announcement, notices=telling.notices)
