"""What a program is told of an escalation, as JSON: facts, none of the words of people."""

import json
from collections.abc import Mapping

from desk.errors import Fact
from desk.moves import Action
from desk.ticket import Ticket

TOLD = ("clock", "round", "step", "due", "mood", "policy", "version", "from_priority", "from_group")


def webhook_body(
    id: str,  # noqa: A002 - as it is called in JSON
    ticket: Ticket,
    seq: int,
    action: Action,
    at: str,
    facts: Mapping[str, Fact],
) -> str:
    """`id` is the same for every attempt; group, priority and status are as they are now.

    Times are ISO 8601 in UTC. `step` is the place of the step among those of its clock, from 0.
    """
    return json.dumps(
        {
            "id": id,
            "event": action.value,
            "at": at,
            "ticket": ticket.id,
            "seq": seq,
            "status": ticket.status.value,
            "group": ticket.group,
            "priority": ticket.priority,
            **{name: facts[name] for name in TOLD if name in facts},
        },
        ensure_ascii=False,
        separators=(",", ":"),
        default=str,
    )
