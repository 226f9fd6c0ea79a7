"""Connections to one host.

Whatever ends a wait (an error, a time limit, a request that is cancelled), the connection concerned is closed and its
place is free again: nothing can use up the pool for good.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import asyncmy

from tms_adapters.sql.mariadb.errors import is_broken, reason

CONNECT_TIMEOUT = 3.0  # seconds, for a new connection, or for a used one to answer a ping
WAIT_TIMEOUT = 5.0  # seconds, for a connection while all are in use
PING_AFTER = 5.0  # seconds a connection may idle without being asked whether it still works
DROP_AFTER = 1800  # seconds that a connection may idle at all
OPENED_AT_ONCE = 8  # new connections being made at the same time


class NoAnswer(Exception):
    """The host did not answer in time."""


class NoConnection(Exception):
    """The host refuses a connection, or is not there."""


class Busy(Exception):
    """Every connection stayed in use for as long as a request may wait for one."""


class Moved(Exception):
    """This host is not the one to use any longer."""


class Pool:
    """At most ``size`` connections, lent to one unit of work each."""

    def __init__(self, options: Mapping[str, Any], size: int) -> None:
        self._options = options
        self._size = size
        self._idle: deque[Any] = deque()
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._attempts: set[asyncio.Timeout] = set()
        self._asked_after = 0.0
        self.is_open = False
        """Whether connections are lent; those that come back are closed otherwise."""
        self.lent: set[Any] = set()

    @property
    def usable(self) -> int:
        """How many connections can be lent at this moment."""
        return self._size - len(self.lent) - len(self._attempts)

    @property
    def is_empty(self) -> bool:
        """Whether there is no connection at all."""
        return not (self.lent or self._idle)

    def longest_wait(self, now: float) -> float:
        """Seconds since the oldest of the last statements on lent connections was sent."""
        return max((now - raw.last_usage for raw in self.lent), default=0.0)

    async def take(self) -> Any:
        """A connection that has answered a moment ago, or is new.

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
                    refused = True  # it may take no more connections, but those that are open work
            elif (raw := await self._wait()) is not None:
                return raw
        raise Moved

    def give_back(self, raw: Any) -> None:
        """End a loan; a connection that is closed by now is replaced when somebody needs one."""
        self.lent.discard(raw)
        if not self.is_open:
            raw.close()
        if is_broken(raw):
            self._wake(None)
        elif not self._wake(raw):
            self._idle.append(raw)

    def retire(self) -> None:
        """Lend no more: whoever waits is told; connections that are lent end with the units that they serve."""
        self.is_open = False
        while self._idle:
            self._idle.pop().close()
        self._tell_waiting()

    def abandon(self) -> None:
        """The host does not answer: wake whoever waits for it, in the middle of a statement as well."""
        self.retire()
        for raw in self.lent:
            if (transport := raw._transport) is not None:
                transport.abort()  # closing would wait until what was written is sent
        for attempt in self._attempts:
            if not attempt.expired():
                attempt.reschedule(asyncio.get_running_loop().time())

    def doubt_idle(self) -> None:
        """One connection broke: ask the others before they are used."""
        self._asked_after = asyncio.get_running_loop().time()

    def drop_old(self, now: float) -> None:
        """Close what nobody has needed for long."""
        while self._idle and now - self._idle[0].last_usage > DROP_AFTER:
            self._idle.popleft().close()

    async def close(self) -> None:
        """Close everything; lent connections at once."""
        for raw in self._idle:
            with suppress(Exception):
                async with asyncio.timeout(1):
                    await raw.ensure_closed()
        self.abandon()

    async def _works(self, raw: Any) -> bool:
        """Whether a connection can be used; one that idled for a while is asked. It is closed if not."""
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
        """A new connection. Only the driver runs here, and whatever it raises means that there is none."""
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
        """The next connection that is given back, or None when there is room to make one."""
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
        """Give the one who has waited longest a connection, or word that there is room for one."""
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
    """The driver's ``connect``, which on Python 3.11 swallows a cancellation that comes as the server accepts."""
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
