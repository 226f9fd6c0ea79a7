"""The connections to one host.

If a wait is cut short (by an error, a time limit or a cancelled request), the connection is closed and its
slot is freed: the pool can never be exhausted for good.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import asyncmy

from tms_adapters.sql.mariadb.errors import is_broken, reason

CONNECT_TIMEOUT = 3.0  # seconds, to connect, or for an idle connection to answer a ping
WAIT_TIMEOUT = 5.0  # seconds, for a connection while all are in use
PING_AFTER = 5.0  # seconds that a connection may be idle before it is pinged
DROP_AFTER = 1800  # seconds that a connection may be idle before it is closed
OPENED_AT_ONCE = 8  # new connections that are opened concurrently


class NoAnswer(Exception):
    """The host did not answer in time."""


class NoConnection(Exception):
    """The host refuses connections or is not reachable."""


class Busy(Exception):
    """All connections stayed in use for as long as a request may wait."""


class Moved(Exception):
    """Another host should be used now."""


class Pool:
    """At most ``size`` connections, each lent to one unit of work."""

    def __init__(self, options: Mapping[str, Any], size: int) -> None:
        self._options = options
        self._size = size
        self._idle: deque[Any] = deque()
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._attempts: set[asyncio.Timeout] = set()
        self._asked_after = 0.0
        self.is_open = False
        """Whether connections are lent; if not, returned ones are closed."""
        self.lent: set[Any] = set()

    @property
    def usable(self) -> int:
        """How many connections can be lent right now."""
        return self._size - len(self.lent) - len(self._attempts)

    @property
    def is_empty(self) -> bool:
        """Whether there are no connections at all."""
        return not (self.lent or self._idle)

    def longest_wait(self, now: float) -> float:
        """Seconds for which the longest-waiting lent connection has been waiting for a reply."""
        return max((now - raw.last_usage for raw in self.lent), default=0.0)

    async def take(self) -> Any:
        """A connection that has answered recently, or a new one.

        Raises ``NoAnswer``, ``NoConnection``, ``Busy``, ``Moved``.
        """
        refused = False
        while self.is_open:
            if self._idle:
                raw = self._idle.pop()
                self.lent.add(raw)
                if await self._works(raw):
                    return raw
                continue
            has_room = len(self.lent) + len(self._attempts) < self._size
            if has_room and len(self._attempts) < OPENED_AT_ONCE and not (refused and self.lent):
                try:
                    return await self._open()
                except NoConnection:
                    if not self.lent:
                        raise
                    refused = True  # it refuses new connections, but the open ones work
            elif (raw := await self._wait()) is not None:
                return raw
        raise Moved

    def give_back(self, raw: Any) -> None:
        """Return a lent connection; a closed one is replaced when needed."""
        self.lent.discard(raw)
        if not self.is_open:
            raw.close()
        if is_broken(raw):
            self._wake(None)
        elif not self._wake(raw):
            self._idle.append(raw)

    def retire(self) -> None:
        """Stop lending: waiting callers get ``Moved``; lent connections are closed when their units end."""
        self.is_open = False
        while self._idle:
            self._idle.pop().close()
        self._tell_waiting()

    def abandon(self) -> None:
        """The host does not answer: abort everything that waits for it, including running statements."""
        self.retire()
        for raw in self.lent:
            if (transport := raw._transport) is not None:
                transport.abort()  # closing would first flush unsent data
        for attempt in self._attempts:
            if not attempt.expired():
                attempt.reschedule(asyncio.get_running_loop().time())

    def doubt_idle(self) -> None:
        """A connection broke: ping the idle ones before they are used."""
        self._asked_after = asyncio.get_running_loop().time()

    def drop_old(self, now: float) -> None:
        """Close connections that have been idle for long."""
        while self._idle and now - self._idle[0].last_usage > DROP_AFTER:
            self._idle.popleft().close()

    async def close(self) -> None:
        """Close all connections; lent ones immediately."""
        for raw in self._idle:
            with suppress(Exception):
                async with asyncio.timeout(1):
                    await raw.ensure_closed()
        self.abandon()

    async def _works(self, raw: Any) -> bool:
        """Whether a connection is usable: one that has been idle for a while
        is pinged. If not, it is closed."""
        try:
            if not is_broken(raw):
                now = asyncio.get_running_loop().time()
                if raw.last_usage > max(self._asked_after, now - PING_AFTER):
                    return True
                async with asyncio.timeout(CONNECT_TIMEOUT):
                    await raw.ping(reconnect=False)
                return True
        except TimeoutError as error:
            self._close(raw)
            raise NoAnswer(f"no answer to a ping within {CONNECT_TIMEOUT:g} seconds") from error
        except Exception:
            self._close(raw)
            return False
        except BaseException:
            self._close(raw)
            raise
        self._close(raw)
        return False

    async def _open(self) -> Any:
        """A new connection. Only the driver runs here, so any exception means that connecting failed."""
        limit = asyncio.timeout(CONNECT_TIMEOUT)
        self._attempts.add(limit)
        try:
            async with limit:
                raw = await _connect(self._options)
        except TimeoutError as error:
            raise NoAnswer(f"no connection within {CONNECT_TIMEOUT:g} seconds") from error
        except Exception as error:
            raise NoConnection(reason(error)) from error
        finally:
            self._attempts.discard(limit)
            self._wake(None)
        self.lent.add(raw)
        return raw

    async def _wait(self) -> Any | None:
        """The next returned connection, or None if there is room for a new one."""
        turn: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        limit = asyncio.timeout(WAIT_TIMEOUT)
        try:
            async with limit:
                return await turn
        except BaseException as error:
            if turn in self._waiting:
                self._waiting.remove(turn)
            elif turn.done() and not turn.cancelled() and turn.exception() is None:
                if turn.result() is None:
                    self._wake(None)
                else:
                    self.give_back(turn.result())
            if limit.expired() and isinstance(error, TimeoutError):
                raise Busy(f"all {self._size} connections are in use for {WAIT_TIMEOUT:g} seconds") from error
            raise

    def _wake(self, raw: Any | None) -> bool:
        """Give a connection to the caller that has waited longest, or None if it may open one."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                if raw is not None:
                    self.lent.add(raw)
                turn.set_result(raw)
                return True
        return False

    def _tell_waiting(self) -> None:
        while self._waiting:
            if not (turn := self._waiting.popleft()).done():
                turn.set_exception(Moved())

    def _close(self, raw: Any) -> None:
        raw.close()
        self.give_back(raw)


async def _connect(options: Mapping[str, Any]) -> Any:
    """The driver's ``connect``, which on Python 3.11 swallows a cancellation at
    the moment the server accepts."""
    task = asyncio.current_task()
    cancellations = task.cancelling() if task else 0
    raw = None
    try:
        raw = await asyncmy.connect(**options)
    finally:
        if task and task.cancelling() > cancellations:
            if raw is not None:
                raw.close()
            raise asyncio.CancelledError
    return raw
