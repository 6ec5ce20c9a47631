"""What can go wrong by the rules, one class for each way somebody reacts to it.

DeskError
├── Refusal    said to the person who asked, in their language, with what to do
├── Conflict   somebody else changed it meanwhile: the act is decided again on fresh data
├── Busy       the messenger asks us to wait: the courier tries again later
├── Gone       the messenger will never take it: the courier stops and keeps it as a dead letter
└── Unsure     the answer was lost: it may have happened, so it is asked about before it is repeated
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import final

Fact = str | int | datetime


class Reason(StrEnum):
    """Why somebody is refused; cards/refusals.py has the sentence for each, in every language."""

    ALREADY = "already"
    NOT_NOW = "not_now"
    NOT_ALLOWED = "not_allowed"
    NOT_VISIBLE = "not_visible"
    WORD_MISSING = "word_missing"
    NO_SUCH_TICKET = "no_such_ticket"
    NO_SUCH_GROUP = "no_such_group"
    NO_SUCH_PERSON = "no_such_person"
    NO_SUCH_PRIORITY = "no_such_priority"
    NO_SUCH_CATEGORY = "no_such_category"
    NO_SUCH_CUSTOMER_TIER = "no_such_customer_tier"
    NOT_A_MEMBER = "not_a_member"
    SAME_GROUP = "same_group"
    SAME_PERSON = "same_person"
    SAME_PRIORITY = "same_priority"
    NUDGED_ALREADY = "nudged_already"
    EMPTY_LINE = "empty_line"
    TOO_LONG = "too_long"
    UNKNOWN_PRESS = "unknown_press"
    NOT_YOUR_DRAFT = "not_your_draft"
    DRAFT_OVER = "draft_over"
    NOT_A_GROUP_CHAT = "not_a_group_chat"
    NOT_SET_UP = "not_set_up"
    NOT_SENT = "not_sent"
    NOBODYS = "nobodys"
    NO_CLOCK = "no_clock"
    NOT_A_DURATION = "not_a_duration"
    TOO_LATE_TO_SNOOZE = "too_late_to_snooze"
    NOT_YOUR_SHIFT = "not_your_shift"
    HAND_OVER_DONE = "hand_over_done"
    HAND_OVER_ENDED = "hand_over_ended"
    WHICH_TICKET = "which_ticket"
    WHY_NOT_WHOM = "why_not_whom"
    NOTHING_SOUGHT = "nothing_sought"
    LISTING_OVER = "listing_over"
    NO_SUMMARY = "no_summary"
    # Around duty
    NOT_IN_GROUP = "not_in_group"
    NO_ROSTER = "no_roster"
    WHICH_GROUP = "which_group"
    NO_TURNS = "no_turns"
    NO_SHIFT = "no_shift"
    WHICH_SHIFT = "which_shift"
    SHIFT_NOT_THEIRS = "shift_not_theirs"
    SHIFT_BEGUN = "shift_begun"
    SHIFT_SWAPPED = "shift_swapped"
    SWAP_WITH_SELF = "swap_with_self"
    SWAP_ASKED_BEFORE = "swap_asked_before"
    SWAP_SETTLED = "swap_settled"
    SWAP_VOID = "swap_void"
    SWAP_STRANGER = "swap_stranger"
    NO_SUCH_SWAP = "no_such_swap"
    NOT_ASKED = "not_asked"
    NOT_REACHABLE = "not_reachable"
    AWAY_THEN = "away_then"
    BUSY_THEN = "busy_then"
    NOT_ON_DUTY = "not_on_duty"
    NO_SUCH_TIME = "no_such_time"
    TIME_OVER = "time_over"
    TIME_SKIPPED = "time_skipped"
    LEAVE_STRANGER = "leave_stranger"
    LEAVE_KNOWN = "leave_known"
    NO_SUCH_CHANGE = "no_such_change"
    NOT_YOUR_CHANGE = "not_your_change"
    CHANGE_OVER = "change_over"
    WHOM = "whom"
    NOT_A_DAY = "not_a_day"
    NOT_A_SPAN = "not_a_span"
    NOT_A_MONTH = "not_a_month"
    NOT_A_NUMBER = "not_a_number"
    STANDS_ALONE = "stands_alone"
    # Around people
    LINKED_ALREADY = "linked_already"
    LINK_BOTH_IN_FILE = "link_both_in_file"
    NOTHING_LINKED = "nothing_linked"
    CODE_WRONG = "code_wrong"
    CODE_IN_PUBLIC = "code_in_public"
    CODE_OWN = "code_own"
    TOO_MANY_CODES = "too_many_codes"
    TOO_MANY_GUESSES = "too_many_guesses"
    OFFER_OVER = "offer_over"
    OFFER_STRANGER = "offer_stranger"
    SEVERAL_PEOPLE = "several_people"
    NO_SUCH_MESSENGER = "no_such_messenger"
    NOT_ON_MESSENGER = "not_on_messenger"
    NAME_A_GROUP = "name_a_group"
    NO_SUCH_ROLE = "no_such_role"
    ROLE_NOT_GIVEN = "role_not_given"
    ROLE_THEIRS = "role_theirs"
    ROLE_NOT_THEIRS = "role_not_theirs"
    ROLE_IN_FILE = "role_in_file"
    ROLE_IN_LIST = "role_in_list"
    SHARED_ALREADY = "shared_already"
    NOT_SHARED = "not_shared"
    SHARE_NOT_YOURS = "share_not_yours"
    NOT_FOR_PARTNERS = "not_for_partners"
    # What programs ask
    NOT_THIS_GROUP = "not_this_group"
    ASKED_OTHERWISE = "asked_otherwise"


class DeskError(Exception):
    """The root of what the desk itself raises."""


@final
class Refusal(DeskError):
    """A clear no, with the facts its sentence needs.

    Facts are plain values by the name that the sentence uses: a status, an action, a person's id
    (`person`), a time (`at`), a number.
    """

    def __init__(self, reason: Reason, **facts: Fact) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.facts: Mapping[str, Fact] = facts


@final
class Conflict(DeskError):
    """The data that an act was decided on has changed before it could be kept."""


@final
class Busy(DeskError):
    """The messenger wants to be asked later; `retry_after` is in seconds.

    `everywhere` tells that not only this conversation but the whole tenant has to wait.
    """

    def __init__(self, why: str, retry_after: float | None = None, everywhere: bool = False):
        super().__init__(why)
        self.retry_after = retry_after
        self.everywhere = everywhere


@final
class Gone(DeskError):
    """The messenger will never take this: a channel archived, a person who left.

    `closed`: the desk is not let into the conversation, which people there can change.
    """

    def __init__(self, why: str, closed: bool = False):
        super().__init__(why)
        self.closed = closed


@final
class Unsure(DeskError):
    """The messenger may or may not have done it: the connection ended before its answer."""
