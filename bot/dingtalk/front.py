"""Who answers what comes in."""

from typing import Protocol

from handlers.request import Redraw, Reply, Request


class Front(Protocol):
    """What the door needs of handlers/answer.FrontDesk."""

    async def ask(self, request: Request, comes_again: bool = False) -> Reply:
        """Do what was asked; refusals and mistakes come back as words."""
        ...

    async def shown(self, redraw: Redraw, in_time: bool) -> None:
        """Tell whether the card that came with a reply was shown."""
        ...
