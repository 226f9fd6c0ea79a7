"""Tails the event log: reads new events, and detects when the log was replaced."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from itertools import pairwise

from tms_core.errors import TransactionConflict, Unavailable
from tms_core.events import EventBus, EventLog, LoggedEvent, LogState, Position

log = logging.getLogger("tms.feed")

READ_BATCH_SIZE = 500
POLL_SECONDS = 0.1
"""How often to poll if nothing announces the commits of other processes."""
POLL_SECONDS_WITH_BUS = 0.5
CATCH_UP_TIMEOUT_SECONDS = 5.0
"""How long another process, or a database that has just failed over, may lag behind."""
MAX_RETRY_DELAY_SECONDS = 2.0

Take = Callable[[Sequence[LoggedEvent]], Awaitable[None]]
Restart = Callable[[LogState], Awaitable[None]]


class LogTailer:
    """Passes every event to ``take``, once and in order; calls ``restart`` if that becomes impossible.

    ``head`` is the position up to which the log has been read.
    """

    def __init__(self, event_log: EventLog, bus: EventBus, take: Take, restart: Restart) -> None:
        self.head = Position("", 0, "")
        self._log = event_log
        self._bus = bus
        self._take = take
        self._restart = restart
        self._woken = asyncio.Event()
        self._grown = asyncio.Event()
        self._behind_since: float | None = None

    def wake(self) -> None:
        """There may be new events."""
        self._woken.set()

    def move_to(self, head: Position) -> None:
        """Continue after ``head``."""
        self.head = head
        self._grown.set()
        self._grown = asyncio.Event()

    async def run(self) -> None:
        """Run until cancelled, whatever happens to the store."""
        self._bus.subscribe(self._woken.set)
        try:
            await self._follow()
        finally:
            self._bus.unsubscribe(self._woken.set)

    async def _follow(self) -> None:
        failures = 0
        while True:
            try:
                await self._advance(hinted=self._woken.is_set())
                if failures:
                    log.info("the event log can be read again")
                failures = 0
            except (Unavailable, TransactionConflict) as error:
                if not failures:
                    log.warning("the event log cannot be read: %s", getattr(error, "cause", error))
                failures += 1
            except Exception:
                failures += 1
                log.exception("reading the event log failed; trying again")
            await self._pause(failures)

    async def reaches(self, number: int) -> bool:
        """Whether ``number`` is reached, after waiting for a moment in case other processes were faster."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CATCH_UP_TIMEOUT_SECONDS):
                while self.head.number < number:
                    self.wake()
                    await self._grown.wait()
        return self.head.number >= number

    async def _pause(self, failures: int) -> None:
        """Wait until there is news, or until it is time to poll."""
        if failures:
            await asyncio.sleep(min(MAX_RETRY_DELAY_SECONDS, POLL_SECONDS * 2**failures))
            return
        told = self._bus.hears_everyone
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS_WITH_BUS if told else POLL_SECONDS):
                await self._woken.wait()

    async def _advance(self, *, hinted: bool) -> None:
        """Read new events. When polling, first read only the head, which also
        shows whether the log was replaced."""
        if not hinted:
            state = await self._log.state()
            if self._is_another_log(state):
                await self._start_anew(state)
                return
            if state.head.number <= self.head.number:
                return
        self._woken.clear()
        while events := await self._log.after(self.head.number, READ_BATCH_SIZE):
            if not follow_on(self.head.number, events):
                await self._start_anew(await self._log.state())
                return
            await self._take(events)
            if len(events) < READ_BATCH_SIZE:
                return

    def _is_another_log(self, state: LogState) -> bool:
        """Whether the database was restored or replaced: another epoch, a different event at the same
        number, or fewer events for longer than replication may lag."""
        if state.head.epoch != self.head.epoch:
            return True
        if state.head.number >= self.head.number:
            self._behind_since = None
            return state.head.number == self.head.number and state.head.check != self.head.check
        now = asyncio.get_running_loop().time()
        self._behind_since = self._behind_since or now
        return now - self._behind_since > CATCH_UP_TIMEOUT_SECONDS

    async def _start_anew(self, state: LogState) -> None:
        log.warning("the event log was replaced; readers are told to read everything again")
        self._behind_since = None
        self.move_to(state.head)
        await self._restart(state)


def follow_on(number: int, events: Sequence[LoggedEvent]) -> bool:
    """Whether events follow ``number`` without gaps; False if there are none."""
    numbers = [number, *(event.position.number for event in events)]
    return len(numbers) > 1 and all(later == earlier + 1 for earlier, later in pairwise(numbers))
