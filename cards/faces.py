"""What a posting shows, whatever it is about."""

from cards.card import Card
from cards.draft_card import draft_card
from cards.matter_card import matter_card
from cards.promise_lines import promise_line
from cards.ticket_card import face_of
from desk.drafts import Draft, DraftState
from desk.scene import Scene
from desk.ticket import Ticket


def face(scene: Scene) -> Card:
    """The card of a posting, drawn from its scene."""
    about = scene.about
    if isinstance(about, Draft):
        made, language = scene.made, scene.language
        became = made if about.state is DraftState.MADE else None
        promised = promise_line(became, scene.desk, language) if became is not None else ""
        return draft_card(about, scene.desk, language, scene.posting, promised)
    if not isinstance(about, Ticket):
        return matter_card(about, scene)
    return face_of(
        scene.kind, about, scene.desk, scene.names, scene.language, scene.posting, scene.call
    )
