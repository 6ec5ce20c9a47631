"""People from outside the organisation: known again, but not to be written to by themselves."""

ENCRYPTED = "$:"
"""Begins every sender's id that isn't one of the organisation's own."""


def is_outsider(user: str) -> bool:
    """Whether this id is good for knowing somebody again, and for nothing else."""
    return user.startswith(ENCRYPTED)
