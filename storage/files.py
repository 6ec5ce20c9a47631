"""Files that people sent: written with the act that brought them, claimed to be fetched, kept."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from desk.address import Place
from desk.drafts import DraftState
from desk.events import Visibility
from desk.files import Attached, File, FileState, NewFile
from desk.languages import Language
from desk.links import Links, Purpose
from desk.people import Sight
from storage.act import Act
from storage.clock import Clock
from storage.directory import Directory
from storage.file_tables import FileRow
from storage.steps import Engine, Insert, Query, Row, Steps, number
from storage.tables import DraftRow
from storage.tickets import Ids
from storage.work import Extra

ORDER = "file"
SHOWN = 50  # of one ticket
_WANTED, _HELD = FileState.WANTED.value, FileState.HELD.value


class Files:
    """Reads files, and claims those that are to be fetched."""

    def __init__(
        self, engine: Engine, directory: Directory, clock: Clock, links: Callable[[], Links]
    ) -> None:
        self._engine = engine
        self._directory = directory
        self._clock = clock
        self._links = links

    async def numbered(self, file: int) -> File | None:
        """A file by its id."""
        found = await self._read(await FileRow.filter(id=file))
        return found[0] if found else None

    async def of_ticket(self, ticket: int) -> list[File]:
        """A ticket's files that are here, oldest first."""
        rows = FileRow.filter(ticket_id=ticket, state=FileState.FETCHED).order_by("id")
        return await self._read(await rows.limit(SHOWN))

    async def attached(self, ticket: int, seen: Sight = Sight.ALL) -> tuple[Attached, ...]:
        """A ticket's files with addresses under which they can be had for some days.

        Whoever sees no more than a reporter isn't given what staff keep to themselves.
        """
        return tuple(
            Attached(file.name, self.address_of(file))
            for file in await self.of_ticket(ticket)
            if seen is Sight.ALL or file.visibility is not Visibility.INTERNAL
        )

    def address_of(self, file: File) -> str:
        """Where a file can be had from now on, for some days."""
        where = ("files", str(file.id))
        return self._links().to(where, Purpose.FILE, {"file": file.id}, self._clock.real())

    async def names_in_draft(self, draft: int) -> list[str]:
        """What the files that wait with a draft are called."""
        names = FileRow.filter(draft_id=draft).order_by("id").limit(SHOWN)
        return [str(name) for name in await names.values_list("name", flat=True)]

    async def untitled(self, account: int, conversation: int) -> int | None:
        """The draft of files whose title this account has not told yet, in this conversation."""
        waiting = DraftRow.filter(
            state=DraftState.WAITING,
            text="",
            origin_account_id=account,
            origin_conversation_id=conversation,
            expires_at__gt=self._clock.now_ms(),
        )
        row = await waiting.order_by("-id").first()
        return None if row is None else int(row.id)

    async def claim(self, lease_ms: int, limit: int) -> list[File]:
        """Files that are to be fetched now; other replicas keep off them until the lease ends."""
        now = self._clock.real_ms()
        waits = FileRow.filter(state=FileState.WANTED, due__lte=now)
        if limit < 1 or not await waits.exists():
            return []
        rows = await self._engine.run(lambda: _claim(now, now + lease_ms, limit))
        ids = [number(row, "id") for row in rows]
        return await self._read(await FileRow.filter(id__in=ids).order_by("id"))

    async def again(self, file: int, after_ms: int, why: str) -> None:
        """Try it once more, a while from now."""
        due = self._clock.real_ms() + after_ms
        await self._engine.run(lambda: _again(file, due, why[:500]))

    async def let_go(self, file: int) -> None:
        """Somebody else may fetch it: nothing came of the claim."""
        await self._engine.run(lambda: _let_go(file))

    async def _read(self, rows: Sequence[FileRow]) -> list[File]:
        await self._directory.know(
            [row.account_id for row in rows], [row.conversation_id for row in rows]
        )
        return [self._file(row) for row in rows]

    def _file(self, row: FileRow) -> File:
        return File(
            id=row.id,
            ticket=row.ticket_id or 0,
            state=FileState(row.state),
            reference=row.reference,
            name=row.name,
            claimed_kind=row.claimed_kind,
            claimed_size=row.claimed_size,
            account=row.account_id,
            person=self._directory.person_of(row.account_id),
            place=Place(self._directory.conversation(row.conversation_id), row.thread),
            visibility=Visibility(row.visibility),
            language=Language(row.language),
            attempts=row.attempts,
            kind=row.kind,
            size=row.size,
            digest=row.digest or "",
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of fetching a file: written with the act that tells of it."""

    file: int
    state: FileState
    name: str
    kind: str = ""
    size: int = 0
    digest: str | None = None
    error: str = ""

    def as_extra(self) -> Extra:
        """Its row; in conflict if the file was dealt with meanwhile."""
        return Extra(ORDER, self._write, self._check)

    def _check(self) -> Steps[bool]:
        rows = yield Query("select state from file where id = $1 for update", (self.file,))
        return bool(rows) and rows[0]["state"] == FileState.WANTED

    def _write(self, now: int) -> Steps[None]:
        del now
        yield Query(
            "update file set state = $2, name = $3, kind = $4, size = $5, digest = $6, "
            "error = $7, claimed_until = null where id = $1",
            (
                self.file,
                self.state.value,
                self.name,
                self.kind,
                self.size,
                self.digest,
                self.error or None,
            ),
        )


def seen_only_by(draft: int, visibility: Visibility) -> Extra:
    """What waited with a draft may be seen so: it comes to a ticket that stands already."""

    def write(now: int) -> Steps[None]:
        del now
        yield Query(
            "update file set visibility = $2 where draft_id = $1", (draft, visibility.value)
        )

    return Extra(ORDER, write)


def file_steps(acts: Sequence[Act], ids: Ids, real: int) -> Steps[None]:
    """The files that acts bring; those of a draft that has become a ticket are the ticket's."""
    rows = [row for act in acts for row in _rows(act, ids, real)]
    if rows:
        yield Insert("file", rows, unless_known=("delivery",))
    for act in acts:
        for kept in act.drafts:
            if kept.draft.state is DraftState.MADE and kept.draft.ticket is not None:
                yield Query(
                    "update file set ticket_id = $2, state = $3, due = $4 "
                    "where draft_id = $1 and state = $5",
                    (kept.draft.id, kept.draft.ticket, _WANTED, real, _HELD),
                )


def _rows(act: Act, ids: Ids, real: int) -> Iterable[Row]:
    for place, file in enumerate(act.work.files):
        ticket, draft = _belongs(act, file)
        yield {
            "delivery": f"{act.work.key}:{place}",
            "ticket_id": ticket,
            "draft_id": draft,
            "account_id": ids.accounts[file.account],
            "conversation_id": ids.conversations[file.place.conversation],
            "thread": file.place.thread,
            "visibility": file.visibility,
            "language": file.language,
            "reference": file.reference,
            "name": file.name,
            "claimed_kind": file.kind,
            "claimed_size": file.size,
            "state": FileState.WANTED if ticket else FileState.HELD,
            "kind": "",
            "size": 0,
            "digest": None,
            "at": real,
            "due": real,
            "claimed_until": None,
            "attempts": 0,
            "error": None,
        }


def _belongs(act: Act, file: NewFile) -> tuple[int | None, int | None]:
    if file.ticket or file.draft:
        return file.ticket or None, file.draft or None
    if act.decisions:
        return act.decisions[0].change.ticket.id, None
    return None, act.drafts[0].draft.id


def _claim(now: int, until: int, limit: int) -> Steps[list[Row]]:
    rows = yield Query(
        "update file set claimed_until = $2, attempts = attempts + 1 where id in ("
        "select id from file where state = $3 and due <= $1 "
        "and (claimed_until is null or claimed_until <= $1) "
        "order by due, id limit $4 for update skip locked) returning id",
        (now, until, _WANTED, limit),
    )
    return rows


def _again(file: int, due: int, why: str) -> Steps[None]:
    yield Query(
        "update file set due = $2, claimed_until = null, error = $3 where id = $1 and state = $4",
        (file, due, why, _WANTED),
    )


def _let_go(file: int) -> Steps[None]:
    yield Query(
        "update file set claimed_until = null, attempts = attempts - 1 "
        "where id = $1 and state = $2 and claimed_until is not null",
        (file, _WANTED),
    )
