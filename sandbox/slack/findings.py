"""What is wrong with a piece of JSON, each with a pointer to where."""

from sandbox.payload import Payload, text

Path = str
"""A JSON pointer such as /blocks/0/text."""


class Findings:
    """Collects what is wrong while somebody looks."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def add(self, sentence: str, at: Path) -> None:
        """Note one thing that is wrong."""
        self.sentences.append(f"{sentence} [json-pointer:{at}]")

    def string(
        self, owner: Payload, key: str, most: int, at: Path, required: bool = True
    ) -> str | None:
        """Check a string of at least one character; None if it isn't there or isn't good."""
        value = owner.get(key)
        if value is None:
            if required:
                self.add(f"missing required field: {key}", at)
            return None
        if not isinstance(value, str):
            self.add("must be a string", f"{at}/{key}")
            return None
        if required and not value:
            self.add("must be more than 0 characters", f"{at}/{key}")
        if len(value) > most:
            self.add(f"must be less than {most + 1} characters", f"{at}/{key}")
        return value

    def items(
        self, owner: Payload, key: str, least: int, most: int, at: Path, required: bool = True
    ) -> list[Payload]:
        """Check a list of objects and its length."""
        value = owner.get(key)
        if value is None:
            if required:
                self.add(f"missing required field: {key}", at)
            return []
        if not isinstance(value, list):
            self.add("must be an array", f"{at}/{key}")
            return []
        if len(value) < least:
            self.add(f"no less than {least} items required", f"{at}/{key}")
        if len(value) > most:
            self.add(f"no more than {most} items allowed", f"{at}/{key}")
        for place, item in enumerate(value):
            if not isinstance(item, dict):
                self.add("must be an object", f"{at}/{key}/{place}")
        return [item for item in value if isinstance(item, dict)]

    def text_object(
        self,
        owner: Payload,
        key: str,
        most: int,
        at: Path,
        required: bool = True,
        is_plain: bool = False,
    ) -> None:
        """Check a text object under a key."""
        value = owner.get(key)
        if value is None:
            if required:
                self.add(f"missing required field: {key}", at)
            return
        if not isinstance(value, dict):
            self.add("must be an object", f"{at}/{key}")
            return
        self.one_text(value, most, f"{at}/{key}", is_plain)

    def one_text(self, value: Payload, most: int, at: Path, is_plain: bool = False) -> None:
        """Check a text object."""
        kinds = {"plain_text"} if is_plain else {"plain_text", "mrkdwn"}
        if text(value, "type") not in kinds:
            self.add(f"unsupported type of text: {value.get('type')}", f"{at}/type")
        if text(value, "type") == "mrkdwn" and "emoji" in value:
            self.add("emoji is for plain_text alone", f"{at}/emoji")
        self.string(value, "text", most, at)
