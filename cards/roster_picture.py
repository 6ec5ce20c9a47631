"""The coming weeks of a roster as a picture: a coloured strip a person, days off shaded."""

from collections.abc import Mapping
from datetime import date

from desk.calendar import SpecialDay
from desk.languages import Language
from desk.roster import Roster
from desk.roster_preview import Preview


def roster_picture(
    roster: Roster,
    preview: Preview,
    names: Mapping[int, str],
    language: Language,
    special: Mapping[date, SpecialDay] | None = None,
) -> bytes:
    """A PNG of the preview's weeks; times when nobody is primary are red."""
    from cards.roster_picture_drawn import drawn  # noqa: PLC0415 loaded on first use: matplotlib

    return drawn(((roster, preview),), names, language, special or {})


def roster_comparison_picture(
    now: tuple[Roster, Preview],
    draft: tuple[Roster, Preview],
    names: Mapping[int, str],
    language: Language,
    special: Mapping[date, SpecialDay] | None = None,
) -> bytes:
    """A PNG with today's roster and a draft of it side by side, people in the same rows."""
    from cards.roster_picture_drawn import drawn  # noqa: PLC0415 loaded on first use: matplotlib

    return drawn((now, draft), names, language, special or {})
