"""The table of contents: everything that people can ask for, and who answers it."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from cards.card import Press
from desk.moves import MOVES, Ask, by_people
from desk.swaps import SwapAnswer
from handlers.drafts import decline_draft, make_ticket_of_draft, say_draft_on_ticket
from handlers.duty import (
    help_with_duty,
    list_changes,
    preview_duty,
    say_what_is_misread,
    show_duty,
    show_own,
    show_week,
)
from handlers.duty_changes import override_duty, take_leave, undo_change
from handlers.duty_lines import (
    AnswerSwap,
    AskSwap,
    DutyHelp,
    ListChanges,
    MisreadDuty,
    OverrideDuty,
    PreviewDuty,
    ShowDuty,
    ShowDutyWeek,
    ShowMyDuty,
    TakeLeave,
    UndoChange,
)
from handlers.duty_swaps import answer_swap, ask_swap, press_swap
from handlers.flagged import say_unreadable, ticket_of_flagged
from handlers.handover import accept_hand_over, ask_which_goes_back, give_one_back
from handlers.helping import answer_courtesy, ask_what_was_meant, help_out
from handlers.home import show_home
from handlers.letting_in import show_what_waits
from handlers.lines import (
    AskTitle,
    AttachTo,
    Bind,
    MoveTicket,
    OpenTicket,
    SayOnTicket,
    ShowTicket,
    TitleFiles,
    Unclear,
)
from handlers.link_offers import accept_link, decline_link
from handlers.linking import ask_code, prefer, unlink, use_code
from handlers.list_lines import FindTickets, ListTickets, TurnPage
from handlers.listing import find_tickets, list_tickets, press_page, turn_page
from handlers.menus import go_back, open_more, open_rest
from handlers.moves import fill_move, move_by_verb, press_move, say_on_ticket
from handlers.next_ticket import next_ticket
from handlers.people_lines import (
    AskCode,
    AskWhoMay,
    ChangeRole,
    Prefer,
    ShareTicket,
    Unlink,
    UseCode,
)
from handlers.promises import show_promises
from handlers.question_lines import AskPromises, AskWhy
from handlers.request import (
    AskForForm,
    Filled,
    Flagged,
    HomeOpened,
    LetIn,
    Reply,
    Request,
    SourceChanged,
    Unreadable,
)
from handlers.roles import change_role, who_may
from handlers.roster_files import share_calendar, share_sheet
from handlers.roster_lines import ShareCalendar, ShareSheet
from handlers.settings import bind_group
from handlers.sharing import share_ticket
from handlers.source import keep_version
from handlers.standing_lines import Courtesy, Help, NextTicket
from handlers.summary import (
    list_figure,
    list_posted_figure,
    show_group_figures,
    show_summary,
)
from handlers.summary_lines import AskSummary
from handlers.ticket_form import ask_for_form, fill_new_ticket, press_new_ticket
from handlers.tickets import open_ticket, press_show, show_ticket
from handlers.untitled import ask_title, attach_waiting, title_files
from handlers.why import explain_all, explain_ticket
from storage.store import Store

OnPress = Callable[[Request, Store, Press], Awaitable[Reply]]
OnForm = Callable[[Request, Store, Press, Filled], Awaitable[Reply]]
# Each handler takes its own kind of command: `COMMANDS[type(command)]` pairs the two.
OnCommand = Callable[[Request, Store, Any], Awaitable[Reply]]
# And so does each for what is neither typed, pressed nor filled in.
OnWayIn = Callable[[Request, Store, Any], Awaitable[Reply]]

COMMANDS: Mapping[type, OnCommand] = MappingProxyType(
    {
        AskPromises: show_promises,
        AskWhy: explain_ticket,
        OpenTicket: open_ticket,
        ShowTicket: show_ticket,
        ListTickets: list_tickets,
        FindTickets: find_tickets,
        TurnPage: turn_page,
        AskSummary: show_summary,
        NextTicket: next_ticket,
        MoveTicket: move_by_verb,
        SayOnTicket: say_on_ticket,
        ShareSheet: share_sheet,
        ShareCalendar: share_calendar,
        AskTitle: ask_title,
        TitleFiles: title_files,
        AttachTo: attach_waiting,
        Bind: bind_group,
        AskCode: ask_code,
        UseCode: use_code,
        Unlink: unlink,
        Prefer: prefer,
        ChangeRole: change_role,
        AskWhoMay: who_may,
        ShareTicket: share_ticket,
        Help: help_out,
        Courtesy: answer_courtesy,
        Unclear: ask_what_was_meant,
        ShowDuty: show_duty,
        ShowDutyWeek: show_week,
        ShowMyDuty: show_own,
        PreviewDuty: preview_duty,
        ListChanges: list_changes,
        UndoChange: undo_change,
        AskSwap: ask_swap,
        AnswerSwap: answer_swap,
        OverrideDuty: override_duty,
        TakeLeave: take_leave,
        MisreadDuty: say_what_is_misread,
        DutyHelp: help_with_duty,
    }
)

BUTTONS: Mapping[str, OnPress] = MappingProxyType(
    {
        **{action.value: press_move for action in by_people()},
        **{answer.value: press_swap for answer in SwapAnswer},
        "more": open_more,
        "rest": open_rest,
        "why_all": explain_all,
        "page": press_page,
        "figure": list_figure,
        "figure_of": list_posted_figure,
        "figures": show_group_figures,
        "back": go_back,
        "show": press_show,
        "new_ticket": press_new_ticket,
        "draft_yes": make_ticket_of_draft,
        "draft_say": say_draft_on_ticket,
        "draft_no": decline_draft,
        "link_yes": accept_link,
        "link_no": decline_link,
        "hand_accept": accept_hand_over,
        "hand_which": ask_which_goes_back,
        "hand_back": give_one_back,
    }
)

FORMS: Mapping[str, OnForm] = MappingProxyType(
    {
        **{a.value: fill_move for a in by_people() if MOVES[a].asks is not Ask.NOTHING},
        "new_ticket": fill_new_ticket,
    }
)

WAYS_IN: Mapping[type, OnWayIn] = MappingProxyType(
    {
        AskForForm: ask_for_form,
        Flagged: ticket_of_flagged,
        Unreadable: say_unreadable,
        SourceChanged: keep_version,
        HomeOpened: show_home,
        LetIn: show_what_waits,
    }
)

# What partners from outside have a use for; whether a ticket is theirs to see is asked as well.
COMMANDS_FOR_PARTNERS = frozenset(
    {
        OpenTicket,
        ShowTicket,
        ListTickets,
        TurnPage,
        MoveTicket,
        SayOnTicket,
        AskTitle,
        TitleFiles,
        AttachTo,
        ShareTicket,
        AskCode,
        UseCode,
        Unlink,
        Prefer,
        Help,
        Courtesy,
        Unclear,
    }
)
BUTTONS_FOR_PARTNERS = frozenset(
    {
        *FORMS,
        *(action.value for action in by_people()),
        *("more", "rest", "back", "page", "show"),
        *("draft_yes", "draft_say", "draft_no", "link_yes", "link_no"),
    }
)
