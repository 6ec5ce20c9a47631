"""A sheet's cells held against the roster: who is to serve instead of whom, slot by slot."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cards.roster_sheet_changes import Fact, SheetChange, SheetMistake, SheetProblem, cell_name
from cards.roster_sheet_codes import Codes, Meaning
from cards.roster_sheet_days import Slot, Stretch, most_at_once, served, slots_of
from cards.roster_sheet_page import Member
from desk.calendar_spans import Span, joined, without
from desk.roster import Roster, Shift
from desk.serving import by_position

Cells = Mapping[tuple[int, date], frozenset[Meaning]]
Told = SheetChange | SheetMistake


@dataclass(frozen=True, slots=True)
class Seen:
    """A sheet as it was read: `rows` of people and columns of `days`, counted from 0.

    `before` is what its cells said when it was made (None: not known); with `keeps_empty` a slot
    that nobody was written into stays as it is. Days with an `unread` cell are not compared.
    """

    roster: Roster
    codes: Codes
    people: Sequence[Member]
    rows: Mapping[int, int]
    days: Mapping[date, int]
    head: int
    cells: Cells
    before: Cells | None
    keeps_empty: bool
    unread: frozenset[date] = frozenset()

    def cell(self, person: int | None, day: date) -> str:
        """Where somebody's day stands; the day's head for those without a row."""
        row = self.rows.get(person, self.head) if person is not None else self.head
        return cell_name(row + 1, self.days[day] + 1)

    def wanted(self, cells: Cells, slot: Slot) -> frozenset[int]:
        """Who stands in a slot."""
        meaning = (slot.layer, slot.part)
        everybody = (person.id for person in self.people)
        return frozenset(who for who in everybody if meaning in cells.get((who, slot.day), ()))


def compared(
    seen: Seen, shifts: Iterable[Shift], now: datetime
) -> tuple[tuple[SheetChange, ...], tuple[SheetMistake, ...], tuple[SheetMistake, ...]]:
    """The changes, the mistakes, and the notes on what is left as it is."""
    slots = slots_of(seen.roster, sorted(seen.days.keys() - seen.unread))
    known = {person.id for person in seen.people}
    now_served = served(slots, (shift for shift in shifts if shift.person in known))
    told: list[Told] = []
    for slot in sorted(slots, key=lambda slot: (slot.day, slot.part)):
        told += _slot(seen, slot, now_served.get(slot.key, ()), now)
    told += list(_at_once(seen, slots, [one for one in told if isinstance(one, SheetChange)]))
    changes = tuple(one for one in told if isinstance(one, SheetChange))
    mistakes = tuple(one for one in told if isinstance(one, SheetMistake))
    notes = tuple(one for one in mistakes if one.problem is SheetProblem.PAST)
    return changes, tuple(one for one in mistakes if one not in notes), notes


def _slot(seen: Seen, slot: Slot, stretches: Sequence[Stretch], now: datetime) -> list[Told]:
    """What one slot of the sheet asks for."""
    wanted = seen.wanted(seen.cells, slot)
    serving = frozenset(stretch.person for stretch in stretches)
    before = seen.wanted(seen.before, slot) if seen.before is not None else serving
    if wanted in {before, serving} or (not wanted and _is_unused(seen, slot)):
        return []
    if slot.end <= now:
        return [_mistake(seen, SheetProblem.PAST, slot, min(wanted ^ before))]
    if before != serving:
        return [_mistake(seen, SheetProblem.CHANGED_MEANWHILE, slot, min(wanted ^ before))]
    together = most_at_once(stretches)
    if len(wanted) > max(len(serving), _crew_size(seen.roster, slot.layer)):
        who = _last(seen, wanted - serving)
        return [_mistake(seen, SheetProblem.TOO_MANY, slot, who, n=max(together, 1))]
    if len(wanted) < together:
        who = _last(seen, serving - wanted)
        return [_mistake(seen, SheetProblem.TOO_FEW, slot, who, n=together)]
    return list(_replaced(seen, slot, stretches, wanted, now))


def _replaced(
    seen: Seen, slot: Slot, stretches: Sequence[Stretch], wanted: frozenset[int], now: datetime
) -> Iterable[SheetChange]:
    """Those who go are followed by those who come, from above; what is over stays."""
    serving = {stretch.person for stretch in stretches}
    going = sorted(serving - wanted, key=lambda who: seen.rows.get(who, -1))
    coming = sorted(wanted - serving, key=lambda who: seen.rows[who])
    for number, person in enumerate(going):
        follower = coming[min(number, len(coming) - 1)] if coming else min(wanted)
        for stretch in stretches:
            if stretch.person == person and stretch.end > now:
                start = max(stretch.start, now)
                yield _change(seen, slot, start, stretch.end, person, follower)
    for person in coming[len(going) :]:
        for start, end in slot.spans:
            if end > now:
                yield _change(seen, slot, max(start, now), end, None, person)


def _at_once(
    seen: Seen, slots: Sequence[Slot], changes: Iterable[SheetChange]
) -> Iterator[SheetMistake]:
    """Codes beside others in a cell that would count for nothing: who is primary is no back-up."""
    by_key = {slot.key: slot for slot in slots}
    ranks = {layer.key: rank for rank, layer in enumerate(by_position(seen.roster.layers))}
    cells = dict.fromkeys((change.person_in, change.day) for change in changes)
    for person, day in cells:
        meant = seen.cells.get((person, day), frozenset())
        written = [slot for code in meant if (slot := by_key.get((code[0], day, code[1])))]
        taken: list[Span] = []
        for slot in sorted(written, key=lambda slot: (ranks[slot.layer], slot.part)):
            if taken and not any(without(slot.spans, taken)):
                yield _mistake(seen, SheetProblem.AT_ONCE, slot, person)
            taken = joined([*taken, *slot.spans])


def _change(
    seen: Seen, slot: Slot, start: datetime, end: datetime, out: int | None, person: int
) -> SheetChange:
    where = seen.cell(person, slot.day)
    return SheetChange(slot.day, slot.layer, slot.part, start, end, out, person, where)


def _is_unused(seen: Seen, slot: Slot) -> bool:
    """Whether a slot without anybody is no mistake: in a template, or a layer the sheet hasn't."""
    if seen.keeps_empty:
        return True
    if seen.before is not None:
        return False
    meaning = (slot.layer, slot.part)
    return not any(meaning in meanings for meanings in seen.cells.values())


def _crew_size(roster: Roster, key: str) -> int:
    sizes = (len(crew) for layer in roster.layers if layer.key == key for crew in layer.crews)
    return max(sizes, default=1)


def _last(seen: Seen, people: Iterable[int]) -> int:
    return max(people, key=lambda who: seen.rows.get(who, -1))


def _mistake(
    seen: Seen, problem: SheetProblem, slot: Slot, person: int, **facts: Fact
) -> SheetMistake:
    facts |= {"layer": slot.layer, "part": slot.part, "day": slot.day, "person": person}
    return SheetMistake(problem, seen.cell(person, slot.day), facts)
