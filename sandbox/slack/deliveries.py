"""Events on their way to the bot: sent until acknowledged, three more times at most."""

import asyncio
import heapq
import secrets
import uuid
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field

from sandbox.core import Core
from sandbox.payload import Payload
from sandbox.slack.ack import NOT_CONNECTED, Ack
from sandbox.slack.link import Link

RETRY_AFTER_SECONDS = (0, 60, 300)
"""docs.slack.dev, "Events API: error handling": nearly at once, after 1 and after 5 minutes."""
LOOK_EVERY_SECONDS = 0.5
MOST_WAITING = 10_000


@dataclass
class Delivery:
    """One event and how often it was tried."""

    payload: Payload
    attempt: int = 0
    envelope_id: str = field(default_factory=lambda: str(uuid.uuid4()))


class Deliveries:
    """Sends events, and sends them again."""

    def __init__(self, core: Core, link: Link) -> None:
        self._core = core
        self._link = link
        self._due: list[tuple[float, int, Delivery]] = []
        self._for_next_socket: deque[Delivery] = deque(maxlen=MOST_WAITING)
        self._order = 0
        self._tasks: set[asyncio.Task[object]] = set()
        core.on_advance(self._send_due)
        core.on_reset(self._forget)

    async def deliver(self, event: Payload) -> Ack:
        """Send an event; the result tells how its first try went."""
        return await self._try(Delivery(self._wrapped(event)))

    def deliver_soon(self, event: Payload) -> None:
        """Send an event without waiting for it."""
        self._start(self.deliver(event))

    async def watch(self) -> None:
        """Send again what is due, and what waited for a socket, for ever."""
        while True:
            try:
                async with asyncio.timeout(LOOK_EVERY_SECONDS):
                    await self._link.opened.wait()
            except TimeoutError:
                pass
            self._link.opened.clear()
            self._send_waiting()
            self._send_due()

    async def _try(self, delivery: Delivery) -> Ack:
        retry: Payload = {
            "retry_attempt": delivery.attempt,
            "retry_reason": "timeout" if delivery.attempt else "",
        }
        ack = await self._link.send("events_api", delivery.payload, delivery.envelope_id, retry)
        if not ack.acknowledged:
            self._plan_retry(delivery, had_socket=ack is not NOT_CONNECTED)
        return ack

    def _plan_retry(self, delivery: Delivery, had_socket: bool) -> None:
        if delivery.attempt >= len(RETRY_AFTER_SECONDS):
            return
        wait = RETRY_AFTER_SECONDS[delivery.attempt]
        delivery.attempt += 1
        # Both are seen in the wild: the first retry under the old envelope id, later ones anew.
        if delivery.attempt > 1:
            delivery.envelope_id = str(uuid.uuid4())
        if not had_socket:
            self._for_next_socket.append(delivery)
        elif wait == 0:
            self._start(self._try(delivery))
        else:
            self._order += 1
            heapq.heappush(self._due, (self._core.now() + wait, self._order, delivery))

    def _send_waiting(self) -> None:
        if not self._link.connected:
            return
        waiting, self._for_next_socket = self._for_next_socket, deque(maxlen=MOST_WAITING)
        for delivery in waiting:
            self._start(self._try(delivery))

    def _send_due(self) -> None:
        while self._due and self._due[0][0] <= self._core.now():
            self._start(self._try(heapq.heappop(self._due)[2]))

    def _start(self, work: Coroutine[object, object, object]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _wrapped(self, event: Payload) -> Payload:
        team = self._core.world.slack
        authorization: Payload = {
            "enterprise_id": None,
            "team_id": team.team,
            "user_id": team.bot_user,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "sandbox",
            "team_id": team.team,
            "context_team_id": team.team,
            "context_enterprise_id": None,
            "api_app_id": team.app,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(self._core.now()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": f"4-{secrets.token_hex(8)}",
        }

    def _forget(self) -> None:
        self._due.clear()
        self._for_next_socket.clear()
