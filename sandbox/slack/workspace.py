"""The pretend Slack workspace: everything that its parts need of each other."""

from dataclasses import dataclass

from sandbox.core import Core
from sandbox.payload import Payload
from sandbox.slack.channels import Channels
from sandbox.slack.deliveries import Deliveries
from sandbox.slack.files import SlackFiles
from sandbox.slack.guests import Guests
from sandbox.slack.limits import RateLimits
from sandbox.slack.link import Link
from sandbox.slack.passes import Passes
from sandbox.slack.usergroups import UserGroups
from sandbox.slack.view import Views


@dataclass(frozen=True)
class Workspace:
    """One workspace with one app in it."""

    core: Core
    channels: Channels
    usergroups: UserGroups
    guests: Guests
    views: Views
    passes: Passes
    limits: RateLimits
    link: Link
    deliveries: Deliveries
    files: SlackFiles

    @classmethod
    def founded(cls, core: Core) -> "Workspace":
        """A workspace with what was kept of it."""
        link, limits = Link(core), RateLimits()
        core.on_reset(limits.clear)
        return cls(
            core=core,
            channels=Channels(core),
            usergroups=UserGroups(core),
            guests=Guests(core),
            views=Views(core),
            passes=Passes(core),
            limits=limits,
            link=link,
            deliveries=Deliveries(core, link),
            files=SlackFiles.of(core),
        )

    def state(self) -> Payload:
        """What GET /control/state tells."""
        team = self.core.world.slack
        return {"connected": self.link.connected, "team": team.team, "bot_user": team.bot_user}

    def is_person(self, user: str) -> bool:
        """Whether somebody of the seed has this id."""
        return self.core.person_by_slack(user) is not None
