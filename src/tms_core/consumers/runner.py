"""Runs the consumers that features declare: ``async with Consumers(application)`` in each process that may work for them."""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.consumers import use_cases
from tms_core.consumers.follower import ConsumerMetrics, Follower, Outcome, Pace
from tms_core.consumers.model import ConsumerStatus
from tms_core.errors import TransactionConflict, Unavailable

log = logging.getLogger("tms.consumers")

MAX_REST_SECONDS = 5.0


class NoMetrics:
    """Forgets all figures."""

    def count(self, consumer: str, outcome: Outcome, events: int) -> None:
        """See ``ConsumerMetrics``."""

    def show(self, statuses: Sequence[ConsumerStatus]) -> None:
        """See ``ConsumerMetrics``."""


class Consumers:
    """Runs all consumers of the application's features in the background, each at its own pace.

    Any number of processes may do so: each consumer works in one of them at a time. If that one stops, another goes on at
    once; if it dies, within five seconds. Everything is handled exactly once all the same, because the position of a
    consumer is stored in the transaction of its work.
    """

    def __init__(
        self, application: Application, metrics: ConsumerMetrics | None = None, pace: Pace | None = None
    ) -> None:
        self._application = application
        self._metrics: ConsumerMetrics = metrics or NoMetrics()
        self._pace = pace or Pace()
        self._declared = tuple(application.store.features.consumers.values())
        self._woken = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._is_registered = False
        self.holder = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        """Identifies this process as the holder of leases."""
        self._followers = {
            each.name: Follower(application, each, self.holder, self._pace, self._metrics, self._woken.set)
            for each in self._declared
        }

    async def __aenter__(self) -> Self:
        if self._declared:
            self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and leave the consumers to other processes."""
        if self._running is None:
            return
        self._running.cancel()
        with suppress(asyncio.CancelledError):
            await self._running
        for follower in self._followers.values():
            await follower.stop()
        if any(follower.has_lease for follower in self._followers.values()):
            with suppress(Unavailable):
                await self._application.run(use_cases.release_leases, SYSTEM, self.holder)

    async def _run(self) -> None:
        bus = self._application.bus
        bus.subscribe(self._woken.set)
        failures = 0
        try:
            while True:
                self._woken.clear()
                try:
                    await self._look()
                    if failures:
                        log.info("the state of the consumers can be read again")
                    failures = 0
                except (Unavailable, TransactionConflict) as error:
                    if not failures:
                        cause = getattr(error, "cause", error)
                        log.warning("the state of the consumers cannot be read: %s", cause)
                    failures += 1
                except Exception:
                    failures += 1
                    log.exception("reading the state of the consumers failed; trying again")
                await self._pause(failures)
        finally:
            bus.unsubscribe(self._woken.set)

    async def _look(self) -> None:
        if not self._is_registered:
            await self._application.run(use_cases.register_consumers, SYSTEM, self._declared)
            self._is_registered = True
        statuses = await self._application.read(use_cases.get_statuses, SYSTEM)
        mine = [status for status in statuses if status.name in self._followers]
        self._metrics.show(mine)
        for status in mine:
            self._followers[status.name].see(status)

    async def _pause(self, failures: int) -> None:
        """Wait until there is news, or until it is time to look again."""
        if failures:
            await asyncio.sleep(min(MAX_REST_SECONDS, self._pace.poll * 2 ** min(failures, 6)))
            return
        told = self._application.bus.hears_everyone
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pace.poll_with_bus if told else self._pace.poll):
                await self._woken.wait()
