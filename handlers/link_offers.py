"""The answer of whoever was asked whether another account is theirs, too."""

from cards.card import Press
from desk.errors import Reason, Refusal
from desk.link_offers import answered_offer
from desk.linking import Party, linked, who_stays
from desk.matters import LinkOffer
from desk.records import Record, RecordAction
from handlers.asking import asker
from handlers.redraw import pressed_card, redrawn
from handlers.request import Reply, Request
from storage.people import linked_steps, people_changed
from storage.store import Store
from storage.work import Work


async def accept_link(request: Request, store: Store, press: Press) -> Reply:
    """Yes: from now on both are one person."""
    return await _answer(request, store, press, yes=True)


async def decline_link(request: Request, store: Store, press: Press) -> Reply:
    """No; nobody is asked again."""
    return await _answer(request, store, press, yes=False)


async def _answer(request: Request, store: Store, press: Press, yes: bool) -> Reply:
    async def decide() -> Work:
        await store.settings.refresh()
        offer = await store.matters.numbered(press.subject)
        if not isinstance(offer, LinkOffer):
            raise Refusal(Reason.UNKNOWN_PRESS)
        by = await asker(request, store)
        work = Work(key=request.key, press=pressed_card(request, press))
        work.keep_matter(answered_offer(offer, by.account_id, yes))
        if yes:
            await _link(work, store, offer)
        return work

    kept = await store.act(decide, request.key)
    await store.settings.refresh()
    return await redrawn(store, press.posting, kept)


async def _link(work: Work, store: Store, offer: LinkOffer) -> None:
    """The two as one; they may be others by now than when it was offered."""
    await store.directory.know([offer.account, offer.other], ())
    keys = {person: key for key, person in store.desk.people_keys.items()}
    one, other = (store.directory.person_of(account) for account in (offer.account, offer.other))
    stays, goes = who_stays(Party(one, keys.get(one)), Party(other, keys.get(other)))
    accounts = linked(await store.people.held(goes), stays, goes)
    facts = {
        "person": stays,
        "from_person": goes,
        "account": offer.other,
        "by": offer.by.value,
    }
    record = Record(RecordAction.LINK, offer.account, facts)
    change = people_changed(
        store.settings.stamp,
        store.recorder,
        [record],
        lambda: linked_steps(accounts, stays, goes),
    )
    work.also(change)
