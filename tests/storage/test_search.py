"""The index over what tickets say: what is found, by whom, in which order; and how it keeps up."""

import sqlite3
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.events import Said
from desk.moves import Action, Status, WaitingFor
from desk.search_terms import (
    All,
    AnyOf,
    But,
    Formula,
    Reader,
    in_groups,
    in_states,
    opened_between,
    readable,
)
from desk.search_words import Term, terms_of
from desk.sought import PAGE, Turn
from storage.search import Wanted
from storage.search_index import AT_ONCE
from storage.search_sql import in_fts5, in_tsquery, in_words, simplified
from storage.steps import Argument, Query, Steps
from tests.storage.conftest import ANA, Desk

IT = Reader((), ("it-support",))
FIRST = Turn()


async def found(
    desk: Desk, words: str, reader: Reader = IT, *more: Formula, turn: Turn = FIRST
) -> list[int]:
    """The numbers that somebody finds by words."""
    await desk.store.search.catch_up()
    formula = All((readable(terms_of(words), All(()), reader), *more))
    return await desk.store.search.find(Wanted(formula), turn)


@pytest.mark.asyncio
async def test_words_of_both_languages_are_found_newest_first(desk: Desk) -> None:
    """Two characters of Chinese, a mixture, and the beginning of a Latin word."""
    one = await desk.opened("VPN超时，打不开邮箱")
    two = await desk.opened("the printer on floor 3")
    three = await desk.opened("打印机卡纸 Printers")
    assert await found(desk, "超时") == [one]
    assert await found(desk, "vpn超时") == [one]
    assert await found(desk, "print") == [three, two]
    assert await found(desk, "打印机 卡纸") == [three]
    assert await found(desk, "scanner") == []


@pytest.mark.asyncio
async def test_comments_are_found_by_those_who_may_read_them(desk: Desk) -> None:
    """Internal words are the group's own; replies and the result are the reporter's too."""
    ticket = await desk.opened("mouse is dead")
    store = desk.store
    account, _ = await store.directory.account_for(ANA, "Ana")
    reporter, other = Reader((account,), ()), Reader((), ("warehouse",))
    await desk.move(ticket, Action.COMMENT, Said(text="clumsy colleague"))
    await desk.move(ticket, Action.REPLY, Said(text="a replacement follows"))
    assert await found(desk, "clumsy") == [ticket]
    assert await found(desk, "clumsy", reporter) == []
    assert await found(desk, "replacement", reporter) == [ticket]
    assert await found(desk, "mouse", reporter) == [ticket]
    assert await found(desk, "mouse", other) == []
    everything_else = Reader((), (), all_but=("warehouse",))
    assert await found(desk, "clumsy", everything_else) == [ticket]
    assert await found(desk, "clumsy", Reader((), (), all_but=("it-support",))) == []


@pytest.mark.asyncio
async def test_group_state_and_day_narrow(desk: Desk) -> None:
    """What the ticket is counts as of its last change."""
    store = desk.store
    ticket = await desk.opened("keyboard")
    now = store.clock.now()
    today = opened_between(now.replace(hour=0), now.replace(hour=23))
    assert await found(desk, "keyboard", IT, in_groups(["it-support"]), today) == [ticket]
    assert await found(desk, "keyboard", IT, in_states([Status.CANCELLED])) == []
    await desk.move(ticket, Action.CANCEL, Said(text="not needed"))
    assert await found(desk, "keyboard", IT, in_states([Status.NEW])) == []
    assert await found(desk, "keyboard", IT, in_states([Status.CANCELLED])) == [ticket]
    await desk.move(ticket, Action.REOPEN)
    await desk.move(ticket, Action.TRANSFER, Said(group="warehouse"))
    assert await found(desk, "keyboard") == []
    assert await found(desk, "keyboard", Reader((), ("warehouse",))) == [ticket]


@pytest.mark.asyncio
async def test_fine_states_are_looked_at_one_by_one(desk: Desk) -> None:
    """The index knows open ones only as open; the ticket itself tells which they are."""
    one, two = await desk.opened("lamp"), await desk.opened("lamp")
    await desk.move(one, Action.ACKNOWLEDGE)
    await desk.move(one, Action.PEND, Said(waiting_for=WaitingFor.PARTS))
    await desk.store.search.catch_up()
    formula = readable(terms_of("lamp"), All(()), IT)
    for status, ticket in ((Status.PENDING, one), (Status.NEW, two)):
        wanted = Wanted(formula, states=(status,))
        assert await desk.store.search.find(wanted, FIRST) == [ticket]


@pytest.mark.asyncio
async def test_pages_follow_each_other(desk: Desk) -> None:
    """Behind a ticket come the older ones, before it the newer ones, nearest first."""
    tickets = [await desk.opened("wet box") for _ in range(PAGE + 3)]
    newest = list(reversed(tickets))
    assert await found(desk, "box") == newest[: PAGE + 1]
    assert await found(desk, "box", turn=Turn(newest[PAGE - 1])) == newest[PAGE:]
    assert await found(desk, "box", turn=Turn(newest[3], back=True)) == [*reversed(newest[:3])]


@pytest.mark.asyncio
async def test_nothing_typed_means_anything_to_the_database(desk: Desk) -> None:
    """Operators and quotation marks are blanks between words."""
    ticket = await desk.opened("printer is dead")
    for typed in ('printer" OR "x', "printer & !dead' | 'x", "print* NOT dead", "dead:*(printer"):
        assert await found(desk, typed) in ([ticket], [])
    assert await found(desk, 'printer\' :* "dead"') == [ticket]


@pytest.mark.asyncio
async def test_tickets_of_before_are_gone_through_newest_first(desk: Desk) -> None:
    """Until it is through, the search says below which number nothing is found yet."""
    tickets = [await desk.opened("old chair") for _ in range(AT_ONCE + 2)]
    store = desk.store
    await store.search.catch_up()
    await _forget(desk)
    assert await store.search.gather() is not None
    assert await store.search.older_than() == tickets[2]
    chairs = readable(terms_of("chair"), All(()), IT)
    last = await store.search.find(Wanted(chairs), Turn(tickets[4]))
    assert last == [tickets[3], tickets[2]]
    await store.search.gather()
    assert await store.search.older_than() == 0
    assert await store.search.find(Wanted(chairs), Turn(tickets[2])) == [tickets[1], tickets[0]]


@pytest.mark.asyncio
async def test_what_a_slow_commit_brought_late_is_found_after_the_seal(desk: Desk) -> None:
    """An event whose id had been passed over is seen when its minute is sealed."""
    store = desk.store
    ticket = await desk.opened("slow lamp")
    await store.search.catch_up()
    await store.search._engine.run(lambda: _statement("delete from ticket_words"))
    await store.search._engine.run(
        lambda: _statement("update meta set value = '99 0 0' where key = 'search'")
    )
    assert await found(desk, "lamp") == []
    await store.audit.seal()
    assert await found(desk, "lamp") == [ticket]


async def _forget(desk: Desk) -> None:
    engine = desk.store.search._engine
    await engine.run(lambda: _statement("delete from ticket_words"))
    await engine.run(lambda: _statement("delete from meta where key = 'search'"))


def _statement(sql: str) -> Steps[None]:
    yield Query(sql)


TERMS = st.builds(Term, st.sampled_from(["ab", "abc", "b", "打印", "_open"]), st.booleans())
FORMULAS: st.SearchStrategy[Formula] = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(But, TERMS, st.lists(inner, max_size=2).map(tuple)),
    ),
    max_leaves=8,
)
DOCUMENTS = st.frozensets(st.sampled_from(["ab", "abc", "b", "打印", "_open"]))


def holds(formula: Formula, tokens: frozenset[str]) -> bool:
    """What a formula says of a ticket."""
    match formula:
        case Term(token, prefix):
            return any(one.startswith(token) if prefix else one == token for one in tokens)
        case All(parts):
            return all(holds(part, tokens) for part in parts)
        case AnyOf(parts):
            return any(holds(part, tokens) for part in parts)
        case But(part, without):
            return holds(part, tokens) and not any(holds(one, tokens) for one in without)


@given(FORMULAS, st.lists(DOCUMENTS, min_size=1, max_size=4))
def test_sqlite_finds_what_a_formula_says(
    formula: Formula, documents: Sequence[frozenset[str]]
) -> None:
    """By the index and by looking at each, whatever the formula."""
    meant = [at for at, tokens in enumerate(documents) if holds(formula, tokens)]
    simple = simplified(formula)
    if isinstance(simple, bool):
        assert meant == (list(range(len(documents))) if simple else [])
        return
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "create virtual table found using fts5(words, tokenize=\"ascii tokenchars '_'\")"
    )
    args: list[Argument] = []
    condition = in_words(simple, "words", args).replace("$", "?")
    for at, tokens in enumerate(documents):
        connection.execute(
            "insert into found (rowid, words) values (?, ?)", (at, f" {' '.join(tokens)} ")
        )
    by_index = connection.execute("select rowid from found where found match ?", (in_fts5(simple),))
    by_look = connection.execute(f"select rowid from found where {condition}", args)  # noqa: S608
    assert [row[0] for row in by_index] == meant == [row[0] for row in by_look]
    connection.close()


def test_a_formula_in_postgres_words() -> None:
    """Each token stands in quotation marks of its own."""
    formula = All((AnyOf((Term("vpn", prefix=True), Term("打印"))), But(Term("a"), (Term("b"),))))
    assert in_tsquery(formula) == "(('vpn':* | '打印') & ('a' & !('b')))"
