"""Redis as the event bus: a single channel that announces log positions.

The events themselves stay in the database. Redis may be down, slow, flushed or restarted at any time: until
it is back, processes poll the log instead, which takes a little longer.
"""

import asyncio
import logging
import random
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from redis.asyncio import Redis
from redis.exceptions import RedisError

from tms_core.errors import Unavailable
from tms_core.events import LocalBus, Position

log = logging.getLogger("tms.bus")

HEARTBEAT_SECONDS = 1.0
DEAF_AFTER_SECONDS = 2.5
"""After this long without any reply from Redis, silence no longer means that there is no news."""
CONNECT_SECONDS = 2.0
MAX_RETRY_DELAY_SECONDS = 5.0

TROUBLE = (RedisError, OSError, TimeoutError)


async def ping(url: str) -> None:
    """Return when Redis answers. Raises ``Unavailable`` with the reason, which contains no password."""
    try:
        async with Redis.from_url(
            url,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=CONNECT_SECONDS,
            retry=None,
            protocol=2,
        ) as client:
            await client.ping()
    except TROUBLE as error:
        raise Unavailable(str(error) or type(error).__name__) from error


class RedisBus(LocalBus):
    """See ``EventBus``. As an asynchronous context manager it stays connected."""

    def __init__(self, url: str, log_name: str) -> None:
        """``log_name`` distinguishes the installations that share one Redis."""
        super().__init__()
        self._redis: Any = Redis.from_url(
            url,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=CONNECT_SECONDS,
            retry=None,
            protocol=2,
        )
        self._channel = f"tms:{log_name}"
        self._heard = float("-inf")
        self._newest: Position | None = None
        self._unsent = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        """Connect in the background: start-up does not wait for Redis."""
        self._tasks = [
            asyncio.create_task(self._keep(self._listen)),
            asyncio.create_task(self._keep(self._send)),
        ]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(*TROUBLE):
            await self._redis.aclose()

    @property
    def hears_everyone(self) -> bool:
        """See ``EventBus``."""
        return asyncio.get_running_loop().time() - self._heard < DEAF_AFTER_SECONDS

    async def publish(self, position: Position) -> None:
        """See ``EventBus``: wakes this process at once; a background task tells the others,
        with the newest position only."""
        self.wake()
        self._newest = position
        self._unsent.set()

    async def _send(self) -> None:
        while True:
            await self._unsent.wait()
            self._unsent.clear()
            if self._newest is not None:
                await self._redis.publish(self._channel, str(self._newest.number))

    async def _listen(self) -> None:
        """Receive announcements. A heartbeat on the same connection tells a quiet Redis
        from one that is down or frozen."""
        clock = asyncio.get_running_loop().time
        async with self._redis.pubsub() as channel:
            await channel.subscribe(self._channel)
            answered = clock()
            while True:
                message = await channel.get_message(timeout=HEARTBEAT_SECONDS)
                if message is not None:
                    self._heard = answered = clock()
                    if message["type"] != "pong":
                        self.wake()  # a message came, or some may have been missed before subscribing
                elif clock() - answered > DEAF_AFTER_SECONDS:
                    raise TimeoutError
                else:
                    await channel.ping()

    async def _keep(self, work: Any) -> None:
        """Run ``work`` again whenever it fails, with exponential back-off and jitter."""
        failures = 0
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await work()
            except TROUBLE as error:
                if asyncio.get_running_loop().time() - began > MAX_RETRY_DELAY_SECONDS:
                    failures = 0
                if failures == 0:
                    log.warning("the bus is away (%s); polling the event log instead", type(error).__name__)
                failures += 1
                await asyncio.sleep(min(MAX_RETRY_DELAY_SECONDS, 0.1 * 2**failures) * random.uniform(0.5, 1))  # noqa: S311 - jitter
