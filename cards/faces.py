"""What a posting shows, whatever it is about."""

from cards.card import Card
from cards.draft_card import draft_card
from cards.ticket_card import face_of
from desk.drafts import Draft
from desk.scene import Scene


def face(scene: Scene) -> Card:
    """The card of a posting, drawn from its scene."""
    about = scene.about
    if isinstance(about, Draft):
        return draft_card(about, scene.language, scene.posting)
    return face_of(
        scene.kind, about, scene.desk, scene.names, scene.language, scene.posting, scene.call
    )
