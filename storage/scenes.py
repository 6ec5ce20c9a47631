"""Cards with everything they are drawn from."""

from collections.abc import Mapping, Sequence

from desk.drafts import Draft
from desk.files import Attached
from desk.matters import Matter
from desk.notices import PostingKind
from desk.scene import Scene
from desk.ticket import Ticket
from storage.clock import Clock
from storage.files import Files
from storage.matters import Matters
from storage.postings import Posting, Postings
from storage.settings import Settings
from storage.ticket_reads import Tickets


class Scenes:
    """Reads what cards show, as it is now."""

    def __init__(
        self,
        tickets: Tickets,
        postings: Postings,
        settings: Settings,
        files: Files,
        clock: Clock,
    ) -> None:
        self._tickets = tickets
        self._postings = postings
        self._settings = settings
        self._clock = clock
        self._matters = Matters()
        self._files = files

    async def of(self, posting: int) -> Scene | None:
        """What a card is drawn from; None if there is no such card or nothing to show."""
        found = await self.of_all([posting])
        return found[posting][1] if found else None

    async def of_all(self, postings: Sequence[int]) -> Mapping[int, tuple[Posting, Scene]]:
        """Cards with what they are drawn from; those with nothing to show are left out."""
        cards = await self._postings.postings(postings)
        numbers = sorted({card.ticket for card in cards if card.ticket is not None})
        tickets = {ticket.id: ticket for ticket in await self._tickets.all_numbered(numbers)}
        found: dict[int, tuple[Posting, Scene]] = {}
        for card in cards:
            about = await self._about(card, tickets)
            if about is not None:
                found[card.id] = (card, await self._scene(card, about))
        return found

    async def _about(
        self, card: Posting, tickets: Mapping[int, Ticket]
    ) -> Ticket | Draft | Matter | None:
        if card.ticket is not None:
            return tickets.get(card.ticket)
        if card.draft is not None:
            return await self._tickets.draft(card.draft)
        return await self._matters.numbered(card.matter) if card.matter is not None else None

    async def _names(self, about: Ticket | Draft | Matter) -> Mapping[int, str]:
        if isinstance(about, Ticket):
            return await self._tickets.names_on(about)
        if isinstance(about, Draft):
            return {}
        return await self._tickets.directory.names(about.people)

    async def _sent_along(
        self, kind: PostingKind, about: Ticket | Draft | Matter
    ) -> tuple[Attached, ...]:
        if isinstance(about, Ticket) and about.files and kind is PostingKind.CARD:
            return await self._files.attached(about.id)
        if isinstance(about, Draft):
            return tuple([Attached(name) for name in await self._files.names_in_draft(about.id)])
        return ()

    async def _scene(self, card: Posting, about: Ticket | Draft | Matter) -> Scene:
        where, directory = card.place.conversation, self._tickets.directory
        number = about.ticket if isinstance(about, Draft) else None
        language = card.language
        if card.kind is PostingKind.MATTER:
            language = await directory.language_of(where, card.mention, language)
        return Scene(
            posting=card.id,
            kind=card.kind,
            language=language,
            desk=self._settings.desk,
            about=about,
            names=await self._names(about),
            call=await directory.accounts_at(where, card.mention),
            now=self._clock.now(),
            made=None if number is None else await self._tickets.numbered(number),
            files=await self._sent_along(card.kind, about),
        )
