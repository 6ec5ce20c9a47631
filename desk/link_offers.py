"""Two accounts that look like one person's: whoever it is about is asked, and nobody else."""

from dataclasses import replace

from desk.errors import Reason, Refusal
from desk.linking import Party, who_stays
from desk.matters import LinkOffer, MatterState


def asked_of(one: tuple[int, Party], other: tuple[int, Party]) -> tuple[int, int]:
    """Which account is asked, and about which: whoever stays, as it is their rights that others
    would get.

    Raises:
        Refusal: the two can't be one.
    """
    stays, _ = who_stays(one[1], other[1])
    asked, about = (one, other) if stays == one[1].person else (other, one)
    return asked[0], about[0]


def answered_offer(offer: LinkOffer, account: int, yes: bool) -> LinkOffer:
    """The offer with the answer of whoever it was made to.

    Raises:
        Refusal: it was somebody else's, or is answered already.
    """
    if account != offer.account:
        raise Refusal(Reason.OFFER_STRANGER)
    if offer.state is not MatterState.OPEN:
        raise Refusal(Reason.OFFER_OVER)
    state = MatterState.DONE if yes else MatterState.DECLINED
    return replace(offer, version=offer.version + 1, state=state)
