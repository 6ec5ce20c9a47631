"""Whom a word means, also somebody whom desk.yaml doesn't know; which group a line is about."""

from desk.duty import leads, own_groups
from desk.errors import Reason, Refusal
from desk.groups import Desk, Group
from desk.people import Actor, Person
from handlers.request import Request
from storage.store import Store


async def anybody_called(request: Request, store: Store, word: str) -> Person:
    """Whom the line mentions so; somebody of the desk by name, else somebody who has written to it.

    Raises:
        Refusal: nobody is called so, or several are.
    """
    spoken = word.strip().lstrip("@＠").strip()
    if (account := request.mentions.get(spoken)) is not None:
        return (await store.directory.account_for(account, spoken))[1]
    known = store.desk.person_called(spoken)
    if known is not None:
        return known
    found = await store.people.named(spoken)
    if not found:
        raise Refusal(Reason.NO_SUCH_PERSON, word=spoken)
    if len(found) > 1:
        raise Refusal(Reason.SEVERAL_PEOPLE, word=spoken)
    return found[0]


def group_meant(desk: Desk, request: Request, by: Actor, word: str) -> Group:
    """The group that is named, or this place's, or the only one that they lead or belong to.

    Raises:
        Refusal: there is none of that name, or it isn't clear which.
    """
    if word:
        named = desk.group_called(word)
        if named is None:
            raise Refusal(Reason.NO_SUCH_GROUP, word=word)
        return named
    here = desk.group_at(request.where.conversation)
    if here is not None:
        return here
    person = by.person.id
    led = [group for group in desk.groups.values() if leads(desk, [group], person)]
    candidates = led or list(own_groups(desk, person)) or list(desk.groups.values())
    if len(candidates) != 1:
        raise Refusal(Reason.NAME_A_GROUP)
    return candidates[0]
