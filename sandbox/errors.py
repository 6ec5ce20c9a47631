"""What a caller of the control interface can do wrong.

ControlError            400: the call makes no sense
├── NotFoundError       404: the path names something that doesn't exist
└── NotOfferedError     501: a call of the contract that this version doesn't offer
"""


class ControlError(Exception):
    """The call makes no sense; the sentence is the answer's error."""

    status = 400


class NotFoundError(ControlError):
    """The path names something that doesn't exist."""

    status = 404


class NotOfferedError(ControlError):
    """A call of the contract that this version doesn't offer."""

    status = 501
