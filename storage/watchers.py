"""With whom tickets were shared, by account: whose the account is may change."""

from collections.abc import Sequence

from storage.people_tables import WatcherRow
from storage.steps import Insert, Query, Steps
from storage.tables import AccountRow


async def shared_with(accounts: Sequence[int], limit: int) -> list[int]:
    """The newest tickets that were shared with these accounts."""
    rows = WatcherRow.filter(account_id__in=list(accounts)).order_by("-ticket_id").limit(limit)
    return [row.ticket_id for row in await rows]


async def watches(person: int, ticket: int) -> bool:
    """Whether a ticket was shared with somebody, by whichever of their accounts."""
    accounts = await AccountRow.filter(person_id=person).values_list("id", flat=True)
    return await WatcherRow.filter(ticket_id=ticket, account_id__in=list(accounts)).exists()


def share_steps(ticket: int, account: int) -> Steps[None]:
    """Somebody may see a ticket from now on."""
    yield Insert(
        "watcher",
        [{"ticket_id": ticket, "account_id": account}],
        unless_known=("ticket_id", "account_id"),
    )


def unshare_steps(ticket: int, accounts: Sequence[int]) -> Steps[None]:
    """Somebody may no longer."""
    yield Query(
        "delete from watcher where ticket_id = $1 and account_id = any($2)",
        (ticket, list(accounts)),
    )
