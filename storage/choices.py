"""Who was chosen for a ticket and why, kept so that it can be told and made again."""

import json
from typing import Protocol

from pydantic import TypeAdapter

from desk.acts import Selection
from desk.candidates import Crew, Question
from desk.routing import Choice
from desk.ticket import Change
from storage.clock import in_ms
from storage.duty_tables import ChoiceRow
from storage.steps import Row

QUESTION = TypeAdapter(Question)
CREWS = TypeAdapter(tuple[Crew, ...])
CHOICE = TypeAdapter(Choice)


class Version(Protocol):
    """Under which settings something is written."""

    @property
    def config_version(self) -> int: ...


def choice_row(selection: Selection, change: Change, around: Version) -> Row:
    """All columns of a choice that took effect with a change."""
    asked = (
        f'{{"question":{QUESTION.dump_json(selection.question).decode()},'
        f'"crews":{CREWS.dump_json(selection.crews).decode()}}}'
    )
    return {
        "ticket_id": change.ticket.id,
        "seq": change.ticket.version,
        "at": in_ms(change.event.at),
        "config_version": around.config_version,
        "group_key": selection.choice.group,
        "person": selection.choice.person,
        "asked": asked,
        "decided": CHOICE.dump_json(selection.choice).decode(),
    }


def selection_of(row: ChoiceRow) -> Selection:
    """A choice as the desk knows it."""
    asked = json.loads(row.asked)
    return Selection(
        QUESTION.validate_python(asked["question"]),
        CREWS.validate_python(asked["crews"]),
        CHOICE.validate_json(row.decided),
    )


class Choices:
    """Reads choices."""

    async def last_of(self, ticket: int) -> Selection | None:
        """How the ticket's last assignee was chosen; None if the desk never chose."""
        row = await ChoiceRow.filter(ticket_id=ticket).order_by("-seq").first()
        return selection_of(row) if row else None
