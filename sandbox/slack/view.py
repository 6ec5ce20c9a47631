"""Modals and homes: what is open in front of whom."""

import secrets
from dataclasses import dataclass, field, replace

from sandbox.core import Core
from sandbox.payload import Payload, flag, objects, text
from sandbox.slack.blocks import accepted_view
from sandbox.slack.errors import SlackError
from sandbox.slack.inputs import Values, values_of

STACK_DEPTH = 3
HOMES = "slack-homes"


@dataclass(frozen=True)
class View:
    """One view as its person sees it now."""

    id: str
    user: str
    definition: Payload
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Values = field(default_factory=dict)

    @property
    def blocks(self) -> list[Payload]:
        """What it shows."""
        return objects(self.definition, "blocks")

    def on_wire(self, core: Core) -> Payload:
        """The view object of the Web API and of interactions."""
        team = core.world.slack
        given = self.definition
        values: Payload = dict(self.values)
        return {
            "id": self.id,
            "team_id": team.team,
            "type": text(given, "type"),
            "blocks": self.blocks,
            "private_metadata": text(given, "private_metadata"),
            "callback_id": text(given, "callback_id"),
            "state": {"values": values},
            "hash": self.hash,
            "title": given.get("title"),
            "clear_on_close": flag(given, "clear_on_close"),
            "notify_on_close": flag(given, "notify_on_close"),
            "close": given.get("close"),
            "submit": given.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": team.app,
            "external_id": text(given, "external_id"),
            "app_installed_team_id": team.team,
            "bot_id": team.bot,
        }


class Views:
    """Every person's stack of modals, and every published home."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}
        kept = core.kept(HOMES)
        for user, definition in kept.items() if isinstance(kept, dict) else ():
            if isinstance(definition, dict):
                self._homes[user] = self._new(user, definition)
        core.on_reset(self._forget)

    def open_for(self, user: str) -> list[View]:
        """A person's stack, the one on top last."""
        return self._stacks.get(user, [])

    def home_of(self, user: str) -> View | None:
        """What a person sees on the app's home."""
        return self._homes.get(user)

    def find(self, id_: str) -> View | None:
        """An open or published view, by its id or the bot's own external_id."""
        everywhere = [*self._homes.values(), *(v for stack in self._stacks.values() for v in stack)]
        for view in everywhere:
            if id_ in {view.id, text(view.definition, "external_id")}:
                return view
        return None

    def open(self, user: str, given: object) -> View:
        """Show a modal; it starts a new stack."""
        view = self._new(user, accepted_view(given))
        self._check_external_id(view)
        self._stacks[user] = [view]
        return self._shown(view)

    def push(self, user: str, given: object) -> View:
        """Lay a modal on top of the open ones."""
        stack = self._stacks.get(user, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= STACK_DEPTH:
            raise SlackError("push_limit_reached")
        fresh = self._new(user, accepted_view(given))
        self._check_external_id(fresh)
        view = replace(fresh, root_id=stack[0].id, previous_id=stack[-1].id)
        stack.append(view)
        return self._shown(view)

    def update(self, id_: str, given: object, hash_: str = "") -> View:
        """Show something else in an open view; what was typed stays where the ids stay."""
        old = self.find(id_)
        if old is None:
            raise SlackError("not_found")
        _check_hash(old, hash_)
        view = replace(old, definition=accepted_view(given), hash=self._new_hash())
        return self._put(_keeping_values(view))

    def publish(self, user: str, given: object, hash_: str = "") -> View:
        """Show a person's home."""
        definition = accepted_view(given)
        old = self._homes.get(user)
        if old:
            _check_hash(old, hash_)
        view = self._new(user, definition)
        self._homes[user] = replace(view, id=old.id, root_id=old.id) if old else view
        self._core.keep(HOMES, lambda: {user: one.definition for user, one in self._homes.items()})
        self._core.changed("slack", "home", user=user)
        return self._homes[user]

    def fill(self, view: View, values: Values) -> View:
        """Remember what a person typed and chose; typing does not change the hash."""
        return self._put(replace(view, values=values))

    def close(self, view: View, whole_stack: bool = False) -> None:
        """Take a modal away, or all of them."""
        stack = self._stacks.get(view.user, [])
        places = [place for place, one in enumerate(stack) if one.id == view.id]
        if whole_stack or not places or places[0] == 0:
            self._stacks.pop(view.user, None)
        else:
            del stack[places[0] :]
        self._core.changed("slack", "view", user=view.user)

    def _put(self, view: View) -> View:
        if view.user in self._homes and self._homes[view.user].id == view.id:
            self._homes[view.user] = view
            self._core.changed("slack", "home", user=view.user)
            return view
        stack = self._stacks[view.user]
        stack[:] = [view if one.id == view.id else one for one in stack]
        return self._shown(view)

    def _shown(self, view: View) -> View:
        self._core.changed("slack", "view", user=view.user)
        return view

    def _new(self, user: str, definition: Payload) -> View:
        id_ = f"V{secrets.token_hex(5).upper()}"
        return _keeping_values(View(id_, user, definition, self._new_hash(), root_id=id_))

    def _new_hash(self) -> str:
        return f"{int(self._core.now())}.{secrets.token_urlsafe(6)}"

    def _check_external_id(self, view: View) -> None:
        external_id = text(view.definition, "external_id")
        if external_id and self.find(external_id):
            raise SlackError("duplicate_external_id")

    def _forget(self) -> None:
        self._stacks.clear()
        self._homes.clear()
        self._core.keep(HOMES, {})


def _check_hash(view: View, hash_: str) -> None:
    if hash_ and hash_ != view.hash:
        raise SlackError("hash_conflict")


def _keeping_values(view: View) -> View:
    return replace(view, values=values_of(view.blocks, view.values))
