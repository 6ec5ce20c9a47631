"""Files that come with what is asked: whose they are, who may see them, and to which ticket."""

from collections.abc import Iterable, Sequence

from cards.cut import clean, cut
from cards.file_words import attached_message
from desk.address import ConversationKind
from desk.events import Visibility
from desk.files import NewFile
from desk.languages import Language
from desk.moves import Action
from desk.people import Actor
from desk.ticket import Ticket
from handlers.asking import asker, language_for, reading_place, ticket_asked_for
from handlers.lines import AttachTo
from handlers.request import NOTED, FileRef, Line, Reply, Request, ThreadReply
from storage.store import Store
from storage.work import Work

LONGEST_CLAIM = 300
LARGEST_CLAIM = 2**53


def files_of(request: Request) -> tuple[FileRef, ...]:
    """What came along with it."""
    asked = request.asked
    return asked.files if isinstance(asked, Line | ThreadReply) else request.files


def sent_along(
    request: Request, language: Language, visibility: Visibility = Visibility.REPORTER, **of: int
) -> Iterable[NewFile]:
    """The files of a request as they are kept; `of` names their `ticket` or `draft`."""
    for file in files_of(request):
        yield NewFile(
            reference=clean(file.reference),
            name=cut(file.name, LONGEST_CLAIM)[0],
            kind=cut(file.kind, LONGEST_CLAIM)[0],
            size=min(max(file.size, 0), LARGEST_CLAIM),
            account=request.who,
            place=reading_place(request),
            visibility=visibility,
            language=language,
            **of,
        )


async def attach_to(request: Request, store: Store, command: AttachTo) -> Reply:
    """`#1042` below a picture: nothing is said, and the picture is the ticket's."""
    ticket = await ticket_asked_for(store, command.number)
    by = await asker(request, store, ticket)
    language = await language_for(request, store, ticket)
    await keep_attached(request, store, ticket, by, language)
    return await told_attached(request, store, ticket.id, ())


async def told_attached(
    request: Request, store: Store, number: int, before: Sequence[str]
) -> Reply:
    """Which files are a ticket's now, those that waited `before` and those that came along."""
    ticket = await ticket_asked_for(store, number)
    by = await asker(request, store, ticket)
    names = [*before, *(file.name for file in files_of(request))]
    language = await language_for(request, store, ticket)
    says = attached_message(ticket, by.person.name, names, language)
    return Reply(says=says, public=request.where.conversation.kind is ConversationKind.DIRECT)


async def attach_in_thread(request: Request, store: Store, ticket: Ticket) -> Reply:
    """A file alone in a ticket's thread; it stands there already, so that nothing is answered."""
    by = await asker(request, store, ticket)
    language = await language_for(request, store, ticket)
    await keep_attached(request, store, ticket, by, language)
    return NOTED


async def keep_attached(
    request: Request, store: Store, ticket: Ticket, by: Actor, language: Language
) -> None:
    """Files without words: whoever may comment may send them.

    Raises:
        Refusal: they may not.
    """
    ticket.check(Action.COMMENT, by)
    internal = by.is_staff and request.where != ticket.origin.place
    seen_by = Visibility.INTERNAL if internal else Visibility.REPORTER
    work = Work(key=request.key)
    work.files += sent_along(request, language, seen_by, ticket=ticket.id)
    await store.commit(work)
