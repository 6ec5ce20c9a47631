"""The desk's own chain: changes of people and rights, sealed along with those of tickets.

Whoever adds a link has the stamp of the settings locked, so that links come one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.records import Record
from storage.chain import Sealer, canonical
from storage.people_tables import RecordRow
from storage.steps import Insert, Query, Steps, number, text

DESK = 0
"""In the place of a ticket's number in a seal."""


@dataclass(frozen=True, slots=True)
class Recorder:
    """Adds links, decided on settings of one version."""

    sealer: Sealer
    config_version: int

    def add(self, records: Sequence[Record], at: int) -> Steps[None]:
        """Links behind the last one."""
        last = yield Query("select seq, hash from desk_record order by seq desc limit 1")
        seq, previous = (number(last[0], "seq"), text(last[0], "hash")) if last else (0, "")
        rows = []
        for seq, record in enumerate(records, seq + 1):  # noqa: B020 - goes on from the last
            row = {
                "seq": seq,
                "action": record.action.value,
                "account_id": record.account,
                "at": at,
                "facts": canonical(record.facts),
                "config_version": self.config_version,
            }
            previous = self.sealer.record(previous, *row.values())
            rows.append({**row, "hash": previous})
        yield Insert("desk_record", rows)


def record_flaw(
    sealer: Sealer, links: Sequence[RecordRow], heads: dict[tuple[int, int], str]
) -> tuple[int, bool] | None:
    """The first link that is not as it was written, and whether it is missing; the hashes of those
    before go into `heads`."""
    previous = ""
    for seq, row in enumerate(links, 1):
        if row.seq != seq:
            return seq, True
        values = (row.seq, row.action, row.account_id, row.at, row.facts, row.config_version)
        if sealer.record(previous, *values) != row.hash:
            return seq, False
        previous = heads[DESK, seq] = row.hash
    return None
