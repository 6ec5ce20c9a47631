"""The turns of a layer: whose each is, when it begins, and which hours of it are duty."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from desk.calendar_spans import Span
from desk.roster import Layer
from desk.tracks import track_of


class Turn(NamedTuple):
    """From one hand-off to the next (UTC); `ordinal` counts from 0 at the layer's start."""

    ordinal: int
    start: datetime
    end: datetime
    crew: tuple[int, ...]


def turn_at(layer: Layer, at: datetime) -> Turn | None:
    """Whose turn it is at that instant, on duty or not; None before the start and after the end."""
    track = track_of(layer)
    if at < track.begin or (track.over is not None and at >= track.over):
        return None
    return turn(layer, track.ordinal_at(at))


def turn(layer: Layer, ordinal: int) -> Turn | None:
    """The turn of that number; None if the layer has none of that number.

    A turn whose hours are all left out by the clock (hourly ones in spring) has no length.
    """
    track = track_of(layer)
    if ordinal < 0:
        return None
    start, end = track.hand_off(ordinal), track.hand_off(ordinal + 1)
    if track.over is not None:
        if start >= track.over:
            return None
        end = min(end, track.over)
    return Turn(ordinal, start, end, track.crew(ordinal))


def hours_of(layer: Layer, ordinal: int) -> tuple[Span, ...]:
    """When the crew of that turn serves: its windows, and with `gap` its first unit only."""
    if (found := turn(layer, ordinal)) is None or found.start == found.end:
        return ()
    hours = track_of(layer).duty(found.start, found.end)
    return tuple((start, end) for start, end, whose in hours if whose == ordinal)


def agreement(layer: Layer) -> str:
    """A word that changes when the layer's participants do, or how long its shifts are.

    Their hours may move: what was agreed on moves with them.
    """
    minutes = sum(window.end - window.start for window in layer.windows)
    turns = (layer.crews, layer.unit.value, layer.every, layer.start.date().isoformat(), layer.gap)
    return _word(*turns, sorted(layer.weekdays), minutes)


def fingerprint(layer: Layer) -> str:
    """A word that changes when the layer's turns do: whose, how long, since when, in which zone."""
    windows = sorted((window.start, window.end) for window in layer.windows)
    turns = (layer.crews, layer.unit.value, layer.every, layer.start.isoformat(), layer.gap)
    return _word(*turns, sorted(layer.weekdays), windows, layer.timezone)


def _word(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
