"""What messengers know of people: by it two accounts can be seen to be one person's, who is asked.

Only where desk.yaml allows it. Addresses and numbers are kept as keyed hashes, never as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog

from desk.address import AccountAddress, MessengerName, Place, direct_chat
from desk.errors import Busy, Gone, Refusal, Unsure
from desk.link_offers import asked_of
from desk.linking import Party, Sameness
from desk.matters import LinkOffer
from desk.notices import NewPosting, PostingKind
from desk.rolls import ListSource
from storage.profiles import SeenAccount
from storage.store import Store
from storage.work import Work

SEEN_AGAIN_AFTER = timedelta(days=1)
AT_ONCE = 10

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Profile:
    """What a messenger tells of somebody, as far as it has proved it; empty what it doesn't."""

    email: str = ""
    mobile: str = ""
    from_outside: bool | None = None


class PeopleSource(Protocol):
    """A messenger that knows people; raises Busy, Gone and Unsure."""

    async def people_on(self, source: ListSource) -> Mapping[str, str]:
        """Everybody on a list, their name by the messenger's id; all pages of it."""
        ...

    async def profile(self, account: AccountAddress) -> Profile:
        """What it knows of one person."""
        ...


@dataclass(slots=True)
class ProfileReader:
    """Looks at accounts, some at a time, each once a day."""

    sources: Mapping[MessengerName, PeopleSource]

    async def read_due(self, store: Store) -> None:
        """One round; nothing is looked at unless desk.yaml wants accounts to be told by it."""
        if not store.desk.link_by:
            return
        before = store.clock.real() - SEEN_AGAIN_AFTER
        for account in await store.profiles.not_seen_since(before, self.sources, AT_ONCE):
            await self._look(store, account)

    async def _look(self, store: Store, account: SeenAccount) -> None:
        source, profile = self.sources[account.address.messenger], Profile()
        try:
            profile = await source.profile(account.address)
        except Gone as unknown:
            log.info("A messenger tells nothing of somebody.", account=account.id, why=str(unknown))
        except (Busy, Unsure) as problem:
            log.warning("A profile can't be read.", account=account.id, why=str(problem))
            return
        seen = await store.profiles.seen(
            account.id, _plain_email(profile.email), _plain_number(profile.mobile)
        )
        for sameness in sorted(store.desk.link_by & seen.keys()):
            await _offer(store, account, seen[sameness], sameness)


async def _offer(store: Store, account: SeenAccount, print_: str, sameness: Sameness) -> None:
    """Ask, if there is just one other account with it, on another messenger, and nobody has yet
    been asked."""
    same = await store.profiles.with_same(sameness, print_)
    others = [one for one in same if one.person != account.person]
    if len(others) != 1 or len(same) != 2 or others[0].messenger == account.messenger:
        return
    keys = {person: key for key, person in store.desk.people_keys.items()}
    sides = [(one.id, Party(one.person, keys.get(one.person))) for one in (account, others[0])]
    known = {frozenset((one.account, one.other)) for one in await store.matters.link_offers()}
    if frozenset({account.id, others[0].id}) in known:
        return
    try:
        asked, about = asked_of(*sides)
    except Refusal:
        return  # both stand in desk.yaml: that is for whoever writes it
    both = {one.id: one for one in (account, others[0])}
    offer = LinkOffer(
        group=store.desk.default_group,
        account=asked,
        other=about,
        person=both[about].person,
        messenger=both[about].address.messenger,
        by=sameness,
        at=store.clock.now(),
    )
    work = Work(key=f"link_offer:{min(asked, about)}:{max(asked, about)}")
    person = await store.directory.person(both[asked].person)
    place = Place(direct_chat(both[asked].address))
    language = person.language or store.desk.language
    work.keep_matter(offer, (NewPosting(PostingKind.MATTER, place, language, (person.id,)),))
    await store.commit(work)


def _plain_email(address: str) -> str:
    return address.strip().casefold()


def _plain_number(number: str) -> str:
    """Digits alone; without the country's where it is China's, as DingTalk leaves it out."""
    digits = "".join(one for one in number if one.isdecimal())
    return digits.removeprefix("86") if len(digits) == len("8613800000000") else digits
