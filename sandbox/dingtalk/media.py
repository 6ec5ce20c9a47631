"""Files in the pretend DingTalk: given out by code, taken as media."""

from aiohttp import BodyPartReader, web

from sandbox.core import Core
from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.tokens import Tokens
from sandbox.dingtalk.wire import Asked, Reply
from sandbox.payload import text
from sandbox.shelf import Shelf

LARGEST = 20 * 1024 * 1024
KINDS = frozenset({"image", "voice", "video", "file"})
MEDIA = "@"
UPLOAD = "POST /media/upload"


class Media:
    """What goes in and out beside messages."""

    def __init__(self, core: Core, tokens: Tokens, shelf: Shelf) -> None:
        self._core = core
        self._tokens = tokens
        self._shelf = shelf

    def add_to(self, app: web.Application) -> None:
        """Add the routes that carry bytes."""
        app.router.add_get("/dingtalk/files/{id}", self.give)
        app.router.add_post("/media/upload", self.take)
        self._shelf.add_to(app)

    def address(self, asked: Asked) -> Reply:
        """messageFiles/download: where the file of a code is."""
        code = text(asked.body, "downloadCode")
        if text(asked.body, "robotCode") != self._core.world.dingtalk.robot_code:
            raise RefusalError("invalidParameter.robotCode", "robotCode is not the app's robot")
        if self._shelf.find(code) is None:
            raise RefusalError("invalidParameter.downloadCode", "no such downloadCode")
        return Reply({"downloadUrl": f"{self._core.url}/dingtalk/files/{code}"})

    async def give(self, request: web.Request) -> web.Response:
        """The bytes; the address itself is the secret."""
        file = self._shelf.find(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        kind = file.mimetype or "application/octet-stream"
        return web.Response(body=self._shelf.content(file), content_type=kind)

    async def take(self, request: web.Request) -> web.Response:
        """media/upload: a multipart form with the file in `media`."""
        try:
            self._tokens.check(request.query.get("access_token", ""))
            name, data = await _uploaded(request)
            kind = request.query.get("type", "")
            if kind not in KINDS or not data or len(data) > LARGEST:
                raise RefusalError("media", "invalid media", rule="media/upload", errcode=40004)
        except RefusalError as error:
            self._core.record_call("dingtalk", UPLOAD, 200, False, error.rule, None)
            return web.json_response(error.in_old_style())
        file = self._shelf.put(name, "image/png" if kind == "image" else "", data)
        self._core.record_call("dingtalk", UPLOAD, 200, True, None, {"type": kind, "name": name})
        told = {"errcode": 0, "errmsg": "ok", "type": kind, "media_id": f"{MEDIA}{file.id}"}
        return web.json_response(told)


async def _uploaded(request: web.Request) -> tuple[str, bytes]:
    form = await request.multipart()
    while (part := await form.next()) is not None:
        if isinstance(part, BodyPartReader) and part.name == "media":
            return part.filename or "", bytes(await part.read())
    raise RefusalError("media", "no media", rule="media/upload", errcode=40004)
