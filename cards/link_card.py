"""The card that asks whether another account is the same person's."""

from cards.card import Button, Card, Color, Press, Style
from cards.names import person_name
from cards.people_words import messenger_name
from cards.words import words
from desk.matters import LinkOffer, MatterState
from desk.scene import Scene


def link_card(offer: LinkOffer, scene: Scene) -> Card:
    """An offer with its two buttons, until it is answered."""
    say = words(scene.language).say
    waits = offer.state is MatterState.OPEN
    buttons = (
        Button(say("link.offer.yes"), Press("link_yes", offer.id, scene.posting), Style.PRIMARY),
        Button(say("link.offer.no"), Press("link_no", offer.id, scene.posting)),
    )
    return Card(
        title=say(
            "link.offer.title",
            person=person_name(offer.person, scene.names, scene.language),
            messenger=messenger_name(offer.messenger, scene.language),
        ),
        tag=say("link.offer.tag"),
        color=Color.ORANGE if waits else Color.GRAY,
        body=say("link.offer.body", why=say(f"link.offer.{offer.by}")) if waits else "",
        news="" if waits else say(f"link.offer.{offer.state}"),
        buttons=buttons if waits else (),
        call=scene.call,
    )
