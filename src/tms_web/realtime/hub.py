"""All sockets of this process."""

import asyncio
from collections import Counter
from contextlib import suppress
from types import TracebackType
from typing import Self

import structlog

from tms_core.realtime.feed import Feed
from tms_web.metrics import count_sockets, count_told
from tms_web.realtime.requests import DataRequests
from tms_web.realtime.socket import Socket

log = structlog.get_logger("tms.sockets")

TICK_SECONDS = 1.0
SOCKETS_AT_ONCE = 500


class Hub:
    """Knows every socket, limits how many one user has, and gives them the time of day."""

    def __init__(self, feed: Feed[bytes], requests: DataRequests, most_per_user: int) -> None:
        self.feed = feed
        self.requests = requests
        self._most_per_user = most_per_user
        self._sockets: dict[Socket, None] = {}
        self._per_user: Counter[int | None] = Counter()
        self._told = 0
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

    def join(self, socket: Socket) -> bool:
        """Admit a socket that is signed in, unless its user has as many as anybody may."""
        if self._per_user[socket.user_id] >= self._most_per_user:
            return False
        self._sockets[socket] = None
        self._per_user[socket.user_id] += 1
        count_sockets(1)
        return True

    def leave(self, socket: Socket) -> None:
        """A socket that has ended."""
        if socket in self._sockets:
            del self._sockets[socket]
            self._per_user[socket.user_id] -= 1
            if not self._per_user[socket.user_id]:
                del self._per_user[socket.user_id]
            count_sockets(-1)

    def told(self, events: int) -> None:
        """Count what was sent. Metrics learn of it once a second: each time took a fifth of what telling takes."""
        self._told += events

    async def _tick(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._count()
            sockets = list(self._sockets)
            for start in range(0, len(sockets), SOCKETS_AT_ONCE):
                for socket in sockets[start : start + SOCKETS_AT_ONCE]:
                    try:
                        socket.tick(clock())
                    except Exception:
                        log.exception("socket_tick_failed", user_id=socket.user_id)
                await asyncio.sleep(0)

    def _count(self) -> None:
        count_told(self._told)
        self._told = 0
