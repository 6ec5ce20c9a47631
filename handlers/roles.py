"""Roles by command: given and taken back by the leads of a group, and listed."""

from cards.people_words import role_changed_message, who_may_message
from desk.belonging import must_give, must_take, standings
from desk.errors import Reason, Refusal
from desk.groups import Desk, Group
from desk.people import Actor, Person, Role
from desk.people_news import told_granted
from desk.records import Record, RecordAction
from handlers.asking import asker, language_for, set_up
from handlers.drafts import ask_first, line_of
from handlers.people_lines import AskWhoMay, ChangeRole
from handlers.request import Reply, Request
from handlers.whom import anybody_called, group_meant
from storage.leaving import leaving_timer, void_timer
from storage.people import Write, people_changed
from storage.rights import grant_steps, revoke_steps
from storage.store import Store
from storage.work import Work


async def change_role(request: Request, store: Store, command: ChangeRole) -> Reply:
    """`grant @Bo member it`, `revoke @Bo member it`.

    Raises:
        Refusal: there is no such person, role or group, or it is not theirs to give or take.
    """
    set_up(store)
    role = command.role
    if role is None:
        raise Refusal(Reason.NO_SUCH_ROLE, word=command.word)
    person, key = await anybody_called(request, store, command.who), ""

    async def decide() -> Work:
        nonlocal person, key
        await store.settings.refresh()
        desk, by = store.desk, await asker(request, store)
        person = await anybody_called(request, store, command.who)
        group = group_meant(desk, request, by, command.group)
        key = group.key
        check = must_take if command.takes_back else must_give
        check(desk, by, group, role, person.id)
        work = Work(key=request.key)
        _keep(work, store, by, group, role, person, command.takes_back)
        return work

    kept = await store.act(decide, request.key)
    await store.settings.refresh()
    if kept.repeated:
        by = await asker(request, store)
        key = group_meant(store.desk, request, by, command.group).key
    language = await language_for(request, store)
    done = role_changed_message(
        person.name, role, store.desk.groups[key], language, command.takes_back
    )
    return Reply(says=done)


def _keep(
    work: Work, store: Store, by: Actor, group: Group, role: Role, person: Person, taken: bool
) -> None:
    """The change with its record, who hears of it, and what follows for whoever has left."""
    desk, stamp, now = store.desk, store.settings.stamp, store.clock.now()
    action = RecordAction.REVOKE if taken else RecordAction.GRANT
    facts = {"person": person.id, "role": role.value, "group": group.key}
    write = _write(desk, by, group, role, person.id, taken, store)
    work.also(people_changed(stamp, store.recorder, [Record(action, by.account_id, facts)], write))
    telling = told_granted(desk, group, person, role, by.person.id, now, taken)
    if person.id != by.person.id:
        work.keep_matter(telling.announcement, notices=telling.notices)
    if taken:
        work.start(leaving_timer(person.id, stamp, now))
        work.start(void_timer(stamp, now))


def _write(
    desk: Desk, by: Actor, group: Group, role: Role, person: int, taken: bool, store: Store
) -> Write:
    now = store.clock.real()
    if not taken:
        return lambda: grant_steps(person, group.key, role, by.account_id, now)
    grants = [
        grant.id
        for grant in desk.rights.granted
        if (grant.person, grant.group, grant.role) == (person, group.key, role)
    ]
    return lambda: revoke_steps(grants, by.account_id, now)


async def who_may(request: Request, store: Store, command: AskWhoMay) -> Reply:
    """`who may it`: everybody with a role in a group, and by what they have it."""
    desk = set_up(store)
    if command.group and desk.group_called(command.group) is None:
        return await ask_first(request, store, line_of(request))  # 权限 不足 is no question
    by = await asker(request, store)
    group = group_meant(desk, request, by, command.group)
    found = standings(desk, group)
    people = {one.person for one in found} | desk.operators
    makers = {grant.by for grant in desk.rights.granted}
    names = await store.directory.names(people | makers)
    language = await language_for(request, store)
    return Reply(says=who_may_message(desk, group, found, names, language))
