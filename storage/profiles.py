"""What messengers know of accounts, as keyed hashes: enough to tell that two are the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from desk.address import AccountAddress, MessengerName
from desk.linking import Sameness
from storage.chain import Sealer
from storage.clock import Clock, in_ms
from storage.directory import address_of_row
from storage.steps import Engine, Steps, Update
from storage.tables import AccountRow


@dataclass(frozen=True, slots=True)
class SeenAccount:
    """An account with whose it is."""

    id: int
    person: int
    address: AccountAddress

    @property
    def messenger(self) -> tuple[MessengerName, str]:
        """On which installation of which messenger it is."""
        return self.address.messenger, self.address.tenant


class Profiles:
    """Reads and keeps what was seen."""

    def __init__(self, engine: Engine, sealer: Sealer, clock: Clock) -> None:
        self._engine = engine
        self._sealer = sealer
        self._clock = clock

    async def not_seen_since(
        self, before: datetime, messengers: Iterable[MessengerName], limit: int
    ) -> list[SeenAccount]:
        """Accounts that were not looked at for so long, those never looked at among them."""
        old = Q(profile_at=None) | Q(profile_at__lt=in_ms(before))
        rows = AccountRow.filter(old, messenger__in=[str(one) for one in messengers])
        return [_seen(row) for row in await rows.order_by("id").limit(limit)]

    async def seen(self, account: int, email: str, mobile: str) -> Mapping[Sameness, str]:
        """Keep what is to be seen of an account; what came of it, where there was something."""
        found = {Sameness.EMAIL: email, Sameness.MOBILE: mobile}
        prints = {
            sameness: self._sealer.code(f"{sameness}|{value}")
            for sameness, value in found.items()
            if value
        }
        now = self._clock.real_ms()
        await self._engine.run(lambda: _seen_steps(account, prints, now))
        return prints

    async def with_same(self, sameness: Sameness, print_: str) -> list[SeenAccount]:
        """All accounts that have the same."""
        by_email = sameness is Sameness.EMAIL
        which = Q(email_hash=print_) if by_email else Q(mobile_hash=print_)
        return [_seen(row) for row in await AccountRow.filter(which).order_by("id").limit(3)]


def _seen(row: AccountRow) -> SeenAccount:
    return SeenAccount(row.id, row.person_id, address_of_row(row))


def _seen_steps(account: int, prints: Mapping[Sameness, str], now: int) -> Steps[None]:
    row = {
        "id": account,
        "email_hash": prints.get(Sameness.EMAIL),
        "mobile_hash": prints.get(Sameness.MOBILE),
        "profile_at": now,
    }
    yield Update("account", ("id",), [row])
