"""The Web API's front door: who calls, how often, with what; and the answer's shape."""

from collections.abc import Callable

from aiohttp import web

from sandbox.payload import Payload, text
from sandbox.slack import chat_methods as chat
from sandbox.slack import conversation_methods as conversations
from sandbox.slack import file_methods as files
from sandbox.slack import people_methods as people
from sandbox.slack import usergroup_methods as usergroups
from sandbox.slack import view_methods as views
from sandbox.slack.arguments import arguments_of
from sandbox.slack.errors import RateLimitedError, SlackError
from sandbox.slack.workspace import Workspace

Method = Callable[[Workspace, Payload], Payload]

METHODS: dict[str, Method] = {
    "apps.connections.open": people.connection,
    "auth.test": people.who_am_i,
    "chat.delete": chat.remove,
    "chat.getPermalink": chat.permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.join": conversations.join,
    "conversations.list": conversations.list_all,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_direct,
    "conversations.replies": conversations.replies,
    "files.completeUploadExternal": files.complete_upload,
    "files.getUploadURLExternal": files.upload_url,
    "files.info": files.info,
    "reactions.add": chat.add_reaction,
    "reactions.remove": chat.remove_reaction,
    "team.info": people.team_info,
    "usergroups.create": usergroups.create,
    "usergroups.list": usergroups.list_all,
    "usergroups.users.list": usergroups.users,
    "usergroups.users.update": usergroups.update_users,
    "users.info": people.user_info,
    "users.list": people.user_list,
    "users.lookupByEmail": people.user_by_email,
    "views.open": views.open_view,
    "views.publish": views.publish_view,
    "views.push": views.push_view,
    "views.update": views.update_view,
}

# What a method needs whatever it is called with; of conversations it depends on their kind.
SCOPE_FOR = {
    **dict.fromkeys(("chat.delete", "chat.postEphemeral", "chat.postMessage"), "chat:write"),
    "chat.update": "chat:write",
    **dict.fromkeys(("files.completeUploadExternal", "files.getUploadURLExternal"), "files:write"),
    "files.info": "files:read",
    **dict.fromkeys(("reactions.add", "reactions.remove"), "reactions:write"),
    "team.info": "team:read",
    **dict.fromkeys(("usergroups.list", "usergroups.users.list"), "usergroups:read"),
    **dict.fromkeys(("usergroups.create", "usergroups.users.update"), "usergroups:write"),
    **dict.fromkeys(("users.info", "users.list"), "users:read"),
    "users.lookupByEmail": "users:read.email",
}
BEARER = "Bearer "


class WebApi:
    """Answers every method of the Web API that this sandbox knows."""

    def __init__(self, slack: Workspace) -> None:
        self._slack = slack

    async def call(self, request: web.Request) -> web.Response:
        """Answer one call and write it down."""
        name = request.match_info["method"]
        given: Payload = {}
        try:
            given = await arguments_of(request)
            answer = self._answer(name, _token(request, given), given)
        except RateLimitedError as error:
            headers = {"Retry-After": str(error.wait_seconds)}
            return self._refuse(name, given, error, status=429, headers=headers)
        except SlackError as error:
            return self._refuse(name, given, error)
        self._slack.core.record_call("slack", name, 200, True, None, given)
        scopes = ",".join(self._slack.core.options.slack_scopes)
        return web.json_response(answer, headers={"x-oauth-scopes": scopes})

    def _answer(self, name: str, token: str, given: Payload) -> Payload:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._check_token(name, token)
        self._check_scope(name)
        if self._slack.core.limits_on:
            self._count(name, text(given, "channel"))
        return {"ok": True, **method(self._slack, given)}

    def _check_token(self, name: str, token: str) -> None:
        options = self._slack.core.options
        if not token:
            raise SlackError("not_authed")
        if token not in {options.slack_bot_token, options.slack_app_token}:
            raise SlackError("invalid_auth")
        right = options.slack_bot_token
        if name == "apps.connections.open":
            right = options.slack_app_token
        if token != right:
            raise SlackError("not_allowed_token_type")

    def _check_scope(self, name: str) -> None:
        needed, granted = SCOPE_FOR.get(name), self._slack.core.options.slack_scopes
        if needed and needed not in granted:
            raise SlackError("missing_scope", needed=needed, provided=",".join(granted))

    def _count(self, name: str, channel: str) -> None:
        wait = self._slack.limits.take(name, channel, self._slack.core.now())
        if wait:
            raise RateLimitedError(wait)

    def _refuse(
        self,
        name: str,
        given: Payload,
        error: SlackError,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> web.Response:
        self._slack.core.record_call("slack", name, status, False, error.error, given)
        answer: Payload = {"ok": False, "error": error.error, **error.more}
        return web.json_response(answer, status=status, headers=headers)


def _token(request: web.Request, given: Payload) -> str:
    in_body = given.pop("token", "")
    header = request.headers.get("Authorization", "")
    if header.startswith(BEARER):
        return header.removeprefix(BEARER)
    return in_body if isinstance(in_body, str) else ""
