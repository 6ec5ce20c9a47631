"""A card's state, and what an update does to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sandbox.dingtalk.template import Params
from sandbox.payload import Payload, flag, inner, text


@dataclass(frozen=True)
class CardUpdate:
    """New values; public None leaves the shared ones alone, presser limits it to one person."""

    public: Params | None = None
    private: Mapping[str, Params] = field(default_factory=dict)
    by_key: bool = False
    private_by_key: bool = False
    presser: str | None = None

    def is_empty(self) -> bool:
        """Whether it says nothing at all."""
        return self.public is None and not self.private

    def reaches(self, user: str) -> bool:
        """Whether this person's private values are its business."""
        return self.presser in {None, user}


@dataclass(frozen=True)
class Card:
    """One card instance, wherever it was delivered."""

    out_track_id: str
    template_id: str
    public: Params
    private: Mapping[str, Params] = field(default_factory=dict)

    def seen_by(self, user: str | None) -> dict[str, str]:
        """The variables as this person has them; None sees what is public."""
        return {**self.public, **self.private.get(user or "", {})}

    def after(self, update: CardUpdate) -> "Card":
        """The card after an update: whatever is not updated by key is overwritten."""
        if update.is_empty():
            return self
        public = self.public
        if update.public is not None:
            public = {**(self.public if update.by_key else {}), **update.public}
        private = {
            user: params
            for user, params in self.private.items()
            if update.private_by_key or not update.reaches(user)
        }
        for user, params in update.private.items():
            private[user] = {**private.get(user, {}), **params}
        return replace(self, public=public, private=private)

    def kept(self) -> Payload:
        """Itself as a line of the journal."""
        return {
            "out_track_id": self.out_track_id,
            "template_id": self.template_id,
            "public": dict(self.public),
            "private": {user: dict(params) for user, params in self.private.items()},
        }


def card_from(line: Payload) -> Card:
    """A card out of a journal line."""
    private = inner(line, "private")
    return Card(
        out_track_id=text(line, "out_track_id"),
        template_id=text(line, "template_id"),
        public=_params(inner(line, "public")),
        private={user: _params(inner(private, user)) for user in private},
    )


def options_of(body: Payload) -> tuple[bool, bool]:
    """Whether shared values and private ones are updated by key."""
    options = inner(body, "cardUpdateOptions")
    return flag(options, "updateCardDataByKey"), flag(options, "updatePrivateDataByKey")


def _params(values: Payload) -> dict[str, str]:
    return {key: str(value) for key, value in values.items()}
