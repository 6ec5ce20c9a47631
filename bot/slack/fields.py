"""A payload of Slack's, read without trust: what is missing or of another kind is empty."""

from collections.abc import Mapping


class Fields:
    """One object of a payload; a path of several names goes into the objects within it."""

    def __init__(self, data: object) -> None:
        self._data: Mapping[object, object] = data if isinstance(data, Mapping) else {}

    def __bool__(self) -> bool:
        return bool(self._data)

    def text(self, *path: str) -> str:
        """A text, or ""."""
        found = self._find(path)
        return found if isinstance(found, str) else ""

    def texts(self, *path: str) -> tuple[str, ...] | None:
        """The texts of a list; None if there is no list."""
        found = self._find(path)
        if not isinstance(found, list):
            return None
        return tuple(one for one in found if isinstance(one, str))

    def flag(self, *path: str) -> bool:
        """Whether it is true."""
        return self._find(path) is True

    def number(self, *path: str) -> int:
        """A whole number that is not negative, or 0."""
        found = self._find(path)
        if not isinstance(found, int) or isinstance(found, bool):
            return 0
        return max(found, 0)

    def inside(self, *path: str) -> "Fields":
        """An object."""
        return Fields(self._find(path))

    def rows(self, *path: str) -> tuple["Fields", ...]:
        """The objects of a list."""
        found = self._find(path)
        return tuple(Fields(row) for row in found) if isinstance(found, list) else ()

    def _find(self, path: tuple[str, ...]) -> object:
        found: object = self._data
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found
