"""How much somebody has on their hands."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.load import OpenTicket, Workload, load_of, workload
from desk.queues import Category

CATEGORIES = {
    "network": Category("network", "网络", "it", weight=2.0),
    "wifi": Category("wifi", "Wi-Fi", "", parent="network", weight=0.5),
}
HOUR = 3600.0


@pytest.mark.parametrize(
    ("ticket", "load"),
    [
        (OpenTicket(0), 1.5),
        (OpenTicket(1), 1.2),  # 1.25
        (OpenTicket(9), 1.0),
        (OpenTicket(0, "network"), 3.0),
        (OpenTicket(0, "wifi"), 0.8),  # 0.75: a weight is the category's own
        (OpenTicket(0, "unknown"), 1.5),
        (OpenTicket(0, None, HOUR), 2.2),  # 2.25
        (OpenTicket(0, None, 0), 3.0),
        (OpenTicket(0, None, -9 * HOUR), 3.0),
        (OpenTicket(0, "network", 0, waiting=True), 0.5),
    ],
)
def test_a_load_is_weight_urgency_and_nearness(ticket: OpenTicket, load: float) -> None:
    """As the formula says, to one decimal."""
    assert load_of([ticket], CATEGORIES) == load


def test_a_workload_counts_a_kind_for_all_that_it_belongs_under() -> None:
    """What waits for somebody else is load, but counts for no limit."""
    tickets = [OpenTicket(9, "wifi"), OpenTicket(9, "network"), OpenTicket(9, "wifi", None, True)]
    assert workload(tickets, CATEGORIES) == Workload(2, 2.6, {"network": 2, "wifi": 1})


TICKETS = st.builds(
    OpenTicket,
    st.integers(0, 5),
    st.sampled_from([None, "network", "wifi"]),
    st.none() | st.floats(-1e6, 1e6),
    st.booleans(),
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(TICKETS, max_size=8), TICKETS, st.randoms(use_true_random=False))
def test_more_tickets_are_never_less_load(
    tickets: list[OpenTicket], more: OpenTicket, chance: Random
) -> None:
    """And the order in which they are counted makes no difference."""
    shuffled = list(tickets)
    chance.shuffle(shuffled)
    assert load_of(shuffled, CATEGORIES) == load_of(tickets, CATEGORIES)
    assert load_of([*tickets, more], CATEGORIES) >= load_of(tickets, CATEGORIES)
