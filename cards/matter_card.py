"""The cards of what is not a ticket: a swap request, a hand-over, an announcement, a summary."""

from cards.announcements import announcement_message
from cards.card import Card, Color
from cards.handover_card import handover_card
from cards.link_card import link_card
from cards.summary_card import Behind, summary_message
from cards.swap_card import swap_card
from cards.words import words
from desk.matters import Announcement, HandOver, LinkOffer, Matter, SummaryPost, SwapRequest
from desk.scene import Scene


def matter_card(matter: Matter, scene: Scene) -> Card:
    """A matter as its conversation shows it."""
    match matter:
        case Announcement():
            said = announcement_message(matter, scene.desk, scene.names, scene.language)
            return Card(
                title=said.text, tag=words(scene.language).say("news.tag"), color=Color.BLUE
            )
        case HandOver():
            return handover_card(matter, scene)
        case SummaryPost():
            behind = Behind("figure_of", matter.id)
            said = summary_message(matter.summary, scene.desk, scene.language, behind)
            title, _, body = said.text.partition("\n")
            tag = words(scene.language).say("news.tag")
            return Card(title, tag, Color.BLUE, body, buttons=said.buttons)
        case SwapRequest():
            return swap_card(matter, scene)
        case LinkOffer():
            return link_card(matter, scene)
