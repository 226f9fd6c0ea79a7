"""All sockets of this process."""

import asyncio
from collections import Counter
from contextlib import suppress
from types import TracebackType
from typing import Self

import structlog

from tms_core.realtime.feed import Feed
from tms_web.observability.metrics import count_sent_events, count_sockets
from tms_web.realtime.client_messages import DataRequests
from tms_web.realtime.socket import ClientSocket

log = structlog.get_logger("tms.sockets")

TICK_SECONDS = 1.0
SOCKETS_PER_BATCH = 500


class SocketRegistry:
    """Tracks every socket, limits the number per user, and runs their timer."""

    def __init__(self, feed: Feed[bytes], requests: DataRequests, max_per_user: int) -> None:
        self.feed = feed
        self.requests = requests
        self._max_per_user = max_per_user
        self._sockets: dict[ClientSocket, None] = {}
        self._per_user: Counter[int | None] = Counter()
        self._sent_events = 0
        self._ticking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._ticking = asyncio.create_task(self._tick())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
            with suppress(asyncio.CancelledError):
                await self._ticking
        self._count()

    def join(self, socket: ClientSocket) -> bool:
        """Register a signed-in socket, unless its user has reached the limit."""
        if self._per_user[socket.user_id] >= self._max_per_user:
            return False
        self._sockets[socket] = None
        self._per_user[socket.user_id] += 1
        count_sockets(1)
        return True

    def leave(self, socket: ClientSocket) -> None:
        """Remove a closed socket."""
        if socket in self._sockets:
            del self._sockets[socket]
            self._per_user[socket.user_id] -= 1
            if not self._per_user[socket.user_id]:
                del self._per_user[socket.user_id]
            count_sockets(-1)

    def count_sent(self, events: int) -> None:
        """Count sent events. Metrics are updated once a second, because updating them each time took a fifth of the
        cost of delivery."""
        self._sent_events += events

    async def _tick(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._count()
            sockets = list(self._sockets)
            for start in range(0, len(sockets), SOCKETS_PER_BATCH):
                for socket in sockets[start : start + SOCKETS_PER_BATCH]:
                    try:
                        socket.tick(clock())
                    except Exception:
                        log.exception("socket_tick_failed", user_id=socket.user_id)
                await asyncio.sleep(0)

    def _count(self) -> None:
        count_sent_events(self._sent_events)
        self._sent_events = 0
