"""What programs were answered, kept with the act itself: who asks again gets the same answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.clock import in_ms
from storage.program_tables import AnswerRow
from storage.steps import Insert, Query, Steps, number_or_none
from storage.work import Extra

ANSWERS_KEPT = timedelta(hours=24)
ORDER = "answer"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it went out; `location` is where what was made is to be found, if it was."""

    status: int
    body: str
    location: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """What was answered to somebody who asked for `fingerprint`."""

    fingerprint: str
    answered: Answered


class Answers:
    """Reads answers."""

    async def before(self, key: str) -> Before | None:
        """What was answered under this key."""
        row = await AnswerRow.get_or_none(key=key)
        if row is None:
            return None
        return Before(row.fingerprint, Answered(row.status, row.body, row.location))


def kept_answer(
    key: str, fingerprint: str, real: datetime, answer: Callable[[int], Answered]
) -> Extra:
    """Keep what is answered about the ticket that this delivery made or changed, with the act.

    `answer` is given the ticket's number, which is not known before the act is written.
    """

    def write(_: int) -> Steps[None]:
        rows = yield Query("select ticket_id from inbox where key = $1", (key,))
        answered = answer(number_or_none(rows[0], "ticket_id") or 0)
        yield Insert(
            "answer",
            [
                {
                    "key": key,
                    "fingerprint": fingerprint,
                    "at": in_ms(real),
                    "status": answered.status,
                    "location": answered.location,
                    "body": answered.body,
                }
            ],
        )

    return Extra(ORDER, write)


def tidy_answers_steps(real: datetime) -> Steps[None]:
    """Forget answers, and that there were any: from then on their keys are new again."""
    since = in_ms(real - ANSWERS_KEPT)
    yield Query("delete from inbox where key in (select key from answer where at < $1)", (since,))
    yield Query("delete from answer where at < $1", (since,))
