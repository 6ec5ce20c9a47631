"""Which language a program asks for."""

from desk.languages import Language

SPOKEN = {"zh": Language.CHINESE, "en": Language.ENGLISH}
MOST_RANGES = 20


def accepted_language(header: str) -> Language | None:
    """The one that Accept-Language likes best of those we speak; None if it names neither."""
    best: tuple[float, Language] | None = None
    for part in header.split(",")[:MOST_RANGES]:
        name, _, weight = part.partition(";")
        language = SPOKEN.get(name.strip().lower().replace("_", "-").partition("-")[0])
        liked = _weight(weight)
        if language is not None and liked > 0 and (best is None or liked > best[0]):
            best = (liked, language)
    return best[1] if best else None


def _weight(said: str) -> float:
    name, _, number = said.strip().partition("=")
    if not name:
        return 1.0
    whole, _, rest = number.strip().partition(".")
    plain = whole in {"0", "1"} and (not rest or (rest.isdecimal() and rest.isascii()))
    return float(number) if plain and name.strip().lower() == "q" else 0.0
