"""Places for work of which only so much may be under way at once for each key, with a queue for those who find none.

For one process and one event loop.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager

MAX_WAIT_SECONDS = 10.0
MAX_WAITING = 500
"""Callers that wait for a place of the same key."""


class NoPlace(Exception):
    """No place became free in time, or too many callers are waiting already."""


class Place:
    """A place that is taken. ``keep_seconds`` says how long it stays taken after the work has ended."""

    def __init__(self) -> None:
        self.keep_seconds = 0.0


class _Key:
    def __init__(self) -> None:
        self.under_way = 0
        self.ended = 0
        self.users = 0
        self.queue: deque[asyncio.Future[None]] = deque()

    def wake_next(self) -> None:
        while self.queue:
            waiting = self.queue.popleft()
            if not waiting.done():
                waiting.set_result(None)
                return


class Places:
    """See the module."""

    def __init__(self) -> None:
        self._keys: dict[str, _Key] = {}

    @asynccontextmanager
    async def taken(
        self, names: Sequence[str], limits: Callable[[], Awaitable[Mapping[str, int]]]
    ) -> AsyncIterator[Place]:
        """Take a place of each of ``names`` for as long as the context lasts; wait for them, first come, first served.

        ``limits`` returns how many places there are at the moment; names that are missing are not limited. It is called
        again whenever work on one of the names has ended. Raises ``NoPlace``, and what ``limits`` raises.
        """
        with self._used(names) as keys:
            held = await _taken(keys, limits)
            place = Place()
            try:
                yield place
            finally:
                if place.keep_seconds:
                    loop = asyncio.get_running_loop()
                    loop.call_later(place.keep_seconds, self._end, held)
                else:
                    self._end(held)

    def _end(self, held: Mapping[str, _Key]) -> None:
        for name, key in held.items():
            key.under_way -= 1
            key.ended += 1
            key.wake_next()
            self._forget_unused(name, key)

    @contextmanager
    def _used(self, names: Sequence[str]) -> Iterator[Mapping[str, _Key]]:
        keys = {name: self._keys.setdefault(name, _Key()) for name in names}
        for key in keys.values():
            key.users += 1
        try:
            yield keys
        finally:
            for name, key in keys.items():
                key.users -= 1
                self._forget_unused(name, key)

    def _forget_unused(self, name: str, key: _Key) -> None:
        if not key.users and not key.under_way:
            self._keys.pop(name, None)


async def _taken(
    keys: Mapping[str, _Key], limits: Callable[[], Awaitable[Mapping[str, int]]]
) -> Mapping[str, _Key]:
    deadline = asyncio.get_running_loop().time() + MAX_WAIT_SECONDS
    awaited: _Key | None = None
    try:
        while True:
            ended = [key.ended for key in keys.values()]
            allowed = await limits()
            if ended != [key.ended for key in keys.values()]:
                continue  # what has ended meanwhile may have changed the limits
            limited = {name: key for name, key in keys.items() if name in allowed}
            # Whoever is first in a queue may overtake it; everybody else stands behind those who wait already.
            full = (
                key
                for name, key in limited.items()
                if key.under_way >= allowed[name] or (key.queue and key is not awaited)
            )
            if (next_awaited := next(full, None)) is None:
                for key in limited.values():
                    key.under_way += 1
                return limited
            await _turn(next_awaited, deadline, is_first=next_awaited is awaited)
            awaited = next_awaited
    finally:
        for key in keys.values():
            key.wake_next()  # for a place that was free, or limits that leave none


async def _turn(key: _Key, deadline: float, *, is_first: bool) -> None:
    if len(key.queue) >= MAX_WAITING:
        raise NoPlace
    waiting = asyncio.get_running_loop().create_future()
    if is_first:
        key.queue.appendleft(waiting)
    else:
        key.queue.append(waiting)
    try:
        async with asyncio.timeout_at(deadline):
            await waiting
    except TimeoutError:
        raise NoPlace from None
    finally:
        if waiting in key.queue:
            key.queue.remove(waiting)
