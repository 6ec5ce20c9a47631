"""Swaps: somebody asks, the other answers, perhaps a lead agrees; the roster follows at once."""

from datetime import datetime
from zoneinfo import ZoneInfo

from cards.card import Press
from cards.duty_changes import swap_message
from cards.duty_words import request_number
from cards.names import group_timezone
from desk.address import ConversationKind
from desk.duty import leads_of, own_groups
from desk.duty_news import cards_for, told_of_swap, told_people
from desk.errors import Reason, Refusal
from desk.groups import Desk, Group
from desk.matters import MatterState, News, SwapRequest
from desk.people import Actor
from desk.swaps import (
    WAITS,
    MeantShift,
    SwapAnswer,
    answered,
    ended,
    meant_shift,
    same_shift,
    swap_asked,
    swap_of,
)
from desk.whens import SaidWhen, moment_of
from handlers.asking import asker, language_for, set_up
from handlers.duty import names_of
from handlers.duty_lines import AnswerSwap, AskSwap
from handlers.duty_people import person_meant, time_meant
from handlers.redraw import pressed_card, redrawn
from handlers.request import NOTED, Reply, Request
from storage.adjustments import NewChange, alone_since, swap_timer
from storage.store import Store
from storage.work import Kept, Work


async def ask_swap(request: Request, store: Store, command: AskSwap) -> Reply:
    """`/duty swap @Bo tomorrow`: a card for whoever is asked, and one for the asker."""
    set_up(store)
    language = await language_for(request, store)  # first: the asker's card is in it too

    async def decide() -> Work:
        await store.settings.refresh()
        desk, stamp, now = store.desk, store.settings.stamp, store.clock.now()
        by = await asker(request, store)
        other = person_meant(desk, command.who, by)
        meant = _meant(desk, desk.group_at(request.where.conversation), by, command.when, now)
        asked = swap_asked(desk, meant, by.person.id, other, now)
        for waiting in await store.adjustments.waiting_swaps():
            if same_shift(waiting, asked) and waiting.other == other:
                number = request_number(waiting.id)
                raise Refusal(Reason.SWAP_ASKED_BEFORE, person=other, word=number)
        work = Work(key=request.key)
        work.keep_matter(asked, cards_for(desk, (other, by.person.id)))
        work.also(alone_since(stamp))
        return work

    kept = await store.act(decide, request.key)
    await store.settings.refresh()
    if not isinstance(kept.matter, SwapRequest) or _is_card_here(request, store, kept.matter):
        return NOTED
    desk, asked = store.desk, kept.matter
    zone = group_timezone(asked.group, desk)
    now = store.clock.now()
    return Reply(says=swap_message(asked, desk, names_of(desk), language, zone, now))


def _is_card_here(request: Request, store: Store, asked: SwapRequest) -> bool:
    """Whether the asker's card comes just where they asked, so that it is the answer."""
    person = store.desk.people.get(asked.person)
    accounts = person.accounts if person else ()
    here = request.where.conversation
    return here.kind is ConversationKind.DIRECT and accounts[:1] == (request.who,)


async def press_swap(request: Request, store: Store, press: Press) -> Reply:
    """A button of a swap's card."""
    kept = await _answer(request, store, press.subject, SwapAnswer(press.name), press)
    return await redrawn(store, press.posting, kept)


async def answer_swap(request: Request, store: Store, command: AnswerSwap) -> Reply:
    """The same, typed."""
    kept = await _answer(request, store, command.number, command.answer)
    if not isinstance(kept.matter, SwapRequest):
        return NOTED
    desk, settled = store.desk, kept.matter
    language = await language_for(request, store)
    zone, now = group_timezone(settled.group, desk), store.clock.now()
    return Reply(says=swap_message(settled, desk, names_of(desk), language, zone, now))


async def _answer(
    request: Request, store: Store, number: int, answer: SwapAnswer, press: Press | None = None
) -> Kept:
    async def decide() -> Work:
        await store.settings.refresh()
        desk, stamp, now = store.desk, store.settings.stamp, store.clock.now()
        before = await store.matters.numbered(number)
        if not isinstance(before, SwapRequest):
            raise Refusal(Reason.NO_SUCH_SWAP, word=request_number(number))
        by = await asker(request, store)
        after = answered(before, answer, by.person.id, desk, now)
        work = Work(key=request.key, press=pressed_card(request, press) if press else None)
        _keep(work, after, desk, now)
        if after.state is MatterState.DONE:
            work.also(NewChange(swap_of(after, by.account_id)).as_extra(stamp))
            _void_rivals(work, after, await store.adjustments.waiting_swaps())
        return work

    kept = await store.act(decide, request.key)
    await store.settings.refresh()
    return kept


def _keep(work: Work, swap: SwapRequest, desk: Desk, now: datetime) -> None:
    """The swap as it is now, first; a card for the leads if they are next, and who hears of it."""
    group = desk.groups.get(swap.group)
    asks_leads = swap.state is MatterState.AGREED and group is not None
    work.keep_matter(swap, cards_for(desk, leads_of(desk, group)) if group and asks_leads else ())
    if swap.state not in WAITS:
        work.stop(swap_timer(swap.id))
    if swap.state is MatterState.DONE:
        for telling in told_of_swap(desk, swap, News.SWAPPED, now):
            work.keep_matter(telling.announcement, notices=telling.notices)
    if swap.state is MatterState.DECLINED:
        people = [one for one in (swap.person, swap.other) if one != swap.decided_by]
        telling = told_people(desk, swap, News.SWAP_DECLINED, now, people)
        work.keep_matter(telling.announcement, notices=telling.notices)


def _void_rivals(work: Work, done: SwapRequest, waiting: list[SwapRequest]) -> None:
    """Others who were asked for the same shift are asked no longer."""
    for rival in waiting:
        if rival.id != done.id and same_shift(rival, done):
            work.keep_matter(ended(rival, MatterState.VOID))
            work.stop(swap_timer(rival.id))


def _meant(desk: Desk, here: Group | None, by: Actor, when: SaidWhen, now: datetime) -> MeantShift:
    """The asker's shift; this place's group comes first, as days are read by its clocks."""
    groups = [group for group in own_groups(desk, by.person.id) if desk.rota(group.roster)]
    groups.sort(key=lambda group: here is None or group.key != here.key)
    if not groups:
        raise Refusal(Reason.NO_TURNS)
    zone = ZoneInfo(groups[0].timezone)
    span = time_meant(when, now, zone)
    return meant_shift(desk, groups, by.person.id, span, moment_of(when, now, zone), now)
