"""Events as rows of the chain."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Protocol

from desk.ticket import Change
from storage.chain import Link, Sealer, body_hash, canonical
from storage.clock import in_ms
from storage.steps import Row


class Witness(Protocol):
    """Under which settings, and with which secret, events are written."""

    @property
    def config_version(self) -> int: ...

    @property
    def sealer(self) -> Sealer: ...


def event_rows(
    changes: Sequence[Change], ids: Sequence[int], heads: Mapping[int, str], witness: Witness
) -> tuple[list[Row], list[Row]]:
    """The events of some changes and what was said with them; at most one a ticket."""
    events: list[Row] = []
    bodies: list[Row] = []
    for change, event_id in zip(changes, ids, strict=True):
        salt = secrets.token_hex(16)
        link = _link(change, body_hash(salt, change.event.body), witness.config_version)
        bodies.append({"event_id": event_id, "salt": salt, "body": change.event.body})
        previous = heads.get(link.ticket_id, "")
        events.append(
            {
                "id": event_id,
                "ticket_id": link.ticket_id,
                "seq": link.seq,
                "action": link.action,
                "account_id": link.account_id,
                "at": link.at,
                "before": link.before,
                "after": link.after,
                "facts": link.facts,
                "visibility": link.visibility,
                "config_version": link.config_version,
                "body_hash": link.body_hash,
                "hash": witness.sealer.link(previous, link),
            }
        )
    return events, bodies


def _link(change: Change, said: str, config_version: int) -> Link:
    event = change.event
    return Link(
        ticket_id=change.ticket.id,
        seq=change.ticket.version,
        action=event.action,
        account_id=event.account,
        at=in_ms(event.at),
        before=event.before,
        after=event.after,
        facts=canonical(event.facts),
        visibility=event.visibility,
        config_version=config_version,
        body_hash=said,
    )
