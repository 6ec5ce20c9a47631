"""The card that was pressed on, for messengers that show it by the answer to the press."""

from cards.card import Press
from cards.faces import face
from handlers.request import NOTED, Redraw, Reply, Request
from storage.store import Store
from storage.work import Kept


def pressed_card(request: Request, press: Press) -> int | None:
    """The card to be claimed for the answer to this press; None where an answer can't show it."""
    return press.posting if request.answers_with_card and press.posting else None


async def redrawn(store: Store, posting: int, kept: Kept) -> Reply:
    """An answer with the pressed card as it now is, if the act was given that task."""
    if kept.claimed is None:
        return NOTED
    scene = await store.scenes.of(posting)
    if scene is None:
        return NOTED
    return Reply(redraw=Redraw(posting, kept.claimed, face(scene)))
