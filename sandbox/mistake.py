"""What a caller of the control interface can do wrong."""


class Mistake(Exception):
    """The call makes no sense: answered 400 with this sentence."""


class NotFound(Exception):
    """The path names something that doesn't exist: answered 404."""


class NotOffered(Exception):
    """A call of the contract that this version doesn't offer: answered 501."""
