"""How often somebody has asked for new addresses of their calendars: each time the old ones end."""

from storage.steps import Insert, Query, Steps, Update, text
from storage.tables import MetaRow
from storage.work import Extra

ORDER = "calendar_addresses"


class CalendarAddresses:
    """Counts, a person."""

    async def round_of(self, person: int) -> int:
        """Which addresses of theirs are good."""
        row = await MetaRow.get_or_none(key=_key(person))
        return int(row.value) if row else 0


def begin_anew(person: int) -> Extra:
    """Void all addresses that they were given."""
    key = _key(person)

    def write(now: int) -> Steps[None]:
        del now
        yield Insert("meta", [{"key": key, "value": "0"}], unless_known=("key",))
        rows = yield Query("select value from meta where key = $1 for update", (key,))
        count = int(text(rows[0], "value")) + 1
        yield Update("meta", ("key",), [{"key": key, "value": str(count)}])

    return Extra(ORDER, write)


def _key(person: int) -> str:
    return f"calendar_addresses:{person}"
