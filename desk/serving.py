"""Who serves at a moment: crews with swaps, leave and overrides, and which layer hides which."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from desk.roster import Layer, Override, OverrideKind, Swap

NO_TURN = -1
WHOLE_ROSTER = ""


class Place(NamedTuple):
    """Somebody who serves in a turn of a layer; `instead_of` is whose turn it was by the order.

    `ordinal` is NO_TURN, and `layer` perhaps WHOLE_ROSTER, if an override alone put them there.
    """

    person: int
    position: int
    layer: str
    ordinal: int
    instead_of: int | None = None


def crew_of(
    layer: Layer, ordinal: int, crew: tuple[int, ...], swaps: Sequence[Swap]
) -> tuple[Place, ...]:
    """A turn's crew after its swaps: the latest of each person, one after the other."""
    places = [Place(person, layer.position, layer.key, ordinal) for person in crew]
    if not swaps:
        return tuple(places)
    latest = {swap.person: swap for swap in sorted(swaps, key=_id)}
    for swap in sorted(latest.values(), key=_id):
        places = [
            _taken(place, swap.other) if place.person == swap.person else place for place in places
        ]
    return tuple(places)


def places_taken(
    layers: Sequence[Layer],
    crews: Sequence[tuple[Place, ...]],
    absent: Set[int],
    overrides: Sequence[Override],
) -> tuple[Place, ...]:
    """Every place with somebody in it, primary first; one person may be in several.

    `layers` are in the order of `by_position`, `crews` those on duty by them; `absent` are on
    leave, `overrides` in the order in which they were made.
    """
    if not overrides:
        return _shown(layers, crews, absent, ())
    board = _Board(layers, crews, absent)
    for override in overrides:
        board.apply(override)
    serving = [tuple(_places(board.turns[layer.key])) for layer in layers]
    return _shown(layers, serving, frozenset(), tuple(_places(board.added)))


def nobody_twice(places: Sequence[Place]) -> tuple[Place, ...]:
    """Who serves: everybody in the first of their places."""
    once: dict[int, Place] = {}
    for place in places:
        once.setdefault(place.person, place)
    return tuple(once.values())


def by_position(layers: Sequence[Layer]) -> list[Layer]:
    """Primary before back-up, and what hides before what is hidden."""
    return sorted(layers, key=lambda layer: (layer.position, -layer.priority))


def _shown(
    layers: Sequence[Layer],
    crews: Sequence[tuple[Place, ...]],
    absent: Set[int],
    added: Sequence[Place],
) -> tuple[Place, ...]:
    shown: list[Place] = []
    position = priority = None
    for layer, crew in zip(layers, crews, strict=True):
        if not crew or (layer.position == position and layer.priority != priority):
            continue
        there = [place for place in crew if place.person not in absent] if absent else crew
        if there:
            position, priority = layer.position, layer.priority
            shown += there
    if added:
        shown = sorted([*shown, *added], key=lambda place: place.position)
    return tuple(shown)


@dataclass(slots=True)
class _Seat:
    """A place that can change hands; `names` are all who had it, also if they are away."""

    home: Place
    person: int | None
    names: set[int]


class _Board:
    """Seats in turns of layers, and those that were added beside them."""

    def __init__(
        self, layers: Sequence[Layer], crews: Sequence[tuple[Place, ...]], absent: Set[int]
    ) -> None:
        self.positions: Mapping[str, int] = {layer.key: layer.position for layer in layers}
        self.turns = {
            layer.key: [_seat(place, absent) for place in crew]
            for layer, crew in zip(layers, crews, strict=True)
        }
        self.added: list[_Seat] = []

    def apply(self, override: Override) -> None:
        """Change what earlier ones left; an override of a layer that is gone changes nothing."""
        if override.layer is not None and override.layer not in self.turns:
            return
        other = None if override.kind is OverrideKind.EMPTY else override.other
        if override.kind is OverrideKind.ADD:
            self._add(override.layer, other)
        elif override.person is not None:
            self._replace(override.layer, override.person, other)
        else:
            self._replace_all(override.layer, other)

    def _add(self, layer: str | None, other: int | None) -> None:
        if other is not None:
            self.added.append(self._new(layer, other))

    def _replace(self, layer: str | None, person: int, other: int | None) -> None:
        # Whoever is on leave or was replaced before still has a name on the seat: the later counts.
        for seats in (*self.turns.values(), self.added):
            for seat in seats:
                if layer in {None, seat.home.layer} and person in seat.names:
                    seat.person = other
                    if other is not None:
                        seat.names.add(other)

    def _replace_all(self, layer: str | None, other: int | None) -> None:
        for key in self.turns if layer is None else [layer]:
            self.turns[key] = []
        self.added = [seat for seat in self.added if layer not in {None, seat.home.layer}]
        if other is not None:
            seats = self.added if layer is None else self.turns[layer]
            seats.append(self._new(layer, other))

    def _new(self, layer: str | None, person: int) -> _Seat:
        position = 0 if layer is None else self.positions[layer]
        place = Place(person, position, layer or WHOLE_ROSTER, NO_TURN)
        return _Seat(place, person, {person})


def _seat(place: Place, absent: Set[int]) -> _Seat:
    return _Seat(place, None if place.person in absent else place.person, {place.person})


def _places(seats: Sequence[_Seat]) -> Iterator[Place]:
    for seat in seats:
        if seat.person is not None:
            yield _taken(seat.home, seat.person)


def _taken(place: Place, person: int) -> Place:
    """The same place with this person in it."""
    if person == place.person:
        return place
    owner = place.person if place.instead_of is None else place.instead_of
    instead = None if owner == person or place.ordinal == NO_TURN else owner
    return place._replace(person=person, instead_of=instead)


def _id(swap: Swap) -> int:
    return swap.id
