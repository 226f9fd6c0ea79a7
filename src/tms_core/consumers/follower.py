"""Works for one consumer: follows the log from its position while this process may, and until nothing is left."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ParamSpec, Protocol, TypeVar

from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.application.feature import Consumer
from tms_core.consumers import use_cases
from tms_core.consumers.model import ConsumerStatus, Lease, is_expired
from tms_core.consumers.use_cases import EventFailed, EventPruned, LeaseLost, failure_of
from tms_core.errors import TransactionConflict, Unavailable
from tms_core.events import RESYNC, LoggedEvent
from tms_core.use_cases import Command

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger("tms.consumers")

READ_BATCH_SIZE = 200
LAG_WARNING = timedelta(minutes=1)
"""How old an event may be that has not been handled, before the log says so."""
MAX_REST_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Times in seconds. ``lease``: how long a process that has died keeps a consumer. ``poll``: how often to look for
    work, ``poll_with_bus`` if a bus announces it. ``retries``: the pauses before an event that failed is tried again;
    after the last it is set aside. ``save``: how long passing events that a consumer does not want may stay unsaved."""

    lease: float = 3.0
    poll: float = 0.25
    poll_with_bus: float = 1.0
    retries: tuple[float, ...] = (1, 2, 4, 8, 15)
    save: float = 0.5


class Outcome(StrEnum):
    """What became of events."""

    HANDLED = "handled"
    FAILED = "failed"
    SET_ASIDE = "set_aside"
    MISSED = "missed"


class ConsumerMetrics(Protocol):
    """Receives figures for monitoring."""

    def count(self, consumer: str, outcome: Outcome, events: int) -> None:
        """Count events, or attempts that failed."""

    def show(self, statuses: Sequence[ConsumerStatus]) -> None:
        """The state of all consumers has been read."""


class Follower:
    """Works for one consumer. ``see`` is called with each state that is read from the store; ``wake`` has it read again."""

    def __init__(
        self,
        application: Application,
        consumer: Consumer,
        holder: str,
        pace: Pace,
        metrics: ConsumerMetrics,
        wake: Callable[[], None],
    ) -> None:
        self.has_lease = False
        self._application = application
        self._consumer = consumer
        self._lease = Lease(holder=holder, duration=timedelta(seconds=pace.lease))
        self._pace = pace
        self._metrics = metrics
        self._wake = wake
        self._task: asyncio.Task[None] | None = None
        self._head = 0
        self._news = asyncio.Event()
        self._state = (0, 0)
        self._due_since: float | None = None
        self._rests_until = 0.0
        self._store_failures = 0
        self._failures = 0
        self._is_late = False

    def see(self, status: ConsumerStatus) -> None:
        """Begin to work if there is something to do and no other process does it."""
        now = asyncio.get_running_loop().time()
        state = (status.position, status.tries)
        if self._due_since is None or state != self._state or not self._has_work(status):
            self._due_since = now
        self._state = state
        if status.head > self._head:
            self._head = status.head
            self._news.set()
        self._watch_lag(status)
        if self._task is not None or now < self._rests_until:
            return
        if self._has_work(status) and self._may_work(status, now):
            self._task = asyncio.create_task(self._work(status))
            self._task.add_done_callback(self._done)

    async def stop(self) -> None:
        """Stop; a step that is under way is rolled back."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def _has_work(self, status: ConsumerStatus) -> bool:
        return status.retries > 0 or self._is_due(status)

    def _is_due(self, status: ConsumerStatus) -> bool:
        is_paused = status.retry_at is not None and status.retry_at > self._application.clock()
        return status.behind > 0 and not is_paused

    def _may_work(self, status: ConsumerStatus, now: float) -> bool:
        """Whoever worked last goes on. Another process takes over from one that has left, or whose lease is over although
        there has been work for a moment: a process without work does not renew its lease."""
        if status.holder in (None, self._lease.holder):
            return True
        is_over = is_expired(status.held_until, self._lease, self._application.clock())
        return is_over and now - (self._due_since or now) >= self._pace.lease / 3

    def _watch_lag(self, status: ConsumerStatus) -> None:
        """One line when it falls behind, and one when it has caught up."""
        since = status.waiting_since
        is_late = since is not None and self._application.clock() - since > LAG_WARNING
        if is_late and not self._is_late and self._is_mine(status):
            self._is_late = True
            log.warning("consumer %s is behind by %s events, since %s", status.name, status.behind, since)
        elif self._is_late and not is_late:
            self._is_late = False
            log.info("consumer %s has caught up", status.name)

    def _is_mine(self, status: ConsumerStatus) -> bool:
        return status.holder in (None, self._lease.holder)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if not task.cancelled():
            self._wake()

    async def _run(self, command: Command[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._application.run(command, SYSTEM, *args, **kwargs)

    async def _work(self, status: ConsumerStatus) -> None:
        try:
            if status.holder != self._lease.holder and not await self._run(
                use_cases.take_lease, status.name, self._lease
            ):
                return
            self.has_lease = True
            await self._follow(status)
            if self._store_failures:
                log.info("consumer %s can reach the store again", status.name)
            self._store_failures = 0
        except LeaseLost:
            self.has_lease = False
        except (Unavailable, TransactionConflict) as error:
            self._rest()
            if self._store_failures == 1:
                log.warning("consumer %s has to wait: %s", status.name, getattr(error, "cause", error))
        except Exception:
            self._rest()
            log.exception("consumer %s could not go on; trying again", status.name)

    def _rest(self) -> None:
        """Wait before the next attempt, because the store, not an event, is to blame."""
        self._store_failures += 1
        pause = min(MAX_REST_SECONDS, 0.1 * 2 ** min(self._store_failures, 6))
        self._rests_until = asyncio.get_running_loop().time() + pause

    async def _follow(self, status: ConsumerStatus) -> None:
        if status.retries:
            await self._retry_set_aside()
        if not self._is_due(status):
            return
        if status.gap:
            await self._pass_gap(status)
            return
        position = passed = status.position
        tries, save_at = status.tries, None
        loop = asyncio.get_running_loop()
        until = loop.time() + self._pace.lease
        while loop.time() < until:
            self._news.clear()
            events = await self._application.store.log.after(passed, READ_BATCH_SIZE)
            if events and events[0].position.number != passed + 1:
                return  # pruned just now
            if any(self._consumer.wants(each.event) or each.event.type == RESYNC.name for each in events):
                reached = await self._handle(position, events, tries)
                if reached is None:
                    return
                position = passed = reached
                tries, save_at = 0, None
                continue
            passed = events[-1].position.number if events else passed
            if passed == position:
                return
            save_at = save_at or loop.time() + self._pace.save
            if loop.time() < save_at and (
                len(events) == READ_BATCH_SIZE or await self._hears_news(save_at - loop.time())
            ):
                continue
            await self._run(use_cases.save_position, self._consumer.name, (position, passed), self._lease)
            position, save_at = passed, None

    async def _hears_news(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()
                return True
        return False

    async def _handle(self, position: int, events: Sequence[LoggedEvent], tries: int) -> int | None:
        """Handle events up to the first that fails; the position that is reached, None if there is nothing to do now."""
        try:
            reached = await self._run(use_cases.handle_events, self._consumer, position, events, self._lease)
        except EventFailed as failed:
            before = events[: events.index(failed.event)]
            if any(self._consumer.wants(each.event) for each in before):
                return await self._handle(position, before, tries)
            return await self._fail(position, failed, tries + 1)
        self._metrics.count(self._consumer.name, Outcome.HANDLED, self._wanted(events, reached))
        if self._failures:
            log.info("consumer %s works again after %s failures", self._consumer.name, self._failures)
            self._failures = 0
        return reached

    def _wanted(self, events: Sequence[LoggedEvent], reached: int) -> int:
        return sum(self._consumer.wants(each.event) for each in events if each.position.number <= reached)

    async def _fail(self, position: int, failed: EventFailed, tries: int) -> int | None:
        name, number, pauses = self._consumer.name, failed.event.position.number, self._pace.retries
        is_hopeless = tries > len(pauses)
        pause = None if is_hopeless else timedelta(seconds=pauses[tries - 1])
        await self._run(use_cases.record_failure, self._consumer, position, failed, self._lease, tries, pause)
        self._metrics.count(name, Outcome.FAILED, 1)
        if not self._failures:
            log.error("consumer %s fails at position %s", name, number, exc_info=failed.__cause__)
        self._failures += 1
        if not is_hopeless:
            return None
        self._metrics.count(name, Outcome.SET_ASIDE, 1)
        return number

    async def _pass_gap(self, status: ConsumerStatus) -> None:
        await self._run(use_cases.pass_gap, self._consumer, status.position, status.gap, self._lease)
        self._metrics.count(status.name, Outcome.MISSED, status.gap)
        log.error(
            "consumer %s missed %s events after position %s, which were pruned before it had handled them",
            status.name,
            status.gap,
            status.position,
        )

    async def _retry_set_aside(self) -> None:
        """Handle what somebody wants to be tried again."""
        consumer, event_log = self._consumer, self._application.store.log
        requested = await self._application.read(
            use_cases.get_requested_retries, SYSTEM, consumer.name, READ_BATCH_SIZE
        )
        for each in requested:
            found = await event_log.after(each.position - 1, 1)
            try:
                if not found or found[0].position.number != each.position:
                    raise EventPruned
                await self._run(use_cases.handle_again, consumer, found[0])
            except EventPruned as error:
                failure = failure_of(each.event_type, error)
            except EventFailed as failed:
                failure = failed.failure
                self._metrics.count(consumer.name, Outcome.FAILED, 1)
            except LeaseLost:
                continue  # it is not there any more
            else:
                self._metrics.count(consumer.name, Outcome.HANDLED, 1)
                log.info("consumer %s has handled position %s at last", consumer.name, each.position)
                continue
            await self._run(use_cases.refuse_retry, consumer.name, each.position, failure)
