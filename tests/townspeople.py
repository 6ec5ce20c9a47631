"""People before Slack and before DingTalk: what they do, and what they see."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from tests.sandbox.conftest import Hand, Json, eventually

FRONTLINE, IT_SUPPORT, WAREHOUSE = "C0FRONT", "C0ITSUP", "C0STORE"
FRONTLINE_DING, IT_DING, WAREHOUSE_DING = "cidFRONT0001==", "cidITSUP0001==", "cidSTORE0001=="


@dataclass(frozen=True)
class SlackCard:
    """A card as somebody sees it in Slack; `thread` is the message it answers, if it does."""

    channel: str
    ts: str
    words: str
    buttons: Mapping[str, str]
    thread: str | None = None


@dataclass(frozen=True)
class DingTalkCard:
    """A card as somebody sees it in DingTalk, with the buttons they can press now."""

    id: str
    variables: Mapping[str, str]
    buttons: tuple[str, ...]
    at_users: tuple[str, ...]

    @property
    def words(self) -> str:
        """All that is to be read on it."""
        return "\n".join(value for name, value in self.variables.items() if "press" not in name)


@dataclass(frozen=True)
class Sent:
    """A file that somebody sends."""

    name: str
    data: bytes
    mimetype: str = "image/png"

    def as_json(self) -> Json:
        """As control calls take it."""
        coded = base64.b64encode(self.data).decode()
        return {"name": self.name, "mimetype": self.mimetype, "base64": coded}


@dataclass(frozen=True)
class OnSlack:
    """Somebody sitting before Slack."""

    hand: Hand
    user: str

    @property
    def chat(self) -> str:
        """Their direct chat with the bot."""
        return f"D{self.user[1:]}"

    async def command(self, text: str, channel: str = FRONTLINE) -> Json:
        """Type `/ticket …`."""
        return await self.hand.post(
            "/control/slack/command",
            user=self.user,
            channel=channel,
            command="/ticket",
            text=text,
        )

    async def says(self, text: str, channel: str = FRONTLINE, thread: str | None = None) -> Json:
        """Write a message."""
        more = {"thread_ts": thread} if thread else {}
        return await self.hand.post(
            "/control/slack/message", 200, user=self.user, channel=channel, text=text, **more
        )

    async def marks(self, ts: str, channel: str = FRONTLINE, emoji: str = "ticket") -> Json:
        """Put an emoji on a message."""
        return await self.hand.post(
            "/control/slack/reaction", user=self.user, channel=channel, ts=ts, name=emoji
        )

    async def shortcut(self, callback_id: str, ts: str = "", channel: str = FRONTLINE) -> Json:
        """Run a shortcut, on a message if one is given."""
        on = {"channel": channel, "ts": ts} if ts else {}
        return await self.hand.post(
            "/control/slack/shortcut", 200, user=self.user, callback_id=callback_id, **on
        )

    async def edits(self, ts: str, text: str, channel: str = FRONTLINE) -> Json:
        """Change a message of theirs."""
        body = {"user": self.user, "channel": channel, "ts": ts, "text": text}
        url = f"{self.hand.url}/control/slack/message"
        async with self.hand.http.patch(url, json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def deletes(self, ts: str, channel: str = FRONTLINE) -> Json:
        """Take a message of theirs back."""
        body = {"user": self.user, "channel": channel, "ts": ts}
        url = f"{self.hand.url}/control/slack/message"
        async with self.hand.http.delete(url, json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def opens_home(self) -> Json:
        """Look at the bot's home."""
        return await self.hand.post("/control/slack/home", user=self.user)

    async def home(self, words: str) -> Json:
        """Wait for these words on their home."""

        async def look() -> Json | None:
            home = await self.hand.get("/control/slack/home", **{"as": self.user})
            return home if home and words in str(home["blocks"]) else None

        return await eventually(look)

    async def sends(
        self,
        *files: Sent,
        text: str = "",
        channel: str | None = None,
        thread: str | None = None,
    ) -> Json:
        """Write a message with files; in their direct chat, if no channel is given."""
        more = {"thread_ts": thread} if thread else {}
        return await self.hand.post(
            "/control/slack/message",
            200,
            user=self.user,
            channel=channel or self.chat,
            text=text,
            files=[file.as_json() for file in files],
            **more,
        )

    async def sees(self, channel: str) -> list[Json]:
        """All messages, as they see them."""
        return await self.hand.messages(channel, **{"as": self.user})

    async def bot_says(self, words: str, channel: str) -> list[Json]:
        """The bot's messages with these words, as they are now."""
        seen = await self.sees(channel)
        return [m for m in seen if m["bot"] and words in slack_words(m)]

    async def reads(self, words: str, channel: str | None = None) -> Json:
        """Wait for a message of the bot (in their direct chat, if no channel is given)."""

        async def look() -> Json | None:
            found = await self.bot_says(words, channel or self.chat)
            return found[-1] if found else None

        return await eventually(look)

    async def card(self, words: str, channel: str = IT_SUPPORT) -> SlackCard:
        """Wait for a message of the bot with these words in it; the newest counts."""
        return slack_card(channel, await self.reads(words, channel))

    async def card_of(self, ticket: int, status: str = "", channel: str = IT_SUPPORT) -> SlackCard:
        """Wait for a ticket's card in a channel, in this state."""

        async def look() -> SlackCard | None:
            cards = await self.cards_of(ticket, channel)
            return next((card for card in cards if f"*{status}" in card.words), None)

        return await eventually(look)

    async def cards_of(self, ticket: int, channel: str = IT_SUPPORT) -> list[SlackCard]:
        """A ticket's cards in a channel, newest first, without private answers."""
        seen = [m for m in await self.sees(channel) if m["bot"] and not m["ephemeral"]]
        about = [m for m in seen if slack_title(m).startswith(f"#{ticket} ")]
        return [slack_card(channel, m) for m in reversed(about)]

    async def press(self, card: SlackCard, label: str) -> Json:
        """Press a button by what stands on it."""
        return await self.hand.post(
            "/control/slack/click",
            user=self.user,
            channel=card.channel,
            ts=card.ts,
            label=label,
        )

    async def press_in_view(self, view: Json, action_id: str) -> Json:
        """Press a button in an open view; it is named by its act, as its words vary."""
        return await self.hand.post(
            "/control/slack/click", user=self.user, view_id=view["id"], action_id=action_id
        )

    async def submit(self, view: Json, **values: object) -> Json:
        """Fill in a view and submit it: `text` what is typed, `choice` what is chosen."""
        return await self.hand.post(
            "/control/slack/submit", 200, user=self.user, view_id=view["id"], values=values
        )

    async def asked(self) -> Json:
        """Wait for a form in the view on top of what they have open."""

        async def look() -> Json | None:
            views = await self.hand.get("/control/slack/views", **{"as": self.user})
            return views[-1] if views and views[-1]["callback_id"] == "form" else None

        return await eventually(look)


@dataclass(frozen=True)
class OnDingTalk:
    """Somebody sitting before DingTalk."""

    hand: Hand
    user: str

    async def says(self, text: str, conversation: str = IT_DING, at_bot: bool = True) -> Json:
        """Write a message; in a group with the bot's name before it."""
        return await self.hand.post(
            "/control/dingtalk/message",
            user=self.user,
            conversation=conversation,
            text=text,
            at_bot=at_bot,
        )

    async def sends(self, conversation: str | None = None, **what: object) -> Json:
        """Send a picture, a file, rich text or a voice message."""
        return await self.hand.post(
            "/control/dingtalk/message",
            200,
            user=self.user,
            conversation=conversation or self.chat,
            **what,
        )

    async def says_to_bot(self, text: str) -> Json:
        """Write in the direct chat with the bot."""
        return await self.says(text, self.chat)

    @property
    def chat(self) -> str:
        """Their direct chat with the bot."""
        return f"cidS-{self.user}"

    async def sees(self, conversation: str) -> list[Json]:
        """All messages, as they see them."""
        seen: list[Json] = await self.hand.get(
            f"/control/dingtalk/conversations/{conversation}", **{"as": self.user}
        )
        return seen

    async def bot_says(self, words: str, conversation: str) -> list[Json]:
        """The bot's messages with these words, cards not among them."""
        seen = await self.sees(conversation)
        return [m for m in seen if m["bot"] and words in (m["text"] or "")]

    async def reads(self, words: str, conversation: str | None = None) -> Json:
        """Wait for a message of the bot (in their direct chat, if no other is given)."""

        async def look() -> Json | None:
            found = await self.bot_says(words, conversation or self.chat)
            return found[-1] if found else None

        return await eventually(look)

    async def cards(self, words: str, conversation: str = IT_DING) -> list[DingTalkCard]:
        """The cards with these words on them, newest first."""
        cards = [_ding_card(m) for m in await self.sees(conversation) if m["kind"] == "card"]
        return [card for card in reversed(cards) if words in card.words]

    async def card(self, words: str, conversation: str = IT_DING) -> DingTalkCard:
        """Wait for a card with these words on it; the newest counts."""

        async def look() -> DingTalkCard | None:
            return next(iter(await self.cards(words, conversation)), None)

        return await eventually(look)

    async def card_of(
        self, ticket: int, status: str = "", conversation: str = IT_DING
    ) -> DingTalkCard:
        """Wait for a ticket's card in a conversation, in this state."""

        async def look() -> DingTalkCard | None:
            cards = await self.cards(f"#{ticket} ", conversation)
            return next((c for c in cards if status in c.variables["status"]), None)

        return await eventually(look)

    async def press(self, card: DingTalkCard, label: str, **params: str) -> Json:
        """Press a button; `params` are what was typed into the card's inputs."""
        return await self.hand.post(
            "/control/dingtalk/click",
            user=self.user,
            out_track_id=card.id,
            label=label,
            params=params,
        )

    async def choose(self, pressed: Json, card: DingTalkCard, choice: str, **params: str) -> Json:
        """Press one of the choices that a press has brought, by its label or what it stands for."""
        asked = pressed["variables"]
        stands_for = {
            n: {asked[f"c{n}_text"], *asked[f"c{n}_press"].split(":")} for n in range(1, 9)
        }
        places = [n for n, meanings in stands_for.items() if choice in meanings]
        assert places, asked
        return await self.press(card, asked[f"c{places[0]}_text"], **params)


def slack_words(message: Json) -> str:
    """All that is to be read in a message."""
    parts = [message.get("text") or ""]
    for block in message.get("blocks") or []:
        parts += [_text(block.get("text"))]
        parts += [_text(field) for field in block.get("fields", [])]
        parts += [_text(e) if "text" in e else "" for e in block.get("elements", [])]
    return "\n".join(filter(None, parts))


def slack_title(message: Json) -> str:
    """The large line of a card; nothing for what is no card."""
    headers = [b for b in message.get("blocks") or [] if b["type"] == "header"]
    return _text(headers[0]["text"]) if headers else ""


def slack_card(channel: str, message: Json) -> SlackCard:
    """A message with its buttons."""
    buttons = {
        element["text"]["text"]: element["action_id"]
        for block in message.get("blocks") or []
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    }
    thread = message.get("thread_ts")
    return SlackCard(channel, message["ts"], slack_words(message), buttons, thread)


def _text(part: Json) -> str:
    if isinstance(part, dict):
        inner = part.get("text", "")
        return _text(inner) if isinstance(inner, dict) else str(inner)
    return str(part or "")


def _ding_card(message: Json) -> DingTalkCard:
    shown = tuple(action["label"] for action in message["actions"] if action["shown"])
    return DingTalkCard(
        message["out_track_id"], message["variables"], shown, tuple(message.get("at_users") or ())
    )
